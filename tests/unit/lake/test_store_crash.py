"""The lake of a house when something goes wrong: kills, full disks, missing rights, two writers, readers."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from oase.db import Database, open_database
from oase.errors import HouseBusy, HouseDamaged, StorageForbidden, StorageFull
from oase.identity import open_key
from oase.lake.store import Store
from oase.lake.store.files import write_file
from oase.settings import Settings

SETUP = """
import os, signal, sys
from pathlib import Path
import pyarrow as pa
from oase.db import open_database
from oase.identity import open_key
from oase.lake.store import Store

def part(number):
    rows = [((row % 3) << 58, 1000 * (number % 2) + row, f"t{row % 5}") for row in range(60)]
    person, at, name = zip(*rows)
    return pa.RecordBatch.from_pydict(
        {"person": list(person), "at": [1000 * number // 2 + t for t in at], "touchpoint": list(name)})

folder = Path(sys.argv[1])
"""
scope: dict[str, object] = {}
exec(SETUP.replace("folder = Path(sys.argv[1])", ""), scope)  # noqa: S102  # the children run the same text
part = scope["part"]


def child(code: str, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-c", SETUP + code, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    folder = tmp_path / "house"
    with open_database(folder, create=True) as opened:
        open_key(folder)
        yield opened


def opened(database: Database, **place: object) -> Store:
    return Store(
        database.folder, database, Settings(), **{"grace_seconds": 0, "patience_seconds": 0, **place}
    )


def content(store: Store) -> list[tuple[int, int, str]]:
    table = store.contacts().to_arrow()
    return list(zip(*(table[name].to_pylist() for name in ("person", "at", "touchpoint")), strict=True))


def wanted(*numbers: int) -> list[tuple[int, int, str]]:
    rows = pa.Table.from_batches([part(number) for number in numbers]).to_pylist()
    return sorted({(row["person"], row["at"], row["touchpoint"]) for row in rows})


KILL = """
def die(step):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

store = Store(folder, open_database(folder), steps=die, grace_seconds=0)
store.append_contacts([part(2)], source="shop")
store.fold(0)
"""
SEAL_STEPS = ("locked", "spooled", "written", "synced", "sealing", "sealed")
FOLD_STEPS = ("fold written", "fold synced", "fold swapping", "fold swapped", "unlinked")


@pytest.mark.parametrize("step", [*SEAL_STEPS, *FOLD_STEPS])
def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(database: Database, step: str) -> None:
    """After kill -9 the house holds the old rows or old and new ones; the next import makes the full set."""
    store = opened(database)
    store.append_contacts([part(0)], source="shop")
    store.append_contacts([part(1)], source="shop")
    assert child(KILL, str(database.folder), step).returncode == -9
    sealed = step in (*FOLD_STEPS, "sealed")
    assert content(store) == (wanted(0, 1, 2) if sealed else wanted(0, 1))
    assert all(finding.mendable for finding in store.check())
    added = store.append_contacts([part(2)], source="shop").rows
    assert (added == 0) == sealed
    assert content(store) == wanted(0, 1, 2)
    store.fold(0)
    store.mend()
    assert content(store) == wanted(0, 1, 2)
    assert store.check() == ()
    assert len(list(database.folder.glob("lake/contacts/*/*"))) == 3


def test_a_second_import_is_told_who_is_at_work(database: Database) -> None:
    """While one import writes another one changes nothing and says which process holds the house."""

    def steps(step: str) -> None:
        if step != "synced":
            return
        with open_database(database.folder) as second:
            other = opened(second)
            with pytest.raises(HouseBusy, match="Another process") as told:
                other.append_contacts([part(1)], source="shop")
            assert "process " in str(told.value)
            assert "UTC" in str(told.value)
            with pytest.raises(HouseBusy):
                other.fold()
            assert content(other) == []

    store = opened(database, steps=steps)
    assert store.append_contacts([part(0)], source="shop").rows == 60
    assert content(store) == wanted(0)
    assert opened(database).append_contacts([part(1)], source="shop").rows > 0


def test_an_import_that_still_reads_hinders_nobody(database: Database) -> None:
    """Until its rows are gathered an import leaves the house free."""

    def batches() -> Iterator[pa.RecordBatch]:
        assert opened(database).append_contacts([part(1)], source="shop").rows == 60
        yield part(0)

    assert opened(database).append_contacts(batches(), source="shop").rows > 0
    assert content(opened(database)) == wanted(0, 1)


def test_an_import_waits_for_another_one(database: Database) -> None:
    """With patience an import waits until the other one has finished."""
    writing, waiting = threading.Event(), threading.Event()

    def slow(step: str) -> None:
        if step == "synced":
            writing.set()
            waiting.wait(10)

    def gathered(step: str) -> None:
        if step == "spooled":
            writing.wait(10)
            waiting.set()

    first = opened(database, steps=slow)
    second = opened(database, steps=gathered, patience_seconds=30)
    thread = threading.Thread(target=first.append_contacts, args=([part(0)],), kwargs={"source": "shop"})
    thread.start()
    second.append_contacts([part(1)], source="shop")
    thread.join()
    assert content(second) == wanted(0, 1)


def test_writers_at_once_take_turns_or_are_told(database: Database) -> None:
    """Imports started at once each add their rows once or get HouseBusy; in the end all are in."""

    def work(number: int) -> None:
        with open_database(database.folder) as mine:
            for _ in range(400):
                try:
                    opened(mine).append_contacts([part(number)], source="shop")
                except HouseBusy:
                    threading.Event().wait(0.02)
                else:
                    return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = opened(database)
    assert content(store) == wanted(0, 1, 2, 3)
    assert store.check() == ()


def test_a_halted_import_does_not_seal_what_another_overtook(database: Database) -> None:
    """An import whose lease ran out while it was halted fails when it wants to seal; nothing is doubled."""
    now = [1_000_000]

    def clock() -> int:
        return now[0]

    def halt(step: str) -> None:
        if step == "synced":
            now[0] += 1_000_000_000
            opened(database, clock=clock).append_contacts([part(0)], source="shop")

    slow = opened(database, clock=clock, lease_seconds=60, steps=halt)
    with pytest.raises(HouseBusy, match="halted"):
        slow.append_contacts([part(0)], source="shop")
    assert content(opened(database)) == wanted(0)
    assert opened(database).check() == ()


def test_a_heartbeat_keeps_the_lease(database: Database) -> None:
    """An import that takes longer than its lease keeps the right to write as long as it lives."""

    def wait(step: str) -> None:
        if step == "synced":
            threading.Event().wait(1.2)
            with pytest.raises(HouseBusy):
                opened(database).append_contacts([part(1)], source="shop")

    slow = opened(database, lease_seconds=0.6, steps=wait)
    assert slow.append_contacts([part(0)], source="shop").rows == 60


READER = """
store = Store(folder, open_database(folder))
stop = folder / "stop"
counts = set()
while not stop.exists():
    contacts = store.contacts()
    table = contacts.to_arrow()
    keys = list(zip(table["person"].to_pylist(), table["at"].to_pylist(), table["touchpoint"].to_pylist()))
    assert keys == sorted(keys), "out of order"
    assert len(set(keys)) == len(keys), "a contact twice"
    assert contacts.to_arrow().num_rows == len(keys), "changed under the reader"
    counts.add(len(keys))
print(sorted(counts))
"""


def test_readers_see_whole_imports_in_order(database: Database) -> None:
    """A reader in another process sees only whole imports, in order, while runs are sealed and folded."""
    command = [sys.executable, "-c", SETUP + READER, str(database.folder)]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    store = opened(database)
    whole = {0}
    for number in range(8):
        store.append_contacts([part(number)], source="shop")
        whole.add(len(wanted(*range(number + 1))))
        store.fold(0)
    (database.folder / "stop").touch()
    said, trouble = reader.communicate(timeout=30)
    assert reader.returncode == 0, trouble
    assert set(eval(said)) <= whole  # noqa: S307


class Disk:
    """A disk that has room for some files and then none, or forbids writing."""

    def __init__(self, room: int, code: int = errno.ENOSPC) -> None:
        self.room = room
        self.code = code

    def write(self, table: pa.Table, path: Path) -> None:
        self.room -= 1
        if self.room < 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"half a file")
            raise OSError(self.code, "the disk says no")
        write_file(table, path)


@pytest.mark.parametrize("room", [0, 1, 2])
def test_a_full_disk_leaves_the_house_whole(database: Database, room: int) -> None:
    """Whichever file finds no room, all files of the import go and the house is as before."""
    opened(database).append_contacts([part(0)], source="shop")
    files = set(database.folder.glob("lake/**/*.parquet"))
    full = opened(database, write=Disk(room).write)
    with pytest.raises(StorageFull, match="before is whole"):
        full.append_contacts([part(1)], source="shop")
    with pytest.raises(StorageFull):
        opened(database, write=Disk(0).write).append_contacts([part(1)], source="shop")
    assert set(database.folder.glob("lake/**/*.parquet")) == files
    store = opened(database)
    assert content(store) == wanted(0)
    assert store.check() == ()
    assert store.append_contacts([part(1)], source="shop").rows > 0


def test_a_full_disk_while_folding(database: Database) -> None:
    """A fold without room changes nothing."""
    store = opened(database)
    store.append_contacts([part(0)], source="shop")
    store.append_contacts([part(1)], source="shop")
    with pytest.raises(StorageFull):
        opened(database, write=Disk(1).write).fold(0)
    assert content(store) == wanted(0, 1)
    assert store.fold(0) == 2
    assert content(store) == wanted(0, 1)
    assert store.check() == ()


def test_no_right_to_write(database: Database) -> None:
    """A folder that may not be written gives its own error."""
    with pytest.raises(StorageForbidden):
        opened(database, write=Disk(0, errno.EACCES).write).append_contacts([part(0)], source="shop")
    assert content(opened(database)) == []


def namespace() -> tuple[str, ...]:
    """The command that runs another one as root of a namespace of its own, or a skip."""
    if (
        shutil.which("unshare") is None
        or subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no user namespaces on this machine, so no small or read-only file system")
    return ("unshare", "-rm")


FULL = """
from oase.errors import StorageFull
def big(number):
    import numpy as np
    rng = np.random.default_rng(number)
    rows = 30_000
    return pa.RecordBatch.from_pydict({
        "person": rng.integers(0, 2**63 - 1, rows), "at": rng.integers(0, 2**50, rows),
        "touchpoint": ["web"] * rows, "tie": [str(n) for n in rng.integers(0, 2**60, rows)]})

def rows():
    return store.contacts().count

database = open_database(folder / "house", create=True)
open_key(folder / "house")
store = Store(folder / "house", database, grace_seconds=0)
store.append_contacts([part(0)], source="shop")
before, number = rows(), 0
try:
    while True:
        store.append_contacts([big(number)], source="shop")
        before, number = rows(), number + 1
except StorageFull as error:
    print(str(error).splitlines()[0])
assert rows() == before, (rows(), before)
assert store.check() == (), store.check()

filler = folder / "filler"
def fill(step):
    if step == "synced":
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
try:
    Store(folder / "house", database, steps=fill, grace_seconds=0).append_contacts([part(1)], source="shop")
except StorageFull:
    print("full at the seal")
filler.unlink()
assert rows() == before
assert store.check() == (), store.check()
assert store.append_contacts([part(1)], source="shop").rows > 0
print("went on after", number)
"""


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """On a file system of 6 MB imports run until it is full, fail, and go on when there is room again."""
    mount = ("sh", "-c", f'mount -t tmpfs -o size=6m none {tmp_path} && exec "$@"', "sh")
    run = child(FULL, str(tmp_path), before=(*namespace(), *mount))
    assert run.returncode == 0, run.stderr
    first, second, third = run.stdout.splitlines()
    assert first.startswith("No space left")
    assert second == "full at the seal"
    assert third.startswith("went on after")


READ_ONLY = """
from oase.errors import StorageForbidden
with open_database(folder) as database:
    print(Store(folder, database).contacts().count)
try:
    with open_database(folder) as database:
        Store(folder, database).append_contacts([part(0)], source="shop")
except StorageForbidden as error:
    print(str(error).splitlines()[0])
try:
    open_database(folder / "new", create=True)
except StorageForbidden as error:
    print(str(error).splitlines()[0])
"""


def test_a_read_only_folder(database: Database) -> None:
    """A house on a read-only file system can be read; importing and making a house are refused."""
    folder = str(database.folder)
    opened(database).append_contacts([part(0)], source="shop")
    database.close()
    mount = (
        "sh",
        "-c",
        f'mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && exec "$@"',
        "sh",
    )
    run = child(READ_ONLY, folder, before=(*namespace(), *mount))
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["60", *["No right to write there."] * 2]


def test_what_is_wrong_with_a_house_is_found(database: Database) -> None:
    """Missing, torn, exchanged and unsorted files, orphans, the key, a dead lock: each is found and named."""
    store = opened(database)
    store.append_contacts([part(0)], source="shop")
    gone, torn, swapped = sorted(database.folder.glob("lake/contacts/*/*.parquet"))
    store.append_contacts([part(1)], source="shop")
    others = sorted(set(database.folder.glob("lake/contacts/*/*.parquet")) - {gone, torn, swapped})
    import pyarrow.parquet as pq

    table = pq.read_table(others[0])
    pq.write_table(table.take(pa.array(np.arange(table.num_rows)[::-1])), others[0])
    gone.unlink()
    torn.write_bytes(torn.read_bytes()[:100])
    pq.write_table(pq.read_table(swapped).slice(1), swapped)
    (gone.parent / "left.parquet").write_bytes(b"")
    (database.folder / "keys" / "pseudonym.key").unlink()
    child(KILL, str(database.folder), "locked")
    found = "\n".join(f"{f.what} | {f.where} | {f.todo}" for f in store.check())
    for said in (
        "missing",
        "cannot be read",
        "the catalogue says",
        "out of order",
        "key",
        "cut short",
        "left.parquet",
    ):
        assert said in found, found
    mended = store.mend()
    assert len(mended) == 2
    assert not any(finding.mendable for finding in store.check())
    assert len(store.check()) == 5
    with pytest.raises(HouseDamaged, match="missing"):
        store.contacts().to_arrow()


def test_a_running_import_is_no_finding(database: Database) -> None:
    """What a running import has not sealed yet is neither reported nor swept."""

    def steps(step: str) -> None:
        if step == "synced":
            assert opened(database).check() == ()
            with pytest.raises(HouseBusy):
                opened(database).mend()

    assert opened(database, steps=steps).append_contacts([part(0)], source="shop").rows == 60


def test_young_files_are_kept_for_readers(database: Database) -> None:
    """What a fold replaced stays for the grace period, and goes with the first fold after it."""
    late = 400_000_000
    store = Store(database.folder, database)
    store.append_contacts([part(0)], source="shop")
    store.append_contacts([part(1)], source="shop")
    store.fold(0)
    assert len(list(database.folder.glob("lake/contacts/*/*"))) > 3
    later = Store(database.folder, database, clock=lambda: _now() + late)
    later.fold()
    assert len(list(database.folder.glob("lake/contacts/*/*"))) == 3
    assert store.check() == ()


def _now() -> int:
    import time

    return time.time_ns() // 1000


MANY = """
import resource
with open_database(folder) as database:
    store = Store(folder, database)
    people = [n << 58 for n in range(32)]
    for at in range(4):
        rows = {"person": people, "at": [at] * 32, "touchpoint": ["web"] * 32}
        store.append_contacts([pa.RecordBatch.from_pydict(rows)], source="shop")
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    print(store.contacts().to_arrow().num_rows)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_more_files_than_a_process_may_open(database: Database) -> None:
    """A pass that needs more open files than the soft limit raises it."""
    run = child(MANY, str(database.folder))
    assert run.stdout.strip() == "128", run.stderr
