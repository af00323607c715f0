"""Whatever is imported and folded in whatever order, a house holds the set of its contacts."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.db import open_database
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
