"""One-time links: by the secret in its address a person sets her password, once and not for long."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from oase.accounts.accounts import Account, find_account
from oase.accounts.secrets import hash_of, new_secret
from oase.accounts.tables import accounts, links
from oase.db import Database
from oase.errors import InputError

__all__ = ["Link", "create_link", "find_link", "mark_used"]

VALID_MICROSECONDS = 3 * 24 * 3_600_000_000


class Link(NamedTuple):
    """What a link opens: an account, until ``expires`` (microseconds since 1970)."""

    account: Account
    expires: int


def create_link(database: Database, account: int, *, at: int, valid: int = VALID_MICROSECONDS) -> str:
    """Return the secret of a new link; earlier links of the account open nothing any more.

    Raises
    ------
    InputError
        There is no such account, or it is closed.
    """
    secret = new_secret()
    is_open = (accounts.c.id == account) & accounts.c.closed.is_(None)
    with database.writing() as connection:
        if connection.execute(select(accounts.c.id).where(is_open)).first() is None:
            raise InputError(
                "There is no such account, or it is closed", got=str(account), todo="open it again first"
            )
        connection.execute(delete(links).where((links.c.account == account) | (links.c.expires <= at)))
        values = {"hash": hash_of(secret), "account": account, "created": at, "expires": at + valid}
        connection.execute(insert(links).values(**values))
    return secret


def find_link(database: Database, secret: str, *, at: int) -> Link | None:
    """Return what a link opens; None for one that is used, old or unknown, or whose account is closed."""
    with database.reading() as connection:
        row = connection.execute(select(links).where(links.c.hash == hash_of(secret))).first()
    if row is None or row.used is not None or row.expires <= at:
        return None
    account = find_account(database, int(row.account))
    return None if account is None or account.closed is not None else Link(account, row.expires)


def mark_used(connection: Connection, secret: str, *, at: int) -> bool:
    """Use up a link within the caller's transaction; False for one that opens nothing (any more)."""
    is_open = select(accounts.c.id).where(accounts.c.closed.is_(None))
    mine = (links.c.hash == hash_of(secret)) & links.c.used.is_(None) & (links.c.expires > at)
    mine &= links.c.account.in_(is_open)
    return connection.execute(update(links).where(mine).values(used=at)).rowcount == 1
