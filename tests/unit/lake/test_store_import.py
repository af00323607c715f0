"""Imports into the lake of a house: what is added, what is known again, what comes back."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oase.db import Database, open_database
from oase.errors import ColumnMissing, ColumnUnusable, OptionInvalid
from oase.identity import Aliases
from oase.lake import tables
from oase.lake.contacts import Contacts
from oase.lake.reading import read_contacts
from oase.lake.store import FILE, Store
from oase.lake.store.files import ROW_GROUP
from oase.lake.store.shape import bucket_of
from oase.model import Reading
from oase.settings import Settings

SPREAD = 2**58


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True, own_brand="Lindwerk") as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database.folder, database, Settings(), grace_seconds=0)


def batch(rows: list[tuple[int, int, str]], **columns: list[object]) -> pa.RecordBatch:
    """Contacts of (person, at, touchpoint); persons are spread over the buckets."""
    person, at, touchpoint = zip(*rows, strict=True)
    persons = [number * SPREAD for number in person]
    given = {"person": persons, "at": list(at), "touchpoint": list(touchpoint), **columns}
    return pa.RecordBatch.from_pydict(given)


def content(store: Store) -> list[tuple[int, int, str]]:
    table = store.contacts().to_arrow()
    names = table["touchpoint"].to_pylist()
    return list(zip(table["person"].to_pylist(), table["at"].to_pylist(), names, strict=True))


DAY = [(1, 10, "web"), (2, 20, "shop"), (1, 30, "mail"), (31, 5, "web")]


def test_a_repeated_import_adds_nothing(store: Store) -> None:
    """The second import of the same rows only counts duplicates."""
    assert store.append_contacts([batch(DAY)], source="shop")[:2] == (4, 0)
    before = content(store)
    assert store.append_contacts([batch(DAY[::-1])], source="shop")[:2] == (0, 4)
    assert content(store) == before == sorted((p * SPREAD, at, name) for p, at, name in DAY)


def test_a_grown_file_adds_only_its_new_rows(store: Store) -> None:
    """Of an export that grew at both ends, the new rows are taken."""
    store.append_contacts([batch(DAY)], source="shop")
    grown = [(3, 1, "web"), *DAY, (1, 40, "shop")]
    assert store.append_contacts([batch(grown)], source="shop")[:2] == (2, 4)
    assert len(content(store)) == 6


def test_the_same_row_twice_in_one_file_is_two_contacts(store: Store) -> None:
    """Equal rows of one file are numbered; a re-import with a third one adds one."""
    twice = [(1, 10, "web"), (1, 10, "web")]
    assert store.append_contacts([batch(twice)], source="shop").rows == 2
    assert store.append_contacts([batch(twice)], source="shop").rows == 0
    assert store.append_contacts([batch([*twice, twice[0]])], source="shop").rows == 1


def test_rows_in_two_overlapping_files_are_one_contact(store: Store) -> None:
    """Two monthly exports that share a day, read in one import, count that day once."""
    first = batch(DAY, **{FILE: [0] * 4})
    second = batch([*DAY[2:], (2, 99, "web")], **{FILE: [1] * 3})
    assert store.append_contacts([first, second], source="shop")[:2] == (5, 2)


def test_equal_rows_of_another_source_are_other_contacts(store: Store) -> None:
    """The source is part of what a contact is."""
    store.append_contacts([batch(DAY)], source="shop")
    assert store.append_contacts([batch(DAY)], source="app").rows == 4


def test_ties_tell_contacts_of_one_moment_apart(store: Store) -> None:
    """Contacts of one moment and touchpoint with different ties are different, and lie in order of ties."""
    rows = [(1, 10, "web")] * 3
    store.append_contacts([batch(rows, tie=["b", "a", None], value=[1.0, 2.0, 3.0])], source="shop")
    assert store.contacts().to_arrow()["value"].to_pylist() == [2.0, 1.0, 3.0]
    assert store.append_contacts([batch(rows[:1], tie=["a"])], source="shop").rows == 0


def test_columns_come_back_as_they_came(store: Store) -> None:
    """Channel, phase, value, brand and attributes of every kind survive, with odd names and empty cells."""
    given = {
        "channel": ["web", None, "app"],
        "phase": ["use", "use", None],
        "value": [1.5, None, -2.0],
        "brand": [None, "Norrfell", None],
        'od"d. näme': ["Übergröße", None, 'quo"te\\'],
        "age": [31, None, 2**53 + 1],
        "share": [0.1, float("nan"), None],
        "member": [True, False, None],
        "source": ["their own", "x", "y"],
        "never": pa.nulls(3, pa.string()),
    }
    store.append_contacts([batch([(1, 1, "a"), (1, 2, "b"), (1, 3, "c")], **given)], source="shop")
    table = store.contacts().to_arrow()
    for name in set(given) - {"share", "never"}:
        assert table[name].to_pylist() == given[name], name
    assert table["share"].to_pylist() == [0.1, None, None]
    assert store.attributes()["contacts"] == ('od"d. näme', "age", "share", "member", "source", "never")


def test_attributes_cut_contacts(store: Store) -> None:
    """A segment by an attribute finds its contacts."""
    store.append_contacts([batch(DAY, city=["Ulm", "Ulm", "Bonn", None])], source="shop")
    assert store.contacts().segment("city", "Ulm").count == 2


def test_an_attribute_of_two_kinds_becomes_the_wider_one(store: Store) -> None:
    """Whole numbers and words under one name come back as words, old and new."""
    store.append_contacts([batch(DAY[:1], level=[3])], source="shop")
    store.append_contacts([batch(DAY[1:2], level=["gold"])], source="shop")
    assert store.contacts().to_arrow()["level"].to_pylist() == ["3", "gold"]


def test_files_lie_as_the_design_says(store: Store, database: Database) -> None:
    """One bucket a file, sorted, zstd, coded persons, no statistics, any engine reads the folder."""
    rng = np.random.default_rng(1)
    person = rng.integers(0, 2**63 - 1, 5000)
    many = pa.RecordBatch.from_pydict({"person": person, "at": np.arange(5000), "touchpoint": ["web"] * 5000})
    store.append_contacts([many], source="shop")
    files = sorted(database.folder.glob("lake/contacts/b=*/*.parquet"))
    assert len(files) == 32
    for number, path in enumerate(files):
        file = pq.ParquetFile(path)
        table = file.read()
        assert table.schema.equals(tables.LAKE_CONTACTS)
        assert path.parent.name == f"b={number:02d}"
        assert set(bucket_of(table["person"].to_numpy()).tolist()) == {number}
        assert (np.diff(table["person"].to_numpy()) >= 0).all()
        group = file.metadata.row_group(0)
        columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
        assert {c.compression for c in columns.values()} == {"ZSTD"}
        assert not any(c.is_stats_set for c in columns.values())
        assert "BYTE_STREAM_SPLIT" in columns["at"].encodings
        assert all(
            "DICTIONARY" in str(columns[n].encodings) for n in ("person", "touchpoint", "channel", "phase")
        )
    assert ROW_GROUP == 131_072


def test_touchpoints_are_registered_once_in_order(store: Store) -> None:
    """The house keeps its touchpoints in the order it met them, and fills in a phase that comes later."""
    store.append_contacts([batch(DAY)], source="shop")
    store.append_contacts([batch([(1, 50, "mail"), (1, 60, "call")], phase=["use", None])], source="shop")
    assert store.touchpoints() == {
        "web": (None, None),
        "shop": (None, None),
        "mail": (None, "use"),
        "call": (None, None),
    }


def test_the_log_of_imports_counts(store: Store) -> None:
    """Each import leaves a row with its files and counts, and a reading asked after the last batch."""
    seen: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch(DAY)
        seen.append(1)

    def reading() -> Reading:
        assert seen
        return Reading(files=("a.csv",), rows_read=6, rows_refused=2, notes=("semicolons",))

    number = store.append_contacts(batches(), source="shop", reading=reading).import_id
    [row] = store.imports()
    assert row["id"] == number
    assert (row["rows_read"], row["rows_refused"], row["rows_added"], row["duplicates"]) == (6, 2, 4, 0)
    assert store.contacts().reading == Reading(("a.csv",), 6, 2, notes=("semicolons",))


def test_an_empty_house_and_an_empty_import(store: Store) -> None:
    """Nothing in, nothing out, no error."""
    assert store.contacts().count == 0
    assert len(store.answers()) == 0
    assert store.append_contacts([], source="shop")[:2] == (0, 0)
    assert store.append_contacts([batch(DAY).slice(0, 0)], source="shop")[:2] == (0, 0)


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ({"person": [1], "at": [1]}, ColumnMissing),
        ({"person": [-1], "at": [1], "touchpoint": ["a"]}, ColumnUnusable),
        ({"person": ["anna"], "at": [1], "touchpoint": ["a"]}, ColumnUnusable),
        ({"person": [1], "at": [1], "touchpoint": pa.nulls(1, pa.string())}, ColumnUnusable),
        ({"person": [1], "at": pa.nulls(1, pa.int64()), "touchpoint": ["a"]}, ColumnUnusable),
    ],
)
def test_unfit_batches_are_refused_and_nothing_changes(
    store: Store, rows: dict[str, object], error: type[Exception]
) -> None:
    """A missing column, an id instead of an alias, an empty time: told, and the house is as before."""
    with pytest.raises(error):
        store.append_contacts([batch(DAY), pa.RecordBatch.from_pydict(rows)], source="shop")
    assert store.contacts().count == 0
    assert store.append_contacts([batch(DAY)], source="shop").rows == 4


def test_a_source_needs_a_name(store: Store) -> None:
    """An empty source would make every export another one."""
    with pytest.raises(OptionInvalid):
        store.append_contacts([batch(DAY)], source=" ")


def test_an_import_larger_than_memory_is_spooled(database: Database) -> None:
    """With 1 MB of memory rows wait in files beside the lake, which are gone afterwards."""
    rng = np.random.default_rng(2)
    parts = [
        pa.RecordBatch.from_pydict(
            {
                "person": rng.integers(0, 2**63 - 1, 40_000),
                "at": np.arange(40_000) + part,
                "touchpoint": [f"t{part}"] * 40_000,
            }
        )
        for part in range(8)
    ]
    seen: list[int] = []
    spool = database.folder / "lake" / "spool"
    store = Store(
        database.folder,
        database,
        Settings(memory_mb=1),
        steps=lambda step: seen.append(len(list(spool.glob("*/*")))) if step == "spooled" else None,
    )
    assert store.append_contacts(parts, source="shop").rows == 320_000
    assert seen == [32]
    assert list(spool.iterdir()) == []
    assert store.contacts().count == 320_000
    assert store.append_contacts(parts[::-1], source="shop")[:2] == (0, 320_000)


def test_contacts_stay_as_they_were_taken(store: Store) -> None:
    """Later imports and folds do not change contacts that are already in hand."""
    store.append_contacts([batch(DAY)], source="shop")
    taken = store.contacts()
    before = taken.to_arrow().to_pydict()
    for at in range(100, 105):
        store.append_contacts([batch([(1, at, "web"), (9, at, "app")])], source="shop")
        assert taken.to_arrow().to_pydict() == before
        store.fold(0)
        assert taken.to_arrow().to_pydict() == before
    assert store.contacts().count == 14


def test_fold_waits_for_a_share_of_runs(store: Store) -> None:
    """A bucket is folded when more than 20 % of its rows lie in runs, and then reads the same."""
    store.append_contacts([batch([(1, at, "web") for at in range(100)])], source="shop")
    store.append_contacts([batch([(1, 500 + at, "web") for at in range(25)])], source="shop")
    assert store.fold() == 0
    store.append_contacts([batch([(1, 1000, "web")])], source="shop")
    before = content(store)
    assert store.fold() == 1
    assert content(store) == before
    assert store.fold(0) == 0


@pytest.mark.data
def test_a_real_shop_log_comes_back_whole(store: Store, data_dir: Path) -> None:
    """31,106 events of a shop: out of the house come the same journeys that were read from the file."""
    log = read_contacts(
        data_dir / "journey" / "rete_ecom.csv.gz",
        person="user_id",
        at="timestamp",
        touchpoint="event",
        timezone="UTC",
    )
    table = log.to_arrow()
    person = pa.array(Aliases(bytes(32)).of(table["person"]))
    batches = table.set_column(0, "person", person).to_batches(max_chunksize=5000)
    assert store.append_contacts(batches[3:] + batches[:3], source="shop").rows == 31_106
    assert store.append_contacts(batches, source="shop")[:2] == (0, 31_106)
    assert journeys(store.contacts()) == journeys(log)
    assert store.counts() == {"contacts": 31_106, "answers": 0}


def journeys(contacts: Contacts) -> Counter[tuple[str, ...]]:
    """The paths of all persons, whoever they are."""
    paths: Counter[tuple[str, ...]] = Counter()
    for chunk in contacts.walk():
        words = [chunk.names[code] for code in chunk.touchpoint.tolist()]
        bounds = chunk.starts.tolist()
        paths.update(tuple(words[a:b]) for a, b in itertools.pairwise(bounds))
    return paths
