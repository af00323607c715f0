"""The inbox: durable before it says so, in order, bounded, emptied behind the pipeline, always whole."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from oase.db.inbox import Inbox, InboxReader, clean, inbox_paths, is_clean
from oase.errors import HouseBusy, OaseError, StorageFull

RECEIVED = 1_800_000_000_000_000
PATIENCE_SECONDS = 20.0


class Replies:
    """Collects what an inbox tells, and waits for it."""

    def __init__(self) -> None:
        self.all: list[OaseError | None] = []
        self._more = threading.Condition()

    def __call__(self, error: OaseError | None) -> None:
        with self._more:
            self.all.append(error)
            self._more.notify_all()

    def wait(self, number: int) -> list[OaseError | None]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.all) >= number, PATIENCE_SECONDS)
            return list(self.all)


class Done:
    """What the pipeline has worked off; the test sets it."""

    def __init__(self) -> None:
        self.row = 0

    def __call__(self) -> int:
        return self.row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "house" / "inbox" / "w1.sqlite"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_tells_when_something_unforeseen_has_ended_it(path: Path):
    """Whoever waits is told, and so is whoever comes later."""

    def done() -> int:
        if is_short.is_set():
            raise MemoryError
        return 0

    is_short = threading.Event()
    replies = Replies()
    with Inbox(path, done=done) as inbox:
        inbox.submit(RECEIVED, "track", 1, b"{}", replies)
        assert replies.wait(1) == [None]
        assert not inbox.has_ended
        is_short.set()
        until(lambda: inbox.has_ended)
        inbox.submit(RECEIVED, "track", 1, b"{}", replies)
        assert isinstance(replies.wait(2)[1], HouseBusy)
        assert isinstance(inbox.trouble, HouseBusy)


def test_nobody_else_may_read_what_waits(path: Path):
    former = os.umask(0)
    try:
        with Inbox(path, done=Done()) as inbox:
            put(inbox, b"{}")
            files = [path.parent, path, path.with_name(f"{path.name}-wal")]
            assert [file.stat().st_mode & 0o777 for file in files] == [0o700, 0o600, 0o600]
    finally:
        os.umask(former)


def put(inbox: Inbox, *bodies: bytes) -> list[OaseError | None]:
    replies = Replies()
    for body in bodies:
        inbox.submit(RECEIVED, "track", 7, body, replies)
    return replies.wait(len(bodies))


def kept(path: Path) -> list[bytes]:
    with InboxReader(path) as reader:
        return [request.body for request in reader.after(0, 10**6, 10**9)]


def until(condition: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE_SECONDS
    while not condition():
        assert time.perf_counter() < end, "it did not come about"
        time.sleep(0.02)


def test_what_is_acknowledged_can_be_read_by_others(path: Path):
    with Inbox(path, done=Done()) as inbox:
        assert put(inbox, b"{}", b'{"a":1}') == [None, None]
        with InboxReader(path) as reader:
            first, second = reader.after(0, 10, 10**6)
            assert first == (1, RECEIVED, "track", 7, b"{}")
            assert (second.row, second.body) == (2, b'{"a":1}')
            assert reader.after(2, 10, 10**6) == []
            assert reader.newest() == 2
        assert inbox.backlog == (2, 9)
    assert inbox_paths(path.parent.parent) == {"w1": path}


def test_reading_stops_at_a_number_and_at_a_size_but_always_gets_on(path: Path):
    with Inbox(path, done=Done()) as inbox:
        put(inbox, *[b"x" * 100] * 5)
    with InboxReader(path) as reader:
        assert [request.row for request in reader.after(1, 2, 10**6)] == [2, 3]
        assert [request.row for request in reader.after(0, 10, 250)] == [1, 2]
        assert [request.row for request in reader.after(3, 10, 1)] == [4]


@pytest.mark.parametrize("size", [0, 1, 2_047, 2_048, 500_000])
def test_every_body_comes_out_as_it_went_in(path: Path, size: int):
    bodies = [b"x" * size, random.Random(1).randbytes(size)]
    with Inbox(path, done=Done()) as inbox:
        put(inbox, *bodies)
        assert inbox.backlog == (2, 2 * size)
    assert kept(path) == bodies
    with Inbox(path, done=Done()) as inbox:
        assert inbox.backlog == (2, 2 * size)


def test_submissions_of_many_threads_are_each_told_and_keep_their_order(path: Path):
    replies = [Replies() for _ in range(8)]
    with Inbox(path, done=Done()) as inbox:

        def work(number: int) -> None:
            for count in range(50):
                inbox.submit(RECEIVED, "track", 1, b"%d %d" % (number, count), replies[number])

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(told.wait(50) == [None] * 50 for told in replies)
    pairs = [tuple(map(int, body.split())) for body in kept(path)]
    assert [[count for one, count in pairs if one == number] for number in range(8)] == [[*range(50)]] * 8


def test_closing_stores_what_waits_and_refuses_what_comes_later(path: Path):
    replies = Replies()
    inbox = Inbox(path, done=Done())
    for number in range(500):
        inbox.submit(RECEIVED, "track", 1, b"%d" % number, replies)
    inbox.close()
    assert replies.all == [None] * 500
    inbox.submit(RECEIVED, "track", 1, b"late", replies)
    assert isinstance(replies.all[-1], HouseBusy)
    assert len(kept(path)) == 500
    inbox.close()


def test_two_writers_on_one_inbox_are_refused(path: Path):
    with Inbox(path, done=Done()):
        with pytest.raises(HouseBusy, match="Another worker"):
            Inbox(path, done=Done())
        with pytest.raises(HouseBusy):
            clean(path, 5)
    Inbox(path, done=Done()).close()


def test_a_full_inbox_takes_nothing_until_the_pipeline_gets_on(path: Path):
    done = Done()
    with Inbox(path, done=done, limit_rows=3) as inbox:
        assert put(inbox, b"1", b"2", b"3") == [None] * 3
        assert inbox.is_full
        (refused,) = put(inbox, b"4")
        assert isinstance(refused, HouseBusy)
        assert "full" in refused.what
        done.row = 2
        until(lambda: not inbox.is_full)
        assert inbox.backlog == (1, 1)
        assert put(inbox, b"5") == [None]
        until(lambda: kept(path) == [b"3", b"5"])


def test_the_backlog_is_right_whatever_was_stored_together(path: Path):
    done = Done()
    replies = Replies()
    with Inbox(path, done=done) as inbox:
        for number in range(1000):
            inbox.submit(RECEIVED, "track", 1, b"x" * (number % 7), replies)
        replies.wait(1000)
        for row in (1, 555, 5000):
            done.row = row
            until(lambda: inbox.backlog[0] == max(1000 - done.row, 0))
        assert inbox.backlog == (0, 0)


def test_the_limit_in_bytes_holds_as_well(path: Path):
    with Inbox(path, done=Done(), limit_bytes=10) as inbox:
        put(inbox, b"x" * 10)
        assert inbox.is_full


def test_a_backlog_is_known_again_after_a_restart(path: Path):
    with Inbox(path, done=Done()) as inbox:
        put(inbox, b"12", b"345")
    with Inbox(path, done=Done(), limit_rows=2) as inbox:
        assert inbox.backlog == (2, 5)
        assert inbox.is_full


def test_worked_off_rows_go_and_leave_no_byte(path: Path):
    secret = b"anna@example.org, who wishes to be forgotten"
    done = Done()
    with Inbox(path, done=done) as inbox:
        put(inbox, *[secret * (1 + 200 * (number % 3)) for number in range(60)])
        assert any(secret in file.read_bytes() for file in path.parent.iterdir())
        assert not is_clean(path, 60)
        done.row = 60
        until(lambda: is_clean(path, 60))
        assert not any(secret in file.read_bytes() for file in path.parent.iterdir())
        assert inbox.backlog == (0, 0)
        assert put(inbox, b"next") == [None]
    with InboxReader(path) as reader:
        assert [request.row for request in reader.after(0, 10, 100)] == [61]


def test_a_reader_delays_the_emptying_of_the_log_but_not_for_ever(path: Path):
    done = Done()
    with Inbox(path, done=done) as inbox:
        put(inbox, b"secret " * 100)
        with closing(sqlite3.connect(path, isolation_level=None)) as reading:
            reading.execute("begin")
            reading.execute("select count(*) from requests").fetchone()
            done.row = 1
            until(lambda: kept(path) == [])
            time.sleep(1.2)
            assert not is_clean(path, 1)
            assert put(inbox, b"meanwhile") == [None]
        until(lambda: is_clean(path, 1))


def test_the_inbox_of_a_worker_that_is_gone_can_be_cleaned(path: Path):
    with Inbox(path, done=Done()) as inbox:
        put(inbox, b"old secret", b"older secret", b"new")
    assert clean(path, 2) == 2
    assert kept(path) == [b"new"]
    assert is_clean(path, 2)
    assert b"secret" not in path.read_bytes()
    assert clean(path, 2) == 0


def test_a_new_file_never_gives_numbers_that_count_as_worked_off(path: Path):
    """A restored house remembers row 1,000 of an inbox that begins anew: its first row must come behind."""
    done = Done()
    done.row = 1000
    with Inbox(path, done=done) as inbox:
        assert put(inbox, b"first") == [None]
        with InboxReader(path) as reader:
            assert [request.row for request in reader.after(1000, 10, 100)] == [1001]
        assert inbox.backlog == (1, 5)


def test_a_creation_that_was_killed_is_done_again(path: Path):
    path.parent.mkdir(parents=True)
    path.with_name("w1.sqlite.new").write_bytes(b"torn")
    with Inbox(path, done=Done()) as inbox:
        assert put(inbox, b"1") == [None]
    assert inbox_paths(path.parent.parent) == {"w1": path}


def test_a_house_that_cannot_be_asked_is_asked_again(path: Path):
    answers: list[int | OaseError] = [HouseBusy("The house is busy"), 1]

    def done() -> int:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, OaseError):
            raise answer
        return answer

    first = Inbox(path, done=Done())
    assert put(first, b"1") == [None]
    first.close()
    answers.insert(0, 0)
    with Inbox(path, done=done) as inbox:
        until(lambda: isinstance(inbox.trouble, HouseBusy))
        until(lambda: inbox.backlog == (0, 0))


def test_a_database_that_may_not_grow_refuses_and_goes_on_by_itself(path: Path):
    with Inbox(path, done=Done()) as inbox:
        assert put(inbox, b"before") == [None]
        pages = inbox._connection.execute("PRAGMA page_count").fetchone()[0]
        inbox._connection.execute(f"PRAGMA max_page_count={pages}")
        assert all(
            isinstance(told, StorageFull)
            for told in put(inbox, random.Random(1).randbytes(10**6), random.Random(2).randbytes(10**6))
        )
        assert isinstance(inbox.trouble, StorageFull)
        assert inbox.backlog == (1, 6)
        assert put(inbox, b"after") == [None]
        assert inbox.trouble is None
    assert kept(path) == [b"before", b"after"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_foresaw_is_told_to_whoever_waits(path: Path):
    inbox = Inbox(path, done=Done())
    replies = Replies()
    inbox.submit(RECEIVED, "track", 1 << 70, b"a key that no database takes", replies)
    assert isinstance(replies.wait(1)[0], HouseBusy)
    until(lambda: isinstance(inbox.trouble, HouseBusy))
    inbox.submit(RECEIVED, "track", 1, b"next", replies)
    assert isinstance(replies.wait(2)[1], HouseBusy)
    inbox.close()
    Inbox(path, done=Done()).close()


def test_the_file_of_something_else_is_told(path: Path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(OaseError, match="damaged"):
        Inbox(path, done=Done())
    path.unlink()
    Inbox(path, done=Done()).close()


CHILD = """
import os, sys, threading
from pathlib import Path
from oase.db.inbox import Inbox

