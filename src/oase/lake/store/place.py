"""What every part of the store works with: the house, its database, clock, ids, writer of files and steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import select

from oase.db import Database
from oase.db.schema import lake_files
from oase.errors import OaseError
from oase.lake.store.files import write_file
from oase.lake.store.lock import Lease, writer
from oase.settings import Settings, now

__all__ = ["Place"]


def _new_id() -> str:
    return uuid.uuid4().hex


def _silent(_step: str) -> None:
    return None


def _nobody(alias: NDArray[np.int64], _at: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.zeros(len(alias), np.bool_)


@dataclass(frozen=True, slots=True)
class Place:
    """The house folder and what is needed to work in it.

    Parameters
    ----------
    folder : Path
        The house folder.
    database : Database
    settings : Settings
    clock : callable
        Microseconds since 1970, UTC.
    new_id : callable
        A name no file had before.
    write : callable
        Writes a table as one durable file.
    steps : callable
        Is told the name of each step of a seal or fold after it was taken.
    lease_seconds : float
        How long the right to write outlives the last sign of life of its holder.
    grace_seconds : float
        How long a file that no longer counts is kept for readers who are about to open it.
    patience_seconds : float
        How long whoever must write waits for another writer to finish.
    refused : callable
        Given aliases and times (int64 arrays), which rows must not come in any more: asked under the lock,
        so that a person who is erased while her rows are on their way does not come back. An import counts
        them among the duplicates.
    """

    folder: Path
    database: Database
    settings: Settings
    clock: Callable[[], int] = now
    new_id: Callable[[], str] = _new_id
    write: Callable[[pa.Table, Path], None] = write_file
    steps: Callable[[str], None] = _silent
    lease_seconds: float = 60.0
    grace_seconds: float = 300.0
    patience_seconds: float = 60.0
    refused: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]] = _nobody

    @contextmanager
    def writing(self, *, at_once: bool = False) -> Generator[Lease, None, None]:
        """Hold the right to write; who waits in vain, or does not want to wait, gets ``HouseBusy``."""
        with writer(
            self.database,
            clock=self.clock,
            token=self.new_id(),
            lease_seconds=self.lease_seconds,
            patience_seconds=0.0 if at_once else self.patience_seconds,
        ) as lease:
            self.steps("locked")
            yield lease

    def accepted(self, rows: pa.Table, column: str) -> pa.Table:
        """Return the rows that are not refused; ``column`` names the one with the aliases."""
        refused = self.refused(rows[column].to_numpy(), rows["at"].fill_null(0).to_numpy())
        return rows.filter(pa.array(~refused)) if refused.any() else rows

    @contextmanager
    def drafts(self) -> Generator[list[Path], None, None]:
        """Collect new files; when the block fails, those that do not count by then are removed."""
        paths: list[Path] = []
        try:
            yield paths
        except BaseException:
            # even a commit that reports an error may have happened: ask before removing
            for path in paths:
                if not self._counts(path):
                    path.unlink(missing_ok=True)
            raise

    def _counts(self, path: Path) -> bool:
        name = path.relative_to(self.folder).as_posix()
        try:
            with self.database.reading() as connection:
                query = select(lake_files.c.id).where(lake_files.c.path == name)
                return connection.execute(query).first() is not None
        except OaseError:
            return True
