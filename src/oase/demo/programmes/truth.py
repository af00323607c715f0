"""What is planted in the demo's programmes, and must be found again."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["FAILS_TEST", "LONG_WAIT", "STORIES", "USUAL_WAIT", "Counts", "counts_for", "fixed_of", "scale"]

_FULL: Final = 20_000
_LEAST: Final = 0.2

LONG_WAIT: Final = ("Leipzig", 44.0)
"""The stop at which a single tailor mends, and the middle of the minutes waited there."""

USUAL_WAIT: Final = 14.0
"""The middle of the minutes waited at every other stop that is over."""

FAILS_TEST: Final = {"Punkte für jede Reparatur": "loyalty", "Herbst-Gutschein": "promotion"}
"""Measures that somebody has called purpose, and what they are."""


class Counts(NamedTuple):
    """Of one kind of story: how many in a demo of 20,000 persons, and how many of them end mended.

    ``ends`` says whether it has ended as a repair, so that it counts in the denominator.
    """

    many: int
    ends: bool = False
    is_fixed: bool = False


STORIES: Final = {
    "sent_in": Counts(74, ends=True, is_fixed=True),
    "worn_out": Counts(12, ends=True),
    "declined": Counts(8, ends=True),
    "run_out": Counts(4, ends=True),
    "liability": Counts(30, ends=True, is_fixed=True),
    "replaced": Counts(4, ends=True),
    "second": Counts(5, ends=True, is_fixed=True),
    "kit": Counts(30, ends=True, is_fixed=True),
    "kit_then_sent": Counts(8, ends=True, is_fixed=True),
    "kit_failed": Counts(2),
    "kit_end": Counts(2, ends=True),
    "kit_out": Counts(4),
    "store": Counts(14, ends=True, is_fixed=True),
    "exchanged": Counts(18),
    "exchange_open": Counts(2),
    "cancelled": Counts(4),
    "opened": Counts(6),
    "label": Counts(4),
    "shipped": Counts(4),
    "received": Counts(5),
    "estimated": Counts(6),
    "accepted": Counts(3),
    "in_repair": Counts(6),
    "waiting_for_part": Counts(5),
    "repaired": Counts(3),
}
"""Cases by their story; ``second`` comes back after a repair under liability."""


def scale(persons: int) -> float:
    """Return by how much the programmes of a smaller demo are smaller.

    Examples
    --------
    >>> scale(20_000), scale(1_000), scale(1_000_000)
    (1.0, 0.2, 1.0)
    """
    return min(1.0, max(_LEAST, persons / _FULL))


def counts_for(persons: int) -> dict[str, int]:
    """Return how many cases of each story there are, one at least.

    Examples
    --------
    >>> sum(counts_for(20_000).values())
    263
    """
    return {name: max(1, round(one.many * scale(persons))) for name, one in STORIES.items()}


def fixed_of(persons: int) -> tuple[int, int]:
    """Return how many repairs have ended mended, of how many that have ended.

    Examples
    --------
    >>> fixed_of(20_000)
    (161, 191)
    """
    counts = counts_for(persons)
    ended = {name: many for name, many in counts.items() if STORIES[name].ends}
    return sum(many for name, many in ended.items() if STORIES[name].is_fixed), sum(ended.values())
