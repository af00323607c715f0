"""The persons of the demo of whom transactions are kept: who they are, and to what they have agreed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from oase.demo.consents import Said, consents
from oase.demo.people import BLOCK, people

__all__ = ["Known", "known", "survey_consents"]

SHARE: Final = 1 / 3
_AGREES: Final = 0.85
_DAYS: Final = (200, 480)
_SOURCE, _TEXT = "Kasse, Kundenkarte", "Fassung 2025-11"


class Known(NamedTuple):
    """A person of the demo: number, age group, kind of customer and home as codes of ``oase.demo.people``."""

    number: int
    age: int
    customer: int
    city: int

    @property
    def person(self) -> str:
        """Customer number."""
        return f"K-{self.number:07}"


def known(persons: int, seed: int) -> Iterator[Known]:
    """Yield about a third of the persons of the demo; the same ones in a larger demo.

    Examples
    --------
    >>> some = list(known(300, 7))
    >>> some == [one for one in known(900, 7) if one.number < 300], len(some)
    (True, 107)
    """
    chosen = np.random.default_rng([seed, 61]).random(persons) < SHARE
    for first in range(0, persons, BLOCK):
        who = people(np.random.default_rng([seed, first // BLOCK]), first)
        for place in np.flatnonzero(chosen[first : first + BLOCK]).tolist():
            yield Known(first + place, int(who.age[place]), int(who.customer[place]), int(who.city[place]))


def survey_consents(persons: int, seed: int) -> Iterator[Said]:
    """Yield what those have said to surveys of whom the demo has no word on it yet: most agree.

    Examples
    --------
    >>> next(survey_consents(300, 7)).purpose
    'survey'
    """
    agrees = np.random.default_rng([seed, 62]).random(persons) < _AGREES
    days = np.random.default_rng([seed, 63]).integers(*_DAYS, persons)
    have = {said.person for said in consents(persons, seed) if said.purpose == "survey"}
    for one in known(persons, seed):
        if agrees[one.number] and one.person not in have:
            yield Said(
                one.person,
                "survey",
                is_granted=True,
                days_ago=int(days[one.number]),
                text=_TEXT,
                source=_SOURCE,
            )
