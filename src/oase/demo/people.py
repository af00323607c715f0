"""The invented people of a block: who they are, how they feel, when their journeys start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.demo.calendar import DAYS, season_days

__all__ = ["AGES", "BLOCK", "CITIES", "CUSTOMERS", "PREFERENCES", "People", "people"]

BLOCK = 5_000
"""Persons drawn from one random generator: the same person is the same in every size of the demo."""

AGES = ("16–29", "30–44", "45–59", "60+")
CUSTOMERS = ("Neukunde", "Gelegenheitskäufer", "Stammkunde")
CITIES = ("Berlin", "Dresden", "Freiburg", "Hamburg", "Kassel", "Köln", "Leipzig", "München", "Nürnberg")
PREFERENCES = ("online", "Laden", "beides")

_AGE_SHARES = (0.24, 0.32, 0.28, 0.16)
_CUSTOMER_SHARES = (0.25, 0.40, 0.35)
_CITY_SHARES = (0.19, 0.07, 0.08, 0.16, 0.05, 0.13, 0.10, 0.14, 0.08)


@dataclass(frozen=True, slots=True)
class People:
    """The people of one block, one position per person in every array.

    Parameters
    ----------
    number : int64 array
        Running number in the demo.
    age, customer, city, preference : int8 arrays
        Codes into ``AGES``, ``CUSTOMERS``, ``CITIES``, ``PREFERENCES``.
    mood : float64 array
        What colours all answers of a person alike (halo).
    bought_before : bool array
        The journey starts with a purchase; new customers start with a need.
    first_day : int64 array
        Day of the demo on which the first journey starts.
    """

    number: NDArray[np.int64]
    age: NDArray[np.int8]
    customer: NDArray[np.int8]
    city: NDArray[np.int8]
    preference: NDArray[np.int8]
    mood: NDArray[np.float64]
    bought_before: NDArray[np.bool_]
    first_day: NDArray[np.int64]

    def __len__(self) -> int:
        """Persons of the block."""
        return len(self.number)

    def ids(self) -> pa.Array:
        """Return the customer numbers, such as ``K-0001234``."""
        return pa.array([f"K-{number:07d}" for number in self.number.tolist()])


def people(rng: np.random.Generator, first: int, count: int = BLOCK) -> People:
    """Draw the people of one block."""
    customer = _draw(rng, _CUSTOMER_SHARES, count)
    bought_before = customer > 0
    latest = np.where(bought_before, DAYS - 250, DAYS - 2)
    return People(
        number=np.arange(first, first + count, dtype=np.int64),
        age=_draw(rng, _AGE_SHARES, count),
        customer=customer,
        city=_draw(rng, _CITY_SHARES, count),
        preference=_draw(rng, (0.45, 0.2, 0.35), count),
        mood=rng.normal(size=count),
        bought_before=bought_before,
        first_day=season_days(rng, latest),
    )


def _draw(rng: np.random.Generator, shares: tuple[float, ...], count: int) -> NDArray[np.int8]:
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(count), side="right").astype(np.int8)
