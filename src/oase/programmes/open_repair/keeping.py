"""Files of Open Repair Data taken into a house: each repair once, however often and in which file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db import Database
from oase.db.versions import bump
from oase.programmes.open_repair.reading import RepairFile, opened
from oase.programmes.open_repair.record import Count, Record
from oase.programmes.open_repair.rows import Refused
from oase.programmes.tables import repair_records as records
from oase.programmes.tables import repair_summaries as summaries

__all__ = ["MOST_REFUSED", "Source", "Taken", "drop", "kept", "sources", "take"]

MOST_REFUSED = 10_000
"""Refused rows that are named; all are counted."""

_PART = 2_000
_MOST_LINE = 200


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file.

    Parameters
    ----------
    name : str
    kind : {"records", "summary"}
    rows : int
        Taken ones.
    added, changed, same : int
        How many of them were new, were told differently before, and were known as they are.
    total : int
        Repairs that they count: of a summary the sum, else the rows.
    refused : int
        Rows that were not taken.
    refusals : tuple of Refused
        The first of them.
    odd : mapping
        How many rows deviate from the published schema and were taken all the same, by what.
    ignored : tuple of str
        Columns that nobody knows.
    """

    name: str
    kind: str
    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    total: int = 0
    refused: int = 0
    refusals: tuple[Refused, ...] = ()
    odd: dict[str, int] = {}
    ignored: tuple[str, ...] = ()


class Source(NamedTuple):
    """A file that was taken: how many rows of it are kept, and how many repairs they count."""

    name: str
    kind: str
    rows: int
    total: int
    taken: int


def take(
    database: Database,
    stream: BinaryIO,
    name: str,
    *,
    now: int,
    today: date,
    tells: Callable[[int], None] | None = None,
) -> Taken:
    """Take a file; taken twice it changes nothing the second time.

    Parameters
    ----------
    database : Database
    stream : binary file
        CSV, also packed with gzip.
    name : str
        Of the file. A summary replaces the one of the same name.
    now : int
        Microseconds since 1970, UTC.
    today : date
        Of the house.
    tells : callable, optional
        Is told how many rows were read.

    Raises
    ------
    SourceUnreadable, HeaderInvalid
        The file cannot be read to its end; what was read of a file of records before is kept.
    """
    named = _named(name)
    with opened(stream, name, today) as file:
        done = Taken(name=named, kind=file.kind, ignored=file.ignored)
        if file.kind == "summary":
            return _summary(database, file, done, now)
        read = 0
        for part in _parts(iter(file)):
            done = _records(database, part, done, now)
            read += len(part)
            if tells is not None:
                tells(read)
        return msgspec.structs.replace(done, odd={key: n for key, n in file.odd.items() if n})


def kept(connection: Connection, source: str | None = None) -> Iterator[Record]:
    """Yield the records that are kept, of one file or all, as they were taken."""
    query = select(records).order_by(records.c.number)
    if source is not None:
        query = query.where(records.c.source == source)
    for row in connection.execute(query):
        yield _read(row)


def sources(connection: Connection) -> list[Source]:
    """Return the files that were taken, by name."""
    of_records = select(records.c.source, func.count(), func.max(records.c.taken)).group_by(records.c.source)
    found = [Source(name, "records", n, n, taken) for name, n, taken in connection.execute(of_records)]
    table = summaries.c
    of_summaries = select(table.source, func.count(), func.sum(table.total), func.max(table.taken))
    for name, rows, total, taken in connection.execute(of_summaries.group_by(table.source)):
        found.append(Source(name, "summary", rows, total, taken))
    return sorted(found)


def drop(connection: Connection, source: str) -> int:
    """Forget what came from a file; return how many rows that were."""
    gone = connection.execute(delete(records).where(records.c.source == source)).rowcount
    gone += connection.execute(delete(summaries).where(summaries.c.source == source)).rowcount
    if gone:
        bump(connection, "programmes")
    return gone


def _named(name: str) -> str:
    return name.removesuffix(".gz")[:_MOST_LINE]


