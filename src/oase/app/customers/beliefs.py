"""What the house takes for known of a customer, how old that is, and how much of it still counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from oase.model import Seen, Snapshot

__all__ = ["HALF_LIFE_DAYS", "Belief", "beliefs", "weight"]

About = Literal["phase", "touchpoint"]

HALF_LIFE_DAYS = 90
"""After so many days without a new contact a belief counts half, after twice as many a quarter."""

_DAY = 86_400_000_000


class Belief(NamedTuple):
    """A phase or touchpoint as far as the customer is concerned.

    Parameters
    ----------
    about : {"phase", "touchpoint"}
    name : str
    contacts : int
        How often.
    at : int
        When last, microseconds since 1970, UTC.
    weight : float
        How much of it still counts, 0 to 1.
    """

    about: About
    name: str
    contacts: int
    at: int
    weight: float


def weight(at: int, now: int) -> float:
    """Return how much counts what was last confirmed at a moment.

    Examples
    --------
    >>> day = 86_400_000_000
    >>> weight(0, 0), weight(0, 90 * day), weight(0, 180 * day), weight(5, 0)
    (1.0, 0.5, 0.25, 1.0)
    """
    return 0.5 ** (max(0, now - at) / (HALF_LIFE_DAYS * _DAY))


def beliefs(snapshot: Snapshot, now: int) -> list[Belief]:
    """Return what a snapshot says, phases first, what counts most before the rest."""
    held = [*_of("phase", snapshot.phases, now), *_of("touchpoint", snapshot.touchpoints, now)]
    return sorted(held, key=lambda one: (one.about, -one.weight, -one.contacts, one.name))


def _of(about: About, seen_by_name: Mapping[str, Seen], now: int) -> list[Belief]:
    return [
        Belief(about, name, seen.contacts, seen.at, weight(seen.at, now))
        for name, seen in seen_by_name.items()
    ]
