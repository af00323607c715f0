"""What the page of plays shows of the whole house: what each changes, and what one would have done."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from oase.app.dry_run import dry_run
from oase.app.tasks.task import Arguments, Progress
from oase.decisions.learning import keep_arms
from oase.decisions.plays import newest, parse
from oase.experience.exposures import Exposures, Goal
from oase.experience.uplift import ArmUplift, Uplift, uplifts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from oase.app.house import House

__all__ = ["play_trial", "plays_uplift"]


def plays_uplift(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return what every play changes, by name; what its contents led to is kept for the counter.

    Returns
    -------
    dict
        Per play ``told``, ``told_reached``, ``control``, ``control_reached``, ``waiting``, ``value``,
        ``low``, ``high`` (None where too few are known), ``more``, ``is_clear`` and ``arms``: ``arm``,
        ``shown``, ``reached``, and ``share``, ``ips``, ``snips`` as [value, low, high], ``effective``.
    """
    del arguments
    rooms = house.rooms
    with rooms.database.reading() as connection:
        goals = {one.name: Goal(one.play.goal, one.play.goal_days) for one in newest(connection)}
    found = uplifts(_blocks(house, progress), goals, rooms.clock())
    arms = [(name, arm.arm, arm.shown, arm.reached) for name, one in found.items() for arm in one.arms]
    with rooms.database.writing() as connection:
        keep_arms(connection, arms, rooms.clock())
    return {name: _plain(one) for name, one in found.items()}


def play_trial(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return what the play in ``text`` would have done with yesterday's contacts; changes nothing.

    Returns
    -------
    dict
        Fields of ``app.dry_run.DryRun``.

    Raises
    ------
    PlayInvalid
        The text is wrong.
    """
    return dry_run(house.rooms, parse(arguments["text"]), progress)._asdict()


def _blocks(house: House, progress: Progress) -> Iterator[pa.Table]:
    done, total = 0, house.rooms.store.counts()["contacts"]
    for block in house.rooms.store.blocks(Exposures.columns):
        yield block
        done += len(block)
        progress(done, total)


def _plain(one: Uplift) -> dict[str, Any]:
    value, low, high = (end if one.is_known else None for end in one.uplift)
    return {
        "told": one.told,
        "told_reached": one.told_reached,
        "control": one.control,
        "control_reached": one.control_reached,
        "waiting": one.waiting,
        "value": value,
        "low": low,
        "high": high,
        "more": one.more,
        "is_clear": one.is_clear,
        "arms": [_plain_arm(arm) for arm in one.arms],
    }


def _plain_arm(arm: ArmUplift) -> dict[str, Any]:
    ranges = {"share": arm.share, "ips": arm.ips, "snips": arm.snips}
    return {
        "arm": arm.arm,
        "shown": arm.shown,
        "reached": arm.reached,
        "effective": arm.effective,
        **{name: [None if isnan(end) else end for end in ends] for name, ends in ranges.items()},
    }
