"""What every answer about surveys shares: its policy, its language, and a short page for what cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import msgspec
from litestar import Request, Response
from litestar.datastructures import State

from oase.db import about
from oase.errors import InputError, OaseError
from oase.retail.shelf import Shelf
from oase.surveys.tokens import Signer, TicketInvalid
from oase.web.customer.api.access import preferred
from oase.web.reach import Reach
from oase.web.surveys.rendering import Lang, note_page, said

__all__ = [
    "Asked",
    "Form",
    "answered",
    "brand_of",
    "form_of",
    "language",
    "moved",
    "noted",
    "own_headers",
    "reach_in",
    "shelf_of",
    "shown",
    "signer_of",
    "wants_json",
]

Asked = Request[None, None, State]
Form = Mapping[str, Sequence[str]]

_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
_STATUS = {"changed": 404, "expired": 410, "other": 403, "gone": 410, "closed": 410, "often": 429}
MOST_FIELDS = 60


def reach_in(request: Asked) -> Reach:
    """Return what can be reached of the house."""
    reach: Reach = request.app.state.reach
    return reach


def signer_of(request: Asked) -> Signer:
    """Return who reads the links of this house; its key is read once."""
    state = request.app.state
    if "signer" not in state:
        state["signer"] = Signer.open(reach_in(request).database.folder)
    signer: Signer = state["signer"]
    return signer


def shelf_of(request: Asked) -> Shelf:
    """Return the stores, as they are now."""
    state = request.app.state
    if "shelf" not in state:
        state["shelf"] = Shelf(reach_in(request).database)
    shelf: Shelf = state["shelf"]
    shelf.refresh()
    return shelf


def brand_of(request: Asked) -> str:
    """Return who asks; empty where nobody has said."""
    return about(reach_in(request).database).own_brand or ""


def language(request: Asked, form: Form | None = None) -> Lang:
    """Return the language asked for: by the form, the address, or what the browser likes."""
    told = next(iter((form or {}).get("lang", ())), "") or request.query_params.get("lang", "")
    if told in ("de", "en"):
        return "en" if told == "en" else "de"
    header = request.headers.get("accept-language", "")
    return preferred(header) if header else reach_in(request).settings.lang


def form_of(body: bytes) -> dict[str, list[str]]:
    """Return the fields of a form as browsers send it.

    Raises
    ------
    InputError
        More fields than any survey has.
    """
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise InputError("The form has too many fields", expected=f"{MOST_FIELDS} at most") from error


def answered(request: Asked, make: Callable[[], Response[Any]]) -> Response[Any]:
    """Return what was asked for, or a page that says why it cannot be and what to do."""
    try:
        return make()
    except TicketInvalid as invalid:
        return _refused(request, invalid.reason, _STATUS[invalid.reason])
    except InputError:
        return _refused(request, "trouble", 400)
    except OaseError:
        return _refused(request, "busy", 503)


def _refused(request: Asked, key: str, status: int) -> Response[Any]:
    if wants_json(request):
        return shown(msgspec.json.encode({"saved": False, "reason": key}), status, "application/json")
    lang = language(request)
    return noted(request, lang, said(f"{key}.title", lang), [said(f"{key}.what", lang)], status)


def wants_json(request: Asked) -> bool:
    """Return whether the page's own script asks."""
    return request.headers.get("accept", "") == "application/json"


def noted(
    request: Asked, lang: Lang, title: str, parts: Sequence[str], status: int = 200, **more: Any
) -> Response[Any]:
    """Return a short page."""
    is_framed: bool = request.url.path.startswith("/s/frame/")
    page = note_page(title, lang, brand_of(request), parts, is_framed=is_framed, **more)
    return shown(page, status, frames=reach_in(request).settings.frames if is_framed else ())


def shown(
    content: str | bytes, status: int = 200, media_type: str = "text/html", *, frames: Sequence[str] = ()
) -> Response[Any]:
    """Return a page under the policy of surveys, kept by nobody on the way."""
    return Response(content, status_code=status, media_type=media_type, headers=own_headers(frames))


def moved(path: str, lang: Lang) -> Response[Any]:
    """Lead on after a form was taken, so that loading again sends nothing twice."""
    headers = {**own_headers(()), "Location": f"{path}?lang={lang}"}
    return Response(b"", status_code=303, headers=headers)


def own_headers(frames: Sequence[str]) -> dict[str, str]:
    """Return the headers of a page that only the pages of some origins may frame."""
    framed = " ".join(frames) or "'none'"
    return {
        "Content-Security-Policy": "; ".join((*_POLICY, f"frame-ancestors {framed}")),
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Robots-Tag": "noindex, nofollow",
        "Vary": "Accept-Language",
    }
