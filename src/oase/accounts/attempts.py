"""Failed attempts: after a few, each further one must wait longer, in every process alike."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from sqlalchemy import Row, delete, select

from oase.accounts.tables import attempts
from oase.db import Database

__all__ = ["Attempts"]

LONGEST_SECONDS = 900
FORGOTTEN_MICROSECONDS = 3_600_000_000
MOST_DOUBLINGS = 12

_ADD = """
    insert into attempts (name, failed, last) values (?, 1, ?) on conflict (name) do update
    set failed = case when last < ? then 1 else failed + 1 end, last = excluded.last
"""
_TAKE_BACK = "update attempts set failed = max(0, failed - 1) where name = ?"


class Attempts:
    """Counts failures by names, such as an address and a network address; keeps only their hashes.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, names: Mapping[str, int], *, at: int) -> int:
        """Count an attempt as failed before it is made, so that many at once are many; 0, or seconds to wait.

        One that must wait is not counted.

        Parameters
        ----------
        names : mapping of str to int
            Under which it is counted, each with the failures that cost no waiting.
        at : int
            Microseconds since 1970, UTC.
        """
        free = {_hashed(name): count for name, count in names.items()}
        with self._database.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.last < at - FORGOTTEN_MICROSECONDS))
            found = connection.execute(select(attempts).where(attempts.c.name.in_(free))).all()
            wait = max((_waiting(row, free[row.name], at) for row in found), default=0)
            if wait == 0:
                for name in free:
                    connection.exec_driver_sql(_ADD, (name, at, at - FORGOTTEN_MICROSECONDS))
        return wait

    def succeeded(self, *, forgotten: tuple[str, ...] = (), taken_back: tuple[str, ...] = ()) -> None:
        """Note that an attempt was none that failed.

        Parameters
        ----------
        forgotten : tuple of str
            Names whose earlier failures are over, too.
        taken_back : tuple of str
            Names whose earlier failures still count: of a network address that others share.
        """
        with self._database.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.name.in_(map(_hashed, forgotten))))
            for name in taken_back:
                connection.exec_driver_sql(_TAKE_BACK, (_hashed(name),))


def _waiting(row: Row[tuple[str, int, int]], free: int, at: int) -> int:
    since = max(0, at - row.last)
    if row.failed < free or since > FORGOTTEN_MICROSECONDS:
        return 0
    pause = min(LONGEST_SECONDS, 2 ** min(MOST_DOUBLINGS, row.failed - free + 1))
    return max(0, pause - since // 1_000_000)


def _hashed(name: str) -> str:
    return blake2b(name.strip().lower().encode("utf-8", "replace"), digest_size=16).hexdigest()
