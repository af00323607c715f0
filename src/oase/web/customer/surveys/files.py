"""Style sheet and scripts of surveys, under addresses that name their content."""

from __future__ import annotations

from litestar import Response, get

from oase.web.customer.surveys.answers import Asked
from oase.web.surveys.files import FILES

__all__ = ["HANDLERS"]

_YEAR = "public, max-age=31536000, immutable"
_HOUR = "public, max-age=3600"


@get(["/s/survey.css", "/s/survey.js"], sync_to_thread=False)
def own(request: Asked) -> Response[bytes]:
    """Return what the page loads; a browser keeps it as long as its address says the same."""
    file = FILES[request.url.path.rpartition("/")[2]]
    is_same = request.query_params.get("v", "") == file.tag
    return _sent(file.content, file.media_type, _YEAR if is_same else "no-cache")


@get("/s/embed.js", sync_to_thread=False)
def embed() -> Response[bytes]:
    """Return what a shop puts on its page; it may stand on any, what it frames only on those allowed."""
    file = FILES["embed.js"]
    return _sent(file.content, file.media_type, _HOUR, {"Cross-Origin-Resource-Policy": "cross-origin"})


def _sent(content: bytes, kind: str, cache: str, more: dict[str, str] | None = None) -> Response[bytes]:
    return Response(content, media_type=kind, headers={"Cache-Control": cache, **(more or {})})


HANDLERS = [own, embed]
