"""Uplift: what a play changes, against those it told nothing; and what each of its contents would bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.experience.exposures import CONTROL, Exposures, Goal, Shown
from oase.stats.always_valid import always_valid_difference, more_needed
from oase.stats.intervals import Interval, share
from oase.stats.off_policy import effective_size, ips, snips

__all__ = ["ArmUplift", "Uplift", "uplift_of", "uplifts"]


_Numbers = NDArray[np.float64]


class ArmUplift(NamedTuple):
    """A content of a play.

    Parameters
    ----------
    arm : str
    shown, reached : int
        Persons to whom it was said first, and of them who did it in time.
    share : Interval
        Wilson.
    ips, snips : Interval
        Share that all persons would have reached, had everybody got this content: estimated from the
        propensities, since Thompson sampling shows a content more often the better it does.
    effective : float
        How many persons of its own that is worth.
    """

    arm: str
    shown: int
    reached: int
    share: Interval
    ips: Interval
    snips: Interval
    effective: float


class Uplift(NamedTuple):
    """What a play changes.

    Parameters
    ----------
    play : str
    told, told_reached : int
        Persons who got a message and whose time is over; of them, who did it.
    control, control_reached : int
        The same of the control group.
    waiting : int
        Persons whose time is not over; they are in none of the other counts.
    uplift : Interval
        Difference of the shares, always-valid; nan where too few are known. Evidence A: randomised.
    more : int or None
        How many more persons are needed until it leaves zero out or can be told at all, at these shares;
        0 where it does.
    arms : tuple of ArmUplift
    """

    play: str
    told: int
    told_reached: int
    control: int
    control_reached: int
    waiting: int
    uplift: Interval
    more: int | None
    arms: tuple[ArmUplift, ...]

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.uplift.low > 0 or self.uplift.high < 0

    @property
    def is_known(self) -> bool:
        """Whether there are enough persons to tell anything."""
        return not math.isnan(self.uplift.low)


def uplifts(blocks: Iterable[pa.Table], goals: Mapping[str, Goal], now: int) -> dict[str, Uplift]:
    """Return the uplift of every play, from the contacts that its decisions have left.

    Parameters
    ----------
    blocks : iterable of pa.Table
        Contacts with the columns that ``Exposures`` names, in any order.
    goals : mapping of str to Goal
        By play.
    now : int
        Microseconds since 1970, UTC.
    """
    found = Exposures(goals, now)
    for block in blocks:
        found.add(block)
    by_play: dict[str, list[Shown]] = {play: [] for play in goals}
    for one in found.shown():
        by_play[one.play].append(one)
    return {play: uplift_of(play, shown) for play, shown in by_play.items()}


def uplift_of(play: str, shown: Iterable[Shown]) -> Uplift:
    """Return the uplift of one play from its exposures.

    A person whose time is not over is left out, even where she did it already: else those who act fast
    would count before those who do not act at all.

    Examples
    --------
    >>> told = [Shown("p", "a", 1.0, reached=n < 90, is_open=False) for n in range(900)]
    >>> held = [Shown("p", "control", 0.1, reached=n < 2, is_open=False) for n in range(100)]
    >>> found = uplift_of("p", [*told, *held])
    >>> round(found.uplift.value, 2), found.is_clear
    (0.08, True)
    """
    every = list(shown)
    over = [one for one in every if not one.is_open]
    control = [one for one in over if one.arm == CONTROL]
    told = [one for one in over if one.arm != CONTROL]
    counts = sum(one.reached for one in told), len(told), sum(one.reached for one in control), len(control)
    return Uplift(
        play,
        told=counts[1],
        told_reached=counts[0],
        control=counts[3],
        control_reached=counts[2],
        waiting=len(every) - len(over),
        uplift=always_valid_difference(*counts),
        more=more_needed(*counts),
        arms=_arms(told),
    )


def _arms(told: list[Shown]) -> tuple[ArmUplift, ...]:
    if not told:
        return ()
    reward = np.array([one.reached for one in told], np.float64)
    chance = np.array([min(1.0, one.propensity) for one in told])
    usable = chance > 0
    return tuple(_arm(name, told, reward, chance, usable) for name in sorted({one.arm for one in told}))


def _arm(
    name: str, told: list[Shown], reward: _Numbers, chance: _Numbers, usable: NDArray[np.bool_]
) -> ArmUplift:
    mine = np.array([one.arm == name for one in told])
    shown, reached = int(mine.sum()), int(reward[mine].sum())
    nothing = Interval(math.nan, math.nan, math.nan)
    if not usable.any():
        return ArmUplift(name, shown, reached, share(reached, shown), nothing, nothing, 0.0)
    log = reward[usable], chance[usable], mine[usable].astype(np.float64)
    return ArmUplift(
        name, shown, reached, share(reached, shown), ips(*log), snips(*log), effective_size(*log[1:])
    )
