"""A log of an online shop: the real one where it is, else one with a planted drop-off; counted by hand."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

__all__ = ["STEPS", "Log", "biggest_drop", "find_log", "plant"]

COLUMNS = [
    "user_id",
    "session_id",
    "event",
    "timestamp",
    "platform",
    "acquisition_channel",
    "user_cohort",
    "user_lifecycle",
]
STEPS = ["catalog", "add_to_cart", "cart", "shipping_details", "payment_details", "purchase"]
LEFT = {"catalog": 300, "add_to_cart": 270, "cart": 240, "shipping_details": 220}
"""How many of the planted log's persons come to each step; a few more to the others."""
_BEGIN = datetime.fromisoformat("2024-03-01 09:00:00")  # as shops write it: their own time, no zone
_MONTH = timedelta(days=30)


class Walk(NamedTuple):
    """What somebody did when."""

    at: datetime
    event: str


class Log(NamedTuple):
    """The rows of a file by person, and the file."""

    file: Path
    rows: list[dict[str, str]]

    def by_person(self, **only: str) -> dict[str, list[Walk]]:
        """Return what each person did in order of time, of the rows that say what is asked for."""
        found: dict[str, list[Walk]] = defaultdict(list)
        for row in self.rows:
            if all(row[column] == value for column, value in only.items()):
                found[row["user_id"]].append(Walk(datetime.fromisoformat(row["timestamp"]), row["event"]))
        return {person: sorted(walks, key=lambda walk: walk.at) for person, walks in found.items()}

    def reached(self, steps: Sequence[str], **only: str) -> list[int]:
        """Return how many persons come to each step one after the other, within 30 days of the first."""
        depths = [_depth(walks, steps) for walks in self.by_person(**only).values()]
        return [sum(depth > place for depth in depths) for place in range(len(steps))]


def _depth(walks: Sequence[Walk], steps: Sequence[str]) -> int:
    """Return how many steps a person's best attempt comes to; each attempt begins at a first step."""
    starts = [place for place, walk in enumerate(walks) if walk.event == steps[0]]
    return max((_followed(walks[place:], steps) for place in starts), default=0)


def _followed(walks: Sequence[Walk], steps: Sequence[str]) -> int:
    done = 0
    for walk in walks:
        if walk.at - walks[0].at > _MONTH:
            break
        if done < len(steps) and walk.event == steps[done]:
            done += 1
    return done


def biggest_drop(steps: Sequence[str], reached: Sequence[int]) -> tuple[str, str, int, int]:
    """Return between which steps most are lost, how many were there, and how many go."""
    pairs = list(zip(pairwise(steps), pairwise(reached), strict=True))
    (source, target), (before, after) = max(pairs, key=lambda pair: pair[1][0] - pair[1][1])
    return source, target, before, before - after


def find_log(folder: Path) -> Log:
    """Return the real log of an online shop, or a planted one where the real data is not."""
    named = os.environ.get("OASE_DATA")
    data = Path(named) if named else Path(__file__).parents[3] / "shared" / "data"
    real = data / "journey" / "rete_ecom.csv.gz"
    return _read(real) if real.exists() else plant(folder)


def plant(folder: Path) -> Log:
    """Write a log in which most are lost between cart and payment, more on the phone than at the desk."""
    file = folder / "shop_log.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for number in range(300):
            writer.writerows(_rows(number))
    return _read(file)


def _rows(number: int) -> list[list[str]]:
    is_phone = number % 2 == 1
    goes = [step for step in STEPS[:4] if number < LEFT[step]]
    if len(goes) == 4 and number % (6 if is_phone else 2) == (1 if is_phone else 0):
        goes.append("payment_details")
        if number % 5:
            goes.append("purchase")
    said = ["mobile" if is_phone else "desktop", ("email", "organic")[number % 3 == 0], "2024-03", "new"]
    begin = _BEGIN + timedelta(hours=number)
    return [
        [
            f"user_{number:04}",
            f"sess_{number:06}",
            event,
            str(begin + timedelta(minutes=2 * place)),
            *said,
        ]
        for place, event in enumerate(["home", *goes])
    ]


def _read(file: Path) -> Log:
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return Log(file, list(csv.DictReader(text.decode().splitlines())))
