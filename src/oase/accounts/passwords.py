"""Passwords, kept as Argon2id with the parameters of RFC 9106 for little memory."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select, update

from oase.accounts.accounts import Account, find_account
from oase.accounts.ending import end_sessions
from oase.accounts.tables import accounts
from oase.db import Database
from oase.errors import InputError, OptionInvalid

__all__ = ["check_password", "set_password"]

SHORTEST, LONGEST = 12, 1000
_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_NOBODY = _hasher.hash("nobody has this password")
"""What is checked where there is no account, so that the time tells nothing."""


def set_password(database: Database, account: int, password: str) -> None:
    """Set a password; every session of the account ends.

    Raises
    ------
    OptionInvalid
        It is too short, too long, or says the name or address.
    InputError
        There is no such account, or it is closed.
    """
    known = find_account(database, account)
    if known is None or known.closed is not None:
        raise InputError("There is no such account, or it is closed", got=str(account))
    _check(password, known)
    hashed = _hasher.hash(password)
    with database.writing() as connection:
        connection.execute(update(accounts).where(accounts.c.id == account).values(password=hashed))
        end_sessions(connection, account)


def check_password(database: Database, email: str, password: str) -> Account | None:
    """Return the open account that this address and password belong to; takes as long where there is none."""
    known = find_account(database, email)
    hashed = None
    if known is not None and known.closed is None:
        with database.reading() as connection:
            hashed = connection.execute(select(accounts.c.password).where(accounts.c.id == known.id)).scalar()
    is_right = _verify(hashed or _NOBODY, password[:LONGEST])
    if hashed is None or known is None or not is_right:
        return None
    if _hasher.check_needs_rehash(hashed):
        anew = _hasher.hash(password)
        with database.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == known.id).values(password=anew))
    return known


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _check(password: str, account: Account) -> None:
    said = password.casefold()
    told = {account.email, account.email.partition("@")[0], account.name.casefold(), "oase"}
    if not SHORTEST <= len(password) <= LONGEST:
        raise OptionInvalid(
            "The password is too short or too long",
            expected=f"{SHORTEST} to {LONGEST} characters",
            got=f"{len(password)}",
        )
    if said in told or len(set(said)) < 5:
        raise OptionInvalid(
            "The password can be guessed",
            expected="something that is neither name nor address nor repetition",
            got="***",
        )
