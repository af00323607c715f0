"""What a house holds after the kills, compared with what clients were told was accepted."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow.compute as pc
from sqlalchemy import func, select

from oase.app import open_house
from oase.contacts.recent import snapshot_of
from oase.db import open_database
from oase.db.inbox import backlogs
from oase.db.schema import contact_log
from oase.identity import Aliases, open_key
from oase.identity.graph import Graph
from oase.model import Person

__all__ = [
    "Count",
    "compare",
    "in_log",
    "is_worked_off",
    "marks",
    "order_as_read",
    "order_of_log",
    "say",
    "snapshots",
    "wait_until_held",
]

PATIENCE_SECONDS = 90.0
_RECEIVED = 15
"""Length of the time of receipt at the head of a tie."""


def say(text: str) -> None:
    """Tell the person who waits how far it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Count:
    """What was found wrong, in numbers.

    Parameters
    ----------
    accepted, held : int
        Message ids that a client was told about, and distinct ones in the house.
    lost, repeated : int
        Accepted ones that are not there, and those that are there more than once.
    """

    accepted: int
    held: int
    lost: int
    repeated: int

    @property
    def is_right(self) -> bool:
        """Whether every accepted message is there exactly once."""
        return not self.lost and not self.repeated


def marks(folder: Path) -> Counter[str]:
    """Return how often each marked message is among the contacts, sealed or not."""
    with open_house(folder) as house:
        contacts = house.contacts()
        if "mark" not in contacts.columns:
            return Counter()
        counts = pc.value_counts(contacts.to_arrow()["mark"].combine_chunks().cast("string"))
    return Counter({one["values"]: one["counts"] for one in counts.to_pylist() if one["values"] is not None})


def compare(accepted: Collection[str], held: Mapping[str, int]) -> Count:
    """Return how accepted messages and those of the house differ."""
    return Count(
        accepted=len(accepted),
        held=len(held),
        lost=sum(mark not in held for mark in accepted),
        repeated=sum(times > 1 for times in held.values()),
    )


def wait_until_held(
    folder: Path,
    accepted: Collection[str],
    *,
    seconds: float = PATIENCE_SECONDS,
    say: Callable[[str], None] = say,
) -> Counter[str]:
    """Wait until every accepted message is a contact, or time is over; return what is held then."""
    deadline = time.monotonic() + seconds
    while True:
        held = marks(folder)
        missing = sum(mark not in held for mark in accepted)
        if not missing or time.monotonic() > deadline:
            return held
        say(f"  {missing} accepted messages are not contacts yet")
        time.sleep(0.5)


def snapshots(folder: Path, persons: Collection[str]) -> dict[str, int]:
    """Return how many contacts the snapshot of each person says."""
    aliases = Aliases(open_key(folder))
    graph = Graph(aliases)
    counted: dict[str, int] = {}
    with open_database(folder) as database, database.reading() as connection:
        for name in persons:
            person: Person | None = graph.find(connection, name, "user")
            counted[name] = snapshot_of(connection, person).contacts if person else 0
    return counted


def is_worked_off(folder: Path) -> bool:
    """Return whether every accepted request has become contacts or refusals."""
    with open_database(folder) as database, database.reading() as connection:
        return not any(backlogs(connection, folder).values())


def in_log(folder: Path) -> int:
    """Return how many contacts are not sealed into the lake yet."""
    with open_database(folder) as database, database.reading() as connection:
        return connection.execute(select(func.count()).select_from(contact_log)).scalar_one()


def order_of_log(folder: Path) -> int:
    """Return how many contacts of the log stand behind a later accepted one of the same person and worker.

    Two workers accept at the same time, so between them only the tie says the order; readers go by it.
    """
    columns = (contact_log.c.alias, contact_log.c.tie)
    wrong, last = 0, dict[tuple[int, str], str]()
    with open_database(folder) as database, database.reading() as connection:
        for alias, tie in connection.execute(select(*columns).order_by(contact_log.c.id)):
            worker, place = tie[_RECEIVED : _RECEIVED + 2], tie[_RECEIVED + 2 :]
            wrong += place < last.get((alias, worker), "")
            last[alias, worker] = place
    return wrong


def order_as_read(folder: Path) -> int:
    """Return how many contacts an analysis meets before an earlier one of the same person.

    The order is that of time, of the same moment that of acceptance: received, worker, row.
    """
    with open_house(folder) as house:
        rows = house.contacts().to_arrow().select(["person", "at", "tie"]).to_pylist()
    return sum(
        one["person"] == next_one["person"] and (one["at"], one["tie"]) > (next_one["at"], next_one["tie"])
        for one, next_one in pairwise(rows)
    )
