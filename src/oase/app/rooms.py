"""``Rooms``: what a house consists of, handed to everything in ``app`` that works in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select

from oase.db import KEY_FILE, Database
from oase.db.inbox import worked_off
from oase.db.schema import contact_log, identifiers
from oase.identity import ERASURES_FILE, Aliases, ErasureList, Graph, open_key
from oase.lake.store import Store
from oase.settings import Settings, now

__all__ = ["BACKUP_LOCK", "ERASING", "WORKS_LOCK", "Rooms"]

WORKS_LOCK = "inbox/works.lock"
"""Held by the one process that turns requests into contacts."""

ERASING = "erasing"
"""Folder of requests for erasure, with ids in the clear; empty most of the time."""

BACKUP_LOCK = "backup.lock"
"""Held while a backup is taken, and while an erasure must not be missed by one."""


def _new_id() -> str:
    return uuid.uuid4().hex


def _silent(_step: str) -> None:
    return None


@dataclass(frozen=True)
class Rooms:
    """One house: its folder, both memories, and the clock and ids that are injected.

    Parameters
    ----------
    folder : Path
        The house folder.
    settings : Settings
    database : Database
        Warm memory.
    store : Store
        Cold memory.
    clock : callable
        Microseconds since 1970, UTC.
    new_id : callable
        A name that was never given before.
    steps : callable
        Is told the name of each step of an erasure, backup or restoration after it was taken.
    patience_seconds : float
        How long one is waited for who is in the way.
    """

    folder: Path
    settings: Settings
    database: Database
    store: Store
    clock: Callable[[], int] = now
    new_id: Callable[[], str] = _new_id
    steps: Callable[[str], None] = _silent
    patience_seconds: float = 60.0

    @cached_property
    def key(self) -> bytes:
        """The key of the pseudonyms, made on first need; a house that holds data never gets a second one."""
        return open_key(self.folder, create=not (self.folder / KEY_FILE).exists() and self.is_empty())

    @cached_property
    def aliases(self) -> Aliases:
        """The pseudonyms."""
        return Aliases(self.key)

    @cached_property
    def graph(self) -> Graph:
        """The persons behind the ids."""
        return Graph(self.aliases)

    @cached_property
    def erased(self) -> ErasureList:
        """The list of erasures."""
        return ErasureList(self.folder / ERASURES_FILE, self.aliases)

    def worked_off(self) -> dict[str, int]:
        """Return the row up to which each inbox is worked off."""
        with self.database.reading() as connection:
            return worked_off(connection)

    def is_empty(self) -> bool:
        """Whether no memory holds an alias yet."""
        if any(self.store.counts().values()):
            return False
        with self.database.reading() as connection:
            tables = (contact_log, identifiers)
            return not any(connection.execute(select(t.c.alias).limit(1)).first() for t in tables)
