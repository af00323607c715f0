"""All plays as one function: what has happened leads to those that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from oase.decisions.plays.play import Play
from oase.decisions.situation import Situation
from oase.model import Facts

__all__ = ["Asked", "Plays", "compile_plays"]


class Asked(NamedTuple):
    """A play that something concerns: whether its conditions hold, and what was asked."""

    play: Play
    holds: bool
    values: dict[str, Any]


Plays = Callable[[Facts, Situation], list[Asked]]


def compile_plays(plays: Iterable[Play]) -> Plays:
    """Return one function that asks the conditions of every play of a trigger.

    Parameters
    ----------
    plays : iterable of Play
        Those that hold, in the order in which they are asked.

    Examples
    --------
    >>> compile_plays([])({}, Situation(trigger="store.near"))
    []
    """
    by_trigger: dict[str, list[Play]] = {}
    for play in plays:
        by_trigger.setdefault(play.trigger, []).append(play)
    held = {trigger: tuple(found) for trigger, found in by_trigger.items()}

    def ask(facts: Facts, situation: Situation) -> list[Asked]:
        return [Asked(play, *play.when(facts, situation)) for play in held.get(situation.trigger, ())]

    return ask
