"""``House``: the rooms of one house put together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from oase.db import open_database
from oase.identity import Aliases, open_key
from oase.lake import Answers, Contacts
from oase.lake.store import Appended, Finding, Store
from oase.model import Reading
from oase.settings import Settings

__all__ = ["House", "Imported", "open_house"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of one import.

    Parameters
    ----------
    rows_read, rows_refused : int
        Of the files.
    rows_added : int
        New in the house.
    duplicates : int
        Known to the house already.
    """

    rows_read: int
    rows_refused: int
    rows_added: int
    duplicates: int


class House:
    """A house folder: contacts and answers of a company, pseudonymised, imported once each.

    Use it in a ``with`` block, or ``close`` it; made by ``oase.open``.

    Examples
    --------
    >>> import tempfile
    >>> import oase
    >>> times = ["2026-11-21T10:00Z", "2026-11-21T11:00Z"]
    >>> rows = pa.table({"who": ["a", "b"], "ts": times, "what": ["web", "shop"]})
    >>> contacts = oase.read_contacts(rows, person="who", at="ts", touchpoint="what")
    >>> with oase.open(tempfile.mkdtemp(), create=True) as house:
    ...     house.import_contacts(contacts, source="shop").rows_added
    ...     house.import_contacts(contacts, source="shop").rows_added
    ...     house.contacts().touchpoints
    2
    0
    ('shop', 'web')
    """

    def __init__(self, folder: Path, settings: Settings, *, create: bool, own: str | None) -> None:
        self.folder = folder
        self.settings = settings
        self._database = open_database(
            folder, create=create, own_brand=own, timezone=settings.timezone, made_by=version("oase")
        )
        self._store = Store(folder, self._database, settings)

    def import_contacts(self, contacts: Contacts, *, source: str) -> Imported:
        """Take contacts in; what the house holds already is counted and left out.

        Parameters
        ----------
        contacts : Contacts
            From ``oase.read_contacts``; one export of one system.
        source : str
            Name of that system, the same for every export of it.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            Nothing was changed.
        """
        batches = _pseudonymised(contacts, self._aliases())
        done = self._store.append_contacts(batches, source=source, reading=lambda: contacts.reading)
        self._store.fold()
        return _imported(done, contacts.reading)

    def import_answers(self, answers: Answers, *, source: str) -> Imported:
        """Take answers in, wide ones as one answer a row; parameters and errors as ``import_contacts``."""
        if "person" in answers.table.column_names:
            answers = _with_aliases(answers, self._aliases())
        done = self._store.append_answers(answers, source=source)
        self._store.fold()
        return _imported(done, answers.reading)

    def contacts(self) -> Contacts:
        """Return all contacts as they stand now; persons are aliases."""
        return self._store.contacts()

    def answers(self) -> Answers:
        """Return all answers as they stand now, in long form; persons are aliases."""
        return self._store.answers()

    def imports(self) -> list[dict[str, Any]]:
        """Return the log of imports, oldest first."""
        return self._store.imports()

    def check(self) -> tuple[Finding, ...]:
        """Return what is not as it should be; changes nothing."""
        return self._store.check()

    def mend(self) -> tuple[Finding, ...]:
        """Remove what an interrupted import left behind, never data; return what was mended."""
        return self._store.mend()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the house itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close at the end of the block."""
        self.close()

    def __repr__(self) -> str:
        """Return where the house stands and what it holds."""
        held = ", ".join(f"{count:,} {kind}" for kind, count in self._store.counts().items())
        return f"House({str(self.folder)!r}: {held})"

    def _aliases(self) -> Aliases:
        """Return the house's pseudonyms; a house that holds data never gets a second key."""
        return Aliases(open_key(self.folder, create=not any(self._store.counts().values())))


def open_house(
    folder: str | os.PathLike[str],
    *,
    create: bool = False,
    own: str | None = None,
    settings: Settings | None = None,
) -> House:
    """Open a house folder.

    Parameters
    ----------
    folder : path
    create : bool
        Make the house where the folder is missing or empty.
    own : str, optional
        Own brand, written into a new house.
    settings : Settings, optional
        ``Settings()`` when left out.

    Raises
    ------
    HouseMissing, HouseExists, HouseError, HouseDamaged, StorageForbidden, StorageFull
    """
    return House(Path(folder), settings or Settings(), create=create, own=own)


def _pseudonymised(contacts: Contacts, aliases: Aliases) -> Iterator[pa.RecordBatch]:
    """Yield contacts with all their columns, persons as aliases."""
    further = [name for name in contacts.columns if name not in ("person", "at", "touchpoint")]
    for chunk in contacts.walk(further, person=True):
        names = pa.array(chunk.names, pa.string())
        yield pa.RecordBatch.from_pydict(
            {
                "person": pa.array(aliases.of(chunk.person)),
                "at": pa.array(chunk.at),
                "touchpoint": pa.DictionaryArray.from_arrays(pa.array(chunk.touchpoint), names),
                **chunk.columns,
            }
        )


def _with_aliases(answers: Answers, aliases: Aliases) -> Answers:
    """Return answers whose persons are aliases; unknown persons stay unknown."""
    person = answers.table["person"].combine_chunks()
    known = np.flatnonzero(person.is_valid().to_numpy(zero_copy_only=False))
    found = np.zeros(len(person), np.int64)
    found[known] = aliases.of(person.take(pa.array(known)))
    mask = person.is_null().to_numpy(zero_copy_only=False)
    index = answers.table.column_names.index("person")
    return replace(answers, table=answers.table.set_column(index, "person", pa.array(found, mask=mask)))


def _imported(done: Appended, reading: Reading) -> Imported:
    return Imported(reading.rows_read, reading.rows_refused, done.rows, done.duplicates)
