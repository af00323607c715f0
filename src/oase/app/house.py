"""``House``: the rooms of one house put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from oase.app import checks, counted, erasure, importing, persons, remapping, retention
from oase.app.backup import backup
from oase.app.capture.sealing import seal_answers, with_open
from oase.app.erasure import Receipt
from oase.app.retention import Period
from oase.app.rooms import Rooms
from oase.app.worker import Worker
from oase.contacts.bulk import Bulk
from oase.db import open_database
from oase.identity import Link
from oase.lake import Answers, Contacts
from oase.lake.store import Appended, Finding, Store
from oase.model import Consent, Person, Purpose, Reading, RefusalReason
from oase.settings import Settings, now

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
    reasons : dict of RefusalReason to int
        Why rows were refused: unreadable ones, and those of persons who were erased or withdrew.
    dropped : tuple of str
        Columns that were left out because they hold personal data.
    """

    rows_read: int
    rows_refused: int
    rows_added: int
    duplicates: int
    reasons: Mapping[RefusalReason, int] = field(default_factory=dict[RefusalReason, int])
    dropped: tuple[str, ...] = ()


class House:
    """A house folder: contacts and answers of a company, pseudonymised, imported once each.

    Use it in a ``with`` block, or ``close`` it; made by ``oase.open``.

    Examples
    --------
    >>> import tempfile
    >>> import oase
    >>> import pyarrow as pa
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

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        *,
        create: bool,
        own: str | None,
        clock: Callable[[], int] = now,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._database = open_database(
            folder,
            create=create,
            own_brand=own,
            timezone=settings.timezone,
            made_by=version("oase"),
            clock=clock,
        )
        self._store = Store(folder, self._database, settings, clock=clock, refused=self._is_erased)
        self.rooms = Rooms(folder, settings, self._database, self._store, clock)

    def import_contacts(
        self,
        contacts: Contacts,
        *,
        source: str,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> Imported:
        """Take contacts in; what the house holds already is counted and left out.

        Parameters
        ----------
        contacts : Contacts
            From ``oase.read_contacts``; one export of one system.
        source : str
            Name of that system, the same for every export of it.
        progress : callable, optional
            Is told how many contacts of how many were taken up; what it raises ends the import, and nothing
            was changed.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            Nothing was changed.
        """
        bulk = self._bulk("contacts", Purpose.ANALYTICS)
        done = self._store.append_contacts(
            importing.contacts_through(bulk, contacts, progress),
            source=source,
            reading=lambda: importing.reading_with(contacts.reading, bulk),
        )
        self._store.fold()
        return _imported(done, contacts.reading, bulk)

    def import_answers(self, answers: Answers, *, source: str) -> Imported:
        """Take answers in, wide ones as one answer a row; parameters and errors as ``import_contacts``."""
        bulk = self._bulk("answers", Purpose.ANALYTICS, Purpose.SURVEY)
        kept = importing.answers_through(bulk, answers)
        done = self._store.append_answers(kept, source=source)
        self._store.fold()
        return _imported(done, answers.reading, bulk)

    def contacts(self) -> Contacts:
        """Return all contacts as they stand now; persons are aliases. ``reading`` says who was erased."""
        return self._store.contacts(counted.at_the_door(self.rooms))

    def answers(self) -> Answers:
        """Return all answers as they stand now, in long form; persons are aliases.

        Those of the house's own surveys are among them from the moment they were given.
        """
        return with_open(self.rooms, lambda: self._store.answers(counted.erased(self.rooms)))

    def remarks(self) -> tuple[str, ...]:
        """Return what every analysis of this house should say, in the language of the settings."""
        return counted.erased(self.rooms).notes

    def imports(self) -> list[dict[str, Any]]:
        """Return the log of imports, oldest first."""
        return self._store.imports()

    def find_person(self, value: str, kind: str | None = None) -> Person | None:
        """Return the person known by an id, None where nothing is kept under it.

        Parameters
        ----------
        value : str
            userId, anonymousId, mail address, device id, or the id of an import.
        kind : {"user", "anonymous", "email", "device"}, optional
            Which of them; any when left out.
        """
        return persons.find(self.rooms, value, kind)

    def export_person(self, value: str, kind: str | None = None) -> dict[str, Any]:
        """Return everything kept about a person, room by room, as JSON-like values, times as ISO 8601.

        Raises
        ------
        InputError
            Nobody is known by that id.
        """
        return persons.export(self.rooms, value, kind)

    def correct_person(
        self, value: str, traits: Mapping[str, Any], kind: str | None = None
    ) -> dict[str, Any]:
        """Set traits of a person, None removes one; return her profile afterwards."""
        return persons.correct(self.rooms, value, traits, kind)

    def object_to(
        self, value: str, purposes: Collection[str], *, kind: str | None = None, source: str = ""
    ) -> None:
        """Note that a person objects: every consent to these purposes is withdrawn, whoever collected it.

        Raises
        ------
        OptionInvalid
            A purpose is not known.
        """
        persons.object_to(self.rooms, value, purposes, kind=kind, source=source)

    def consent(
        self,
        value: str,
        purpose: str,
        is_granted: bool,  # the third thing a consent says
        *,
        kind: str | None = None,
        text: str = "",
        source: str = "",
    ) -> Consent:
        """Write one line into a person's ledger and return it.

        Parameters
        ----------
        value : str
        purpose : str
            One of ``oase.model.Purpose``.
        is_granted : bool
            Granted, or withdrawn.
        kind : str, optional
            Kind of the id, the user's when left out.
        text, source : str
            Version of the text that the person saw, and where.
        """
        return persons.consent(self.rooms, value, purpose, is_granted, kind=kind, text=text, source=source)

    def consents(self, value: str, kind: str | None = None) -> list[Consent]:
        """Return a person's ledger of consents, oldest line first."""
        return persons.consents(self.rooms, value, kind)

    def links(self, value: str, kind: str | None = None) -> list[Link]:
        """Return the links that make, or made, a person's ids one person."""
        return persons.links(self.rooms, value, kind)

    def merge(self, value: str, other: str, *, kind: str = "user", other_kind: str = "user") -> Link | None:
        """Say that two ids are the same person; None where they were already."""
        return persons.merge(self.rooms, value, other, kind=kind, other_kind=other_kind)

    def unmerge(self, link_id: int) -> None:
        """Undo a link: both persons are again what they were."""
        persons.unmerge(self.rooms, link_id)

    def erase_person(self, value: str, kind: str | None = None) -> Receipt:
        """Erase a person from every room and file; returns when it is done.

        What she does later starts a new person; what she did before is refused for ever. Daily counts and
        reports stay as they are.

        Raises
        ------
        InputError
            Nobody is known by that id.
        HouseBusy
            It goes on in the background; see ``erasures``.
        HouseDamaged
            Something is still there; says where.
        """
        number = self.request_erasure(value, kind)
        return Worker(self.rooms).run_until(lambda: self.erasure(number))

    def request_erasure(self, value: str, kind: str | None = None) -> str:
        """Ask for a person to be erased and return at once; gives the number of the receipt to come."""
        return erasure.request(self.rooms, value, kind)

    def erasure(self, number: str) -> Receipt | None:
        """Return the receipt of an erasure, None while it is under way; errors as ``erase_person``."""
        return erasure.receipt(self.rooms, number)

    def erasures(self) -> list[Receipt]:
        """Return the receipts of all erasures, oldest first; nothing of the persons."""
        return erasure.receipts(self.rooms)

    def retention(self, changed: Mapping[str, int | None] | None = None) -> list[Period]:
        """Return how many days each kind of data is kept, and how many rows are older than that now.

        Parameters
        ----------
        changed : mapping of kind to days, optional
            Periods that are only considered.
        """
        return retention.periods(self.rooms, changed)

    def keep(self, kind: str, days: int | None) -> None:
        """Keep a kind of data for so many days from now on, None for ever."""
        retention.keep(self.rooms, kind, days)

    def expire(self) -> dict[str, int]:
        """Remove what is older than its period now; return the rows removed per kind."""
        return retention.expire(self.rooms)

    def backup(
        self, folder: str | os.PathLike[str], progress: Callable[[int, int | None], None] | None = None
    ) -> Path:
        """Write a backup into a folder while the house works, and unite the list of erasures beside it.

        Everything that was acknowledged before is in it; the key of the pseudonyms is not.

        Returns
        -------
        Path
            ``oase-<time in UTC>.tar``.

        Raises
        ------
        OptionInvalid, StorageFull, StorageForbidden, HouseBusy, HouseDamaged
        """
        return backup(self.rooms, Path(folder), progress or (lambda _done, _all: None))

    def remap(self) -> int:
        """Apply the mapping that holds now to the contacts that are stored; return how many changed."""
        number = self.request_remap()
        return Worker(self.rooms).run_until(lambda: remapping.result(self.rooms, number))

    def request_remap(self) -> int:
        """Ask for stored contacts to be mapped anew, and return at once; gives the number of the job."""
        return remapping.request(self.rooms)

    def seal(self) -> int:
        """Move every contact of the log into the lake; return how many."""
        sealed = 0
        while portion := self._store.seal_log():
            sealed += portion
        return sealed

    def seal_answers(self) -> int:
        """Move answers of the house's own surveys that can no longer be changed; return how many rows."""
        return seal_answers(self.rooms)

    def work_off(self) -> None:
        """Turn everything that was accepted into contacts, and do what else is due."""
        Worker(self.rooms).run_until_idle()

    def check(self) -> tuple[Finding, ...]:
        """Return what is not as it should be; changes nothing."""
        return (*self._store.check(), *checks.check(self.rooms))

    def mend(self) -> tuple[Finding, ...]:
        """Remove what was left behind, never data, and take up what was cut short; return what was mended."""
        return (*self._store.mend(), *checks.mend(self.rooms))

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

    def _is_erased(self, alias: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which rows are from before their person was erased; asked under the lake's lock."""
        return self.rooms.erased.refused(alias, at)

    def _bulk(self, kind: str, *purposes: Purpose) -> Bulk:
        """Return the steps that imported rows go through."""
        aliases, erased = self.rooms.aliases, self.rooms.erased
        since = retention.since(self.rooms, kind)
        return Bulk(self._database, aliases, erased, purposes=purposes, since=since)


def open_house(
    folder: str | os.PathLike[str],
    *,
    create: bool = False,
    own: str | None = None,
    settings: Settings | None = None,
    clock: Callable[[], int] = now,
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
    clock : callable
        Microseconds since 1970, UTC.

    Raises
    ------
    HouseMissing, HouseExists, HouseError, HouseDamaged, StorageForbidden, StorageFull
    """
    return House(Path(folder), settings or Settings(), create=create, own=own, clock=clock)


def _imported(done: Appended, reading: Reading, bulk: Bulk) -> Imported:
    whole = importing.reading_with(reading, bulk)
    return Imported(
        whole.rows_read, whole.rows_refused, done.rows, done.duplicates, whole.reasons, tuple(bulk.dropped)
    )
