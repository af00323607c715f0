"""The queue: who is next, how many stand before somebody, and how long it will take, as a range.

Order: whoever booked stands where her slot begins if she comes at most one slot late, else where she arrived;
whoever drew a number stands where she arrived; of equals the lower number first.

The wait is estimated from minutes that were measured (Efron 1979, bootstrap): in each of 400 runs everybody
before her is given one of the measured times at random, whoever is being served what is left of a time longer
than the time so far, and the next one goes to the tailor who is free first. The range is from the 10th to the
90th of 100 runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heapreplace
from random import Random
from typing import NamedTuple

from oase.programmes.events.stops import MINUTE, Stop
from oase.programmes.events.tickets import Ticket

__all__ = ["FEWEST", "Wait", "before", "due", "estimate", "measured", "queue", "wait_of"]

FEWEST = 8
"""Measured times below which no wait is told."""

RUNS = 400
_LOW, _HIGH = 0.1, 0.9


class Wait(NamedTuple):
    """How long somebody will wait, in whole minutes; None for all three where too little is measured.

    Attributes
    ----------
    low, middle, high : int or None
    before : int
        How many stand before her.
    missing : int
        How many times more must be measured before a wait can be told.
    """

    low: int | None
    middle: int | None
    high: int | None
    before: int
    missing: int = 0


def due(one: Ticket, slot_minutes: int) -> int:
    """Return the moment at which somebody stands in the queue."""
    arrived = one.arrived if one.arrived is not None else one.made
    if one.slot is None:
        return arrived
    return one.slot if arrived <= one.slot + slot_minutes * MINUTE else arrived


def queue(tickets: Sequence[Ticket], slot_minutes: int) -> list[Ticket]:
    """Return those who wait, in the order in which they are called."""
    waiting = [one for one in tickets if one.state == "waiting"]
    return sorted(waiting, key=lambda one: (due(one, slot_minutes), one.number))


def before(one: Ticket, tickets: Sequence[Ticket], slot_minutes: int) -> int:
    """Return how many stand before somebody: those called, and those before her in the queue."""
    if one.state in ("called", "in_work"):
        return 0
    called = sum(other.state == "called" for other in tickets)
    mine = (due(one, slot_minutes), one.number)
    ahead = [
        other
        for other in tickets
        if other.state == "waiting" and (due(other, slot_minutes), other.number) < mine
    ]
    return called + len(ahead)


def measured(tickets: Sequence[Ticket]) -> list[int]:
    """Return how long what is done has taken, in microseconds."""
    return [
        one.ended - one.began
        for one in tickets
        if one.state == "done" and one.began is not None and one.ended is not None and one.ended > one.began
    ]


def wait_of(
    one: Ticket, tickets: Sequence[Ticket], times: Sequence[int], stop: Stop, tailors: int, now: int
) -> Wait:
    """Return how long somebody at a stop will wait.

    Parameters
    ----------
    one : Ticket
    tickets : sequence of Ticket
        All of the stop.
    times : sequence of int
        As ``measured``; of this stop, or of others of the tour.
    stop : Stop
    tailors : int
        Who mends now.
    now : int
    """
    running = [now - other.began for other in tickets if other.state == "in_work" and other.began is not None]
    n = before(one, tickets, stop.slot_minutes)
    return estimate(n, running, times, max(tailors, len(running), 1), Random(one.id))  # noqa: S311


def estimate(n: int, running: Sequence[int], times: Sequence[int], tailors: int, random: Random) -> Wait:
    """Return how long it takes until a tailor is free for somebody with ``n`` before her.

    Parameters
    ----------
    n : int
    running : sequence of int
        How long those who are being served have been, microseconds.
    times : sequence of int
        Measured ones, microseconds.
    tailors : int
    random : Random
        With a seed, so that a page loaded again tells the same.

    Examples
    --------
    >>> estimate(3, [], [10 * MINUTE] * 8, 1, Random(1))
    Wait(low=30, middle=30, high=30, before=3, missing=0)
    >>> estimate(3, [], [10 * MINUTE] * 5, 1, Random(1))
    Wait(low=None, middle=None, high=None, before=3, missing=3)
    """
    if len(times) < FEWEST:
        return Wait(None, None, None, n, FEWEST - len(times))
    ends = sorted(_run(n, running, times, tailors, random) for _ in range(RUNS))
    low, middle, high = (ends[round(share * (RUNS - 1))] for share in (_LOW, 0.5, _HIGH))
    return Wait(low // MINUTE, round(middle / MINUTE), -(-high // MINUTE), n)


def _run(n: int, running: Sequence[int], times: Sequence[int], tailors: int, random: Random) -> int:
    free = [_left(past, times, random) for past in running] + [0] * (tailors - len(running))
    heapify(free)
    for _ in range(n):
        heapreplace(free, free[0] + random.choice(times))
    return free[0]


def _left(past: int, times: Sequence[int], random: Random) -> int:
    longer = [one for one in times if one > past]
    return random.choice(longer) - past if longer else 0
