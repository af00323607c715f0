"""Triggers: what follows from visits that end, purchases, and news that answer a stated reason; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from oase.db.occasions import Occasion
from oase.decisions.asked import HasArticles, Known
from oase.decisions.deciding import in_her_size
from oase.decisions.plays.play import Play
from oase.decisions.receipt import Gate, Outcome, Receipt
from oase.model import Fact
from oase.retail.visits import VISIT, ends_of

__all__ = [
    "DAY",
    "FOLLOW_UP_DAYS",
    "HOUR",
    "Ended",
    "GoesOn",
    "ages_asked",
    "answers",
    "daily_moment",
    "is_open",
    "is_spoken",
    "next_daily",
    "state_of_visit",
    "tries_again",
]

DAY = 86_400_000_000
"""Microseconds."""

HOUR = time(10)
"""When ``day`` comes, on the wall of the house: nobody is woken, and there is a day left to act."""

FOLLOW_UP_DAYS = 14
"""So long after she could not decide something new may answer her reason."""

_LATER = (Gate.QUIET, Gate.CAP_DAY, Gate.CAP_WEEK, Gate.NOT_TODAY)
"""What passes by itself: then it may be said on another day."""


class GoesOn(NamedTuple):
    """A visit that goes on, at least until a moment."""

    until: int


class Ended(NamedTuple):
    """A visit that is over.

    Parameters
    ----------
    at : int
        When it ended, microseconds since 1970, UTC.
    is_told : bool
        Whether she ended it herself: then it is told already.
    """

    at: int
    is_told: bool


def state_of_visit(facts: Mapping[str, Fact], visit: Occasion, now: int) -> GoesOn | Ended | None:
    """Return what has become of a visit; None where she says that there was none, or nothing is known.

    Parameters
    ----------
    facts : mapping of str to Fact
        Of the person.
    visit : Occasion
    now : int
        Her moment, microseconds since 1970, UTC.

    Examples
    --------
    >>> came = Occasion(1, "visit", "7", 0, "K1")
    >>> facts = {"visit": Fact({"store": "K1", "id": "7", "how": "qr"}, 0)}
    >>> state_of_visit(facts, came, 60_000_000)
    GoesOn(until=3600000000)
    >>> state_of_visit(facts | {"visit": Fact(0, 90_000_000)}, came, 120_000_000)
    Ended(at=90000000, is_told=True)
    """
    fact = facts.get(VISIT)
    if fact is None or fact.at < visit.at:
        return None
    if not isinstance(fact.value, dict):
        return Ended(fact.at, is_told=True)
    ends = ends_of(facts, visit.store, visit.what, visit.at)
    said: dict[str, Any] = fact.value
    if said.get("id") != visit.what:  # another one began
        return Ended(min(ends, fact.at), is_told=False)
    return GoesOn(ends) if now < ends else Ended(ends, is_told=False)


def is_open(known: Known, one: Occasion, now: int) -> bool:
    """Tell whether something new may still be said of what she could not decide: for two weeks, at most."""
    fact = known.get(f"undecided:{one.what}")
    said: dict[str, Any] = fact.value if fact is not None and isinstance(fact.value, dict) else {}
    if fact is None or said.get("choice") in (None, "nothing") or now - fact.at > FOLLOW_UP_DAYS * DAY:
        return False
    bought = known.get(f"bought:{one.what}")
    return bought is None or not bought.value or bought.at < fact.at


def answers(
    trigger: Literal["stock.changed", "price.changed", "rating.new"],
    known: Known,
    one: Occasion,
    shelf: HasArticles,
) -> bool:
    """Tell whether what is so now is new since she gave a reason, and answers it.

    A size or a colour: what was missing in that store then is there now, as she would be told of it. A price:
    it is lower than then, for everybody. Material, fit or comparing: somebody else has written about it.

    Parameters
    ----------
    trigger : str
    known : Known
    one : Occasion
        What she could not decide.
    shelf : HasArticles
    """
    fact = known.get(f"undecided:{one.what}")
    said: dict[str, Any] = fact.value if fact is not None and isinstance(fact.value, dict) else {}
    because = said.get("because", "")
    meant = in_her_size(known, shelf, one.what)
    if meant is None:
        return False
    if trigger == "rating.new":
        return because in ("material", "size", "compare")
    if trigger == "price.changed":
        return because == "price" and meant.price < said.get("price", 0)
    if because not in ("size", "color") or meant.gtin not in said.get("missing", ()):
        return False
    stock = shelf.stock(one.store, meant.gtin)
    return stock is not None and stock.quantity >= 1


def is_spoken(receipt: Receipt | None) -> bool:
    """Tell whether she was told, or would have been were she in no control group: that was the one time."""
    return receipt is not None and receipt.outcome in (Outcome.SENT, Outcome.CONTROL)


def tries_again(receipt: Receipt | None) -> bool:
    """Tell whether it was withheld for what passes by itself: the hour, the caps, her "not today"."""
    return receipt is not None and receipt.outcome is Outcome.WITHHELD and receipt.reason in _LATER


def ages_asked(plays: Iterable[Play]) -> list[int]:
    """Return after how many days something bought becomes an occasion, as plays of ``day`` ask for it."""
    days = {
        int(float(one.value))
        for play in plays
        if play.about == "bought"
        for one in play.conditions
        if one.fact == "bought" and one.operator == "older_than_days" and not isinstance(one.value, tuple)
    }
    return sorted(days)


def daily_moment(now: int, zone: ZoneInfo) -> int:
    """Return when ``day`` came last, microseconds since 1970, UTC."""
    return _daily(now, zone, ahead=False)


def next_daily(now: int, zone: ZoneInfo) -> int:
    """Return when ``day`` comes next, microseconds since 1970, UTC."""
    return _daily(now, zone, ahead=True)


def _daily(now: int, zone: ZoneInfo, *, ahead: bool) -> int:
    today = datetime.fromtimestamp(now / 1e6, UTC).astimezone(zone).date()
    found = [
        round(datetime.combine(today + timedelta(days=days), HOUR, zone).timestamp()) * 1_000_000
        for days in (-1, 0, 1)
    ]
    return min(one for one in found if one > now) if ahead else max(one for one in found if one <= now)
