"""``visit_of``: what the gate found, the route's permission, and the token of a form make a ``Visit``."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.exceptions import ClientException

from oase.accounts import Permission
from oase.settings import Lang
from oase.web.pages.addresses import is_here
from oase.web.pages.guards.languages import preferred
from oase.web.pages.guards.visitors import Visitor, arriving, csrf_of
from oase.web.pages.visit import Visit

__all__ = ["FormTooOld", "NotPermitted", "SignInNeeded", "visit_of", "visitor_of"]

THEMES = ("auto", "light", "dark")
MOST_FIELDS = 2000


class SignInNeeded(Exception):
    """Nobody is signed in; ``next_path`` is where she wanted to go."""

    def __init__(self, next_path: str) -> None:
        super().__init__(next_path)
        self.next_path = next_path


class NotPermitted(Exception):
    """The role of who asks does not allow this."""


class FormTooOld(Exception):
    """A form came without the token of its session, or from a page that is none of ours."""


async def visit_of(request: Request[Any, Any, Any]) -> Visit:
    """Return the visit of a request, or turn it away."""
    visitor = visitor_of(request)
    opt = request.route_handler.opt
    if visitor.trouble is not None:
        raise visitor.trouble
    if not opt.get("is_open"):
        _permit(request, visitor, opt.get("permission"))
    form: Mapping[str, Sequence[str]] = {}
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        form = await _form(request, csrf_of(visitor.secret), is_raw=bool(opt.get("is_raw")))
    return made(request, visitor, form)


def made(
    request: Request[Any, Any, Any], visitor: Visitor, form: Mapping[str, Sequence[str]] | None = None
) -> Visit:
    """Return a visit of what is known; nothing is checked any more."""
    state: State = request.app.state
    query = _parsed(request.url.query)
    theme = request.cookies.get("oase_theme", "auto")
    return Visit(
        state.reach,
        state.tasks,
        _lang(request, visitor, query),
        request.url.path,
        visitor.account,
        visitor.session,
        {name: str(value) for name, value in request.scope.get("path_params", {}).items()},
        query,
        form or {},
        csrf_of(visitor.secret),
        visitor.address,
        request.headers.get("user-agent", ""),
        theme if theme in THEMES else "auto",
    )


def visitor_of(request: Request[Any, Any, Any]) -> Visitor:
    """Return who asks, as the gate found out."""
    found = request.scope["state"].get("visitor")
    return found if isinstance(found, Visitor) else arriving(request)


def _permit(request: Request[Any, Any, Any], visitor: Visitor, permission: Permission | None) -> None:
    if visitor.account is None:
        raise SignInNeeded(_wanted(request))
    if permission is None or not visitor.account.may(permission):
        raise NotPermitted


async def _form(request: Request[Any, Any, Any], csrf: str, *, is_raw: bool) -> Mapping[str, Sequence[str]]:
    """Return the fields of a form that was sent by a page of ours."""
    if not _is_from_here(request):
        raise FormTooOld
    if request.route_handler.opt.get("reads_token"):
        return {}  # the route finds the token in the stream, before it keeps anything of it
    form = {} if is_raw else await _fields(request)
    token = request.headers.get("x-csrf") or next(iter(form.get("csrf", ())), "")
    if not csrf or not hmac.compare_digest(token.encode("utf-8", "replace"), csrf.encode()):
        raise FormTooOld
    return form


async def _fields(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """Return the fields of a form; only files come in another form, to a route that reads them itself.

    Not with the framework's own reader: its time grows with the square of the number of fields, and it
    fails at a charset that a stranger invents.
    """
    kind, _ = request.content_type
    if kind != "application/x-www-form-urlencoded":
        return {}
    body = (await request.body()).decode("utf-8", "replace")
    try:  # two megabytes take half a second, which is not the door's
        return await sync_to_thread(parse_qs, body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise ClientException("too many fields") from error


def _is_from_here(request: Request[Any, Any, Any]) -> bool:
    """Whether the browser says that a page of ours has sent this; older ones say it by the origin alone.

    Where the browser itself says "same origin", the host need not agree: a proxy may have renamed it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    try:
        return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
    except ValueError:
        return False


def _wanted(request: Request[Any, Any, Any]) -> str:
    if request.method != "GET":
        return "/"
    path = request.scope.get("raw_path", b"").decode("ascii", "replace") or request.url.path
    wanted = f"{path.partition('?')[0]}{'?' if request.url.query else ''}{request.url.query}"
    return wanted if is_here(wanted) else "/"


def _parsed(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}


def _lang(request: Request[Any, Any, Any], visitor: Visitor, query: Mapping[str, Sequence[str]]) -> Lang:
    account = visitor.account
    for said in (*query.get("lang", ()), account.lang if account else None, request.cookies.get("oase_lang")):
        if said in {"de", "en"}:
            return "en" if said == "en" else "de"
    reach = request.app.state.reach
    return preferred(request.headers.get("accept-language", ""), reach.settings.lang)
