"""How many tasks of a house stand where, and since when the oldest of them waits: for who watches over it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from oase.app.tasks.file import QUEUE_FILE, QueueFile
from oase.errors import HouseDamaged

__all__ = ["Counts", "counts_of"]


class Counts(NamedTuple):
    """Tasks that are remembered, by lane and state; when the oldest that waits was asked for, by lane."""

    tasks: dict[tuple[str, str], int]
    oldest: dict[str, int]


def counts_of(folder: Path) -> Counts:
    """Count the tasks of a house; there are none where nobody has asked for any yet.

    Parameters
    ----------
    folder : Path
        The house.

    Raises
    ------
    HouseBusy, StorageError
    """
    if not (folder / QUEUE_FILE).exists():
        return Counts({}, {})
    file = QueueFile(folder)
    try:
        with file.reading() as connection:
            rows = connection.execute("select lane, state, count(*) from tasks group by 1, 2").fetchall()
            query = "select lane, min(requested) from tasks where state = 'waiting' group by 1"
            return Counts({(lane, state): n for lane, state, n in rows}, dict(connection.execute(query)))
    except HouseDamaged:  # it is a cache: the file is thrown away, and begins anew without tasks
        return Counts({}, {})
    finally:
        file.close()
