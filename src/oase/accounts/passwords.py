"""Passwords, kept as Argon2id with the parameters of RFC 9106 for little memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Connection, delete, select, update

from oase.accounts.accounts import Account, find_account
from oase.accounts.ending import end_sessions
from oase.accounts.guessing import is_guessable
from oase.accounts.tables import accounts, links
from oase.accounts.unfit import Unfit
from oase.db import Database
from oase.errors import HouseBusy, InputError

__all__ = ["check_password", "hashed_password", "is_password_still", "set_password", "store_password"]

SHORTEST, LONGEST = 12, 1000
AT_ONCE = 2
"""How many are hashed at the same time in a process; each takes 64 MiB."""

PATIENCE_SECONDS = 5.0

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_NOBODY = _hasher.hash("nobody has this password")
"""What is checked where there is no account, so that the time tells nothing."""

_slots = BoundedSemaphore(AT_ONCE)


def set_password(database: Database, account: int, password: str) -> None:
    """Set a password; every session of the account ends, and its one-time links open nothing any more.

    Raises
    ------
    Unfit
        It is too short, too long, or can be guessed.
    InputError
        There is no such account, or it is closed.
    """
    known = find_account(database, account)
    if known is None or known.closed is not None:
        raise InputError("There is no such account, or it is closed", got=str(account))
    hashed = hashed_password(password, known)
    with database.writing() as connection:
        store_password(connection, account, hashed)


def hashed_password(password: str, account: Account) -> str:
    """Return what is kept of a password, after it was found to be a good one; errors as ``set_password``."""
    typed = _typed(password)
    if not SHORTEST <= len(typed) <= LONGEST:
        raise Unfit(
            "length",
            "The password is too short or too long",
            expected=f"{SHORTEST} to {LONGEST} characters",
            got=f"{len(typed)}",
        )
    if is_guessable(typed, (account.email, account.name)):
        raise Unfit(
            "guessable",
            "The password can be guessed",
            expected="something that is neither name nor address, repetition nor row of keys",
            got="***",
        )
    with _slot():
        return _hasher.hash(typed)


def store_password(connection: Connection, account: int, hashed: str) -> None:
    """Keep a password within the caller's transaction; sessions and links of the account end."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(password=hashed))
    connection.execute(delete(links).where(links.c.account == account))
    end_sessions(connection, account)


def check_password(database: Database, email: str, password: str) -> Account | None:
    """Return the open account that this address and password belong to; takes as long where there is none.

    Raises
    ------
    HouseBusy
        Too many passwords are being checked at the same time.
    """
    found = verified(database, email, password)
    return None if found is None else found[0]


def verified(database: Database, email: str, password: str) -> tuple[Account, str] | None:
    """Return the account, and the hash that is kept of its password now; see ``check_password``."""
    known = find_account(database, email)
    hashed = None
    if known is not None and known.closed is None:
        with database.reading() as connection:
            hashed = connection.execute(select(accounts.c.password).where(accounts.c.id == known.id)).scalar()
    typed = _typed(password)
    is_right = _verify(hashed or _NOBODY, typed if len(typed) <= LONGEST else "")
    if hashed is None or known is None or not is_right:
        return None
    return known, _renewed(database, known, hashed, typed)


def is_password_still(connection: Connection, account: int, hashed: str) -> bool:
    """Whether an account is open and its password that one, within the caller's transaction."""
    mine = (accounts.c.id == account) & (accounts.c.password == hashed) & accounts.c.closed.is_(None)
    return connection.execute(select(accounts.c.id).where(mine)).first() is not None


def _renewed(database: Database, account: Account, hashed: str, typed: str) -> str:
    """Hash a password anew where the parameters have become stronger since; return what is kept."""
    if not _hasher.check_needs_rehash(hashed):
        return hashed
    with _slot():
        anew = _hasher.hash(typed)
    mine = (accounts.c.id == account.id) & (accounts.c.password == hashed)
    with database.writing() as connection:
        renewed = connection.execute(update(accounts).where(mine).values(password=anew)).rowcount
    return anew if renewed else hashed


def _verify(hashed: str, typed: str) -> bool:
    with _slot():
        try:
            return _hasher.verify(hashed, typed)
        except (VerificationError, InvalidHashError):
            return False


def _typed(password: str) -> str:
    """Return a password as every keyboard types it: an ü is one sign, whatever the system sends."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


@contextmanager
def _slot() -> Generator[None]:
    if not _slots.acquire(timeout=PATIENCE_SECONDS):
        raise HouseBusy("Too many people are signing in at once", todo="try again in a moment")
    try:
        yield
    finally:
        _slots.release()
