"""Who acts on a case, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["Actor", "Side", "acting"]

Side = Literal["customer", "workshop", "house"]


class Actor(NamedTuple):
    """Who does something, and when.

    Attributes
    ----------
    side : {"customer", "workshop", "house"}
        ``house`` is the program itself.
    now : int
        Microseconds since 1970, UTC.
    today : date
        The same moment in the calendar of the house: terms of law run by days.
    who : str
        Name of the account; empty for the customer.
    """

    side: Side
    now: int
    today: date
    who: str = ""


def acting(side: Side, now: int, zone: ZoneInfo, who: str = "") -> Actor:
    """Return who acts, with the day that it is in the zone of the house.

    Examples
    --------
    >>> acting("workshop", 1_795_341_600_000_000, ZoneInfo("Europe/Berlin"), "Mira").today
    datetime.date(2026, 11, 22)
    """
    return Actor(side, now, datetime.fromtimestamp(now / 1_000_000, UTC).astimezone(zone).date(), who)
