"""Customers of the demo who walk past a store with their app: who, where, and what they allow and do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final, NamedTuple

from oase.demo.shop import shop, wanted

__all__ = ["CONSENTS", "FIRST", "Passing", "passing"]

FIRST: Final = 45
"""So many come within the first minutes: then there is something to see of what is decided."""

CONSENTS: Final = ("push", "location", "in_store", "personalisation", "survey")
_FIRST_SECONDS, _LATER_SECONDS = 3.0, 15.0
_ALLOWS, _ENTERS, _NEAR = 0.85, 0.4, 0.9


class Passing(NamedTuple):
    """Somebody walks past a store.

    Parameters
    ----------
    wait_seconds : float
        Since the one before.
    person : str
    store : str
        Code.
    distance_m, accuracy_m : float
    allows : tuple of str
        What she has allowed in her app.
    stays_seconds : float
        For how long she is in the store; 0 where she walks on.
    """

    wait_seconds: float
    person: str
    store: str
    distance_m: float
    accuracy_m: float
    allows: tuple[str, ...]
    stays_seconds: float


def passing(persons: int, seed: int = 7) -> Iterator[Passing]:
    """Yield customers who want something and come past a store, without end.

    Parameters
    ----------
    persons : int
        Of the demo.
    seed : int
        The same seed gives the same ones.

    Examples
    --------
    >>> from itertools import islice
    >>> first = list(islice(passing(400, seed=1), 60))
    >>> first == list(islice(passing(400, seed=1), 60)), sum(one.wait_seconds for one in first[:45]) < 180
    (True, True)
    """
    rng = random.Random(seed + 5)  # noqa: S311
    customers = sorted({one.person for one in wanted(persons, seed)})
    codes = [one.code for one in shop(0, seed).stores]
    rng.shuffle(customers)
    number = 0
    while customers:
        for person in customers:
            number += 1
            pause = _FIRST_SECONDS if number <= FIRST else _LATER_SECONDS
            yield Passing(
                wait_seconds=round(rng.uniform(0.6, 1.3) * pause, 2),
                person=person,
                store=rng.choice(codes),
                distance_m=float(rng.randint(40, 280 if rng.random() < _NEAR else 900)),
                accuracy_m=float(rng.randint(8, 60)),
                allows=_allowed(rng),
                stays_seconds=float(rng.randint(60, 240)) if rng.random() < _ENTERS else 0.0,
            )


def _allowed(rng: random.Random) -> tuple[str, ...]:
    return tuple(one for one in CONSENTS if rng.random() < _ALLOWS)
