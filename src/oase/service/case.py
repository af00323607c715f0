"""The customer case of the day: one customer's own words, and which touchpoint decides for her."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from oase.errors import OptionInvalid
from oase.service.tables import cases

__all__ = ["DAYS", "FEWEST_LETTERS", "Candidate", "Case", "choose", "decide", "decided_on", "recent_cases"]

DAYS = 14
"""How far back the words may lie."""

FEWEST_LETTERS = 40
"""Words must have to tell of something."""

_LONGEST = 200


class Candidate(NamedTuple):
    """Words of a customer that may be the case of a day: where they stand, where said, how long."""

    origin: str
    touchpoint: str
    letters: int


class Case(NamedTuple):
    """A case about which somebody has said which touchpoint decides; ``day`` counts from 1970."""

    day: int
    origin: str
    touchpoint: str
    chosen: int
    decided: str
    who: str


def choose(candidates: Iterable[Candidate], day: int, seen: Collection[str] = ()) -> Candidate | None:
    """Return the case of a day: of the same candidates always the same, and no pick of anybody's.

    Every candidate has the same chance on every day (order by a hash of day and origin); those that were the
    case of an earlier day come only where nothing else is there.

    Parameters
    ----------
    candidates : iterable of Candidate
    day : int
        Days since 1970.
    seen : collection of str
        Origins of earlier cases.

    Examples
    --------
    >>> told = [Candidate("message:1", "Kasse", 90), Candidate("message:2", "Chat", 12)]
    >>> choose(told, 20_000).origin
    'message:1'
    """
    fit = [one for one in candidates if one.letters >= FEWEST_LETTERS]
    fresh = [one for one in fit if one.origin not in seen]
    return min(fresh or fit, key=lambda one: _place(day, one.origin), default=None)


def decide(
    connection: Connection, *, day: int, origin: str, touchpoint: str, decided: str, who: str, now: int
) -> None:
    """Note which touchpoint decides for her, as the company says; who says it anew replaces it.

    Raises
    ------
    OptionInvalid
        No touchpoint was named.
    """
    said = decided.strip()
    if not 0 < len(said) <= _LONGEST:
        raise OptionInvalid(
            "Which touchpoint decides for her is not said", expected="a touchpoint", got=said, where="decided"
        )
    values = {"origin": origin, "touchpoint": touchpoint, "decided": said, "who": who, "chosen": now}
    if not connection.execute(update(cases).where(cases.c.day == day).values(**values)).rowcount:
        connection.execute(insert(cases).values(day=day, **values))


def decided_on(connection: Connection, day: int) -> Case | None:
    """Return what was said about the case of a day; None before somebody has."""
    row = connection.execute(select(cases).where(cases.c.day == day)).one_or_none()
    return None if row is None else Case(*row)


def recent_cases(connection: Connection, most: int = 60) -> list[Case]:
    """Return the latest cases about which something was said, the newest first."""
    rows = connection.execute(select(cases).order_by(cases.c.day.desc()).limit(most))
    return [Case(*row) for row in rows]


def _place(day: int, origin: str) -> bytes:
    return hashlib.sha256(f"{day}:{origin}".encode()).digest()
