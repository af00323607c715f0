"""What is planted in Lindwerk's answers, messages and measures; tests read it, generators obey it."""

from __future__ import annotations

from typing import Final, NamedTuple

from oase.demo.people import AGES

__all__ = [
    "DAYS",
    "EFFECT",
    "IGNORABLE",
    "LATE",
    "LOG_DAYS",
    "MEASURES",
    "NON_IGNORABLE",
    "NO_EFFECT",
    "RATED",
    "REFERRED_SHARE",
    "Late",
    "Measured",
    "Rated",
    "Shares",
    "fulfilment",
    "lived",
]

DAYS: Final = 120
"""So far back messages go."""

LOG_DAYS: Final = 180
"""So far back transactions go."""

REFERRED_SHARE: Final = 0.31
"""Of the new customers, so many were won by a recommendation."""


class Shares(NamedTuple):
    """Shares of transactions at which the expectation is exceeded and missed; the rest is met."""

    exceeded: float
    missed: float


class Rated(NamedTuple):
    """A touchpoint that is rated after each transaction.

    Parameters
    ----------
    name : str
    phase : str
    channel : str
    owner : str
    weight : int
        How often it comes, against the others.
    lived : Shares
        Over all who were there, before any measure.
    share : float
        With which probability a transaction is invited.
    answers : tuple of float
        Who answers an invitation, by age group.
    by_answer : tuple of float
        Factor of that by what was lived: missed, met, exceeded. Ones where only what is recorded matters.
    by_age : tuple of float
        What is added to exceeded, and taken from missed, by age group; nothing on average.
    value : tuple of int
        From and to how many euros.
    """

    name: str
    phase: str
    channel: str
    owner: str
    weight: int
    lived: Shares
    share: float = 0.7
    answers: tuple[float, ...] = (0.52, 0.55, 0.6, 0.62)
    by_answer: tuple[float, float, float] = (1.0, 1.0, 1.0)
    by_age: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    value: tuple[int, int] = (0, 0)


class Late(NamedTuple):
    """The channel that is late at weekends: between which hours half of the messages are answered."""

    channel: str
    weekday_hours: tuple[float, float]
    weekend_hours: tuple[float, float]


class Measured(NamedTuple):
    """A measure that was done so many days ago, and the shares lived since."""

    touchpoint: str
    days_ago: int
    since: Shares


RATED: Final = (
    Rated(
        "Kasse", "purchase", "Laden", "Jana Petersen", 26, Shares(0.34, 0.26),
        answers=(0.09, 0.22, 0.48, 0.74), by_age=(0.28, 0.08, -0.12, -0.37), value=(20, 260),
    ),
    Rated(
        "Hotline", "use", "Telefon", "Tomasz Wolski", 14, Shares(0.30, 0.24),
        answers=(0.30, 0.32, 0.34, 0.36), by_answer=(2.3, 0.75, 0.6),
    ),
    Rated(
        "Paket-Übergabe", "use", "Lieferung", "Emre Aksoy", 30, Shares(0.18, 0.44), share=0.95,
    ),
    Rated(
        "Abholung im Laden", "use", "Laden", "Jana Petersen", 16, Shares(0.28, 0.33), share=0.9,
        value=(20, 220),
    ),
    Rated("Sendungsverfolgung", "use", "Website", "Emre Aksoy", 14, Shares(0.26, 0.27), share=0.9),
    Rated("Änderungsservice", "use", "Laden", "Jana Petersen", 12, Shares(0.33, 0.22), share=0.9),
)  # fmt: skip
"""Touchpoints that are rated after each transaction; none of them is among those of the imported survey."""

IGNORABLE: Final = "Kasse"
"""Older customers answer more often and like it less: raw shares mislead, weighting by age mends them."""

NON_IGNORABLE: Final = "Hotline"
"""Whoever was annoyed answers more often, whoever she is: no weighting by what is recorded mends that."""

EFFECT: Final = Measured("Paket-Übergabe", 84, Shares(0.46, 0.14))
"""Parcels are handed over in person since."""

NO_EFFECT: Final = Measured("Abholung im Laden", 77, RATED[3].lived)
"""New signs above the counter: nothing has changed."""

MEASURES: Final = {one.touchpoint: one for one in (EFFECT, NO_EFFECT)}

LATE: Final = Late("Instagram", (0.5, 4.0), (20.0, 48.0))
"""Nobody is there from Friday evening to Monday morning; the other channels have somebody at weekends."""

_AGE_SHARES: Final = (0.24, 0.32, 0.28, 0.16)


def lived(rated: Rated, age: int, days_ago: float) -> Shares:
    """Return the shares that hold for an age group so many days ago.

    Parameters
    ----------
    rated : Rated
    age : int
        Place in ``oase.demo.people.AGES``.
    days_ago : float
    """
    measure = MEASURES.get(rated.name)
    base = measure.since if measure is not None and days_ago < measure.days_ago else rated.lived
    tilt = rated.by_age[age]
    return Shares(base.exceeded + tilt * 0.6, base.missed - tilt * 0.6)


def fulfilment(name: str, days_ago: float = LOG_DAYS) -> float:
    """Return what is true of a touchpoint over all who were there: P(exceeded) - P(missed).

    Examples
    --------
    >>> round(fulfilment("Kasse"), 3), round(fulfilment("Paket-Übergabe", 10), 3)
    (0.08, 0.32)
    """
    rated = next(one for one in RATED if one.name == name)
    parts = [lived(rated, age, days_ago) for age in range(len(AGES))]
    return sum(share * (one.exceeded - one.missed) for share, one in zip(_AGE_SHARES, parts, strict=True))
