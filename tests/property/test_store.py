"""Whatever happens to a lake in whatever order, it holds the contacts it should, person by person."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from oase.db import Database, open_database
from oase.lake.store import FILE, Store
from oase.settings import Settings

Row = tuple[int, int, str, str | None]

row = st.tuples(
    st.sampled_from([0, 1, 2**58, 2**58 + 1]),
    st.integers(0, 3),
    st.sampled_from("ab"),
    st.sampled_from([None, "x"]),
)
files = st.lists(st.lists(row, max_size=8), min_size=1, max_size=3)
doings = st.lists(st.one_of(files, st.sampled_from([0.0, 0.2])), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def empty_house() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        open_database(Path(folder) / "house", create=True).close()
        yield Path(folder) / "house"


def batches(files: list[list[Row]]) -> Iterator[pa.RecordBatch]:
    for number, rows in enumerate(files):
        person, at, touchpoint, tie = (
            (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
        )
        yield pa.RecordBatch.from_pydict(
            {
                "person": pa.array(person, pa.int64()),
                "at": pa.array(at, pa.int64()),
                "touchpoint": pa.array(touchpoint, pa.string()),
                "tie": pa.array(tie, pa.string()),
                FILE: [number] * len(rows),
            }
        )


@given(doings)
@settings(max_examples=25, deadline=None)
def test_any_sequence_of_imports_and_folds_is_a_set(
    empty_house: Path, doings: list[list[list[Row]] | float]
) -> None:
    """Of each row the house holds as many as the file that has it most often, whatever was folded."""
    with TemporaryDirectory() as folder:
        house = Path(folder) / "house"
        shutil.copytree(empty_house, house)
        held: Counter[Row] = Counter()
        with open_database(house) as database:
            store = Store(house, database, Settings(threads=1), grace_seconds=0)
            for doing in doings:
                if isinstance(doing, float):
                    store.fold(doing)
                    continue
                before = held.total()
                for rows in doing:
                    held |= Counter(rows)
                got = store.append_contacts(batches(doing), source="shop")
                assert got.rows == held.total() - before
                assert got.rows + got.duplicates == sum(map(len, doing))
            check(store, held)


def check(store: Store, held: Counter[Row]) -> None:
    table = store.contacts().to_arrow()
    ties = table["tie"].to_pylist() if "tie" in table.column_names else [None] * table.num_rows
    names = ("person", "at", "touchpoint")
    rows = list(zip(*(table[name].to_pylist() for name in names), ties, strict=True))
    assert Counter(rows) == held
    assert rows == sorted(rows, key=lambda r: (r[0], r[1], r[3] is None, r[3] or "", r[2]))
    assert [finding.what for finding in store.check()] == ["The key of the pseudonyms is missing"] * bool(
        held
    )


ALIASES = (0, 1, 2**58, 2**58 + 1, 7 * 2**58, 2**63 - 1)
LOG = (
    "insert into contact_log (alias, at, received, touchpoint, value, source, message_key, tie, attributes)"
    " values (?, ?, 0, ?, ?, 'web', ?, ?, ?)"
)
IDENTIFIER = (
    "insert into identifiers (alias, kind, person, created) values (?, 'user', ?, 0)"
    " on conflict (alias) do update set person = excluded.person"
)

alias = st.sampled_from(ALIASES)
contact = st.tuples(alias, st.integers(0, 9), st.sampled_from("ab"))
imported = st.tuples(alias, st.integers(0, 9), st.sampled_from("ab"), st.sampled_from([None, "x"]))
work = st.one_of(
    st.tuples(st.just("log"), st.lists(contact, min_size=1, max_size=5)),
    st.tuples(st.just("import"), st.lists(imported, min_size=1, max_size=6)),
    st.tuples(st.just("merge"), st.tuples(alias, alias)),
    st.tuples(st.just("seal"), st.sampled_from([2, 100])),
    st.tuples(st.just("fold"), st.sampled_from([0.0, 0.5])),
    st.tuples(st.just("recluster"), st.sampled_from([0.0, 0.3])),
    st.tuples(st.just("erase"), st.lists(alias, min_size=1, max_size=2, unique=True)),
    st.tuples(st.just("expire"), st.integers(0, 4)),
    st.tuples(st.just("catch up"), st.just(0.0)),
)


class Held(NamedTuple):
    """What a house should hold: the plain model."""

    imported: Counter[Row]
    logged: list[Row]
    person: dict[int, int]

    def journeys(self) -> dict[int, list[tuple[int, bool, str, str]]]:
        found: dict[int, list[tuple[int, bool, str, str]]] = {}
        for name, at, touchpoint, tie in [*self.imported.elements(), *self.logged]:
            entry = (at, tie is None, tie or "", touchpoint)
            found.setdefault(self.person.get(name, name), []).append(entry)
        return {person: sorted(entries) for person, entries in found.items()}

    def keep(self, wanted) -> int:
        before = self.imported.total() + len(self.logged)
        for row in list(self.imported):
            if not wanted(row):
                del self.imported[row]
        self.logged[:] = [row for row in self.logged if wanted(row)]
        return before - self.imported.total() - len(self.logged)


@given(st.lists(work, min_size=3, max_size=14))
@settings(max_examples=25, deadline=None, phases=[Phase.generate])
def test_any_sequence_of_works_gives_each_persons_contacts(
    empty_house: Path, works: list[tuple[str, object]]
) -> None:
    """Nothing is lost, nothing is there twice, and every person lies together, in order, once."""
    with TemporaryDirectory() as folder:
        house = Path(folder) / "house"
        shutil.copytree(empty_house, house)
        held = Held(Counter(), [], {})
        with open_database(house) as database:
            store = Store(house, database, Settings(threads=1), grace_seconds=0)
            for name, what in works:
                before = store.contacts()
                count = before.count
                do(store, database, held, name, what)
                compare(store, held)
                if name not in ("erase", "expire"):
                    assert before.to_arrow().num_rows == count


def do(store: Store, database: Database, held: Held, name: str, what) -> None:
    if name == "log":
        append_to_log(database, held, what)
    elif name == "import":
        before = held.imported.total()
        held.imported.update(Counter(what) - held.imported)
        assert store.append_contacts(batches([what]), source="shop").rows == held.imported.total() - before
    elif name == "merge":
        one, other = what
        held.person[one] = other
        with database.writing() as connection:
            connection.exec_driver_sql(IDENTIFIER, (one, other))
            connection.exec_driver_sql("insert into alias_moves (alias) values (?)", (one,))
    elif name == "seal":
        store.seal_log(what)
    elif name == "fold":
        store.fold(what)
    elif name == "recluster":
        store.recluster(what)
    elif name == "erase":
        with database.writing() as connection:
            for one in what:
                connection.exec_driver_sql("delete from contact_log where alias = ?", (one,))
        store.erase(what)
        held.keep(lambda row: row[0] not in what)
        assert store.rows_of(what).num_rows == 0
    elif name == "expire":
        assert store.expire("contacts", what) == held.keep(lambda row: row[1] >= what)
    else:
        store.catch_up_snapshots(what)


def append_to_log(database: Database, held: Held, rows: list[tuple[int, int, str]]) -> None:
    with database.writing() as connection:
        for name, at, touchpoint in rows:
            number = (
                1
                + connection.exec_driver_sql(
                    "select coalesce(max(seq), 0) from sqlite_sequence where name = 'contact_log'"
                ).scalar_one()
            )
            tie = f"{number:08d}"
            key = number.to_bytes(16, "big")
            connection.exec_driver_sql(LOG, (name, at, touchpoint, 1.0, key, tie, '{"plan":"S"}'))
            held.logged.append((name, at, touchpoint, tie))


def compare(store: Store, held: Held) -> None:
    contacts = store.contacts()
    table = contacts.to_arrow()
    ties = table["tie"].to_pylist() if "tie" in table.column_names else [None] * table.num_rows
    columns = (table["person"].to_pylist(), table["at"].to_pylist(), ties, table["touchpoint"].to_pylist())
    rows = list(zip(*columns, strict=True))
    found: dict[int, list[tuple[int, bool, str, str]]] = {}
    for person, own in groupby(rows, key=lambda row: row[0]):
        assert person not in found, "a person lies in two places"
        found[person] = [(at, tie is None, tie or "", touchpoint) for _, at, tie, touchpoint in own]
    assert found == held.journeys()
    assert store.counts()["contacts"] == len(rows) == contacts.count
    assert all("key" in finding.what for finding in store.check()), store.check()
