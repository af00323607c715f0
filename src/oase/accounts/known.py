"""Browsers that an account has signed in with before: strangers' failures do not keep them waiting.

A browser is given a mark when its owner signs in. It opens nothing. It is made of the password's hash, so a
new password makes all marks void, and nothing has to be kept of them.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b

from sqlalchemy import select

from oase.accounts.accounts import find_account
from oase.accounts.tables import accounts
from oase.db import Database

__all__ = ["is_known", "mark_of"]


def mark_of(database: Database, account: int | str) -> str:
    """Return the mark of an open account with a password, given by number or mail address; else nothing."""
    found = find_account(database, account)
    if found is None or found.closed is not None:
        return ""
    with database.reading() as connection:
        hashed = connection.execute(select(accounts.c.password).where(accounts.c.id == found.id)).scalar()
    if hashed is None:
        return ""
    key = blake2b(hashed.encode()).digest()
    return blake2b(str(found.id).encode(), key=key, digest_size=16, person=b"oase known").hexdigest()


def is_known(database: Database, account: int | str, mark: str) -> bool:
    """Whether a browser brings along the mark of an account."""
    expected = mark_of(database, account)
    return bool(expected) and hmac.compare_digest(mark.encode("utf-8", "replace"), expected.encode())
