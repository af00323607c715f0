"""Answers in the lake of a house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from oase.db import Database, open_database
from oase.lake.answers import Answers
from oase.lake.store import Store
from oase.lake.tables import LAKE_ANSWERS
from oase.model import Reading, Scale
from oase.settings import Settings

RATING = Scale("rating", 1, 5)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database.folder, database, Settings(), grace_seconds=0)


def wide(rows: int = 3) -> Answers:
    table = pa.table(
        {
            "person": pa.array([11, None, 2**60], pa.int64()),
            "at": pa.array([100, None, 300], pa.int64()),
            "wifi": pa.array([5, 1, None], pa.int8()),
            "app": pa.array([4, None, 2], pa.int8()),
            "outcome": [1.0, 0.0, None],
            "weight": [1.0, 2.0, 1.5],
            "class": pa.array(["eco", "biz", "eco"]).dictionary_encode(),
            "age": [31, 45, None],
        }
    ).slice(0, rows)
    reading = Reading(("answers.csv",), rows, 0)
    return Answers(table, "wide", ("wifi", "app"), RATING, ("class", "age"), "Lindwerk", reading)


def test_wide_answers_come_back_long(store: Store) -> None:
    """Touchpoints in the order of the columns, scale, own brand, context and reading are kept."""
    assert store.append_answers(wide(), source="survey")[:2] == (4, 0)
    got = store.answers()
    assert (got.form, got.touchpoints, got.scale, got.own) == ("long", ("wifi", "app"), RATING, "Lindwerk")
    assert got.context == ("class", "age")
    assert got.reading == Reading(("answers.csv",), 3, 0)
    rows = sorted(
        got.table.drop_columns(["person"]).to_pylist(), key=lambda row: (row["rating"], row["touchpoint"])
    )
    assert rows == [
        one("wifi", 1, -1, None, 0.0, 2.0, "biz", 45),
        one("app", 2, -1, 300, None, 1.5, "eco", None),
        one("app", 4, 0, 100, 1.0, 1.0, "eco", 31),
        one("wifi", 5, 1, 100, 1.0, 1.0, "eco", 31),
    ]
    assert {11, 2**60} < set(got.table["person"].to_pylist())


def one(
    touchpoint: str,
    rating: int,
    answer: int,
    at: int | None,
    outcome: float | None,
    weight: float,
    klass: str,
    age: int | None,
) -> dict[str, object]:
    return {
        "at": at,
        "touchpoint": touchpoint,
        "answer": answer,
        "rating": rating,
        "outcome": outcome,
        "weight": weight,
        "class": klass,
        "age": age,
    }


def test_repeated_and_grown_answers(store: Store) -> None:
    """The same answers add nothing, a grown table adds its new rows, nobody's answers included."""
    store.append_answers(wide(2), source="survey")
    assert store.append_answers(wide(2), source="survey")[:2] == (0, 3)
    assert store.append_answers(wide(3), source="survey")[:2] == (1, 3)
    assert store.fold(0) == 0


def test_long_answers_with_brands(store: Store) -> None:
    """Answers about a competitor at the same touchpoint and time are answers of their own."""
    table = pa.table(
        {
            "person": [1, 1, 1],
            "at": [5, 5, 5],
            "touchpoint": ["app", "app", "app"],
            "answer": pa.array([1, 0, 0], pa.int8()),
            "brand": [None, "Norrfell", "Norrfell"],
            "facet": [None, None, "speed"],
            "recommend": [9.0, None, None],
        }
    )
    answers = Answers(table, "long", ("app",), Scale())
    assert store.append_answers(answers, source="panel").rows == 3
    got = store.answers()
    assert got.scale == Scale()
    assert got.table["brand"].to_pylist() == [None, "Norrfell", "Norrfell"]
    assert "rating" not in got.table.column_names


def test_mixed_scales_keep_only_the_three_way_reading(store: Store) -> None:
    """A five-step and a three-way survey are read together as missed, met, exceeded, and it is said."""
    store.append_answers(wide(), source="survey")
    table = pa.table({"person": [1], "touchpoint": ["app"], "answer": pa.array([1], pa.int8())})
    store.append_answers(Answers(table, "long", ("app",), Scale()), source="panel")
    got = store.answers()
    assert got.scale == Scale()
    assert "rating" not in got.table.column_names
    assert "different scales" in got.reading.notes[-1]


def test_many_answers_are_mapped_from_a_file(database: Database, tmp_path: Path) -> None:
    """Above the memory limit the table is read from a temporary file that leaves nothing behind."""
    rows = 20_000
    table = pa.table(
        {"person": list(range(rows)), "touchpoint": ["app"] * rows, "answer": pa.array([1] * rows, pa.int8())}
    )
    spool = tmp_path / "spool"
    spool.mkdir()
    store = Store(database.folder, database, Settings(memory_mb=1, spool=spool))
    store.append_answers(Answers(table, "long", ("app",), Scale()), source="panel")
    got = store.answers()
    assert sorted(got.table["person"].to_pylist()) == list(range(rows))
    assert list(spool.iterdir()) == []


def test_answers_lie_in_buckets(store: Store, database: Database) -> None:
    """Answers have their own folder with the columns of the lake."""
    import pyarrow.parquet as pq

    store.append_answers(wide(), source="survey")
    files = sorted(database.folder.glob("lake/answers/b=*/*.parquet"))
    assert files
    assert all(pq.read_schema(path).equals(LAKE_ANSWERS) for path in files)
