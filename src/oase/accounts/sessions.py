"""Sessions: the secret in a browser's cookie stands for an account until it is ended or grows old."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from oase.accounts.accounts import Account, find_account
from oase.accounts.secrets import hash_of, new_secret
from oase.accounts.tables import sessions
from oase.db import Database
from oase.errors import OaseError

__all__ = [
    "Session",
    "add_session",
    "begin_session",
    "end_other_sessions",
    "end_session",
    "find_session",
    "list_sessions",
]

log = logging.getLogger("oase.accounts")

_HOUR = 3_600_000_000
IDLE_MICROSECONDS = 12 * _HOUR
LONGEST_MICROSECONDS = 14 * 24 * _HOUR
TOUCH_MICROSECONDS = 60_000_000
LONGEST_AGENT = 200
ID_SIGNS = 16


class Session(msgspec.Struct, frozen=True):
    """A browser that is signed in; ``id`` names it without opening it. Times in microseconds since 1970."""

    id: str
    account: int
    created: int
    last_seen: int
    agent: str


def begin_session(database: Database, account: int, *, at: int, agent: str = "") -> str:
    """Begin a session and return its secret, always a new one: what a browser brought along is not taken."""
    with database.writing() as connection:
        return add_session(connection, account, at=at, agent=agent)


def add_session(connection: Connection, account: int, *, at: int, agent: str = "") -> str:
    """Begin a session within the caller's transaction; see ``begin_session``."""
    secret = new_secret()
    named = "".join(sign if sign.isprintable() else " " for sign in agent)[:LONGEST_AGENT]
    values = {"hash": hash_of(secret), "account": account, "created": at, "last_seen": at, "agent": named}
    old = (sessions.c.last_seen < at - IDLE_MICROSECONDS) | (sessions.c.created < at - LONGEST_MICROSECONDS)
    connection.execute(delete(sessions).where(old))
    connection.execute(insert(sessions).values(**values))
    return secret


def find_session(database: Database, secret: str, *, at: int) -> tuple[Session, Account] | None:
    """Return the session of a secret and the open account it stands for; None for an old or unknown one."""
    with database.reading() as connection:
        row = connection.execute(select(sessions).where(sessions.c.hash == hash_of(secret))).first()
    if row is None or at - row.last_seen > IDLE_MICROSECONDS or at - row.created > LONGEST_MICROSECONDS:
        return None
    account = find_account(database, int(row.account))
    if account is None or account.closed is not None:
        return None
    if at - row.last_seen > TOUCH_MICROSECONDS:
        _touch(database, row.hash, at)
    return _session(row), account


def list_sessions(database: Database, account: int, *, at: int) -> list[Session]:
    """Return the sessions of an account that still open something, the latest first."""
    alive = (sessions.c.last_seen >= at - IDLE_MICROSECONDS) & (
        sessions.c.created >= at - LONGEST_MICROSECONDS
    )
    query = select(sessions).where((sessions.c.account == account) & alive)
    with database.reading() as connection:
        return [_session(row) for row in connection.execute(query.order_by(sessions.c.last_seen.desc()))]


def end_session(database: Database, account: int, session: str) -> None:
    """End one session of an account by its ``id``; one that is gone already stays gone."""
    with database.writing() as connection:
        rows = connection.execute(select(sessions.c.hash).where(sessions.c.account == account)).scalars()
        for found in [hashed for hashed in rows if _id_of(hashed) == session]:
            connection.execute(delete(sessions).where(sessions.c.hash == found))


def end_other_sessions(database: Database, account: int, but: str) -> None:
    """End all sessions of an account but one, given by its ``id``."""
    with database.writing() as connection:
        rows = connection.execute(select(sessions.c.hash).where(sessions.c.account == account)).scalars()
        for found in [hashed for hashed in rows if _id_of(hashed) != but]:
            connection.execute(delete(sessions).where(sessions.c.hash == found))


def _touch(database: Database, hashed: bytes, at: int) -> None:
    """Note that a session is in use; a full disk or a busy house keeps nobody from reading."""
    try:
        with database.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.hash == hashed).values(last_seen=at))
    except OaseError as error:
        log.warning("a session could not be noted as seen: %s", error.what)


def _session(row: Row[Any]) -> Session:
    return Session(_id_of(row.hash), row.account, row.created, row.last_seen, row.agent)


def _id_of(hashed: bytes) -> str:
    return hashed.hex()[:ID_SIGNS]
