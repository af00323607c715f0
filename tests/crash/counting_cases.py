"""Kill whoever works on cases, count what is left: ``python -m tests.crash.counting_cases`` kills 100 times.

``tests.crash.cases`` opens cases, takes photos and quotes in a process of its own and says each thing only
after it was answered with success. It is killed at a moment that nobody chose, started again on the same
house, and at the end all that it said is looked for: lost, half or changed behind our back are counted apart.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from tests.crash.counting import say

from oase.db import open_database
from oase.programmes.cases.case import by_secret, log_of
from oase.programmes.cases.photos import path_of
from oase.programmes.cases.quotes import is_whole, quotes_of
from oase.programmes.links import LinkInvalid
from oase.programmes.tables import case_log, case_photos, cases, news

__all__ = ["Left", "Told", "count", "lived", "main"]

ROOT = Path(__file__).parents[2]
KILLS = 100
LONGEST_SECONDS = 0.5

Told = dict[str, list[list[str]]]
"""What was answered with success, by kind: words of each line."""


class Left(NamedTuple):
    """What was found after the kills.

    Attributes
    ----------
    cases, photos, steps, quotes : int
        Answered with success.
    lost : int
        Of these, not there any more, or not whole.
    half : int
        Things in the house of which a part is missing, answered or not.
    """

    cases: int
    photos: int
    steps: int
    quotes: int
    lost: int
    half: int

    @property
    def is_right(self) -> bool:
        """Whether nothing is lost and nothing is half."""
        return not self.lost and not self.half


def lived(folder: Path, seed: int, seconds: float) -> list[list[str]]:
    """Return what a process told before it was killed, so many seconds after its first success."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.cases", str(folder), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    if running.stdout is None or running.stderr is None:
        raise RuntimeError("the process has no output")
    first = running.stdout.readline()
    if not first:
        raise RuntimeError(f"the process never opened a case: {running.stderr.read()}")
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    rest, trouble = running.communicate(timeout=20)
    if running.returncode != -signal.SIGKILL:
        raise RuntimeError(f"the process ended by itself: {trouble}")
    whole = [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    return [line.split() for line in whole]


def count(folder: Path, told: Told) -> Left:
    """Return how much of what was told is there, and how much in the house is half."""
    with open_database(folder) as database, database.reading() as connection:
        lost = _lost_cases(connection, told) + _lost_photos(connection, folder, told)
        lost += _lost_steps(connection, told) + _lost_quotes(connection, told)
        half = _half(connection, folder)
    return Left(*(len(told[name]) for name in ("case", "photo", "move", "quote")), lost, half)


def _lost_cases(connection: Connection, told: Told) -> int:
    now, lost = time.time_ns() // 1000, 0
    for case, secret in told["case"]:
        try:
            lost += by_secret(connection, secret, now).id != int(case)
        except LinkInvalid:
            lost += 1
    return lost


def _lost_photos(connection: Connection, folder: Path, told: Told) -> int:
    held = connection.execute(select(case_photos.c.case, case_photos.c.digest))
    rows = {(row.case, row.digest) for row in held}
    return sum(
        (int(case), digest) not in rows or not _is_whole_file(folder, digest)
        for case, digest in told["photo"]
    )


def _lost_steps(connection: Connection, told: Told) -> int:
    return sum(
        state not in [one.after for one in log_of(connection, int(case))] for case, state in told["move"]
    )


def _lost_quotes(connection: Connection, told: Told) -> int:
    lost = 0
    for case, digest in told["quote"]:
        found = [one for one in quotes_of(connection, int(case)) if one.answer is not None]
        lost += not any(one.answer.digest == digest and is_whole(one) for one in found if one.answer)
    return lost


def _half(connection: Connection, folder: Path) -> int:
    """Count rows without their file, cases without number, log, last step or contact."""
    photos = connection.execute(select(case_photos.c.digest)).scalars().all()
    half = sum(not _is_whole_file(folder, digest) for digest in photos)
    rows = connection.execute(select(cases.c.id, cases.c.number, cases.c.state)).all()
    opened = select(func.count()).where(news.c.event == "Case Opened")
    half += abs(len(rows) - (connection.scalar(opened) or 0))
    logged = select(case_log.c.case).distinct().where(case_log.c.kind == "state")
    half += len({row.id for row in rows} ^ set(connection.execute(logged).scalars()))
    for row in rows:
        steps = [one.after for one in log_of(connection, row.id) if one.kind == "state"]
        half += not row.number.startswith("F-") or steps[-1:] != [row.state]
    return half


def _is_whole_file(folder: Path, digest: str) -> bool:
    path = path_of(folder, digest)
    return path.exists() and sha256(path.read_bytes()).hexdigest() == digest


def main(arguments: list[str]) -> int:
    """Kill and count; return 0 where nothing is lost and nothing half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    rng, told = random.Random(asked.seed), defaultdict[str, list[list[str]]](list)
    with tempfile.TemporaryDirectory(prefix="oase-cases-") as place:
        folder = Path(place) / "house"
        open_database(folder, create=True).close()
        for kill in range(asked.kills):
            for kind, *words in lived(folder, asked.seed * 1_000 + kill, rng.uniform(0, LONGEST_SECONDS)):
                told[kind].append(words)
            if (kill + 1) % 10 == 0:
                say(f"  {kill + 1} kills, {len(told['case'])} cases answered")
        left = count(folder, told)
    say(
        f"{asked.kills} kills: {left.cases} cases, {left.photos} photos, {left.steps} steps and "
        f"{left.quotes} accepted quotes answered with success; lost {left.lost}, half {left.half}"
    )
    return 0 if left.is_right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
