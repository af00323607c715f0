"""Who may come in: the session in the cookie, the permission of the route, the token of a form."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import PermissionDeniedException
from litestar.types import Message, Scope

from oase.accounts import Account, Permission, begin_session, find_session, list_accounts
from oase.accounts.roles import Role
from oase.settings import Lang
from oase.web.local import is_local
from oase.web.pages.visit import Visit
from oase.web.reach import Reach

__all__ = ["COOKIE", "FormTooOld", "SignInNeeded", "csrf_of", "headers", "visit_of"]

COOKIE = "oase_session"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)


class SignInNeeded(Exception):
    """Nobody is signed in; ``next_path`` is where she wanted to go."""

    def __init__(self, next_path: str) -> None:
        super().__init__(next_path)
        self.next_path = next_path


class FormTooOld(Exception):
    """A form came without the token of its session."""


async def headers(message: Message, _scope: Scope) -> None:
    """Set what every answer says to the browser: what a page may load, and that nobody may frame it."""
    if message["type"] == "http.response.start":
        there = {name.lower() for name, _ in message["headers"]}
        policy = _HEADERS[1:] if b"content-security-policy" in there else _HEADERS
        cached = () if b"cache-control" in there else ((b"cache-control", b"no-store"),)
        message["headers"] = [*message["headers"], *policy, *cached]


async def visit_of(request: Request[Any, Any, Any], state: State) -> Visit:
    """Return the visit of a request, or turn it away."""
    reach: Reach = state.reach
    opt = request.route_handler.opt
    secret = request.cookies.get(COOKIE, "")
    found = find_session(reach.database, secret, at=reach.clock()) if secret else None
    session, account = found or (None, None)
    if account is None and reach.is_demo and is_local(request) and not opt.get("is_open"):
        raise SignInNeeded(_wanted(request))
    permission: Permission | None = opt.get("permission")
    if not opt.get("is_open"):
        if account is None:
            raise SignInNeeded(_wanted(request))
        if permission is None or not account.may(permission):
            raise PermissionDeniedException(account.role.value)
    csrf = csrf_of(secret)
    form: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        form = await _form(request, csrf, is_raw=bool(opt.get("is_raw")), is_open=bool(opt.get("is_open")))
    query = parse_qs(request.url.query, keep_blank_values=False)
    return Visit(
        reach,
        state.tasks,
        _lang(request, account, query, reach),
        _path(request),
        account,
        session,
        {name: str(value) for name, value in request.path_params.items()},
        query,
        form,
        csrf,
        request.client.host if request.client else "",
        request.headers.get("user-agent", ""),
        request.cookies.get("oase_theme", "auto"),
    )


def csrf_of(secret: str) -> str:
    """Return the token that a form of this session brings along."""
    return blake2b(secret.encode(), digest_size=16, person=b"oase csrf").hexdigest() if secret else ""


async def _form(
    request: Request[Any, Any, Any], csrf: str, *, is_raw: bool, is_open: bool
) -> Mapping[str, Sequence[str]]:
    """Return the fields of a form that was sent by a page of ours."""
    if not _is_from_here(request):
        raise FormTooOld
    form: dict[str, list[str]] = {}
    if not is_raw:
        for name, value in (await request.form()).multi_items():
            if isinstance(value, str):
                form.setdefault(name, []).append(value)
    token = request.headers.get("x-csrf") or next(iter(form.get("csrf", ())), "")
    if not is_open and not (csrf and hmac.compare_digest(token.encode(), csrf.encode())):
        raise FormTooOld
    return form


def _is_from_here(request: Request[Any, Any, Any]) -> bool:
    """Whether the browser says that a page of ours has sent this; older ones say it by the origin alone."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _path(request: Request[Any, Any, Any]) -> str:
    """Return the path as it must be written in a link: names in it may hold any character."""
    return quote(request.url.path)


def _wanted(request: Request[Any, Any, Any]) -> str:
    return (
        _path(request) + (f"?{request.url.query}" if request.url.query else "")
        if request.method == "GET"
        else "/"
    )


def _lang(
    request: Request[Any, Any, Any], account: Account | None, query: Mapping[str, Sequence[str]], reach: Reach
) -> Lang:
    told = [*query.get("lang", ()), account.lang if account else None, request.cookies.get("oase_lang")]
    spoken = request.headers.get("accept-language", "").lower()
    for one in told:
        if one in ("de", "en"):
            return one
    if spoken:
        return "de" if spoken.startswith("de") else "en"
    return reach.settings.lang


def sign_in_demo(reach: Reach) -> str:
    """Begin a session of the demo's first admin; return its secret."""
    admin = next(
        one for one in list_accounts(reach.database) if one.role is Role.ADMIN and one.closed is None
    )
    return begin_session(reach.database, admin.id, at=reach.clock())
