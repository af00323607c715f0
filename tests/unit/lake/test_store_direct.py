"""Rows of a few persons are read from where they lie, wherever merges and folds have left them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.db import Database, open_database
from oase.errors import HouseDamaged
from oase.lake.store import Store
from oase.settings import Settings

SPREAD = 2**58
LOG = (
    "insert into contact_log (alias, at, received, touchpoint, source, message_key, tie)"
    " values (?, ?, 0, ?, 'web', ?, '')"
)
IDENTIFIER = (
    "insert into identifiers (alias, kind, person, created) values (?, 'user', ?, 0)"
    " on conflict (alias) do update set person = excluded.person"
)
PERSONS = st.integers(0, 7)
STEPS = st.one_of(
    st.tuples(st.just("import"), st.lists(st.tuples(PERSONS, st.integers(0, 50)), min_size=1, max_size=12)),
    st.tuples(st.just("arrive"), st.lists(st.tuples(PERSONS, st.integers(0, 50)), min_size=1, max_size=6)),
    st.tuples(st.just("move"), st.tuples(PERSONS, PERSONS)),
    st.tuples(st.sampled_from(["seal", "fold", "recluster"]), st.none()),
)


class Played:
    """A lake to which things happen, and what each alias was told to have done."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.store = Store(database.folder, database, Settings(), grace_seconds=0)
        self.told: dict[int, list[tuple[int, str]]] = {}
        self.number = 0

    def play(self, name: str, given: Any) -> None:
        if name == "import":
            names = [self._told(*each) for each in given]
            rows = {
                "person": [p * SPREAD for p, _ in given],
                "at": [at for _, at in given],
                "touchpoint": names,
            }
            self.store.append_contacts([pa.RecordBatch.from_pydict(rows)], source="shop")
        elif name == "arrive":
            with self.database.writing() as connection:
                for person, at in given:
                    word = self._told(person, at)
                    connection.exec_driver_sql(LOG, (person * SPREAD, at, word, f"{word:>16}".encode()))
        elif name == "move":
            person, to = given
            with self.database.writing() as connection:
                connection.exec_driver_sql(IDENTIFIER, (person * SPREAD, to * SPREAD))
                connection.exec_driver_sql("insert into alias_moves (alias) values (?)", (person * SPREAD,))
        else:
            {
                "seal": self.store.seal_log,
                "fold": lambda: self.store.fold(0),
                "recluster": lambda: self.store.recluster(0),
            }[name]()

    def _told(self, person: int, at: int) -> str:
        self.number += 1
        self.told.setdefault(person, []).append((at, f"t{self.number}"))
        return f"t{self.number}"


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=12), st.sets(PERSONS, min_size=1, max_size=3))
def test_each_row_is_found_once_wherever_it_lies(steps: list[tuple[str, Any]], asked: set[int]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with open_database(folder / "house", create=True) as database:
            played = Played(database)
            for name, given_to in steps:
                played.play(name, given_to)
            found = played.store.rows_of([person * SPREAD for person in asked])
            expected = sorted(one for person in asked for one in played.told.get(person, []))
            rows = list(zip(found["at"].to_pylist(), found["touchpoint"].to_pylist(), strict=True))
            assert sorted(rows) == expected
            assert [at for at, _ in rows] == sorted(at for at, _ in rows)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def played(tmp_path: Path) -> Any:
    with open_database(tmp_path / "house", create=True) as database:
        yield Played(database)


def test_the_latest_rows_are_those_of_the_youngest_files(played: Played) -> None:
    played.play("import", [(1, 10), (1, 30), (2, 20), (3, 5)])
    rows, looked = played.store.latest(1_000)
    assert [alias // SPREAD for alias in rows["alias"].to_pylist()] == [1, 2, 3]
    assert looked == 4
    rows, looked = played.store.latest(2)
    assert rows["alias"].to_pylist() == [SPREAD]
    assert looked == 2


def test_the_latest_rows_are_kept_until_other_files_count(played: Played) -> None:
    played.play("import", [(1, 10), (2, 20)])
    first, _ = played.store.latest(1_000)
    again, _ = played.store.latest(1_000)
    assert again is first  # nothing was read anew
    played.play("import", [(3, 30)])
    assert played.store.latest(1_000)[0]["alias"].to_pylist() == [3 * SPREAD, 2 * SPREAD, SPREAD]


def test_a_missing_file_is_said(played: Played) -> None:
    played.play("import", [(1, 10)])
    next(played.database.folder.glob("lake/contacts/*/*.parquet")).unlink()
    with pytest.raises(HouseDamaged):
        played.store.rows_of([SPREAD])
    assert played.store.rows_of([2 * SPREAD]).num_rows == 0


def test_a_torn_file_is_said(played: Played) -> None:
    played.play("import", [(1, 10)])
    path = next(played.database.folder.glob("lake/contacts/*/*.parquet"))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(HouseDamaged, match="cannot be read"):
        played.store.rows_of([SPREAD])
