"""Which of several contents to say: Thompson sampling whose probabilities are known and can be logged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaincinv
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from oase.db.versions import bump
from oase.decisions.asked import Rule
from oase.decisions.deciding import Chosen, Draw
from oase.decisions.tables import arms

__all__ = ["FLOOR", "Arm", "arms_of", "drawing", "keep_arms", "pick", "propensities"]

FLOOR = 0.05
"""No content is chosen more seldom: else nobody could tell later what another choice would have brought."""

_NODES, _WEIGHTS = (np.asarray(part, np.float64) for part in np.polynomial.legendre.leggauss(96))
_U, _W = (_NODES + 1) / 2, _WEIGHTS / 2


class Arm(NamedTuple):
    """What a content has led to.

    Parameters
    ----------
    shown : int
        Persons to whom it was said.
    reached : int
        Of them, who did what the play is for within its time.
    """

    shown: int
    reached: int


def propensities(counts: Sequence[Arm], floor: float = FLOOR) -> tuple[float, ...]:
    """Return with which probability Thompson sampling chooses each content.

    That is the probability that its share is the largest, each with a Beta(1 + reached, 1 + not reached)
    posterior (Thompson 1933; Chapelle & Li 2011): not drawn but integrated, so that it is exact enough to be
    logged. No probability is below ``floor``, or an even split where there are too many contents for that.

    Parameters
    ----------
    counts : sequence of Arm
    floor : float

    Examples
    --------
    >>> [round(p, 3) for p in propensities([Arm(0, 0), Arm(0, 0)])]
    [0.5, 0.5]
    >>> [round(p, 3) for p in propensities([Arm(1000, 50), Arm(1000, 20)])]
    [0.95, 0.05]
    """
    return _propensities(tuple(counts), floor)


@lru_cache(maxsize=4096)
def _propensities(counts: tuple[Arm, ...], floor: float) -> tuple[float, ...]:
    k = len(counts)
    if k < 2:
        return (1.0,) * k
    a = np.array([1.0 + max(0, min(arm.reached, arm.shown)) for arm in counts])
    b = np.array([1.0 + max(0, arm.shown - arm.reached) for arm in counts])
    best = np.empty(k)
    for arm in range(k):
        at = betaincinv(a[arm], b[arm], _U)
        others = [betainc(a[other], b[other], at) for other in range(k) if other != arm]
        best[arm] = _W @ np.prod(others, axis=0)
    best /= best.sum()
    least = min(floor, 1 / k)
    return tuple((least + (1 - k * least) * best).tolist())


def pick(chances: Sequence[float], number: float) -> int:
    """Return which content a number between 0 and 1 chooses.

    Examples
    --------
    >>> pick([0.2, 0.8], 0.1), pick([0.2, 0.8], 0.2), pick([0.2, 0.8], 1.0)
    (0, 1, 1)
    """
    passed = 0.0
    for place, chance in enumerate(chances):
        passed += chance
        if number < passed:
            return place
    return len(chances) - 1


def drawing(
    counts: Callable[[], Mapping[tuple[str, str], Arm]], chance: random.Random, floor: float = FLOOR
) -> Draw:
    """Return what chooses a content of a play and tells with which probability.

    Parameters
    ----------
    counts : callable
        Returns what is known of contents now, by play and arm; an unknown one begins at nothing.
    chance : random.Random
    floor : float
    """

    def draw(play: Rule) -> Chosen:
        if len(play.contents) == 1:
            return Chosen(play.contents[0], 1.0)
        held = counts()
        nothing = Arm(0, 0)
        chances = propensities([held.get((play.name, one.arm), nothing) for one in play.contents], floor)
        place = pick(chances, chance.random())
        return Chosen(play.contents[place], chances[place])

    return draw


def arms_of(connection: Connection) -> dict[tuple[str, str], Arm]:
    """Return what all contents have led to, by play and arm."""
    rows = connection.execute(select(arms.c.play, arms.c.arm, arms.c.shown, arms.c.reached))
    return {(play, arm): Arm(shown, reached) for play, arm, shown, reached in rows}


def keep_arms(connection: Connection, found: Iterable[tuple[str, str, int, int]], now: int) -> int:
    """Keep what contents have led to, as counted in the lake; return how many have changed.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    found : iterable of (play, arm, shown, reached)
    now : int
        Microseconds since 1970, UTC.
    """
    held = arms_of(connection)
    changed = [row for row in found if held.get((row[0], row[1])) != Arm(row[2], row[3])]
    for play, arm, shown, reached in changed:
        row = {"shown": shown, "reached": reached, "value": reached / shown if shown else 0.0, "updated": now}
        added = insert(arms).values(play=play, arm=arm, **row)
        connection.execute(added.on_conflict_do_update(index_elements=["play", "arm"], set_=row))
    if changed:
        bump(connection, "plays")  # who holds them in memory reads them again with the plays
    return len(changed)
