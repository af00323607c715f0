"""How far the inboxes of a house are worked off."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from oase.db.inbox.file import inbox_paths
from oase.db.inbox.reader import InboxReader
from oase.db.schema import inboxes

__all__ = ["backlogs", "worked_off"]


def worked_off(connection: Connection) -> dict[str, int]:
    """Return the row up to which each worker's inbox is contacts or refusals.

    Parameters
    ----------
    connection : Connection
        Of the house's main database.
    """
    return {row.worker: row.done for row in connection.execute(select(inboxes))}


def backlogs(connection: Connection, folder: Path) -> dict[str, int]:
    """Return how many accepted requests of each worker are not worked off yet.

    Parameters
    ----------
    connection : Connection
        Of the house's main database.
    folder : Path
        The house folder.

    Raises
    ------
    StorageError, HouseDamaged
        An inbox cannot be read.
    """
    done = worked_off(connection)
    left: dict[str, int] = {}
    for worker, path in inbox_paths(folder).items():
        with InboxReader(path) as reader:
            left[worker] = max(0, reader.newest() - done.get(worker, 0))
    return left
