"""Failed attempts to sign in: after a few, each further one must wait longer, in every process alike."""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import delete, select

from oase.accounts.tables import attempts
from oase.db import Database

__all__ = ["Attempts"]

FREE = 5
"""Failures that cost no waiting."""

LONGEST_SECONDS = 900
FORGOTTEN_MICROSECONDS = 3_600_000_000

_ADD = """
    insert into attempts (name, failed, last) values (?, 1, ?) on conflict (name) do update
    set failed = case when last < ? then 1 else failed + 1 end, last = excluded.last
"""


class Attempts:
    """Counts failures by names, such as an address and a network address; keeps only their hashes.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def wait_seconds(self, *names: str, at: int) -> int:
        """Return how long the next attempt under any of these names must wait; 0 for not at all."""
        with self._database.reading() as connection:
            found = connection.execute(select(attempts).where(attempts.c.name.in_(map(_hashed, names)))).all()
        return max((_waiting(row.failed, row.last, at) for row in found), default=0)

    def failed(self, *names: str, at: int) -> None:
        """Count one more failure under each of these names."""
        with self._database.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.last < at - FORGOTTEN_MICROSECONDS))
            for name in names:
                connection.exec_driver_sql(_ADD, (_hashed(name), at, at - FORGOTTEN_MICROSECONDS))

    def succeeded(self, *names: str) -> None:
        """Forget the failures under these names."""
        with self._database.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.name.in_(map(_hashed, names))))


def _waiting(failed: int, last: int, at: int) -> int:
    if failed < FREE or at - last > FORGOTTEN_MICROSECONDS:
        return 0
    pause = min(LONGEST_SECONDS, 2 ** (failed - FREE + 1))
    return max(0, pause - (at - last) // 1_000_000)


def _hashed(name: str) -> str:
    return blake2b(name.strip().lower().encode("utf-8", "replace"), digest_size=16).hexdigest()
