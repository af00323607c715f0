"""How fast a house takes contacts in, knows them again, folds and reads them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa

from oase.db import open_database
from oase.identity import Aliases, open_key
from oase.lake.store import Store
from oase.settings import Settings

NAMES = pa.array([f"touchpoint {number:02d}" for number in range(30)])
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
