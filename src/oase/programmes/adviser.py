"""Repair or replace, in one view: what the law says first, the ways to repair, and a new one last.

Takes plain values, so that whoever shows it says where they come from; computes nothing that it is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

__all__ = ["Advice", "Asked", "First", "Offer", "Range", "Right", "Subsidy", "Way", "WayKind", "advise"]

WayKind = Literal["kit", "event", "send_in", "store"]


class Range(NamedTuple):
    """A figure with its range: the 5th, 50th and 95th of a hundred; ``source`` says how it was found."""

    low: float
    middle: float
    high: float
    source: str = ""


class Right(NamedTuple):
    """A guarantee as it stands on the day that is asked for (a line of ``programmes.items.clock``).

    Attributes
    ----------
    kind : {"statutory", "own"}
    state : {"runs", "over", "check", "review"}
        ``check``: nobody knows for this country or this item; ``review``: the promise has no years.
    until : date or None
    months : int or None
        Months that are left; None where nobody knows.
    rule, source : str
        Which rule says so, and where it stands.
    remedies : tuple of str
        ``repair``, ``replace``, ``refund``.
    covers_wear : bool
        Whether wear is repaired, too.
    wear_cents : int or None
        What worn parts cost at most.
    """

    kind: Literal["statutory", "own"]
    state: Literal["runs", "over", "check", "review"]
    until: date | None = None
    months: int | None = None
    rule: str = ""
    source: str = ""
    remedies: tuple[str, ...] = ("repair", "replace")
    covers_wear: bool = False
    wear_cents: int | None = None


class Subsidy(NamedTuple):
    """Money for a repair from a state or town: ``share`` per cent of the bill, at most ``most_cents``."""

    share: int
    most_cents: int
    source: str
    checked: date | None = None
    ends: date | None = None


class Offer(NamedTuple):
    """One way of repair as it is offered here and now.

    Attributes
    ----------
    way : {"kit", "event", "send_in", "store"}
    cents : int or None
        What it costs; None where that is only known when the thing was seen.
    days : (int, int) or None
        How long she waits, from and to; None where nobody has measured it yet.
    is_open : bool
    why : str
        Why it is not open, as a short word: ``no_kit``, ``no_stop``, ``not_here``; empty for open.
    months : Range or None
        Months of use that it adds; None where nobody knows.
    kilograms : Range or None
        CO2e that is spared, with its range; None for no factor.
    name, when : str
        Of the kit or the stop; when and where, in words.
    """

    way: WayKind
    cents: int | None
    days: tuple[int, int] | None = None
    is_open: bool = True
    why: str = ""
    months: Range | None = None
    kilograms: Range | None = None
    name: str = ""
    when: str = ""


class Asked(NamedTuple):
    """What is asked: which damage, and what the thing costs new.

    Attributes
    ----------
    is_wear : bool or None
        Whether it is wear or her own mishap; None where nobody knows yet.
    new_cents : int or None
        Price of a new one; None where there is none.
    currency : str
    """

    is_wear: bool | None = None
    new_cents: int | None = None
    currency: str = "EUR"


class First(NamedTuple):
    """What is said before all else.

    Attributes
    ----------
    kind : {"statutory", "own", "check", "none"}
        The law gives a free remedy; the brand's own guarantee does; somebody must look; neither.
    right : Right or None
    is_certain : bool
        False where it depends on what kind of damage it is.
    """

    kind: Literal["statutory", "own", "check", "none"]
    right: Right | None
    is_certain: bool


class Way(NamedTuple):
    """A way of repair with what it costs her and what it saves her; all told beforehand (P11).

    Attributes
    ----------
    offer : Offer
    pays_cents : int or None
        After what the law, the guarantee or a subsidy pays; None where the price is not known yet.
    subsidy_cents : int
    saves_cents : int or None
        Against a new one; may be below 0; None where a price is missing.
    """

    offer: Offer
    pays_cents: int | None
    subsidy_cents: int
    saves_cents: int | None


class Advice(NamedTuple):
    """The whole view: the law, the ways open and those not open now, and a new one last (P7).

    Attributes
    ----------
    first : First
    rights : tuple of Right
    ways, closed : tuple of Way
        By what she pays, the least first; a price not known yet stands after those that are.
    new_cents : int or None
        Price of a new one: the last resort.
    currency : str
    """

    first: First
    rights: tuple[Right, ...]
    ways: tuple[Way, ...]
    closed: tuple[Way, ...]
    new_cents: int | None
    currency: str


def advise(
    asked: Asked, rights: Sequence[Right], offers: Sequence[Offer], subsidy: Subsidy | None = None
) -> Advice:
    """Return what is to be said about a damaged thing: repair first, a new one last.

    Parameters
    ----------
    asked : Asked
    rights : sequence of Right
    offers : sequence of Offer
    subsidy : Subsidy, optional
        One that holds for her on this day.

    Examples
    --------
    >>> found = advise(Asked(is_wear=True, new_cents=24_900), [], [Offer("send_in", 1_500)])
    >>> found.first.kind, found.ways[0].saves_cents
    ('none', 23400)
    """
    first = _first(asked, rights)
    ways = [_way(asked, first, offer, subsidy) for offer in offers]
    ordered = sorted(ways, key=lambda one: (one.pays_cents is None, one.pays_cents or 0))
    return Advice(
        first,
        tuple(rights),
        tuple(one for one in ordered if one.offer.is_open),
        tuple(one for one in ordered if not one.offer.is_open),
        asked.new_cents,
        asked.currency,
    )


def _first(asked: Asked, rights: Sequence[Right]) -> First:
    """Return which right comes first: the law's, then the brand's own, then a question."""
    for kind in ("statutory", "own"):
        for right in rights:
            if right.kind != kind or right.state != "runs":
                continue
            if asked.is_wear and not (kind == "own" and right.covers_wear):
                continue
            return First(kind, right, is_certain=asked.is_wear is not None)
    unsure = next((one for one in rights if one.state in ("check", "review")), None)
    if unsure is not None and not (asked.is_wear and unsure.kind == "statutory"):
        return First("check", unsure, is_certain=False)
    return First("none", None, is_certain=True)


def _way(asked: Asked, first: First, offer: Offer, subsidy: Subsidy | None) -> Way:
    pays, granted = _pays(asked, first, offer), 0
    if pays and subsidy is not None:
        granted = min(pays * subsidy.share // 100, subsidy.most_cents)
        pays -= granted
    saves = None if pays is None or asked.new_cents is None else asked.new_cents - pays
    return Way(offer, pays, granted, saves)


def _pays(asked: Asked, first: First, offer: Offer) -> int | None:
    """Return what she pays before any subsidy; free only where a right surely covers it."""
    right = first.right
    if right is None or not first.is_certain or right.state != "runs":
        return offer.cents
    if not asked.is_wear:
        return 0
    if right.wear_cents is None:
        return offer.cents
    return right.wear_cents if offer.cents is None else min(offer.cents, right.wear_cents)
