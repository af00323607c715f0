"""Caps: how many messages she was sent today and within seven days, and for how long an article rests."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from oase.decisions.asked import Known
from oase.decisions.quiet import day_begins
from oase.model import Fact, Facts

__all__ = [
    "ADVERT",
    "CASE_DAYS",
    "CONTRACT",
    "DAY",
    "KEPT_DAYS",
    "SentLately",
    "facts_of_sending",
    "is_case_open",
    "last_told",
    "sent_lately",
    "told_name",
]

DAY = 86_400_000_000
"""Microseconds."""

WEEK_DAYS = 7
KEPT_DAYS = 8
"""After so many days it is forgotten what was sent, as far as caps go; receipts stay."""

CONTRACT = "contract"
"""Kind of messages that belong to what she has ordered or asked for."""

ADVERT = "advert"
"""Kind of messages that promote something."""

CASE_DAYS = 60
"""So long after the last word of a case nothing is promoted to her: one that everybody has forgotten, such as
a kit she never told of, must not silence the house for good."""


class SentLately(NamedTuple):
    """How many messages she was sent today and within seven days."""

    today: int
    week: int


def sent_lately(known: Known, kind: str, at: int, zone: ZoneInfo) -> SentLately:
    """Count what she was sent, of whichever play; a day begins at midnight on her wall.

    Parameters
    ----------
    known : Known
    kind : str
        Of the play that asks: messages of a contract do not take the place of others, nor others theirs.
    at : int
        Microseconds since 1970, UTC.
    zone : ZoneInfo
    """
    moments = [
        fact.at
        for fact in known.of("sent").values()
        if fact.value
        and (fact.value.get("kind") == CONTRACT) is (kind == CONTRACT)
        and fact.at > at - WEEK_DAYS * DAY
    ]
    if not moments:
        return SentLately(0, 0)
    begun = day_begins(at, zone)
    return SentLately(sum(moment >= begun for moment in moments), len(moments))


def is_case_open(fact: Fact, at: int) -> bool:
    """Tell whether a case of hers is open, and something happened to it lately.

    Examples
    --------
    >>> is_case_open(Fact(1, 0), 60 * DAY), is_case_open(Fact(1, 0), 61 * DAY), is_case_open(Fact(0, 0), DAY)
    (True, False, False)
    """
    return bool(fact.value) and at - fact.at <= CASE_DAYS * DAY


def told_name(play: str, item: str) -> str:
    """Return the name of the fact that she was told about an article.

    Examples
    --------
    >>> told_name("wish-near", "09520000000010")
    'told:wish-near:09520000000010'
    """
    return f"told:{play}:{item}"


def last_told(known: Known, play: str, item: str) -> int | None:
    """Return when she was last told about an article, None for never."""
    fact = known.get(told_name(play, item))
    return fact.at if fact is not None and fact.value else None


def facts_of_sending(receipt: str, play: str, item: str, store: str, kind: str, visit: str, at: int) -> Facts:
    """Return what is known from the moment in which a message was decided: for caps and cool-down."""
    sent = {"play": play, "item": item, "store": store, "visit": visit, "kind": kind}
    return {f"sent:{receipt}": Fact(sent, at), told_name(play, item): Fact(1, at)}
