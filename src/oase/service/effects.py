"""What became of a touchpoint after a measure was done there: before and after, against similar ones.

Fulfilment (share exceeded minus share missed) is looked at week by week, counted from the moment the measure
was done, and compared with the common course of similar touchpoints (``stats.interrupted``). Nothing was
drawn by lot: what is found goes together with the measure, it is not shown to come from it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oase.stats import Effect, Series, benjamini_hochberg, interrupted, net_share

__all__ = ["SURE", "WEEKS", "Found", "Measured", "Place", "Said", "effects", "similar_to"]

WEEKS = 26
"""Weeks looked at on either side at most."""

SURE = 0.05
"""Share of false ones to be expected among all that are called a change."""

_WEEK = 7 * 86_400_000_000
_FEWEST_SIMILAR = 4


class Said(NamedTuple):
    """Answers about the own brand: touchpoint as a number, when, -1 to 1, weight."""

    touchpoint: NDArray[np.int64]
    at: NDArray[np.int64]
    answer: NDArray[np.float64]
    weight: NDArray[np.float64]


class Place(NamedTuple):
    """What makes touchpoints alike: their phase and channel."""

    phase: str
    channel: str


class Measured(NamedTuple):
    """A measure that was done."""

    id: int
    touchpoint: str
    done: int


class Found(NamedTuple):
    """What became of a touchpoint.

    Parameters
    ----------
    id : int
        Of the measure.
    touchpoint : str
    done : int
    verdict : str
        ``better``, ``worse``, ``unclear`` (a change of nothing is among what is possible), ``uncompared``
        (before and after alone: no finding), ``too_few``, ``never`` (too little was said before: no number
        of further answers mends that).
    change, low, high : float or None
        Of the fulfilment, -2 to 2, with its 95 % interval.
    q : float or None
        Share of false ones among all that are at least as clear.
    before, after : tuple of (float, float, float) or None
        Fulfilment with its 90 % interval, not corrected for anything.
    n_before, n_after : int
        Answers they rest on.
    more_answers, more_weeks : int
        What is still missing after it was done: answers, weeks with answers.
    similar : tuple of str
        What it was compared with.
    is_alone : bool
        Whether nothing else was done there within the same weeks.
    """

    id: int
    touchpoint: str
    done: int
    verdict: str = "too_few"
    change: float | None = None
    low: float | None = None
    high: float | None = None
    q: float | None = None
    before: tuple[float, float, float] | None = None
    after: tuple[float, float, float] | None = None
    n_before: int = 0
    n_after: int = 0
    more_answers: int = 0
    more_weeks: int = 0
    similar: tuple[str, ...] = ()
    is_alone: bool = True


def similar_to(touchpoint: str, places: Mapping[str, Place], touched: Collection[str] = ()) -> list[str]:
    """Return touchpoints like one: of its phase and channel, of its phase, else all others.

    The first of these three that has four is taken; where something was done itself is left out.

    Examples
    --------
    >>> places = {"Kasse": Place("purchase", "store"), "Chat": Place("search", "online")}
    >>> similar_to("Kasse", places)
    ['Chat']
    """
    others = sorted(name for name in places if name != touchpoint and name not in touched)
    here = places.get(touchpoint, Place("", ""))
    in_phase = [name for name in others if here.phase and places[name].phase == here.phase]
    as_well = [name for name in in_phase if here.channel and places[name].channel == here.channel]
    return next((group for group in (as_well, in_phase) if len(group) >= _FEWEST_SIMILAR), others)


def effects(
    said: Said, names: Sequence[str], places: Mapping[str, Place], measures: Sequence[Measured], now: int
) -> list[Found]:
    """Return what became of every touchpoint at which something was done.

    Parameters
    ----------
    said : Said
    names : sequence of str
        Touchpoints by their number in ``said``.
    places : mapping of str to Place
    measures : sequence of Measured
    now : int
        Weeks that are not over are left out.
    """
    numbers = {name: number for number, name in enumerate(names)}
    found = [_effect(said, numbers, places, one, measures, now) for one in measures]
    told = [one for one in found if one.q is not None]
    adjusted = iter(benjamini_hochberg([one.q for one in told if one.q is not None]).tolist() if told else [])
    return [one if one.q is None else _judged(one._replace(q=next(adjusted))) for one in found]


def _effect(
    said: Said,
    numbers: Mapping[str, int],
    places: Mapping[str, Place],
    one: Measured,
    measures: Sequence[Measured],
    now: int,
) -> Found:
    after = min(WEEKS, max(0, now - one.done) // _WEEK)
    near = [other for other in measures if abs(other.done - one.done) < WEEKS * _WEEK]
    touched = {other.touchpoint for other in near}
    known = {name: place for name, place in places.items() if name in numbers}
    alike = similar_to(one.touchpoint, known, touched)
    is_alone = sum(other.touchpoint == one.touchpoint for other in near) == 1
    empty = Found(one.id, one.touchpoint, one.done, is_alone=is_alone)
    mine = _weekly(said, numbers.get(one.touchpoint, -1), one.done, after)
    if after == 0:
        return _with_sides(empty._replace(more_answers=30, more_weeks=4), mine)
    others = [_weekly(said, numbers[name], one.done, after) for name in alike]
    told = interrupted(mine.series, WEEKS, similar=[other.series for other in others])
    return _told(_with_sides(empty, mine), told, alike)


class _Weeks(NamedTuple):
    """Answers week by week, ``WEEKS`` of them before: half scores as hits, and the sides in counts."""

    series: Series
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    sizes: tuple[int, int]


def _weekly(said: Said, number: int, done: int, after: int) -> _Weeks:
    """Count a touchpoint's answers by weeks from the moment that something was done.

    An answer counts as (answer + 1) / 2, so that twice the change of that mean is the change of fulfilment;
    its variance is at most that of a share, which ``interrupted`` assumes.
    """
    start, end = done - WEEKS * _WEEK, done + after * _WEEK
    here = (said.touchpoint == number) & (said.at >= start) & (said.at < end)
    week = (said.at[here] - start) // _WEEK
    weight, answer = said.weight[here], said.answer[here]
    length = WEEKS + after
    n = np.bincount(week, weight, length)
    hits = np.minimum(np.bincount(week, weight * (answer + 1) / 2, length), n)
    is_after = week >= WEEKS
    sides = [
        np.array([weight[side & (answer == value)].sum() for value in (-1, 0, 1)])
        for side in (~is_after, is_after)
    ]
    sizes = int((~is_after).sum()), int(is_after.sum())
    return _Weeks(Series(hits, n), sides[0], sides[1], sizes)


def _with_sides(found: Found, weeks: _Weeks) -> Found:
    before, after = (_side(counts) for counts in (weeks.before, weeks.after))
    return found._replace(before=before, after=after, n_before=weeks.sizes[0], n_after=weeks.sizes[1])


def _side(counts: NDArray[np.float64]) -> tuple[float, float, float] | None:
    if not counts.sum():
        return None
    value, low, high = net_share(float(counts[2]), float(counts[0]), float(counts.sum())).interval()
    return float(value), float(low), float(high)


def _told(found: Found, told: Effect, alike: Sequence[str]) -> Found:
    lacking = {one.what: one.need - one.have for one in told.missing}
    if lacking:
        is_past = any(what.endswith("before") for what in lacking)
        return found._replace(
            verdict="never" if is_past else "too_few",
            more_answers=lacking.get("cases_after", 0),
            more_weeks=lacking.get("periods_after", 0),
        )
    if not math.isfinite(told.value):
        return found._replace(verdict="too_few")
    change, low, high = 2 * told.value, 2 * told.low, 2 * told.high
    figures = found._replace(change=change, low=low, high=high, similar=tuple(alike) if told.similar else ())
    return figures._replace(q=told.p) if told.is_compared else figures._replace(verdict="uncompared")


def _judged(found: Found) -> Found:
    assert found.q is not None and found.change is not None  # noqa: S101, PT018 - who calls has looked
    if found.q > SURE or found.low is None or found.high is None or found.low <= 0 <= found.high:
        return found._replace(verdict="unclear")
    return found._replace(verdict="better" if found.change > 0 else "worse")
