"""Kill -9 between every two steps of every work on the lake, then look whether all is as it must be.

Run by ``make crash``, and with ``--quick`` (each own step once), work by work, by the tests. Each try
runs in a process of its own on a copy of the same house: it is killed at one step; then the house is read,
checked, the work is done again, and content, snapshots, daily counts and files are compared with those of a
work undisturbed.
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from oase.db import Database, open_database
from oase.identity import open_key
from oase.lake.store import Store
from oase.lake.tables import WORDS
from oase.settings import Settings

LOG = (
    "insert into contact_log (alias, at, received, touchpoint, phase, value, source, message_key, tie,"
    " attributes) values (?, ?, 0, ?, 'use', 1, 'web', ?, ?, ?)"
)
IDENTIFIER = "insert into identifiers (alias, kind, person, created) values (?, 'user', ?, 0)"
SPREAD = 2**58
ERASED = [2 * SPREAD, 2 * SPREAD + 1, 4 * SPREAD]
EARLY = 1_400


def contacts(start: int, rows: int) -> pa.RecordBatch:
    people = [(row % 5) * SPREAD + row % 3 for row in range(rows)]
    names = [f"t{row % 4}" for row in range(rows)]
    return pa.RecordBatch.from_pydict(
        {"person": people, "at": list(range(start, start + rows)), "touchpoint": names}
    )


def log(database: Database, start: int, rows: int) -> None:
    with database.writing() as connection:
        for n in range(start, start + rows):
            row = (
                (n % 5) * SPREAD + n % 3,
                n,
                f"t{n % 4}",
                n.to_bytes(16, "big"),
                f"{n:06d}",
                '{"plan":"S"}',
            )
            connection.exec_driver_sql(LOG, row)
            day = (
                "insert into daily_counts values (0, ?, 1) on conflict do update set contacts = contacts + 1"
            )
            connection.exec_driver_sql(day, (f"t{n % 4}",))


def furnish(folder: Path) -> None:
    """Make a house with a base, runs, a log, merged persons and snapshots that are due."""
    with open_database(folder, create=True) as database:
        open_key(folder)
        store = opened(database)
        store.append_contacts([contacts(1_000, 300)], source="shop")
        store.append_contacts([contacts(1_500, 40)], source="shop")
        log(database, 2_000, 60)
        store.seal_log()
        log(database, 3_000, 50)
        with database.writing() as connection:
            for alias, person in ((1, 3 * SPREAD), (SPREAD, 2 * SPREAD), (3 * SPREAD, 3 * SPREAD + 1)):
                connection.exec_driver_sql(IDENTIFIER, (alias, person))
                connection.exec_driver_sql("insert into alias_moves (alias) values (?)", (alias,))


def opened(database: Database, **place: Any) -> Store:
    return Store(database.folder, database, Settings(threads=1), **{"grace_seconds": 0, **place})


def renamed(rows: pa.Table) -> pa.Table:
    names = ["t9" if name == "t1" else name for name in rows["touchpoint"].cast(pa.string()).to_pylist()]
    index = rows.schema.get_field_index("touchpoint")
    return rows.set_column(index, "touchpoint", pa.array(names).cast(WORDS))


def erase(store: Store, database: Database) -> None:
    with database.writing() as connection:
        for alias in ERASED:
            connection.exec_driver_sql("delete from contact_log where alias = ?", (alias,))
    store.erase(ERASED)


WORKS: dict[str, Callable[[Store, Database], object]] = {
    "import": lambda store, _: store.append_contacts([contacts(5_000, 90)], source="shop"),
    "seal": lambda store, _: store.seal_log(30),
    "fold": lambda store, _: store.fold(0),
    "recluster": lambda store, _: store.recluster(0),
    "erase": erase,
    "expire": lambda store, _: store.expire("contacts", EARLY),
    "remap": lambda store, _: store.remap(renamed),
    "snapshots": lambda store, _: store.catch_up_snapshots(),
}
Content = dict[int, list[tuple[int, str]]]


def content(store: Store) -> Content:
    """Return each person's contacts; a person in two places, or out of order, is an error."""
    table = store.contacts().to_arrow()
    found: Content = {}
    last = None
    columns = (table[name].to_pylist() for name in ("person", "at", "touchpoint"))
    for person, at, touchpoint in zip(*columns, strict=True):
        assert person == last or person not in found, "a person lies in two places"
        found.setdefault(person, []).append((at, touchpoint))
        last = person
    assert all(rows == sorted(rows) for rows in found.values()), "out of order"
    return found


