"""Play steps one after the other, each at its moment, by the functions that a page would call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection

from oase.programmes import news
from oase.programmes.moving_in import of_cases, of_returns, of_tour
from oase.programmes.moving_in.step import Played, Setting, Step, Verb

__all__ = ["VERBS", "Played", "Setting", "Step", "play"]

VERBS: Final[Mapping[str, Verb]] = {**of_cases.VERBS, **of_tour.VERBS, **of_returns.VERBS}
"""What can happen; the names are ``<thing>.<what>``."""

_ALL, _AT_ONCE = 10_000_000, 5_000


def play(connection: Connection, steps: Iterable[Step], setting: Setting) -> Played:
    """Play steps in the order of their moments.

    What happened becomes no contact afterwards: contacts of the past come into a house with its other
    contacts, and news are of what happens now.

    Parameters
    ----------
    connection : Connection
        In a writing transaction: all or nothing.
    steps : iterable of Step
    setting : Setting

    Returns
    -------
    Played
        By which name which id was given.
    """
    played = Played(connection, setting)
    before = max((number for number, _ in news.waiting(connection, _ALL)), default=0)
    for step in sorted(steps, key=lambda one: one.at):
        VERBS[step.verb](played, step)
    made = [number for number, _ in news.waiting(connection, _ALL) if number > before]
    for first in range(0, len(made), _AT_ONCE):
        news.drop(connection, made[first : first + _AT_ONCE])
    return played
