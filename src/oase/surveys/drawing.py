"""Who is invited: a pure decision about transactions whose time has come.

Drawn is by a stable hash of person and week, keyed and salted apart from experiments, so that whoever is
invited is independent of what else is tried on her, and the same question always gets the same answer. The
probability is written down: by it answers are weighted (Horvitz & Thompson 1952).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from oase.surveys.log import Reason
from oase.surveys.survey import Rules, Survey

__all__ = [
    "LATE_DAYS",
    "Asked",
    "Drawn",
    "chance",
    "chosen",
    "cool_down_of",
    "draw",
    "share_in_effect",
    "week_of",
]

DAY = 86_400_000_000
HOUR = 3_600_000_000
LATE_DAYS = 7
"""So long after its time a transaction may still be invited; the demand comes too late then."""

_MONDAY = 3 * DAY
"""1970 began on a Thursday."""

_PAIR = struct.Struct(">QQ")
_UNIT = 2.0**-53


class Asked(NamedTuple):
    """One transaction that is to be decided about.

    Parameters
    ----------
    number : int
        Of the row in the log.
    person : int
        Who she is now, over all her ids.
    at : int
        Of the transaction, microseconds since 1970, UTC.
    share : float
        Probability with which it is to be drawn.
    wait_hours : int
        Of the survey.
    is_known, is_consented, is_reachable, is_live : bool
        Whether anybody is known by these ids, grants surveys, can be reached by a channel of the survey, and
        whether the survey asks still.
    """

    number: int
    person: int
    at: int
    share: float = 1.0
    wait_hours: int = 24
    is_known: bool = True
    is_consented: bool = True
    is_reachable: bool = True
    is_live: bool = True


class Drawn(NamedTuple):
    """What was decided: why she is not invited (empty: she is), and the probability where it was drawn."""

    number: int
    reason: Reason | str
    share: float | None


def draw(
    asked: Sequence[Asked], last: Mapping[int, int], *, key: bytes, now: int, cool_down_days: int
) -> list[Drawn]:
    """Decide about transactions in the order in which they are given.

    Parameters
    ----------
    asked : sequence of Asked
    last : mapping of int to int
        When persons were invited last, by whichever survey; who never was is left out.
    key : bytes
        Of the draws; ``Signer.draws``.
    now : int
        Microseconds since 1970, UTC: whoever is invited is invited now.
    cool_down_days : int
        So long nobody is invited again.

    Examples
    --------
    >>> two = [Asked(1, person=7, at=0, wait_hours=0), Asked(2, person=7, at=5, wait_hours=0)]
    >>> draw(two, {}, key=bytes(32), now=10, cool_down_days=30)
    [Drawn(number=1, reason='', share=1.0), Drawn(number=2, reason='cool_down', share=None)]
    """
    invited = dict(last)
    decided: list[Drawn] = []
    for one in asked:
        rests = now - invited[one.person] < cool_down_days * DAY if one.person in invited else False
        reason = _reason(one, now, is_resting=rests)
        if reason:
            decided.append(Drawn(one.number, reason, None))
        elif chance(key, one.person, week_of(one.at)) >= one.share:
            decided.append(Drawn(one.number, "not_drawn", one.share))
        else:
            invited[one.person] = now
            decided.append(Drawn(one.number, "", one.share))
    return decided


def _reason(one: Asked, now: int, *, is_resting: bool) -> Reason | str:
    """Return the first of the reasons, in their order, for which nothing is drawn."""
    if not one.is_known:
        return "person_unknown"
    if not one.is_consented:
        return "no_consent"
    if not one.is_reachable:
        return "unreachable"
    if not one.is_live:
        return "switched_off"
    if now > one.at + one.wait_hours * HOUR + LATE_DAYS * DAY:
        return "too_late"
    return "cool_down" if is_resting else ""


def chance(key: bytes, person: int, week: int) -> float:
    """Return a number from 0 below 1 that is the same for a person through a week, and else uniform.

    Examples
    --------
    >>> chance(bytes(32), 7, 2900) == chance(bytes(32), 7, 2900) != chance(bytes(32), 7, 2901)
    True
    """
    return _uniform(key, person, week, b"oase.draw")


def week_of(at: int) -> int:
    """Return the week of a moment, from Monday to Sunday, UTC.

    Examples
    --------
    >>> [week_of(day * DAY) for day in (3, 4, 10, 11)]
    [0, 1, 1, 2]
    """
    return (at + _MONDAY) // (7 * DAY)


def chosen(surveys: Sequence[Survey], *, key: bytes, transaction: int) -> Survey:
    """Return which of several surveys asks about a transaction; each with the same chance.

    Asked is by one alone: the cool-down would keep a second from being asked in any case, always the same.
    """
    place = int(_uniform(key, transaction, 0, b"oase.choice") * len(surveys))
    return surveys[place]


def share_in_effect(rules: Rules, steered: float | None) -> float:
    """Return the probability that holds: what the verdicts ask for, else the rule's; never below its floor.

    Examples
    --------
    >>> share_in_effect(Rules(share=0.5), None), share_in_effect(Rules(), 0.2), share_in_effect(Rules(), 0.0)
    (0.5, 0.2, 0.05)
    """
    return min(1.0, max(rules.floor, rules.share if steered is None else steered))


def cool_down_of(surveys: Iterable[Survey]) -> int:
    """Return how many days nobody is invited again: the longest of all surveys holds for all."""
    return max((one.rules.cool_down_days for one in surveys), default=0)


def _uniform(key: bytes, one: int, other: int, kind: bytes) -> float:
    digest = blake2b(_PAIR.pack(one % 2**64, other % 2**64), digest_size=8, key=key, person=kind).digest()
    return (int.from_bytes(digest, "big") >> 11) * _UNIT
