"""Small invented answers and contacts for the tests of magic moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from oase.lake import Answers, Contacts
from oase.model import Scale

DAY = 86_400_000_000


@dataclass
class World:
    """Answers and contacts as plain lists, before they become tables."""

    person: list[str]
    at: list[int]
    touchpoint: list[str]
    answer: list[int | None]
    age: list[str | None]
    contacts: list[tuple[str, int, str]]

    def answers(self, shuffle: int | None = None, **more: object) -> Answers:
        columns = {
            "person": pa.array(self.person),
            "at": pa.array(self.at, pa.int64()),
            "touchpoint": pa.array(self.touchpoint).dictionary_encode(),
            "answer": pa.array(self.answer, pa.int8()),
            "age": pa.array(self.age),
        }
        table = pa.table(columns | more)
        if shuffle is not None:
            table = table.take(pa.array(np.random.default_rng(shuffle).permutation(len(table))))
        return Answers(table, "long", tuple(sorted(set(self.touchpoint))), Scale(), ("age",))

    def log(self) -> Contacts:
        rows = {"person": [], "at": [], "touchpoint": []}
        for person, at, touchpoint in self.contacts:
            rows["person"].append(person)
            rows["at"].append(at)
            rows["touchpoint"].append(touchpoint)
        return Contacts.from_batches([pa.RecordBatch.from_pydict(rows)])


def random_world(seed: int, persons: int = 400, touchpoints: int = 4, days: int = 300) -> World:
    """Return persons who answer about some touchpoints at some times, some twice, some at the same moment."""
    rng = np.random.default_rng(seed)
    world = World([], [], [], [], [], [])
    names = [f"T{i}" for i in range(touchpoints)]
    for number in range(persons):
        person = f"p{number:04d}"
        age = [None, "young", "old"][rng.integers(0, 3)]
        level = 0.0
        for _ in range(rng.integers(1, 8)):
            answer = int(rng.choice([-1, 0, 1], p=[0.25, 0.4, 0.35]))
            world.person.append(person)
            world.at.append(int(rng.integers(0, 40)) * DAY * days // 40)
            world.touchpoint.append(str(rng.choice(names)))
            world.answer.append(None if rng.random() < 0.05 else answer)
            world.age.append(age)
            level += 0.1 * answer
        world.contacts.append((person, int(rng.integers(0, days)) * DAY, "visit"))
        for _ in range(rng.poisson(max(0.2, 1.0 + level))):
            world.contacts.append((person, int(rng.integers(0, days)) * DAY, "purchase"))
    world.contacts.append(("nobody", days * DAY, "visit"))
    return world