def _parts(rows: Iterator[Record | Count | Refused]) -> Iterator[list[Record | Count | Refused]]:
    part: list[Record | Count | Refused] = []
    for row in rows:
        part.append(row)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part


def _records(database: Database, part: Sequence[Record | Count | Refused], done: Taken, now: int) -> Taken:
    some = [one for one in part if isinstance(one, Record)]
    with database.writing() as connection:
        known = _known(connection, some)
        new = [one for one in some if (one.data_provider, one.id) not in known]
        changed = [one for one in some if known.get((one.data_provider, one.id), one) != one]
        if new:
            connection.execute(insert(records), [_row(one, done.name, now) for one in new])
        for one in changed:
            _put(connection, _row(one, done.name, now))
        if new or changed:
            bump(connection, "programmes")
    done = _with_refusals(done, [one for one in part if isinstance(one, Refused)])
    return msgspec.structs.replace(
        done,
        rows=done.rows + len(some),
        total=done.total + len(some),
        added=done.added + len(new),
        changed=done.changed + len(changed),
        same=done.same + len(some) - len(new) - len(changed),
    )


def _with_refusals(done: Taken, refused: Sequence[Refused]) -> Taken:
    refusals = (*done.refusals, *refused)[:MOST_REFUSED]
    return msgspec.structs.replace(done, refused=done.refused + len(refused), refusals=refusals)


def _known(connection: Connection, some: Sequence[Record]) -> dict[tuple[str, str], Record]:
    """Return those that are kept already, by provider and id."""
    ids: dict[str, list[str]] = {}
    for one in some:
        ids.setdefault(one.data_provider, []).append(one.id)
    found: dict[tuple[str, str], Record] = {}
    for provider, values in ids.items():
        query = select(records).where(records.c.data_provider == provider, records.c.id.in_(values))
        for row in connection.execute(query):
            found[provider, row.id] = _read(row)
    return found


def _put(connection: Connection, row: dict[str, Any]) -> None:
    statement = upsert(records).values(**row)
    changed = {name: value for name, value in row.items() if name not in ("id", "data_provider")}
    connection.execute(statement.on_conflict_do_update(index_elements=["data_provider", "id"], set_=changed))


def _summary(database: Database, file: RepairFile, done: Taken, now: int) -> Taken:
    """Take a summary in one transaction: half of one would be counted as if it were all."""
    rows = list(file)
    counts = [one for one in rows if isinstance(one, Count)]
    mine = summaries.c.source == done.name
    with database.writing() as connection:
        held = {
            Count(row.data_provider, row.product_category, row.repair_status, row.total)
            for row in connection.execute(select(summaries).where(mine))
        }
        if set(counts) != held:
            connection.execute(delete(summaries).where(mine))
            values = [one._asdict() | {"source": done.name, "taken": now} for one in counts]
            if values:
                connection.execute(insert(summaries), values)
            bump(connection, "programmes")
    before = {one[:3] for one in held}
    same = len(held & set(counts))
    added = sum(one[:3] not in before for one in counts)
    done = _with_refusals(done, [one for one in rows if isinstance(one, Refused)])
    return msgspec.structs.replace(
        done,
        rows=len(counts),
        total=sum(one.total for one in counts),
        added=added,
        same=same,
        changed=len(counts) - added - same,
    )


def _row(one: Record, source: str, now: int) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.structs.asdict(one)
    values["textile"] = msgspec.json.encode(one.textile).decode()
    return {**values, "source": source, "taken": now}


def _read(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        data_provider=row.data_provider,
        country=row.country,
        partner_product_category=row.partner_product_category,
        product_category=row.product_category,
        product_category_id=row.product_category_id,
        brand=row.brand,
        year_of_manufacture=row.year_of_manufacture,
        product_age=row.product_age,
        repair_status=row.repair_status,
        repair_barrier=row.repair_barrier,
        group_identifier=row.group_identifier,
        event_date=row.event_date,
        record_date=row.record_date,
        problem=row.problem,
        textile=msgspec.json.decode(row.textile, type=dict[str, str]),
    )
