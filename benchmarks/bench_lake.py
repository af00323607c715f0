"""How fast a house takes contacts in, knows them again, folds, moves, erases and reads them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa

from oase.db import Database, open_database
from oase.identity import Aliases, open_key
from oase.lake.store import Store
from oase.settings import Settings

NAMES = pa.array([f"touchpoint {number:02d}" for number in range(30)])
LOG = (
    "insert into contact_log (alias, at, received, touchpoint, source, message_key, tie, attributes)"
    " values (?, ?, 0, ?, 'web', ?, ?, ?)"
)
IDENTIFIER = "insert into identifiers (alias, kind, person, created) values (?, 'user', ?, 0)"
DETAILS = '{"_type":"track","plan":"S","cart.total":%d}'
CHANNELS = pa.array(["web", "app", "store", "mail"])


def contacts(rows: int, persons: int, *, since: int, seed: int) -> pa.Table:
    """Invent contacts in order of time, as a log has them."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, len(NAMES), rows).astype(np.int32)
    return pa.table(
        {
            "person": pa.array(rng.integers(0, persons, rows)),
            "at": pa.array(since + np.cumsum(rng.integers(1, 2_000_000, rows))),
            "touchpoint": pa.DictionaryArray.from_arrays(pa.array(codes), NAMES),
            "channel": pa.DictionaryArray.from_arrays(pa.array(codes % 4), CHANNELS),
            "value": pa.array(rng.random(rows).round(2)),
        }
    )


@contextmanager
def timed(what: str, rows: int) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    print(f"{what:<48} {seconds:7.2f} s {rows / seconds:14,.0f} rows/s")


def pseudonymised(table: pa.Table, aliases: Callable[[pa.Array], np.ndarray]) -> list[pa.RecordBatch]:
    person = pa.array(aliases(table["person"]))
    return table.set_column(0, "person", person).to_batches(max_chunksize=65_536)


def run(quick: bool) -> None:
    rows, persons, runs = (200_000, 10_000, 2) if quick else (1_000_000, 50_000, 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "house"
        aliases = Aliases(open_key_in(folder)).of
        with open_database(folder, create=True) as database:
            store = Store(folder, database, Settings(), grace_seconds=0)
            measure(store, aliases, rows=rows, persons=persons, runs=runs)
            live(store, database, aliases, rows=rows // 10, persons=persons)
        size = sum(path.stat().st_size for path in folder.glob("lake/contacts/*/*"))
        print(f"{'on disk':<48} {size / (rows + runs * rows // 5):7.1f} bytes a contact")


def open_key_in(folder: Path) -> bytes:
    folder.mkdir()
    return open_key(folder)


def measure(
    store: Store, aliases: Callable[[pa.Array], np.ndarray], *, rows: int, persons: int, runs: int
) -> None:
    first = contacts(rows, persons, since=1_700_000_000_000_000, seed=1)
    with timed("aliases", rows):
        batches = pseudonymised(first, aliases)
    with timed("seal: first import", rows):
        store.append_contacts(batches, source="shop")
    with timed("dedupe: the same import again", rows):
        assert store.append_contacts(batches, source="shop").rows == 0
    with timed("read: person, at, touchpoint from clean buckets", rows):
        read(store)
    since = int(first["at"][-1].as_py())
    for number in range(runs):
        part = contacts(rows // 5, persons, since=since, seed=2 + number)
        since = int(part["at"][-1].as_py())
        with timed(f"seal: run {number + 1}", rows // 5):
            store.append_contacts(pseudonymised(part, aliases), source="shop")
    total = rows + runs * (rows // 5)
    with timed(f"read: base and {runs} runs", total):
        assert read(store) == total
    with timed("fold: all buckets", total):
        store.fold()
    with timed("read: after the fold", total):
        assert read(store) == total


def live(
    store: Store, database: Database, aliases: Callable[[pa.Array], np.ndarray], *, rows: int, persons: int
) -> None:
    """Measure what the mover does: snapshots, log, merged persons, an erasure."""
    total = store.counts()["contacts"]
    known = np.unique(aliases(pa.array(np.arange(persons))))
    with timed("snapshots: made up for the imports", total):
        store.catch_up_snapshots(600)
    log(database, known, rows)
    with timed(f"read: lake and a log of {rows:,}", total + rows):
        assert read(store) == total + rows
    with timed("seal: the log", rows):
        assert store.seal_log() == rows
    merged = known[: persons // 5 * 2].reshape(2, -1)
    with database.writing() as connection:
        connection.exec_driver_sql(IDENTIFIER, list(zip(*merged.tolist(), strict=True)))
        connection.exec_driver_sql(
            "insert into alias_moves (alias) values (?)", [(a,) for a in merged[0].tolist()]
        )
    with timed(f"read: with {len(merged[0]):,} merged persons", total + rows):
        assert read(store) == total + rows
    with timed("recluster", total + rows):
        store.recluster()
    with timed("erase: 100 persons", total + rows):
        store.erase(known[-100:].tolist())


def log(database: Database, known: np.ndarray, rows: int) -> None:
    rng = np.random.default_rng(9)
    who, at = known[rng.integers(0, len(known), rows)].tolist(), (2 * 10**15 + np.arange(rows)).tolist()
    with database.writing() as connection:
        connection.exec_driver_sql(
            LOG,
            [
                (
                    alias,
                    moment,
                    f"touchpoint {n % 30:02d}",
                    n.to_bytes(16, "big"),
                    f"{n:08d}",
                    DETAILS % (n % 900),
                )
                for n, (alias, moment) in enumerate(zip(who, at, strict=True))
            ],
        )


def read(store: Store) -> int:
    return sum(chunk.rows for chunk in store.contacts().run(lambda: [Rows()]))


class Rows:
    """Counts the rows of a walk."""

    def __init__(self) -> None:
        self.rows = 0

    def add(self, chunk: object) -> None:
        self.rows += chunk.rows


if __name__ == "__main__":
    run(quick=False)
