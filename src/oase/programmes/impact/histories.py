"""Histories: what happened with items, put together where it is the same, to be kept and drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from oase.programmes.impact.formula import Happening

__all__ = ["Histories", "Past", "put_together", "read_back", "told"]


class Past(NamedTuple):
    """One happening of an item, and whether it lies in the period.

    Attributes
    ----------
    happening : Happening
    is_counted : bool
        False for what was before the period: it only uses up what the cap leaves.
    """

    happening: Happening
    is_counted: bool = True


Histories = Mapping[tuple[str, tuple[Past, ...]], int]
"""Class of garment and happenings, oldest first -> how many items have just that history."""


def put_together(items: Iterable[tuple[str, Sequence[Past]]]) -> Histories:
    """Count equal histories; those with nothing in the period are left out.

    Examples
    --------
    >>> once = [Past(Happening("repair", "kit"))]
    >>> list(put_together([("jacket", once), ("jacket", once)]).values())
    [2]
    """
    counted = Counter(
        (garment, tuple(past)) for garment, past in items if any(one.is_counted for one in past)
    )
    return dict(sorted(counted.items()))


def told(histories: Histories) -> list[list[Any]]:
    """Return histories as plain values, to be kept."""
    return [
        [garment, number, [[*one.happening, one.is_counted] for one in past]]
        for (garment, past), number in histories.items()
    ]


def read_back(rows: Iterable[Sequence[Any]]) -> Histories:
    """Return histories as they were kept.

    Examples
    --------
    >>> held = put_together([("jacket", [Past(Happening("resale"))])])
    >>> read_back(told(held)) == held
    True
    """
    return {
        (garment, tuple(Past(Happening(*one[:-1]), one[-1]) for one in past)): number
        for garment, number, past in rows
    }
