"""The cookies: a session's secret, the secret of forms before there is a session, theme and language.

Over HTTPS their names begin with ``__Host-``: then no other host and no page over HTTP can have set them.
"""

from __future__ import annotations

from litestar.datastructures import Cookie

from oase.web.local import Connection

__all__ = ["COOKIE", "FORM_COOKIE", "KNOWN_COOKIE", "SAFE_COOKIE", "dropped", "kept", "told"]

COOKIE = "oase_session"
FORM_COOKIE = "oase_form"
KNOWN_COOKIE = "oase_known"
SAFE_COOKIE = "__Host-oase"
_SAFE = {COOKIE: SAFE_COOKIE, FORM_COOKIE: "__Host-oase-form", KNOWN_COOKIE: "__Host-oase-known"}
LONGEST = 100


def told(connection: Connection, name: str, *, is_https: bool) -> str:
    """Return what a browser brings along under a name; over HTTPS only what nobody else can have set."""
    found = connection.cookies.get(_SAFE[name], "") or ("" if is_https else connection.cookies.get(name, ""))
    return found if 0 < len(found) <= LONGEST and found.isascii() else ""


def kept(name: str, value: str, *, is_https: bool, seconds: int | None = None) -> Cookie:
    """Return a cookie that scripts cannot read and other sites' requests do not carry."""
    return Cookie(
        _SAFE.get(name, name) if is_https else name,
        value=value,
        path="/",
        httponly=True,
        secure=is_https,
        samesite="lax",
        max_age=seconds,
    )


def dropped(name: str, *, is_https: bool) -> Cookie:
    """Return a cookie that takes one away."""
    return kept(name, "", is_https=is_https, seconds=0)
