"""What else can go wrong under load: a full disk, a clock that jumps, a torn log, two servers at once."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.contract.clients.proxy import Proxy
from tests.crash.kill import Accepted, Outcome, load, settle
from tests.crash.running import Served, write_key

__all__ = ["SCENARIOS", "clock_jumps", "disk_full", "torn_log", "two_works"]

DAY = 86_400_000_000
LOAD_SECONDS = 4.0
DISK_MB = 24


def clock_jumps(folder: Path) -> Outcome:
    """The clock jumps a day ahead, a day back, and back to where it was, while contacts arrive."""
    key = write_key(folder, "shop")
    ahead = folder.parent / "clock"
    ahead.write_text("0")
    accepted = Accepted()
    served = Served(
        folder, entry=[str(Path(__file__).with_name("serve_at.py"))], environ={"OASE_TEST_CLOCK": str(ahead)}
    )
    with served, Proxy(lambda: served.url, on_passed=accepted.note) as proxy:
        with load(key, proxy.url):
            for days in (0, 1, 0, -1, 0):
                _replace(ahead, str(days * DAY))
                time.sleep(LOAD_SECONDS / 2)
        problems = settle(folder, accepted)  # the order is that of the time of receipt
    return Outcome("clock jumps by a day", len(accepted.ids), tuple(problems))


def torn_log(folder: Path) -> Outcome:
    """Behind the last commit the write-ahead logs hold half a frame or rubbish, as after a power cut."""
    key = write_key(folder, "shop")
    accepted, rng = Accepted(), random.Random(5)
    served, torn = Served(folder), 0
    with served, Proxy(lambda: served.url, on_passed=accepted.note) as proxy:
        for _ in range(4):
            with load(key, proxy.url):
                time.sleep(LOAD_SECONDS / 2)
                served.kill("all")
                torn += sum(_tear(path, rng) for path in folder.rglob("*-wal"))
                served.start()
        problems = settle(folder, accepted)
    note = f"{torn} logs torn"
    return Outcome("torn tail of the log", len(accepted.ids), tuple(problems), note)


def two_works(folder: Path) -> Outcome:
    """A second process works off the same inboxes and seals the same log."""
    key = write_key(folder, "shop")
    accepted = Accepted()
    second = [sys.executable, "-c", _SECOND, str(folder)]
    served = Served(folder)
    with served, Proxy(lambda: served.url, on_passed=accepted.note) as proxy:
        beside = subprocess.Popen(second, stderr=subprocess.PIPE)
        with load(key, proxy.url):
            for _ in range(3):
                time.sleep(LOAD_SECONDS)
                served.kill("works")
        beside.terminate()
        _, said = beside.communicate(timeout=60)
        problems = settle(folder, accepted)
    if b"Traceback" in said:
        problems.append(said.decode()[-200:])
    return Outcome("two works, two movers", len(accepted.ids), tuple(problems))


_SECOND = """
import signal, sys, threading, time
from pathlib import Path
from oase.app import open_house
from oase.app.works import Works
from oase.errors import HouseBusy

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
with open_house(Path(sys.argv[1])) as house:
    works = threading.Thread(target=Works(house).run, args=(stop,))
    works.start()
    while not stop.wait(0.3):
        try:
            house.seal()
        except HouseBusy:
            continue
    works.join()
"""


def disk_full(folder: Path) -> Outcome:
    """The disk fills up under load and is freed again: 503 meanwhile, then on without repair."""
    name = "disk full"
    if shutil.which("unshare") is None:
        return Outcome(name, note="no unshare on this machine", is_skipped=True)
    place = folder.parent / "disk"
    place.mkdir()
    mounts = f'mount -t tmpfs -o size={DISK_MB}m tmpfs "{place}" && exec "$@"'
    probe = ["unshare", "-Urm", "sh", "-c", mounts, "sh"]
    tried = subprocess.run([*probe, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        return Outcome(name, note=f"no user namespaces here: {tried.stderr.strip()[:60]}", is_skipped=True)
    inside = subprocess.run(
        [*probe, sys.executable, "-m", "tests.crash.full", str(place)],
        env={**os.environ, "OASE_INSIDE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    counts = inside.stdout.splitlines()[-1:] if inside.returncode == 0 else []
    accepted, refused = (int(word) for word in (counts[0] if counts else "0 0").split())
    problems = () if inside.returncode == 0 else (inside.stdout + inside.stderr)[-1500:].splitlines()
    return Outcome(name, accepted, tuple(problems), f"{refused} requests answered with 503")


def fill_and_free(place: Path) -> tuple[Accepted, list[str]]:
    """Fill the disk under load, free it, and count; called where ``place`` is a small file system."""
    folder = place / "house"
    key = write_key(folder, "shop")
    accepted, served = Accepted(), Served(folder)
    ballast = place / "ballast"
    with served, Proxy(lambda: served.url, on_passed=accepted.note) as proxy:
        with load(key, proxy.url, per_second=100):
            time.sleep(LOAD_SECONDS / 2)
            _fill(ballast, place)
            deadline = time.monotonic() + 30
            while not accepted.refused[503] and time.monotonic() < deadline:
                _fill(ballast, place)
                time.sleep(0.2)
            time.sleep(LOAD_SECONDS / 2)
            at_the_end = len(accepted.ids)
            ballast.unlink()
            deadline = time.monotonic() + 30
            while len(accepted.ids) == at_the_end and time.monotonic() < deadline:
                time.sleep(0.2)
            time.sleep(LOAD_SECONDS / 2)
        problems = settle(folder, accepted)
    if not accepted.refused[503]:
        problems.append("the full disk was not told with 503")
    if len(accepted.ids) == at_the_end:
        problems.append("nothing was accepted after space was freed")
    return accepted, problems


def _fill(ballast: Path, place: Path) -> None:
    with ballast.open("ab") as file:
        while (free := os.statvfs(place).f_bavail * os.statvfs(place).f_bsize) > 0:
            try:
                file.write(b"x" * min(free, 1 << 20))
                file.flush()
            except OSError:
                return


def _tear(log: Path, rng: random.Random) -> int:
    """Add what a cut write leaves behind the last commit."""
    size = log.stat().st_size
    if size == 0:
        return 0
    with log.open("ab") as file:
        file.write(rng.randbytes(rng.choice((7, 4096 + 24, 3 * 4096))))
    return 1


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new text."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


SCENARIOS: dict[str, Callable[[Path], Outcome]] = {
    "clock": clock_jumps,
    "torn": torn_log,
    "two": two_works,
    "full": disk_full,
}
