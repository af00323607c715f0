"""Persons in the lake: merged and parted, erased, expired; remapped contacts; snapshots of imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from oase.db import Database, open_database
from oase.errors import InputError, OptionInvalid
from oase.lake.answers import Answers
from oase.lake.store import Store
from oase.lake.store.folding import MOST_RUNS
from oase.lake.tables import WORDS
from oase.model import Contact, Scale, Snapshot, apply
from oase.settings import Settings

SPREAD = 2**58
LOG = (
    "insert into contact_log"
    " (alias, at, received, touchpoint, channel, phase, value, source, message_key, tie)"
    " values (?, ?, 0, ?, 'app', 'use', 1.5, 'web', ?, ?)"
)
IDENTIFIER = (
    "insert into identifiers (alias, kind, person, created) values (?, 'user', ?, 0)"
    " on conflict (alias) do update set person = excluded.person"
)
HOUR = 3_600_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database.folder, database, Settings(), grace_seconds=0)


def log(database: Database, *rows: tuple[int, int, str]) -> None:
    with database.writing() as connection:
        for person, at, touchpoint in rows:
            key = f"{person:04d}{at % 10**6:06d}{touchpoint:<6.6}".encode()
            connection.exec_driver_sql(LOG, (person * SPREAD, at, touchpoint, key, f"{at:05d}"))


def move(database: Database, person: int, to: int) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(IDENTIFIER, (person * SPREAD, to * SPREAD))
        connection.exec_driver_sql("insert into alias_moves (alias) values (?)", (person * SPREAD,))


def batch(*rows: tuple[int, int, str], **columns: list[object]) -> pa.RecordBatch:
    person, at, touchpoint = zip(*rows, strict=True)
    persons = [number * SPREAD for number in person]
    return pa.RecordBatch.from_pydict(
        {"person": persons, "at": list(at), "touchpoint": list(touchpoint), **columns}
    )


def journeys(store: Store) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    table = store.contacts().to_arrow()
    for person, touchpoint in zip(table["person"].to_pylist(), table["touchpoint"].to_pylist(), strict=True):
        if not found or found[-1][0] != person // SPREAD:
            found.append((person // SPREAD, []))
        found[-1][1].append(touchpoint)
    assert len({person for person, _ in found}) == len(found)
    return found


def number(database: Database, query: str) -> int:
    with database.reading() as connection:
        return connection.exec_driver_sql(query).scalar_one()


def test_merged_persons_are_read_as_one(database: Database, store: Store) -> None:
    """After a merge all contacts lie under the current person, in order; un-merged as before."""
    store.append_contacts([batch((1, 10, "a"), (2, 20, "b"), (3, 5, "c"))], source="shop")
    log(database, (1, 30, "d"), (2, 15, "e"))
    apart = [(1, ["a", "d"]), (2, ["e", "b"]), (3, ["c"])]
    assert journeys(store) == apart
    held = store.contacts()
    move(database, 1, 2)
    together = [(3, ["c"]), (2, ["a", "e", "b", "d"])]
    assert journeys(store) == together
    assert held.count == 5
    store.seal_log()
    log(database, (1, 40, "f"))
    assert journeys(store) == [(3, ["c"]), (2, ["a", "e", "b", "d", "f"])]
    assert store.recluster(0) == 1
    assert number(database, "select count(*) from alias_moves") == 0
    assert journeys(store) == [(2, ["a", "e", "b", "d", "f"]), (3, ["c"])]
    assert store.recluster(0) == 0
    move(database, 1, 1)
    assert sorted(journeys(store)) == [(1, ["a", "d", "f"]), (2, ["e", "b"]), (3, ["c"])]
    assert store.recluster(0) == 2
    assert journeys(store) == [(1, ["a", "d", "f"]), (2, ["e", "b"]), (3, ["c"])]
    assert store.check()[1:] == ()


def test_a_handle_outlives_a_recluster(database: Database, store: Store) -> None:
    """A handle from before merge and recluster gives the same contacts, each person in one piece."""
    store.append_contacts([batch((1, 10, "a"), (2, 20, "b"))], source="shop")
    log(database, (1, 30, "c"))
    held = store.contacts()
    walking = held.walk(person=True)
    move(database, 1, 9)
    store.recluster(0)
    chunks = list(walking)
    assert sum(chunk.rows for chunk in chunks) == 3
    table = held.to_arrow()
    assert [person // SPREAD for person in table["person"].to_pylist()] == [2, 9, 9]
    assert table["touchpoint"].to_pylist() == ["b", "a", "c"]


def test_a_pass_that_has_begun_reads_what_it_listed(database: Database, store: Store) -> None:
    """A recluster in the middle of a pass moves rows that were read and rows that were not; none is lost."""
    store.append_contacts([batch(*((p, 1, "a") for p in range(32)))], source="shop")
    blocks = store.contacts()._log._make(("person", "at", "touchpoint"))
    first = [next(blocks) for _ in range(5)]
    move(database, 2, 30)
    move(database, 31, 0)
    store.recluster(0)
    store.erase([7 * SPREAD])
    rows = [row // SPREAD for block in [*first, *blocks] for row in block["person"].to_pylist()]
    assert rows == list(range(32))


def test_few_moved_rows_wait(database: Database, store: Store) -> None:
    """Below the share nothing is rewritten; moves without rows in the lake are forgotten."""
    store.append_contacts([batch((1, 10, "a"), *((2, at, "b") for at in range(99)))], source="shop")
    move(database, 1, 2)
    move(database, 9, 2)
    files = set(database.folder.glob("lake/contacts/*/*"))
    assert store.recluster(0.02) == 0
    assert set(database.folder.glob("lake/contacts/*/*")) == files
    assert number(database, "select count(*) from alias_moves") == 1
    assert store.recluster(0.005) == 1
    assert number(database, "select count(*) from alias_moves") == 0


def test_an_import_of_a_merged_person_is_known_again(database: Database, store: Store) -> None:
    """Rows that were reclustered to another person are known when they come again, and new ones follow."""
    day = batch((1, 10, "a"), (3, 10, "c"))
    store.append_contacts([day], source="shop")
    move(database, 1, 2)
    for _ in range(2):
        assert store.append_contacts([day], source="shop")[:2] == (0, 2)
        store.recluster(0)
    assert store.append_contacts([batch((1, 10, "a"), (1, 20, "b"))], source="shop")[:2] == (1, 1)
    assert dict(journeys(store)) == {2: ["a", "b"], 3: ["c"]}
    assert store.recluster(0) == 1
    assert journeys(store) == [(2, ["a", "b"]), (3, ["c"])]
    move(database, 1, 1)
    store.recluster(0)
    assert store.append_contacts([day], source="shop").rows == 0


def test_answers_follow_their_persons(database: Database, store: Store) -> None:
    """Answers are read under the current person and reclustered with the contacts."""
    table = pa.table(
        {
            "person": pa.array([SPREAD, 2 * SPREAD]),
            "touchpoint": pa.array(["app", "shop"]).cast(WORDS),
            "answer": pa.array([1, -1], pa.int8()),
        }
    )
    store.append_answers(Answers(table, "long", ("app", "shop"), Scale()), source="survey")
    move(database, 1, 5)
    for _ in range(2):
        read = store.answers().table
        assert sorted(p // SPREAD for p in read["person"].to_pylist()) == [2, 5]
        store.recluster(0)
    assert store.erase([SPREAD]) == {"contacts": 0, "answers": 1}
    assert store.rows_of([2 * SPREAD], "answers")["answer"].to_pylist() == [-1]
    assert store.expire("answers", 10**17) == 0


def test_many_moves_are_read_at_once(database: Database, store: Store) -> None:
    """With thousands of merged persons every one lies together once."""
    rng = np.random.default_rng(7)
    alias = np.unique(rng.integers(0, 2**62, 4_000))
    person = np.repeat(alias, 3)
    rows = {"person": person, "at": rng.integers(0, 10**9, len(person)), "touchpoint": ["a"] * len(person)}
    store.append_contacts([pa.RecordBatch.from_pydict(rows)], source="shop")
    half = len(alias) // 2
    with database.writing() as connection:
        pairs = list(zip(alias[:half].tolist(), alias[half : 2 * half].tolist(), strict=True))
        connection.exec_driver_sql(IDENTIFIER, pairs)
        connection.exec_driver_sql("insert into alias_moves (alias) values (?)", [(a,) for a, _ in pairs])
    for _ in range(2):
        contacts = store.contacts()
        assert contacts.persons == len(alias) - half
        assert contacts.count == len(person)
        assert store.recluster() in (0, 3 * half)


def test_an_erased_person_leaves_no_byte(database: Database, store: Store) -> None:
    """No file holds the alias or words of an erased person, not even one that waited for its grace period."""
    store = Store(database.folder, database, Settings(), grace_seconds=1000)
    mark = "Geheimwort-Anna"
    store.append_contacts([batch((1, 10, "a"), (2, 20, "b"), note=[mark, "harmless"])], source="shop")
    log(database, (1, 30, "d"))
    store.seal_log()
    store.fold(0)
    move(database, 1, 2)
    store.recluster(0)
    alias = SPREAD.to_bytes(8, "little")
    waiting = list(database.folder.glob("lake/contacts/*/*"))
    assert len(waiting) > 2
    left = database.folder / "lake" / "contacts" / "b=01" / "left.parquet"
    left.write_bytes(alias + mark.encode())
    assert store.rows_of([SPREAD])["touchpoint"].to_pylist() == ["a", "d"]
    assert store.erase([SPREAD, 8 * SPREAD]) == {"contacts": 2, "answers": 0}
    assert store.erase([SPREAD]) == {"contacts": 0, "answers": 0}
    assert store.rows_of([SPREAD]).num_rows == 0
    files = [path for path in database.folder.glob("lake/**/*") if path.is_file()]
    assert len(files) == 1
    assert all(alias not in path.read_bytes() and mark.encode() not in path.read_bytes() for path in files)
    assert journeys(store) == [(2, ["b"])]


def test_old_contacts_expire(database: Database, store: Store) -> None:
    """Contacts before a moment leave lake and log; younger buckets are not rewritten."""
    store.append_contacts([batch((1, 10, "a"), (1, 30, "b"), (2, 40, "c"))], source="shop")
    log(database, (3, 5, "d"), (3, 50, "e"))
    young = set(database.folder.glob("lake/contacts/b=02/*"))
    assert store.expire("contacts", 30) == 2
    assert set(database.folder.glob("lake/contacts/b=02/*")) == young
    assert journeys(store) == [(1, ["b"]), (2, ["c"]), (3, ["e"])]
    assert store.expire("contacts", 35) == 1
    assert not list(database.folder.glob("lake/contacts/b=01/*"))
    with pytest.raises(OptionInvalid, match="table"):
        store.expire("letters", 3)


def renamed(rows: pa.Table) -> pa.Table | None:
    names = rows["touchpoint"].cast(pa.string()).to_pylist()
    if "a" not in names:
        return None
    new = pa.array(["z" if name == "a" else name for name in names]).cast(WORDS)
    phases = pa.array(["use" if name == "a" else None for name in names]).cast(WORDS)
    table = rows.set_column(rows.schema.get_field_index("touchpoint"), "touchpoint", new)
    return table.set_column(rows.schema.get_field_index("phase"), "phase", phases)


def counts(database: Database) -> dict[tuple[int, str], int]:
    with database.reading() as connection:
        rows = connection.exec_driver_sql("select day, touchpoint, contacts from daily_counts")
        return {(day, name): count for day, name, count in rows}


def test_a_new_mapping_changes_lake_log_and_counts(database: Database, store: Store) -> None:
    """Contacts of a touchpoint move to another one, with their days; a second time changes nothing."""
    late = 23 * HOUR
    rows = [(1, 5, "a"), (1, 5, "b"), (2, late, "a"), (3, 7, "b")]
    store.append_contacts([batch(*rows)], source="shop")
    assert counts(database) == {(0, "a"): 1, (0, "b"): 2, (1, "a"): 1}
    log(database, (4, 9, "a"))
    with database.writing() as connection:
        connection.exec_driver_sql("update daily_counts set contacts = 2 where day = 0 and touchpoint = 'a'")
    kept = set(database.folder.glob("lake/contacts/b=03/*"))
    assert store.remap(renamed) == 3
    assert counts(database) == {(0, "z"): 2, (0, "b"): 2, (1, "z"): 1}
    assert set(database.folder.glob("lake/contacts/b=03/*")) == kept
    assert journeys(store) == [(1, ["b", "z"]), (2, ["z"]), (3, ["b"]), (4, ["z"])]
    assert store.remap(renamed) == 0
    assert list(store.touchpoints()) == ["a", "b", "z"]
    assert store.check()[1:] == ()
    with pytest.raises(InputError, match="keep every contact"):
        store.remap(lambda rows: rows.slice(1))


def kept_snapshots(database: Database) -> dict[int, Snapshot]:
    decoder = msgspec.msgpack.Decoder(Snapshot)
    with database.reading() as connection:
        rows = connection.exec_driver_sql("select alias, content from snapshots")
        return {alias: decoder.decode(content) for alias, content in rows}


def test_imports_catch_up_with_snapshots(database: Database, store: Store) -> None:
    """Each imported contact is added once to the snapshot of its alias, as if it had come by the door."""
    rng = np.random.default_rng(11)
    person, at = rng.integers(0, 2**63 - 1, 50), rng.integers(0, 10**6, 400)
    who, names, phases = rng.integers(0, 50, 400), rng.integers(0, 5, 400), rng.integers(0, 3, 400)
    value = [None if n % 3 else float(n) for n in range(400)]
    phase = [[None, "use", "need"][n] for n in phases]
    rows = {
        "person": person[who],
        "at": at,
        "touchpoint": [f"t{n}" for n in names],
        "phase": phase,
        "value": value,
    }
    wanted: dict[int, Snapshot] = {}
    for n in range(400):
        contact = Contact(
            message_key=b"",
            alias=int(person[who[n]]),
            at=int(at[n]),
            received=0,
            touchpoint=f"t{names[n]}",
            phase=phase[n],
            value=value[n],
        )
        wanted[contact.alias] = apply(wanted.get(contact.alias, Snapshot()), contact)
    halves = [pa.RecordBatch.from_pydict(rows).slice(0, 200), pa.RecordBatch.from_pydict(rows).slice(200)]
    store.append_contacts(halves[:1], source="shop")
    assert store.catch_up_snapshots(0) > 0
    store.append_contacts(halves[1:], source="shop")
    store.fold(0)
    while store.catch_up_snapshots(0):
        pass
    assert kept_snapshots(database) == wanted
    assert number(database, "select count(*) from snapshots_due") == 0
    store.append_contacts(halves, source="shop")
    store.catch_up_snapshots()
    assert kept_snapshots(database) == wanted


def test_recluster_makes_snapshots_first(database: Database, store: Store) -> None:
    """Snapshots that are due do not miss rows that move."""
    store.append_contacts([batch((1, 10, "a"), (2, 20, "b"))], source="shop")
    move(database, 1, 2)
    assert store.recluster(0) == 1
    assert {alias // SPREAD: one.contacts for alias, one in kept_snapshots(database).items()} == {1: 1, 2: 1}


def test_many_small_runs_are_merged_among_themselves(database: Database, store: Store) -> None:
    """Runs far below the share do not grow in number, and the base is not rewritten for them."""
    store.append_contacts([batch(*((1, at, "base") for at in range(2_000)))], source="shop")
    [base] = database.folder.glob("lake/contacts/b=01/*")
    written: Counter[str] = Counter()
    merging = Store(database.folder, database, steps=lambda step: written.update([step]), grace_seconds=0)
    for at in range(30):
        log(database, (1, 10_000 + at, "later"))
        store.seal_log()
        merging.fold(0.5)
        assert len(list(database.folder.glob("lake/contacts/b=01/*"))) <= MOST_RUNS + 1
    assert base.exists()
    assert written["fold written"] < 8
    assert journeys(store) == [(1, ["base"] * 2_000 + ["later"] * 30)]


def test_who_is_erased_on_the_way_in_does_not_come_back(database: Database) -> None:
    """Rows that were gathered or logged before an erasure are left out when they are sealed."""
    erased: list[int] = []
    refusing = Store(
        database.folder,
        database,
        grace_seconds=0,
        refused=lambda alias, at: np.isin(alias, erased) & (at < 100),
        steps=lambda step: erased.append(SPREAD) if step == "spooled" else None,
    )
    assert refusing.append_contacts([batch((1, 10, "a"), (2, 20, "b"))], source="shop")[:2] == (1, 1)
    log(database, (1, 30, "c"), (1, 130, "later"))
    assert refusing.seal_log() == 2
    assert refusing.seal_log() == 0
    assert journeys(refusing) == [(1, ["later"]), (2, ["b"])]


def test_lost_rows_are_found_and_mended(database: Database, store: Store) -> None:
    """Rows under a former person of which no move tells are found; mending lets them move."""
    store.append_contacts([batch((1, 10, "a"), (2, 20, "b"))], source="shop")
    move(database, 1, 2)
    with database.writing() as connection:
        connection.exec_driver_sql("delete from alias_moves")
    [finding] = [one for one in store.check() if "former" in one.what]
    assert finding.mendable
    assert [one.what for one in store.mend()] == [finding.what]
    assert journeys(store) == [(2, ["a", "b"])]
    assert not [one for one in store.check() if "former" in one.what]


@pytest.mark.parametrize(
    "damage", ["attributes = 'torn'", "attributes = '[1]'", "message_key = x'00'", "alias = -1"]
)
def test_a_damaged_log_is_found(database: Database, store: Store, damage: str) -> None:
    """A row of the log that cannot be sealed is named."""
    log(database, (1, 30, "c"))
    assert not [one for one in store.check() if "log" in one.what]
    with database.writing() as connection:
        connection.exec_driver_sql(f"update contact_log set {damage}")
    assert [one for one in store.check() if "cannot be sealed: 1" in one.what]
