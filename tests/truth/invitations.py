"""Invitations at full size: cool-down and consent are kept exactly, and nobody is left out without a reason.

Every decision is checked against what a second reading of the rules says, made from the whole history of a
person and not from a running state.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise
from random import Random
from typing import NamedTuple

from oase.surveys.drawing import Asked, chance, draw, week_of

__all__ = ["checked", "run", "world"]

DAY = 86_400_000_000
HOUR = 3_600_000_000
KEY = bytes(range(32))


class Round(NamedTuple):
    """What is decided in one look, and when."""

    now: int
    asked: list[Asked]


def world(random: Random, transactions: int, persons: int, days: int = 120) -> list[Round]:
    """Return transactions of persons who grant, withdraw, cannot be reached or are not known, by look."""
    times = sorted(random.randrange(days * DAY) for _ in range(transactions))
    turns = {person: random.randrange(days * DAY) for person in range(persons)}
    says_yes_first = {person: random.random() < 0.5 for person in range(persons)}
    rounds: defaultdict[int, list[Asked]] = defaultdict(list)
    for number, at in enumerate(times):
        person = random.randrange(persons)
        wait = random.choice((0, 24, 48))
        now = (at // HOUR + wait + 1 + random.choice((0, 0, 0, 1, 30, 9 * 24))) * HOUR
        rounds[now].append(
            Asked(
                number,
                person,
                at,
                share=random.choice((0.05, 0.3, 1.0)),
                wait_hours=wait,
                is_known=random.random() < 0.97,
                is_consented=(now < turns[person]) == says_yes_first[person],
                is_reachable=random.random() < 0.9,
                is_live=random.random() < 0.98,
            )
        )
    return [Round(now, rounds[now]) for now in sorted(rounds)]


def checked(rounds: list[Round], cool_down_days: int) -> Counter[str]:
    """Decide look by look, as a house does, and check every single decision; return them counted.

    Raises
    ------
    AssertionError
        A decision is not what the rules say.
    """
    last: dict[int, int] = {}
    history: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # per person: order, moment
    counted: Counter[str] = Counter()
    order = 0
    for now, asked in rounds:
        drawn = draw(asked, last, key=KEY, now=now, cool_down_days=cool_down_days)
        assert [one.number for one in drawn] == [one.number for one in asked]
        for one, made in zip(asked, drawn, strict=True):
            order += 1
            said = _by_the_rules(one, now, [at for _, at in history[one.person]], cool_down_days)
            assert made.reason == said, f"{one}: {made.reason!r} instead of {said!r}"
            assert (made.share is not None) == (said in ("", "not_drawn"))
            if not made.reason:
                history[one.person].append((order, now))
                last[one.person] = now
            counted[made.reason or "invited"] += 1
    _nobody_too_often(history, cool_down_days)
    return counted


def _by_the_rules(one: Asked, now: int, invited: list[int], cool_down_days: int) -> str:
    reasons = (
        ("person_unknown", not one.is_known),
        ("no_consent", not one.is_consented),
        ("unreachable", not one.is_reachable),
        ("switched_off", not one.is_live),
        ("too_late", now - one.at > one.wait_hours * HOUR + 7 * DAY),
        ("cool_down", any(abs(now - at) < cool_down_days * DAY for at in invited)),
        ("not_drawn", chance(KEY, one.person, week_of(one.at)) >= one.share),
    )
    return next((reason for reason, holds in reasons if holds), "")


def _nobody_too_often(history: dict[int, list[tuple[int, int]]], cool_down_days: int) -> None:
    for person, invited in history.items():
        moments = sorted(at for _, at in invited)
        gaps = [later - sooner for sooner, later in pairwise(moments)]
        assert all(gap >= cool_down_days * DAY for gap in gaps), f"person {person} was invited too often"


def shares_hold(persons: int, weeks: int) -> list[tuple[float, float]]:
    """Return wanted and found shares of those drawn; every one within five standard errors of what it is.

    Raises
    ------
    AssertionError
        A share is not what it says, or the draws of two weeks go together.
    """
    found: list[tuple[float, float]] = []
    draws = [[chance(KEY, person, week) for person in range(persons)] for week in range(weeks)]
    for share in (0.05, 0.3, 0.9):
        number = sum(one < share for week in draws for one in week)
        expected, total = share * persons * weeks, persons * weeks
        assert abs(number - expected) < 5 * math.sqrt(expected * (1 - share)), f"share {share}"
        found.append((share, number / total))
    together = sum(one < 0.3 and other < 0.3 for one, other in zip(draws[0], draws[1], strict=True))
    assert abs(together - 0.09 * persons) < 5 * math.sqrt(0.09 * 0.91 * persons), "two weeks go together"
    return found


def run(full: bool) -> list[str]:
    """Check 100,000 invitations, or 3,000; return what was found, line by line."""
    transactions = 100_000 if full else 3_000
    lines: list[str] = []
    for seed, cool_down in ((1, 30), (2, 7), (3, 90)):
        rounds = world(Random(seed), transactions, persons=transactions // 12)
        counted = checked(rounds, cool_down)
        told = ", ".join(f"{reason} {number:,}" for reason, number in counted.most_common())
        lines.append(
            f"{transactions:,} transactions, cool-down {cool_down} days, every decision as ruled: {told}"
        )
    shares = shares_hold(20_000 if full else 2_000, 10)
    told = ", ".join(f"{wanted:.2f} -> {got:.4f}" for wanted, got in shares)
    return [*lines, f"shares drawn over {10} weeks, independent between weeks: {told}"]
