"""Who may ask: a bearer key of the right kind; nobody's key writes and reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from oase.contacts.keys import Key, KeyKind, Keyring
from oase.web.api.reach import Reach

__all__ = ["SCHEME", "may_administer", "may_measure", "may_read"]

SCHEME = "key"
"""Name of the way to authenticate in the interface's description."""

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

_KINDS: tuple[KeyKind, ...] = ("write", "read", "admin")
_FOREIGN = ("forwarded", "x-forwarded-for", "x-real-ip", "via", "origin")


def _guard(kind: KeyKind) -> Guard:
    async def check(connection: Connection, _handler: BaseRouteHandler) -> None:
        reach: Reach = connection.app.state.reach
        header = connection.headers.get("authorization")
        connection.scope["auth"] = check_key(reach.keyring, header, kind)

    return check


may_read = _guard("read")
may_administer = _guard("admin")


async def may_measure(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let in whoever sits on the same machine, and read keys."""
    if not is_local(connection):
        await may_read(connection, handler)


def check_key(keyring: Keyring, header: str | None, kind: KeyKind) -> Key:
    """Return the key of a request that may do this.

    Raises
    ------
    NotAuthorizedException
        There is no key, or the house does not know it.
    PermissionDeniedException
        It is of another kind.
    """
    scheme, _, secret = (header or "").partition(" ")
    secret = secret.strip()
    if scheme.lower() == "bearer" and (key := keyring.find(secret, kind)):
        return key
    if scheme.lower() == "bearer" and any(keyring.find(secret, other) for other in _KINDS):
        raise PermissionDeniedException(f"This needs a key of kind {kind}; `oase keys create` makes one")
    raise NotAuthorizedException(
        f"This needs a key of kind {kind} in the header Authorization: Bearer …",
        headers={"WWW-Authenticate": "Bearer"},
    )


def is_local(connection: Connection) -> bool:
    """Tell whether a request comes from this machine, and not through a proxy or a page on it."""
    client = connection.client
    if client is None or any(name in connection.headers for name in _FOREIGN):
        return False
    try:
        named = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
        is_named_so = named == "localhost" or ip_address(named).is_loopback  # not so: a page bent its name
        return is_named_so and ip_address(client.host).is_loopback
    except ValueError:
        return False
