"""Who may ask: a bearer key of the right kind; nobody's key writes and reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from oase.contacts.keys import Key, KeyKind, Keyring
from oase.web.local import is_local
from oase.web.reach import Reach

__all__ = ["SCHEME", "may_administer", "may_measure", "may_read", "may_write"]

SCHEME = "key"
"""Name of the way to authenticate in the interface's description."""

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

_KINDS: tuple[KeyKind, ...] = ("write", "read", "admin")


def _guard(kind: KeyKind) -> Guard:
    async def check(connection: Connection, _handler: BaseRouteHandler) -> None:
        reach: Reach = connection.app.state.reach
        header = connection.headers.get("authorization")
        connection.scope["auth"] = check_key(reach.keyring, header, kind)

    return check


may_write = _guard("write")
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
