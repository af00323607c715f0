"""``Contacts``: the handle on contacts that every analysis walks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypeVar, cast

import pyarrow as pa

from oase.errors import ColumnMissing, OptionInvalid
from oase.lake.chunk import Chunk, Kernel
from oase.lake.filters import Among, Between, Condition, Touching
from oase.lake.instants import Instant, instant, moment
from oase.lake.log import Log, Order
from oase.lake.parquet import ParquetFiles
from oase.lake.spool import Spool
from oase.lake.tallies import Collected, PhaseCounts, Tally
from oase.lake.walk import Block, View
from oase.model import Reading
from oase.settings import Settings

__all__ = ["Contacts"]

_CHUNK_ROWS = 500_000
_NEEDED = ("person", "at", "touchpoint")


K = TypeVar("K", bound=Kernel)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False, repr=False, weakref_slot=True)
class Contacts:
    """Contacts of persons with a company, grouped by person and ordered in time whenever they are walked.

    Immutable: ``between``, ``only`` and ``segment`` return new ones and read nothing. Make one with
    ``from_batches``, ``from_parquet`` or ``from_blocks`` (or with ``oase.read_contacts``).

    Contacts are read anew in every walk, half a million rows at a time, so memory does not grow with their
    number. Whether persons lie together is checked on the way; where they do not, all contacts are sorted
    once to a temporary folder, which is removed with the object.

    Examples
    --------
    >>> contacts = Contacts.from_batches([pa.RecordBatch.from_pydict(
    ...     {"person": ["b", "a", "b"], "at": [3, 2, 1], "touchpoint": ["shop", "app", "app"]})])
    >>> contacts.to_arrow().to_pydict()
    {'person': ['b', 'b', 'a'], 'at': [1, 3, 2], 'touchpoint': ['app', 'shop', 'app']}
    >>> contacts.only(touchpoint="app").count
    2
    """

    _log: Log
    _conditions: tuple[Condition, ...] = ()
    _chunk_rows: int = _CHUNK_ROWS

    @classmethod
    def from_batches(
        cls,
        batches: Iterable[Block],
        *,
        reading: Callable[[], Reading] | Reading | None = None,
        settings: Settings | None = None,
    ) -> Contacts:
        """Take contacts from Arrow batches, in any order.

        Parameters
        ----------
        batches : iterable of Arrow batches or tables
            With the columns of ``tables.CONTACTS`` that there are, and attributes under their own names.
            Consumed at once: kept in memory below a quarter of ``settings.memory_mb``, else in a
            temporary folder.
        reading : Reading, or callable that gives one, optional
            What became of the rows before; a callable is asked after the batches are consumed.
        settings : Settings, optional

        Raises
        ------
        StorageFull, StorageForbidden
            If the temporary folder cannot take them.
        """
        settings = settings or Settings()
        spool = Spool(settings)
        for block in batches:
            for batch in block.to_batches() if isinstance(block, pa.Table) else [block]:
                spool.append(batch)
        spool.seal()
        for role in _NEEDED if len(spool) else ():
            if role not in spool.columns:
                raise ColumnMissing(role, spool.columns, where="contacts", role=role)
        base = _given(reading)()
        columns = spool.columns or _NEEDED
        return cls(
            Log(spool.blocks, columns, Order.ASCENDING, settings, reading=lambda: base, place=_in_table)
        )

    @classmethod
    def from_parquet(
        cls,
        files: Sequence[Path],
        columns: Mapping[str, str],
        *,
        timezone: str | None = None,
        reading: Callable[[], Reading] | Reading | None = None,
        settings: Settings | None = None,
    ) -> Contacts:
        """Take contacts from Parquet files without reading them yet.

        Parameters
        ----------
        files : sequence of Path
            Read in this order.
        columns : mapping of str to str
            Canonical name (person, at, touchpoint, channel, phase, value, tie; or an attribute) to column in
            the files. Persons are words or whole numbers, times are timestamps of any unit and zone or int64
            microseconds, touchpoints are words.
        timezone : str, optional
            ``"UTC"`` says that times without a zone are in UTC.
        reading, settings
            As in ``from_batches``.

        Raises
        ------
        SourceMissing, SourceUnreadable, ColumnMissing, ColumnUnusable, OptionInvalid
        """
        source = ParquetFiles.opened(files, columns, timezone=timezone)
        base = Reading(files=tuple(Path(file).name for file in files), rows_read=source.rows)
        given = _given(base if reading is None else reading)
        settings = settings or Settings()
        return cls(
            Log(source.blocks, tuple(columns), Order.ASCENDING, settings, reading=given, place=source.place)
        )

    @classmethod
    def from_blocks(
        cls,
        make_blocks: Callable[[tuple[str, ...]], Iterator[Block]],
        *,
        grouped: bool,
        columns: tuple[str, ...],
        reading: Callable[[], Reading] | Reading | None = None,
        settings: Settings | None = None,
    ) -> Contacts:
        """Take contacts from blocks that are made anew for every walk.

        Parameters
        ----------
        make_blocks : callable
            Gets the names of the columns wanted (always beginning with person, at, touchpoint) and returns an
            iterator of Arrow batches or tables with exactly these columns in this order. It runs in a second
            thread, so it must not share a database cursor with the caller. A person may go on from one block
            into the next. Persons are string or int64, in all blocks alike.
        grouped : bool
            True: each person's rows lie together over all blocks; this is trusted, not checked. Order in time
            within a person, and of contacts of the same moment, is put right in any case, block by block.
            False: checked while walking, sorted once where need be.
        columns : tuple of str
            All columns there are.
        reading, settings
            As in ``from_batches``.
        """
        order = Order.PROVEN if grouped else Order.ASCENDING
        log = Log(
            make_blocks, columns, order, settings or Settings(), reading=_given(reading), place=_in_table
        )
        return cls(log)

    def run(
        self, make: Callable[[], Sequence[K]], columns: Sequence[str] = (), *, person: bool = False
    ) -> Sequence[K]:
        """Let kernels walk the contacts, and return them: the fast way, in one pass.

        Parameters
        ----------
        make : callable
            Makes fresh kernels, objects with ``add(chunk)``. It is called again, and what the former ones
            took is void, when it turns out in the middle of the first walk that persons do not lie together.
        columns : sequence of str
            Further columns in each chunk; words come coded (``tables.WORDS``), with a dictionary per chunk.
        person : bool
            Whether chunks name the person of each row.

        Raises
        ------
        ColumnMissing
            If there is no such column.
        StorageFull, StorageForbidden
            If contacts must be sorted and the temporary folder cannot take them.

        Examples
        --------
        >>> contacts = Contacts.from_batches([pa.RecordBatch.from_pydict(
        ...     {"person": [1, 1, 2], "at": [1, 2, 3], "touchpoint": ["app", "shop", "app"]})])
        >>> [tally] = contacts.run(lambda: [Tally()])
        >>> tally.persons, dict(tally.touchpoints)
        (2, {'app': 2, 'shop': 1})
        """

        def take(chunks: Iterator[Chunk]) -> Sequence[K]:
            kernels = make()
            for chunk in chunks:
                for kernel in kernels:
                    kernel.add(chunk)
            return kernels

        return self._log.walked(self._view(columns, person=person), take)

    def walk(self, columns: Sequence[str] = (), *, person: bool = False) -> Iterator[Chunk]:
        """Yield chunks of whole persons, about half a million rows each.

        Before the first walk, one pass over the contacts makes sure that persons lie together, so every chunk
        that is yielded is final; ``run`` saves that pass.

        Parameters and errors are those of ``run``.
        """
        view = self._view(columns, person=person)
        if not self._log.is_proven:
            self._survey()
        return self._log.chunks(view)

    def between(self, start: Instant | None, end: Instant | None) -> Contacts:
        """Return the contacts with ``start <= at < end``; None leaves a side open.

        Parameters
        ----------
        start, end : date, datetime, str, int or None
            A moment, ISO text, or microseconds since 1970, UTC. Without a zone of its own a moment is taken
            in ``Settings.timezone``; a day means its first moment.

        Raises
        ------
        OptionInvalid
            If a moment cannot be understood, or the end lies before the start.
        """
        zone = self._log.settings.timezone
        low, high = (None if side is None else instant(side, zone) for side in (start, end))
        if low is not None and high is not None and high < low:
            raise OptionInvalid(
                "The end lies before the start", expected="start <= end", got=f"{start!r}, {end!r}"
            )
        return self._with(Between(low, high))

    def only(
        self,
        *,
        touchpoint: str | Collection[str] | None = None,
        channel: str | Collection[str] | None = None,
        phase: str | Collection[str] | None = None,
    ) -> Contacts:
        """Return the contacts at some touchpoints, by some channels, in some phases.

        Parameters
        ----------
        touchpoint, channel, phase : str or collection of str, optional
            One name or several; a contact must meet all that are given.

        Raises
        ------
        ColumnMissing
            If the contacts have no channels or phases.
        """
        result = self
        if touchpoint is not None:
            result = result._with(Touching(frozenset(map(str, _several(touchpoint)))))
        for column, value in (("channel", channel), ("phase", phase)):
            if value is not None:
                result = result.segment(column, value)
        return result

    def segment(self, column: str, value: object) -> Contacts:
        """Return the contacts whose column has a value, or one of several; empty cells never match.

        Parameters
        ----------
        column : str
        value : object or collection of objects

        Raises
        ------
        ColumnMissing
            If there is no such column.
        OptionInvalid
            For what is neither a value nor a collection of values; in the walk, for values of another type.
        """
        if column == "touchpoint":
            return self.only(touchpoint=cast("str | Collection[str]", value))
        self._check([column])
        return self._with(Among(column, frozenset(_several(value))))

    @property
    def reading(self) -> Reading:
        """Rows read and refused, of all contacts, whatever the conditions; the first use may walk once."""
        if not self._log.is_walked:
            self._survey()
        return self._log.reading()

    @property
    def count(self) -> int:
        """Number of contacts."""
        return self._tally.rows

    @property
    def persons(self) -> int:
        """Number of persons."""
        return self._tally.persons

    @property
    def first_at(self) -> int | None:
        """Earliest moment, microseconds since 1970, UTC; None without contacts."""
        return self._tally.first

    @property
    def last_at(self) -> int | None:
        """Latest moment, microseconds since 1970, UTC; None without contacts."""
        return self._tally.last

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """Names of the touchpoints, sorted."""
        return tuple(sorted(self._tally.touchpoints))

    @property
    def settings(self) -> Settings:
        """The settings under which the contacts were read."""
        return self._log.settings

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns."""
        return self._log.columns

    def visits(self) -> dict[str, int]:
        """Return the number of contacts of each touchpoint, by name."""
        return dict(sorted(self._tally.touchpoints.items()))

    def phases(self) -> dict[str, str]:
        """Return the most frequent phase of each touchpoint that has one.

        Of phases that are equally frequent the earlier one in a journey is taken, and of unknown words
        the first by name.
        """
        if "phase" not in self.columns:
            return {}
        [counts] = self._kept("phases", lambda: self.run(lambda: [PhaseCounts()], ["phase"]))
        return counts.main()

    def to_arrow(self) -> pa.Table:
        """Return all contacts as one table, grouped by person, each one's rows by (at, tie, touchpoint name).

        Persons come in no particular order.
        """
        further = [name for name in self.columns if name not in _NEEDED]
        [table] = self.run(lambda: [Collected()], further, person=True)
        return table.table(further)

    def __len__(self) -> int:
        """Return the number of contacts."""
        return self.count

    def __repr__(self) -> str:
        """Return the counts in one line."""
        return f"Contacts({', '.join(f'{name}: {text}' for name, text in self._summary())})"

    def _repr_html_(self) -> str:
        """Return the counts as a small table."""
        rows = "".join(
            f"<tr><th scope='row'>{escape(name)}</th><td>{escape(text)}</td></tr>"
            for name, text in self._summary()
        )
        return f"<table>{rows}</table>"

    def _summary(self) -> list[tuple[str, str]]:
        first, last, zone = self.first_at, self.last_at, self._log.settings.timezone
        names = self.touchpoints
        return [
            ("contacts", f"{self.count:,}"),
            ("persons", f"{self.persons:,}"),
            ("touchpoints", f"{len(names):,}"),
            (
                "period",
                "none" if first is None or last is None else f"{_day(first, zone)} to {_day(last, zone)}",
            ),
            ("refused", f"{self.reading.rows_refused:,}"),
        ]

    @property
    def _tally(self) -> Tally:
        return self._kept("tally", lambda: self.run(lambda: [Tally()])[0])

    def _kept(self, what: str, make: Callable[[], T]) -> T:
        return self._log.kept((what, self._conditions), make)

    def _survey(self) -> None:
        """Walk all contacts once, whatever the conditions."""
        Contacts(self._log, (), self._chunk_rows).run(lambda: [Tally()])

    def _with(self, condition: Condition) -> Contacts:
        return Contacts(self._log, (*self._conditions, condition), self._chunk_rows)

    def _view(self, columns: Sequence[str], *, person: bool) -> View:
        self._check(columns)
        wanted = tuple(name for name in dict.fromkeys(columns) if name not in _NEEDED)
        return View(wanted, person, self._conditions, "tie" in self.columns, self._chunk_rows)

    def _check(self, columns: Sequence[str]) -> None:
        for name in columns:
            if name not in self.columns:
                raise ColumnMissing(name, self.columns, where="contacts")


def _given(reading: Callable[[], Reading] | Reading | None) -> Callable[[], Reading]:
    if reading is None:
        return Reading
    return (lambda: reading) if isinstance(reading, Reading) else reading


def _in_table(row: int) -> tuple[str, int]:
    return "table", row + 2


def _several(value: object) -> list[Hashable]:
    """Return the members of a collection, or the one value."""
    members = [value] if isinstance(value, str) or not isinstance(value, Collection) else list(value)
    found: list[Hashable] = []
    for member in members:
        if not isinstance(member, Hashable):
            raise OptionInvalid(
                "This is no value of a column", expected="a value, or a list of values", got=repr(member)
            )
        found.append(member)
    return found


def _day(at: int, zone: str) -> str:
    return f"{moment(at, zone):%Y-%m-%d}"
