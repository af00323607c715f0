"""``Store``: the lake of one house."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from sqlalchemy import select

from oase.db import Database, disk_errors
from oase.db.schema import imports, touchpoints
from oase.errors import OptionInvalid
from oase.lake.answers import Answers
from oase.lake.contacts import Contacts
from oase.lake.store import folding, health
from oase.lake.store.catalogue import totals
from oase.lake.store.direct import Latest, rows_of
from oase.lake.store.erasing import erase, expire
from oase.lake.store.log_rows import log_size
from oase.lake.store.log_seal import seal_log
from oase.lake.store.melting import melt
from oase.lake.store.order import one_piece
from oase.lake.store.passes import blocks_of
from oase.lake.store.place import Place
from oase.lake.store.reclustering import recluster
from oase.lake.store.remapping import Change, remap
from oase.lake.store.seal import Appended, Origin, append
from oase.lake.store.shape import ANSWERS_SHAPE, CONTACTS_SHAPE, Shape
from oase.lake.store.snapshot import Snapshot
from oase.lake.store.sweeping import sweep
from oase.lake.store.warming import are_due, catch_up
from oase.model import Reading, Scale
from oase.settings import Settings

__all__ = ["Store"]

_SHAPES = (CONTACTS_SHAPE, ANSWERS_SHAPE)
_BYTES_PER_ANSWER = 150


class Store:
    """Contacts and answers of one house: imported once each, read by any number of processes meanwhile.

    Parameters
    ----------
    folder : Path
        The house folder.
    database : Database
        Its main database, from ``open_database``.
    settings : Settings, optional
    place : keyword arguments
        ``clock``, ``new_id``, ``write``, ``steps``, ``lease_seconds``, ``grace_seconds``,
        ``patience_seconds``, ``refused``; see ``Place``.

    Examples
    --------
    >>> import tempfile
    >>> from oase.db import open_database
    >>> folder = Path(tempfile.mkdtemp()) / "lindwerk"
    >>> store = Store(folder, open_database(folder, create=True))
    >>> rows = pa.RecordBatch.from_pydict({"person": [2, 1], "at": [5, 6], "touchpoint": ["web", "shop"]})
    >>> store.append_contacts([rows], source="shop")
    Appended(rows=2, duplicates=0, import_id=1)
    >>> store.append_contacts([rows], source="shop")
    Appended(rows=0, duplicates=2, import_id=2)
    >>> store.contacts().count
    2
    >>> store.check()
    (Finding(what='The key of the pseudonyms is missing', ...),)
    """

    def __init__(
        self, folder: Path, database: Database, settings: Settings | None = None, **place: Any
    ) -> None:
        self._place = Place(folder, database, settings or Settings(), **place)
        self._latest = Latest(self._place, CONTACTS_SHAPE)

    def append_contacts(
        self,
        batches: Iterable[pa.RecordBatch],
        *,
        source: str,
        reading: Reading | Callable[[], Reading] = Reading(),  # noqa: B008  # frozen
    ) -> Appended:
        """Add contacts that the house does not hold yet; all of them count at once, or none.

        Two rows are the same contact when source, person, time, touchpoint and tie are equal. Equal rows
        within one file are as many contacts; the same row in two files, or in two imports, is one. Attributes
        and values do not tell contacts apart: of equal contacts the first one stays.

        Parameters
        ----------
        batches : iterable of Arrow record batches
            Columns ``person`` (int64 alias, from 0), ``at``, ``touchpoint``; where known ``channel``,
            ``phase``, ``value``, ``tie``, ``brand``; ``_file`` (number of the file within the import; without
            it all rows are taken as one file); any other column is an attribute.
        source : str
            Name of the source; the same name for every export of the same system.
        reading : Reading or callable
            What became of the files' rows; a callable is asked after the last batch.

        Returns
        -------
        Appended
            Rows added, rows known already, number of the import.

        Raises
        ------
        HouseBusy
            Another process was writing for longer than the patience; nothing was changed.
        StorageFull, StorageForbidden
            The disk; the house is as before.
        ColumnMissing, ColumnUnusable
            The batches.
        """
        return append(self._place, CONTACTS_SHAPE, batches, Origin(_named(source), reading))

    def append_answers(self, answers: Answers, *, source: str) -> Appended:
        """Add answers that the house does not hold yet; wide ones are melted to one answer a row.

        Two rows are the same answer when source, person, time, touchpoint, brand, facet and transaction are
        equal; see ``melt`` for answers of unknown persons. Counts are those of the long rows.

        Parameters
        ----------
        answers : Answers
            ``person`` as int64 alias, empty or absent where unknown. Scale, own brand and reading are kept.
        source : str
            Name of the source.

        Raises
        ------
        As ``append_contacts``.
        """
        origin = Origin(_named(source), answers.reading, answers.scale, answers.own)
        return append(self._place, ANSWERS_SHAPE, melt(answers, source), origin)

    def contacts(self, beside: Reading = Reading()) -> Contacts:  # noqa: B008  # frozen
        """Return all contacts as they stand now, sealed or still in the log.

        Later imports, seals and folds do not change what is returned. Every walk has each person's contacts
        together, under whoever she is known as when it begins. ``person`` is the int64 alias. Attributes are
        columns under their own names, words, whole numbers, numbers or flags.

        Parameters
        ----------
        beside : Reading
            What was read beside the imports; added to their counts and notes.
        """
        snapshot = Snapshot.taken(self._place, CONTACTS_SHAPE)
        return Contacts.from_blocks(
            snapshot.blocks,
            grouped=True,
            columns=snapshot.columns,
            reading=self._reading(CONTACTS_SHAPE, beside),
            settings=self._place.settings,
        )

    def answers(self, beside: Reading = Reading()) -> Answers:  # noqa: B008  # frozen
        """Return all answers in long form as they stand now; from a mapped file when they are many.

        ``person`` is the int64 alias. Touchpoints come in the order in which the house met them. Where
        imports used different scales, only the three-way reading is given. ``beside`` as for ``contacts``.
        """
        snapshot = Snapshot.taken(self._place, ANSWERS_SHAPE)
        scale, own, alike = self._scale()
        columns = [name for name in snapshot.columns if alike or name != "rating"]
        table = self._table(snapshot, columns)
        present = set(table["touchpoint"].combine_chunks().dictionary.to_pylist()) if len(table) else set()
        reading = self._reading(ANSWERS_SHAPE, beside)
        if not alike:
            note = "answers on different scales: read as missed, met, exceeded"
            reading = msgspec.structs.replace(reading, notes=(*reading.notes, note))
        return Answers(
            table,
            "long",
            tuple(name for name in self.touchpoints() if name in present),
            scale,
            tuple(name for name in snapshot.attributes),
            own,
            reading,
        )

    def counts(self) -> dict[str, int]:
        """Return the number of contacts, with those in the log, and of answers."""
        with self._place.database.reading() as connection:
            counts = {shape.name: totals(connection, shape.name)[0] for shape in _SHAPES}
            counts[CONTACTS_SHAPE.name] += log_size(connection)
        return counts

    def touchpoints(self) -> dict[str, tuple[str | None, str | None]]:
        """Return channel and phase per touchpoint, in the order in which the house met them."""
        with self._place.database.reading() as connection:
            rows = connection.execute(select(touchpoints).order_by(touchpoints.c.id))
            return {row.name: (row.channel, row.phase) for row in rows}

    def attributes(self) -> dict[str, tuple[str, ...]]:
        """Return the names of the attributes by which contacts and answers can be cut."""
        return {s.name: tuple(Snapshot.taken(self._place, s).attributes) for s in _SHAPES}

    def imports(self) -> list[dict[str, Any]]:
        """Return the log of imports, oldest first: the columns of the table ``imports``."""
        with self._place.database.reading() as connection:
            rows = connection.execute(select(imports).order_by(imports.c.id)).mappings()
            found = [dict(row) for row in rows]
        for row in found:
            row["files"], row["notes"] = json.loads(row["files"]), json.loads(row["notes"])
        return found

    def seal_log(self, most: int = 200_000) -> int:
        """Seal the oldest contacts of the log into the lake; exactly once, whatever is killed when.

        Parameters
        ----------
        most : int
            Contacts of one seal.

        Returns
        -------
        int
            Contacts sealed; fewer than ``most`` when the log is empty now.

        Raises
        ------
        HouseBusy
            Another process is writing; it is not waited for.
        StorageFull, StorageForbidden
            The disk; log and lake are as before.
        """
        with self._place.writing(at_once=True) as lease:
            return seal_log(self._place, most, lease)

    def catch_up_snapshots(self, most_seconds: float = 10.0) -> int:
        """Make up for the snapshots of imported contacts, each contact counted once.

        Parameters
        ----------
        most_seconds : float
            When to stop, once a portion is done; the next call goes on there.

        Returns
        -------
        int
            Aliases whose snapshots were written; 0 when none are due.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            As ``seal_log``.
        """
        if not are_due(self._place):
            return 0
        with self._place.writing(at_once=True) as lease:
            return catch_up(self._place, lease, most_seconds)

    def fold(self, share: float = 0.2) -> int:
        """Merge every bucket of which more than a share of the rows lies in runs; sweep what does not count.

        Where the share is not reached but runs are many, those of like size are merged.

        Returns
        -------
        int
            Buckets merged.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            As ``append_contacts``.
        """
        return folding.fold(self._place, _SHAPES, share)

    def recluster(self, share: float = 0.02) -> int:
        """Bring rows under their current persons when more than a share of all rows lies under former ones.

        Reading is right without it, but slower the more rows lie wrong. With a share of 0 it is done whenever
        a row does. Snapshots that are due are made first: they look for rows where they were sealed.

        Returns
        -------
        int
            Rows moved.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            As ``seal_log``.
        """
        with self._place.writing(at_once=True) as lease:
            catch_up(self._place, lease, math.inf)
            moved = recluster(self._place, _SHAPES, share, lease)
            sweep(self._place)
            return moved

    def erase(self, aliases: Collection[int]) -> dict[str, int]:
        """Take every row of some aliases out of the lake, and unlink the files that held them at once.

        Several persons at a time cost hardly more than one. Called again after an interruption it does the
        rest. The log is not the lake's: whoever keeps it erases there first.

        Returns
        -------
        dict of str to int
            Rows taken out, per table.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            What was not rewritten yet is as before.
        """
        return erase(self._place, _SHAPES, aliases)

    def expire(self, kind: str, before: int) -> int:
        """Take out the contacts or answers of earlier times; those without a time stay.

        Parameters
        ----------
        kind : {"contacts", "answers"}
        before : int
            Microseconds since 1970, UTC.

        Returns
        -------
        int
            Rows taken out.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            As ``erase``.
        """
        return expire(self._place, _shape(kind), before)

    def remap(self, change: Change) -> int:
        """Put stored contacts at other touchpoints, bucket by bucket; the daily counts follow.

        Parameters
        ----------
        change : callable
            Takes rows in the columns of ``lake.tables.LAKE_CONTACTS`` and returns them in the same order with
            other touchpoints, channels, phases, values or attributes, None when nothing changes. Asked twice
            of the same row it must say the same: after an interruption it is asked again.

        Returns
        -------
        int
            Contacts changed.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
            As ``erase``.
        """
        return remap(self._place, change)

    def rows_of(self, aliases: Collection[int], kind: str = "contacts") -> pa.Table:
        """Return all rows of some aliases, sealed or not, in all columns, ordered in time.

        Parameters
        ----------
        aliases : collection of int
        kind : {"contacts", "answers"}
        """
        return rows_of(self._place, _shape(kind), aliases)

    def latest(self, most_rows: int) -> tuple[pa.Table, int]:
        """Return which aliases, 1,000 at most, were met last in the sealed contacts, and in how many rows.

        What was found is kept until other files count.

        Parameters
        ----------
        most_rows : int
            The youngest files are read until so many rows are passed; of a small lake that is all of it.

        Returns
        -------
        (Arrow table, int)
            ``alias``, ``at``, ``touchpoint``, ``channel``, ``phase`` of each alias' last contact, the latest
            first.
        """
        return self._latest.of(most_rows)

    def blocks(self, columns: Sequence[str], kind: str = "contacts") -> Generator[pa.Table, None, None]:
        """Yield all rows, sealed or not, in some of the lake's own columns; reads only and holds up nobody.

        Parameters
        ----------
        columns : sequence of str
            Of ``lake.tables.LAKE_CONTACTS`` or ``LAKE_ANSWERS``; ``attributes`` as JSON.
        kind : {"contacts", "answers"}
        """
        snapshot = Snapshot.taken(self._place, _shape(kind))
        yield from blocks_of(self._place, _shape(kind), snapshot.until, snapshot.tail, list(columns))

    def check(self) -> tuple[health.Finding, ...]:
        """Read the whole house and return what is not as it should be; changes nothing.

        Looked at: the database's integrity, the key, an expired lock, every file that counts (there,
        readable, number of rows, right bucket, in order, right persons), files that do not count, the log.
        """
        return health.check(self._place, _SHAPES)

    def mend(self) -> tuple[health.Finding, ...]:
        """Free an expired lock, remove files that do not count, let lost rows move; return what was mended.

        Never touches data.
        """
        return health.mend(self._place, _SHAPES)

    def _reading(self, shape: Shape, beside: Reading) -> Reading:
        log = [row for row in self.imports() if row["kind"] == shape.name]
        files = (name for row in log for name in row["files"])
        notes = (note for row in log for note in row["notes"])
        return msgspec.structs.replace(
            beside,
            files=tuple(dict.fromkeys((*files, *beside.files))),
            rows_read=sum(row["rows_read"] for row in log) + beside.rows_read,
            rows_refused=sum(row["rows_refused"] for row in log) + beside.rows_refused,
            notes=tuple(dict.fromkeys((*notes, *beside.notes))),
        )

    def _scale(self) -> tuple[Scale, str | None, bool]:
        """Return the scale and own brand of the answers, and whether all imports shared the scale."""
        log = [row for row in self.imports() if row["kind"] == "answers" and row["rows_added"]]
        own = next((row["own_brand"] for row in reversed(log) if row["own_brand"]), None)
        scales = {row["scale"] for row in log}
        if len(scales) != 1:
            return Scale(), own, not scales
        return msgspec.json.decode(scales.pop(), type=Scale), own, True

    def _table(self, snapshot: Snapshot, columns: list[str]) -> pa.Table:
        blocks = snapshot.blocks(columns)
        if snapshot.rows * _BYTES_PER_ANSWER < self._place.settings.memory_mb * 500_000:
            held = [snapshot.empty(columns), *blocks]
            return one_piece(pa.concat_tables(held))
        return _mapped(blocks, self._place.settings.spool)


def _mapped(blocks: Iterable[pa.Table], spool: Path | None) -> pa.Table:
    """Write blocks to a file that has no name any more, and return them mapped into memory."""
    with disk_errors("the folder for temporary files"), tempfile.TemporaryDirectory(dir=spool) as folder:
        path = Path(folder) / "answers.arrow"
        writer = None
        for block in blocks:
            writer = writer or pa.ipc.new_stream(str(path), block.schema)
            writer.write_table(block)
        if writer is not None:
            writer.close()
        return pa.ipc.open_stream(pa.memory_map(str(path))).read_all().unify_dictionaries()


def _shape(kind: str) -> Shape:
    for shape in _SHAPES:
        if shape.name == kind:
            return shape
    raise OptionInvalid("There is no such table", expected="contacts or answers", got=repr(kind))


def _named(source: str) -> str:
    if not source.strip():
        raise OptionInvalid("The source has no name", expected="a word such as 'shop'", got=repr(source))
    return source
