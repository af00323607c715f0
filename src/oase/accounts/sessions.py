"""Sessions: the secret in a browser's cookie stands for an account until it is ended or grows old."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select, update

from oase.accounts.accounts import Account, find_account
from oase.accounts.secrets import hash_of, new_secret
from oase.accounts.tables import sessions
from oase.db import Database

__all__ = ["Session", "begin_session", "end_session", "find_session", "list_sessions"]

_HOUR = 3_600_000_000
IDLE_MICROSECONDS = 12 * _HOUR
LONGEST_MICROSECONDS = 14 * 24 * _HOUR
TOUCH_MICROSECONDS = 60_000_000
LONGEST_AGENT = 200


class Session(msgspec.Struct, frozen=True):
    """A browser that is signed in; ``id`` names it without opening it. Times in microseconds since 1970."""

    id: str
    account: int
    created: int
    last_seen: int
    agent: str


def begin_session(database: Database, account: int, *, at: int, agent: str = "") -> str:
    """Begin a session and return its secret, which is new: none that a browser brought along is taken over."""
    secret = new_secret()
    values = {"hash": hash_of(secret), "account": account, "created": at, "last_seen": at}
    old = (sessions.c.last_seen < at - IDLE_MICROSECONDS) | (sessions.c.created < at - LONGEST_MICROSECONDS)
    with database.writing() as connection:
        connection.execute(delete(sessions).where(old))
        connection.execute(insert(sessions).values(**values, agent=agent[:LONGEST_AGENT]))
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
        with database.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.hash == row.hash).values(last_seen=at))
    return Session(row.hash.hex()[:16], row.account, row.created, row.last_seen, row.agent), account


def list_sessions(database: Database, account: int, *, at: int) -> list[Session]:
    """Return the sessions of an account that still open something, the latest first."""
    query = select(sessions).where(
        sessions.c.account == account, sessions.c.last_seen >= at - IDLE_MICROSECONDS
    )
    with database.reading() as connection:
        rows = connection.execute(query.order_by(sessions.c.last_seen.desc()))
        return [
            Session(row.hash.hex()[:16], row.account, row.created, row.last_seen, row.agent) for row in rows
        ]


def end_session(database: Database, account: int, session: str) -> None:
    """End one session of an account by its ``id``; one that is gone already stays gone."""
    with database.writing() as connection:
        rows = connection.execute(select(sessions.c.hash).where(sessions.c.account == account)).scalars()
        for found in [hashed for hashed in rows if hashed.hex().startswith(session)]:
            connection.execute(delete(sessions).where(sessions.c.hash == found))