inbox = Inbox(Path(sys.argv[1]), done=lambda: 0)
room = threading.Semaphore(32)

def told(number):
    def reply(error):
        sys.stdout.write(f"{number} {'ok' if error is None else type(error).__name__}\\n")
        sys.stdout.flush()
        room.release()
    return reply
"""

KILLED = """
for number in range(10**9):
    room.acquire()
    inbox.submit(number, "track", 1, b"%d" % number + b"x" * (number % 3000), told(number))
"""


@pytest.mark.parametrize("lines", [1, 40, 700])
def test_kill_9_under_load_loses_nothing_acknowledged(path: Path, lines: int):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD + KILLED, str(path)], stdout=subprocess.PIPE, text=True
    ) as running:
        said = [running.stdout.readline() for _ in range(lines)]
        running.kill()
        said += running.stdout.readlines()
    acknowledged = {int(line.split()[0]) for line in said if line.endswith("ok\n")}
    assert len(acknowledged) >= lines
    with InboxReader(path) as reader:
        stored = [request.received for request in reader.after(0, 10**6, 10**9)]
    assert stored == list(range(len(stored)))
    assert acknowledged <= set(stored)
    with Inbox(path, done=Done()) as inbox:
        assert put(inbox, b"again") == [None]


FULL = """
blocker = Path(sys.argv[1]).with_name("blocker")
def put(number):
    told_now = []
    is_told = threading.Event()
    def reply(error):
        told_now.append(error)
        is_told.set()
    inbox.submit(number, "track", 1, os.urandom(20_000), reply)
    assert is_told.wait(20)
    return told_now[0]
number, good, bad = 0, [], []
while not bad:
    error = put(number)
    (bad if error else good).append(number)
    number += 1
print(type(error).__name__, len(good) > 10)
print(type(put(number)).__name__)
blocker.unlink()
print(put(number))
inbox.close()
import sqlite3
rows = [row for (row,) in sqlite3.connect(sys.argv[1]).execute("select received from requests order by row")]
print(rows == [*good, number])
"""


def test_a_disk_that_is_really_full_refuses_and_goes_on_when_there_is_room(tmp_path: Path):
    mount = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no user namespaces on this machine, so no small file system")
    script = (
        'mount -t tmpfs -o size=6m tmpfs "$1" && mkdir "$1/inbox" '
        '&& head -c 3m /dev/zero > "$1/inbox/blocker" && exec "$2" -c "$3" "$1/inbox/w1.sqlite"'
    )
    command = ["unshare", "-rm", "sh", "-c", script, "sh", str(tmp_path), sys.executable, CHILD + FULL]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["StorageFull True", "StorageFull", "None", "True"]
