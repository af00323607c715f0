"""What became of decisions, counted by play, outcome and reason; without persons."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from oase.decisions.tables import play_counts

__all__ = ["Tally", "tallies"]


class Tally(NamedTuple):
    """How often decisions of a play came out in one way, for one reason (empty for none)."""

    play: str
    outcome: str
    reason: str
    number: int


def tallies(connection: Connection, first: int, last: int) -> list[Tally]:
    """Return what became of the decisions of some days, the most frequent first.

    Parameters
    ----------
    connection : Connection
    first, last : int
        Days since 1970 in the house's time zone, both included.
    """
    held = play_counts.c
    number = func.sum(held.number).label("number")
    asked = (
        select(held.play, held.outcome, held.reason, number)
        .where(held.day >= first, held.day <= last)
        .group_by(held.play, held.outcome, held.reason)
        .order_by(number.desc(), held.play, held.outcome, held.reason)
    )
    return [Tally(*row) for row in connection.execute(asked)]