def kept(database: Database) -> tuple[object, ...]:
    """Return what stands beside the contacts: snapshots, daily counts, what waits."""
    queries = (
        "select alias, content from snapshots order by alias",
        "select * from daily_counts order by 1, 2",
        "select count(*) from snapshots_due",
        "select alias from alias_moves order by 1",
        "select id from contact_log order by 1",
    )
    with database.reading() as connection:
        return tuple(tuple(map(tuple, connection.exec_driver_sql(query))) for query in queries)


def whole(folder: Path, work: str) -> tuple[list[str], Content, Content, tuple[object, ...]]:
    """Do a work undisturbed: its steps, the content before and after, and what stands beside it."""
    steps: list[str] = []
    with open_database(folder) as database:
        before = content(opened(database))
        WORKS[work](opened(database, steps=steps.append), database)
        return steps, before, content(opened(database)), kept(database)


def killed(folder: Path, work: str, number: int) -> None:
    """Begin a work and die at a step."""
    count = Counter[None]()

    def die(_step: str) -> None:
        count[None] += 1
        if count[None] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_database(folder) as database:
        WORKS[work](opened(database, steps=die), database)


def judged(folder: Path, work: str, before: Content, after: Content, beside: tuple[object, ...]) -> None:
    """Look at a house after a kill, do the work again, and compare."""
    with open_database(folder) as database:
        store = opened(database)
        cut_short(content(store), before, after)
        assert all(finding.mendable for finding in store.check()), store.check()
        sealed = work == "seal" and len(kept(database)[4]) == len(beside[4])  # type: ignore[arg-type]
        if not sealed:
            WORKS[work](store, database)
        assert content(store) == after, "another content than undisturbed"
        assert kept(database) == beside, "another memory than undisturbed"
        store.mend()
        assert store.check() == (), store.check()
        with database.reading() as connection:
            live = {path for (path,) in connection.exec_driver_sql("select path from lake_files")}
        there = {str(path.relative_to(folder)) for path in folder.glob("lake/**/*") if path.is_file()}
        assert there == live, "files that do not count were left"


def cut_short(found: Content, before: Content, after: Content) -> None:
    """Make sure that a work cut short lost nothing and made nothing up."""
    rows, old, new = (
        Counter((p, *row) for p, own in held.items() for row in own) for held in (found, before, after)
    )
    assert not rows - (old | new), "rows from nowhere"
    assert not (old & new) - rows, "rows lost"


def forked(work: Callable[..., Any], *arguments: Any) -> tuple[int, Any]:
    """Run a function in a process of its own; return its exit status and its result."""
    with tempfile.NamedTemporaryFile() as kept_result:
        child = os.fork()
        if child == 0:
            try:
                Path(kept_result.name).write_bytes(pickle.dumps(work(*arguments)))
            except BaseException:  # noqa: BLE001  # told, and turned into the exit status
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        result = Path(kept_result.name).read_bytes()
        return status, pickle.loads(result) if result and status == 0 else None  # noqa: S301  # our own


def tries(steps: list[str], work: str, quick: bool) -> list[int]:
    """Return the numbers of the steps at which to kill, counted from 1."""
    own = {"seal": "log"}.get(work, work)
    first = {name: number for number, name in reversed(list(enumerate(steps, 1))) if name.startswith(own)}
    return sorted(first.values()) if quick else list(range(1, len(steps) + 1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each kind of step only once")
    parser.add_argument("works", nargs="*", choices=[*WORKS, []], help="only these works")
    options = parser.parse_args()
    works = options.works or list(WORKS)
    failed = done = 0
    with tempfile.TemporaryDirectory() as name:
        house, copy = Path(name) / "house", Path(name) / "copy"
        assert forked(furnish, house)[0] == 0
        for work in works:
            shutil.copytree(house, copy)
            status, undisturbed = forked(whole, copy, work)
            assert status == 0, work
            shutil.rmtree(copy)
            steps, *wanted = undisturbed
            for number in tries(steps, work, options.quick):
                shutil.copytree(house, copy)
                died, _ = forked(killed, copy, work, number)
                judgement, _ = forked(judged, copy, work, *wanted)
                done += 1
                if died != signal.SIGKILL or judgement:
                    failed += 1
                    sys.stderr.write(f"{work} killed after {steps[number - 1]!r} ({number}): wrong\n")
                shutil.rmtree(copy)
    sys.stdout.write(f"{done} kills in {len(works)} works: {done - failed} as it must be, {failed} wrong\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
