"""Secret links and sign-ins that were ended after a backup stay ended when it is restored."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Column, select, update

from oase.app.rooms import Rooms
from oase.db import HOUSE_FILE
from oase.identity.tables import customer_sessions
from oase.programmes.tables import links

__all__ = ["end_again"]

_SECRETS: tuple[tuple[Column[Any], Column[Any]], ...] = (
    (links.c.digest, links.c.ended),
    (customer_sessions.c.hash, customer_sessions.c.ended),
)
_AT_ONCE = 500


def end_again(rooms: Rooms, former: Path | None) -> int:
    """End what no longer stands in the house that was backed up; return how many that were.

    Parameters
    ----------
    rooms : Rooms
        Of the house that is being restored.
    former : Path, optional
        The house that was backed up, where it still stands: only it knows. Without one, or where its database
        cannot be read any more, what was ended since the backup works again until it runs out.
    """
    gone = 0
    for secret, ended in _SECRETS:
        alive = _alive(former / HOUSE_FILE, secret, ended) if former is not None else None
        if alive is None:
            continue
        with rooms.database.writing() as connection:
            held = connection.execute(select(secret).where(ended.is_(None))).scalars().all()
            over = [one for one in held if one not in alive]
            for start in range(0, len(over), _AT_ONCE):
                some = secret.in_(over[start : start + _AT_ONCE])
                connection.execute(update(secret.table).where(some).values({ended: rooms.clock()}))
            gone += len(over)
    return gone


def _alive(path: Path, secret: Column[Any], ended: Column[Any]) -> set[Any] | None:
    """Return what stands in the former house, None where nobody can say: it is damaged, or older."""
    query = f"select {secret.name} from {secret.table.name} where {ended.name} is null"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as former:
            return {value for (value,) in former.execute(query)}
    except sqlite3.Error:
        return None
