"""Kill the server under load, again and again, and count what is left.

``python -m tests.crash.kill --kills 100`` is ``make crash``. Two real clients send events through a proxy
that writes down which of them were accepted; meanwhile the web process, the process behind it, or all of them
are killed with -9 and started again. Afterwards every accepted event must be there exactly once: among the
contacts, in the snapshots, in the lake.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.contract.clients.proxy import Passed, Proxy
from tests.crash.counting import (
    Count,
    compare,
    in_log,
    marks,
    order_as_read,
    order_of_log,
    say,
    snapshots,
    wait_until_held,
)
from tests.crash.running import Served, write_key

from oase.app import open_house

__all__ = ["Accepted", "Outcome", "kill_again_and_again", "load", "main", "settle"]

HERE = Path(__file__).parent
CLIENTS = HERE.parents[1] / ".clients"
PER_SECOND = 200.0
FLUSH_SECONDS = 60.0
WHAT = ("web", "works", "all")


@dataclass
class Accepted:
    """Ids of the messages that a client was told are accepted."""

    ids: set[str] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, passed: Passed) -> None:
        """Take over what passed the proxy."""
        if passed.method != "POST":
            return
        with self._lock:
            if passed.status == 200:
                self.ids.update(passed.message_ids)
            else:
                self.refused[passed.status] += 1

    @property
    def persons(self) -> dict[str, int]:
        """Return how many messages were accepted of each person; who sent one is part of its id."""
        return dict(Counter(_person(mark) for mark in self.ids))


@dataclass(frozen=True)
class Outcome:
    """What became of a scenario: a line of the table."""

    name: str
    accepted: int = 0
    problems: tuple[str, ...] = ()
    note: str = ""
    is_skipped: bool = False

    @property
    def line(self) -> str:
        """Return it as text."""
        verdict = "skipped" if self.is_skipped else "; ".join(self.problems) if self.problems else "right"
        return f"{self.name:<34} {self.accepted:>9,}  {verdict:<40} {self.note}"


def main(arguments: list[str] | None = None) -> int:
    """Run every scenario, print the table, return 1 if anything was wrong."""
    from tests.crash import scenarios

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=1.0, help="longest time between two kills")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", help="one scenario by its name")
    asked = parser.parse_args(arguments)
    say(f"seed {asked.seed}")
    rng = random.Random(asked.seed)
    runs: dict[str, Callable[[Path], Outcome]] = {
        "kill": lambda folder: kill_again_and_again(folder, asked.kills, asked.seconds, rng),
        "kill-workers": lambda folder: kill_again_and_again(
            folder, max(1, asked.kills // 10), asked.seconds, rng, workers=2
        ),
        **scenarios.SCENARIOS,
    }
    outcomes: list[Outcome] = []
    for name, run in runs.items():
        if asked.only in (None, name):
            say(f"{name} …")
            with tempfile.TemporaryDirectory(prefix="oase-crash-", ignore_cleanup_errors=True) as folder:
                outcomes.append(run(Path(folder) / "house"))
    say(f"\n{'scenario':<34} {'accepted':>9}  result")
    say("\n".join(outcome.line for outcome in outcomes))
    return int(any(outcome.problems for outcome in outcomes))


def kill_again_and_again(
    folder: Path, kills: int, longest_seconds: float, rng: random.Random, *, workers: int = 1
) -> Outcome:
    """Kill one process or all of them, so many times, under load from two clients."""
    key = write_key(folder, "shop")
    accepted, killed = Accepted(), Counter[str]()
    served = Served(folder, options=["--workers", str(workers)])
    start = time.monotonic()
    with served, Proxy(lambda: served.url, on_passed=accepted.note) as proxy:
        with load(key, proxy.url):
            for number in range(kills):
                time.sleep(rng.uniform(0.1, longest_seconds))
                what = WHAT[number % len(WHAT)]
                served.kill(what)
                killed[what] += 1
                if what != "works":
                    served.start()
                if number % 10 == 9:
                    say(f"  {number + 1} kills, {len(accepted.ids):,} accepted")
        problems = settle(folder, accepted)
    spent = time.monotonic() - start
    note = (
        f"{sum(killed.values())} kills ({', '.join(f'{n} {w}' for w, n in killed.items())}) in {spent:.0f} s"
    )
    return Outcome(f"kill -9, {workers} web", len(accepted.ids), tuple(problems), note)


@contextmanager
def load(key: str, host: str, per_second: float = PER_SECOND) -> Iterator[None]:
    """Let two real clients send events; at the end of the block they send what they still hold."""
    python = [sys.executable, str(HERE / "load_python.py"), "py", key, host, str(per_second)]
    commands = [python]
    if (CLIENTS / "node_modules").is_dir():
        commands.append(["node", str(HERE / "load_node.mjs"), "js", key, host, str(per_second)])
    environ = {**os.environ, "OASE_CLIENTS": str(CLIENTS)}
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environ)
        for command in commands
    ]
    try:
        yield
    finally:
        for process in running:
            assert process.stdin is not None
            process.stdin.close()
        for process in running:
            try:
                process.wait(FLUSH_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()  # a client that still waits to send again: nothing it holds was accepted
                process.wait()


def settle(folder: Path, accepted: Accepted) -> list[str]:
    """Wait until what was accepted has become contacts; return everything that is wrong then."""
    held = wait_until_held(folder, accepted.ids)
    problems = _wrong("contacts", compare(accepted.ids, held))
    if out_of_order := order_of_log(folder) + order_as_read(folder):
        problems.append(f"{out_of_order} contacts out of order")
    persons = dict(Counter(_person(mark) for mark in held))
    differing = sum(persons.get(name, 0) != found for name, found in snapshots(folder, persons).items())
    if differing:
        problems.append(f"{differing} snapshots differ from the contacts")
    with open_house(folder) as house:
        house.seal()
    if remaining := in_log(folder):
        problems.append(f"{remaining} contacts not sealed")
    problems += _wrong("lake", compare(accepted.ids, marks(folder)))
    with open_house(folder) as house:
        problems += [f"check: {finding}" for finding in house.check()]
    return problems


def _wrong(where: str, count: Count) -> list[str]:
    return [
        f"{number} {what} in {where}"
        for what, number in (("lost", count.lost), ("repeated", count.repeated))
        if number
    ]


def _person(mark: str) -> str:
    """Return the user id behind a message id, as the load makes both."""
    from tests.crash.load_python import LETTERS, PERSONS, letters

    number = int("".join(str(LETTERS.index(letter)) for letter in mark[2:]))
    return f"{mark[:2]}-{letters(number % PERSONS)}"


if __name__ == "__main__":
    sys.exit(main())
