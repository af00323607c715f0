"""Who stands at the gate: found by the cookie, before any page is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from oase.accounts import Account, Session, begin_session, find_session, first_admin
from oase.accounts.secrets import new_secret
from oase.web.local import Connection, address_of_client, is_https, is_local
from oase.web.pages.guards.cookies import COOKIE, FORM_COOKIE, kept, told
from oase.web.reach import Reach

__all__ = ["OPEN", "Visitor", "arriving", "csrf_of", "recognise"]

OPEN = ("/sign-in", "/welcome/")
"""Pages with a form that need no session."""

DEMO_NAME = "Frau Kaya"


@dataclass(slots=True)
class Visitor:
    """Who asks, as far as the gate knows.

    Parameters
    ----------
    address : str
        Network address that limits are counted under.
    peer : str
        That of the connection itself.
    is_https : bool
    secret : str
        What the tokens of forms hang on: the session's secret, or one that a browser got before it had any.
    session, account : Session and Account, or None
    cookies : list of bytes
        To be set with the answer, whatever it is.
    trouble : Exception or None
        What kept us from finding out.
    """

    address: str
    peer: str
    is_https: bool
    secret: str = ""
    session: Session | None = None
    account: Account | None = None
    cookies: list[bytes] = field(default_factory=list[bytes])
    trouble: Exception | None = None


def arriving(connection: Connection) -> Visitor:
    """Return who asks, of whom nothing is known yet."""
    peer = connection.client.host if connection.client else ""
    return Visitor(address_of_client(connection), peer, is_https(connection))


def recognise(reach: Reach, connection: Connection, visitor: Visitor) -> None:
    """Find the session that a visitor brings along; reads the house, so not on the door's loop."""
    secret = told(connection, COOKIE, is_https=visitor.is_https)
    found = find_session(reach.database, secret, at=reach.clock()) if secret else None
    if found is None and reach.is_demo and _may_enter_demo(connection):
        secret, found = _enter_demo(reach, connection, visitor)
    if found is not None:
        visitor.secret, (visitor.session, visitor.account) = secret, found
        return
    visitor.secret = told(connection, FORM_COOKIE, is_https=visitor.is_https)
    if not visitor.secret and connection.scope["path"].startswith(OPEN):
        visitor.secret = new_secret()
        _set(visitor, FORM_COOKIE, visitor.secret)


def csrf_of(secret: str) -> str:
    """Return the token that a form brings along: it tells nothing of the secret that it hangs on."""
    return blake2b(secret.encode(), digest_size=16, person=b"oase csrf").hexdigest() if secret else ""


def _may_enter_demo(connection: Connection) -> bool:
    """Whether a browser on this machine opens a page of the demo, and not a foreign page in it does."""
    site = connection.headers.get("sec-fetch-site", "none")
    is_opened = connection.headers.get("sec-fetch-dest", "document") == "document"
    is_page = connection.scope.get("method") == "GET" and not connection.scope["path"].startswith(OPEN)
    return is_page and (site in ("none", "same-origin") or is_opened) and is_local(connection)


def _enter_demo(
    reach: Reach, connection: Connection, visitor: Visitor
) -> tuple[str, tuple[Session, Account] | None]:
    admin = first_admin(reach.database, at=reach.clock(), name=DEMO_NAME)
    agent = connection.headers.get("user-agent", "")
    secret = begin_session(reach.database, admin.id, at=reach.clock(), agent=agent)
    _set(visitor, COOKIE, secret)
    return secret, find_session(reach.database, secret, at=reach.clock())


def _set(visitor: Visitor, name: str, value: str) -> None:
    cookie = kept(name, value, is_https=visitor.is_https)
    visitor.cookies.append(cookie.to_encoded_header()[1])
