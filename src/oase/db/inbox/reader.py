"""``InboxReader``: what the pipeline sees of an inbox, from any process."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from oase.db.disk import disk_errors
from oase.db.inbox.file import Request, connect, unpack

__all__ = ["InboxReader"]


class InboxReader:
    """Reads an inbox while its worker writes.

    Parameters
    ----------
    path : Path
        The inbox.

    Raises
    ------
    StorageForbidden
        The file is not there or may not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with disk_errors(path):
            self._connection: sqlite3.Connection = connect(path, is_reader=True)

    def after(self, row: int, limit: int, most_bytes: int) -> list[Request]:
        """Return the requests behind a row, in order: at most ``limit``, and no more than fit (but one)."""
        query = (
            'select "row", received, kind, key, size, body from requests '
            'where "row" > ? order by "row" limit ?'
        )
        found: list[Request] = []
        size = 0
        with disk_errors(self.path):
            cursor = self._connection.execute(query, (row, limit))
            for number, received, kind, key, length, stored in cursor:
                size += length
                if found and size > most_bytes:
                    break
                found.append(Request(number, received, kind, key, unpack(stored, length)))
            cursor.close()  # ends the transaction, so that the log can be emptied
        return found

    def newest(self) -> int:
        """Return the number of the newest row that was ever there, 0 before the first."""
        with disk_errors(self.path):
            row = self._connection.execute("select max(seq) from sqlite_sequence").fetchone()
        return row[0] or 0

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> InboxReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
