"""Readers, movers and a feeder at once on one lake, for minutes.

Two readers check sums of rows, that every contact of an alias is there once, and that every person lies in
one piece and in order of time, while one mover seals, folds, reclusters, makes snapshots and erases, a second
one competes with it, and a feeder logs contacts, imports some, and merges persons. At the end the lake is
brought to rest and compared with what was fed. Run by ``make crash``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from oase.db import Database, open_database
from oase.errors import HouseBusy
from oase.identity import open_key
from oase.lake.store import Store
from oase.settings import Settings

PEOPLE = 400
"""People who are fed without end; numbers above are those of a generation, who are erased after a while."""
GENERATION = 40
IMPORTED = 1_000_000
"""Numbers from here on come by import."""
ROWS = 200
LOG = (
    "insert into contact_log (alias, at, received, touchpoint, value, source, message_key, tie, attributes)"
    " values (?, ?, 0, ?, 1, 'web', ?, ?, ?)"
)
IDENTIFIER = (
    "insert into identifiers (alias, kind, person, created) values (?, 'user', ?, 0)"
    " on conflict (alias) do update set person = excluded.person"
)
COUNTER = (
    "insert into versions (name, number) values (?, ?)"
    " on conflict (name) do update set number = number + excluded.number"
)


def alias_of(who: int) -> int:
    """Return an alias spread over the buckets."""
    return (who * 0x9E3779B97F4A7C15 + 12345) % 2**63


def counter(database: Database, name: str) -> int:
    with database.reading() as connection:
        query = "select coalesce(max(number), 0) from versions where name = ?"
        return int(connection.exec_driver_sql(query, (name,)).scalar_one())


def feed(folder: Path, going: Callable[[], bool]) -> str:
    """Log contacts, merge persons, now and then import."""
    rng = np.random.default_rng(1)
    fed: dict[int, int] = {}
    turn = imports = merges = 0
    with open_database(folder) as database:
        store = Store(folder, database, patience_seconds=60)
        while going():
            turn += 1
            generation = PEOPLE + turn // 20 * GENERATION
            people = [*rng.integers(0, PEOPLE, ROWS), *rng.integers(generation, generation + GENERATION, 20)]
            with database.writing() as connection:
                rows = [contact(int(who), fed, turn) for who in people]
                connection.exec_driver_sql(LOG, rows)
                connection.exec_driver_sql(COUNTER, ("fed", ROWS))
                if turn % 20 == 0:
                    connection.exec_driver_sql(COUNTER, ("generations", 1))
                if turn % 3 == 0:
                    merge(connection, *(int(who) for who in rng.integers(0, PEOPLE, 2)))
                    merges += 1
            if turn % 50 == 0:
                imports += 1
                store.append_contacts([imported(imports)], source="shop")
            time.sleep(0.03)
    return f"{turn * ROWS} contacts fed, {imports} imports, {merges} merges"


def contact(who: int, fed: dict[int, int], turn: int) -> tuple[object, ...]:
    number = fed[who] = fed.get(who, 0) + 1
    key = who.to_bytes(8, "big") + number.to_bytes(8, "big")
    details = f'{{"who":{who},"n":{number}}}'
    return (alias_of(who), turn * 1000 + who % 7, f"t{who % 5}", key, f"{number:08d}", details)


def merge(connection, one: int, other: int) -> None:
    """Let one person stand for another, or for herself again; whoever is stood for stands for nobody."""
    alias, person = alias_of(one), alias_of(other if one % 2 and not other % 2 else one)
    connection.exec_driver_sql(IDENTIFIER, (alias, person))
    connection.exec_driver_sql("insert into alias_moves (alias) values (?)", (alias,))


def imported(number: int) -> pa.RecordBatch:
    people = [IMPORTED + n for n in range(100)]
    return pa.RecordBatch.from_pydict(
        {
            "person": [alias_of(who) for who in people],
            "at": [number] * 100,
            "touchpoint": [f"t{who % 5}" for who in people],
            "tie": [f"{number:08d}"] * 100,
            "who": people,
            "n": [number] * 100,
        }
    )


def read(folder: Path, going: Callable[[], bool]) -> str:
    """Read everything again and again and check it."""
    reads = rows = 0
    with open_database(folder) as database:
        store = Store(folder, database, Settings(threads=1))
        while going():
            least = counter(database, "fed")
            contacts = store.contacts()
            most = counter(database, "fed")
            table = contacts.to_arrow()
            if not table.num_rows:
                continue
            again = forever(contacts.to_arrow())
            assert np.array_equal(again, forever(table)), "a handle changed"
            check(table, least, most)
            reads, rows = reads + 1, table.num_rows
    return f"{reads} reads, the last of {rows} rows"


def forever(table: pa.Table) -> np.ndarray:
    """Return the people of all rows, without those who may be erased at any time."""
    who = table["who"].to_numpy()
    return np.sort(who[(who < PEOPLE) | (who >= IMPORTED)])


def check(table: pa.Table, least: int, most: int) -> None:
    person, at, who, n = (table[name].to_numpy() for name in ("person", "at", "who", "n"))
    pieces = 1 + int((person[1:] != person[:-1]).sum())
    assert pieces == len(np.unique(person)), "a person lies in two places"
    assert not ((person[1:] == person[:-1]) & (at[1:] < at[:-1])).any(), "out of order"
    assert least <= int((who < PEOPLE).sum()) <= most, "another sum of rows"
    order = np.lexsort((n, who))
    who, n, person = who[order], n[order], person[order]
    same = who[1:] == who[:-1]
    assert (n[1:] != n[:-1])[same].all(), "a contact twice"
    lasting = (who < PEOPLE) | (who >= IMPORTED)
    assert (n[1:] == n[:-1] + 1)[same & lasting[1:]].all(), "a contact is missing"
    first = np.append(True, ~same) & lasting
    assert (n[first] == 1).all(), "the first contact is missing"
    assert (person[1:] == person[:-1])[same].all(), "an alias has two persons"


def move(folder: Path, going: Callable[[], bool]) -> str:
    """Seal, fold, recluster, make snapshots and erase; wait a little when another one is at it."""
    done = dict.fromkeys(("seals", "folds", "moved", "erased", "busy"), 0)
    turn = 0
    with open_database(folder) as database:
        store = Store(folder, database, Settings(threads=1), patience_seconds=0, grace_seconds=2)
        while going():
            turn += 1
            try:
                done["seals"] += store.seal_log(5_000) > 0
                done["folds"] += store.fold()
                store.catch_up_snapshots(1)
                if turn % 5 == 0:
                    done["moved"] += store.recluster(0.0 if turn % 10 == 0 else 0.02)
                if turn % 3 == 0:
                    done["erased"] += erase(store, database)
            except HouseBusy:
                done["busy"] += 1
            time.sleep(0.1)
    return ", ".join(f"{count} {name}" for name, count in done.items())


def erase(store: Store, database: Database) -> int:
    """Erase everyone of the generations that are not fed any more."""
    past = range(PEOPLE, PEOPLE + (counter(database, "generations") - 1) * GENERATION)
    aliases = [alias_of(who) for who in past][-20 * GENERATION :]
    with database.writing() as connection:
        gone = [(alias,) for alias in aliases]
        if gone:
            connection.exec_driver_sql("delete from contact_log where alias = ?", gone)
    erased = store.erase(aliases)["contacts"]
    assert store.rows_of(aliases).num_rows == 0, "an erased person came back"
    return erased


ROLES = {"feeder": feed, "reader": read, "mover": move}
CREW = ("feeder", "reader", "reader", "mover", "mover")


def rest(folder: Path) -> str:
    """Bring the lake to rest and compare it with what was fed."""
    with open_database(folder) as database:
        store = Store(folder, database, grace_seconds=0)
        while store.seal_log():
            pass
        store.recluster(0)
        store.fold(0)
        fed = counter(database, "fed")
        table = store.contacts().to_arrow()
        check(table, fed, fed)
        store.mend()
        assert store.check() == (), store.check()
        return f"{table.num_rows} rows at rest"


def play(role: str, folder: Path) -> int:
    """Play one part until the file ``stop`` appears."""
    try:
        said = ROLES[role](folder, lambda: not (folder.parent / "stop").exists())
        sys.stdout.write(f"{role}: {said}\n")
    except BaseException:  # noqa: BLE001  # told to whoever started it, with everyone else stopped
        traceback.print_exc()
        (folder.parent / "stop").touch()
        return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.role:
        return play(options.role, options.folder)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "house"
        open_database(folder, create=True).close()
        open_key(folder)
        command = [sys.executable, __file__, "--folder", str(folder), "--role"]
        crew = [subprocess.Popen([*command, role]) for role in CREW]
        end = time.monotonic() + 60 * options.minutes
        while time.monotonic() < end and not (folder.parent / "stop").exists():
            time.sleep(0.2)
        (folder.parent / "stop").touch()
        wrong = sum(member.wait() != 0 for member in crew)
        try:
            said = rest(folder)
        except AssertionError as error:
            said, wrong = f"at rest: {error}", wrong + 1
    sys.stdout.write(f"soak of {options.minutes:g} minutes: {said}; {wrong or 'nothing'} wrong\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
