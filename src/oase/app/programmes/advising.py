"""What is said about a damaged thing: law, guarantees, kits, stops, fees and factors brought to the adviser.

Shared by the public page, the customer's app and the workshop; ``programmes.adviser`` puts it in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from oase.programmes.adviser import Advice, Asked, Offer, Range, Right, Way, WayKind, advise
from oase.programmes.cases.kits import Kit
from oase.programmes.cases.ways import Offered, ways_for
from oase.programmes.events.stops import Stop, coming
from oase.programmes.impact import Factors, current, per_item
from oase.programmes.impact import Range as Drawn
from oase.programmes.items.clock import Facts, Line, clock
from oase.programmes.items.footprint import months_gained
from oase.programmes.items.guarantees import promises
from oase.programmes.items.registry import Item
from oase.programmes.items.standing import day_at, standing
from oase.programmes.law.subsidies import Subsidy, amount, possible
from oase.programmes.tables import cases
from oase.retail.keeping import variants

__all__ = ["LEAST_MEASURED", "Grant", "Question", "Told", "advice_on", "days_of", "grants_on"]

LEAST_MEASURED = 20
"""Cases of a way that must have ended before it is said how long it takes."""

_KINDS: dict[str, WayKind] = {"kit": "kit", "event": "event", "send_in": "send_in", "store": "store"}
_CATEGORIES = {"shoe": "shoes", "bag": "all", "other": "all"}
"""Under which heading a subsidy knows a class of garment; all others are clothes."""

_DAY = 86_400_000_000
_MEASURED_DAYS = 365


class Question(NamedTuple):
    """What is asked.

    Attributes
    ----------
    garment : str
        Class of garment.
    reason : str
        Of ``programmes.cases.reasons.REASONS``.
    country : str
        Where it was bought, ISO 3166-1; empty where unknown.
    sold : date or None
        Day of the purchase.
    is_wear : bool or None
        Whether it is wear or her own mishap; None where she does not know.
    new_cents : int or None
        What a new one costs, in her words; an article of the shop knows its price.
    item : Item or None
        Where it is registered.
    """

    garment: str
    reason: str
    country: str = ""
    sold: date | None = None
    is_wear: bool | None = None
    new_cents: int | None = None
    item: Item | None = None


class Grant(NamedTuple):
    """What others may add to the bill of a repair.

    Attributes
    ----------
    subsidy : Subsidy
        With its source and the day on which it was checked.
    most : dict of str to int
        By way, how many cents at most of what it costs there; a price not known yet brings no figure.
    """

    subsidy: Subsidy
    most: dict[str, int]


class Told(NamedTuple):
    """The advice, with what stands behind it.

    Attributes
    ----------
    advice : Advice
    lines : tuple of Line
        Guarantees as the clock tells them.
    kit : Kit or None
        The kit that is offered.
    stops : list of Stop
        Stops still to come where this is mended, the soonest first.
    version : int
        Of the factors.
    grants : tuple of Grant
        What others may add; never taken off a price, because she claims it herself, and its money may be
        spent.
    """

    advice: Advice
    lines: tuple[Line, ...]
    kit: Kit | None
    stops: list[Stop]
    version: int
    grants: tuple[Grant, ...] = ()


def advice_on(connection: Connection, question: Question, now: int, zone: str) -> Told:
    """Return what is said about a damaged thing at a moment; nothing is kept.

    Parameters
    ----------
    connection : Connection
    question : Question
    now : int
        Microseconds since 1970, UTC.
    zone : str
        IANA name of the house's time zone.
    """
    day, factors = day_at(now, zone), current(connection)
    gained = months_gained(factors)
    lines = _lines(connection, question, now, zone, day)
    stops = [
        one
        for one in coming(connection, now)
        if one.state != "cancelled" and (not one.mends or question.reason in one.mends)
    ]
    found = ways_for(connection, question.reason, question.garment, is_stop=bool(stops))
    kit = next((one.kit for one in found if one.kit is not None), None)
    offers = [
        _measured(connection, one, question, factors, gained, now)
        for one in (*_offers(found, stops), *_closed(found))
    ]
    currency = found[0].currency if found else "EUR"
    asked = Asked(question.is_wear, _new_cents(connection, question), currency)
    rights = [_right(one) for one in lines if one.state != "not_yet"]
    advice = advise(asked, rights, offers)
    country = question.country or (question.item.country if question.item is not None else "")
    grants = grants_on(connection, country, question.garment, advice.ways, day)
    return Told(advice, lines, kit, stops, factors.version, grants)


def grants_on(
    connection: Connection, country: str, garment: str, ways: Sequence[Way], day: date
) -> tuple[Grant, ...]:
    """Return what others may add to a repair in a country on a day; nothing where the country is unknown.

    Parameters
    ----------
    connection : Connection
    country : str
        ISO 3166-1 alpha-2; empty where unknown.
    garment : str
        Class of garment.
    ways : sequence of Way
        A kit is no repair that anybody bills, so nothing is added to it.
    day : date
    """
    billed = {one.offer.way: one.pays_cents for one in ways if one.offer.way != "kit" and one.pays_cents}
    found = possible(connection, country, day, _CATEGORIES.get(garment, "clothes"))
    return tuple(
        Grant(one, {way: amount(one, cents) for way, cents in billed.items() if cents}) for one in found
    )


def days_of(connection: Connection, way: str, now: int) -> tuple[int, int] | None:
    """Return within how many days most repairs of a way ended: the 10th to the 90th of a hundred.

    Measured over a year; None below ``LEAST_MEASURED`` of them.
    """
    columns = (cases.c.opened, cases.c.ended)
    of_way = (cases.c.way == way) & (cases.c.state == "closed") & (cases.c.kind == "repair")
    since = cases.c.ended >= now - _MEASURED_DAYS * _DAY
    rows = connection.execute(select(*columns).where(of_way, since)).all()
    spans = sorted((ended - opened) / _DAY for opened, ended in rows)
    if len(spans) < LEAST_MEASURED:
        return None
    last = len(spans) - 1
    return max(1, int(spans[last // 10])), max(1, -int(-spans[last - last // 10] // 1))


def _lines(connection: Connection, question: Question, now: int, zone: str, day: date) -> tuple[Line, ...]:
    if question.item is not None:
        return standing(connection, question.item, now, zone).lines
    facts = Facts(question.country, question.sold, question.sold, "", question.garment)
    return clock(facts, [], promises(connection), day)


def _offers(found: list[Offered], stops: list[Stop]) -> list[Offer]:
    """Return the ways that are open, of several kits the cheapest."""
    offers: dict[str, Offer] = {}
    names = {"event": stops[0].name if stops else ""}
    for one in found:
        name = one.kit.code if one.kit is not None else names.get(one.way, "")
        offers.setdefault(one.way, Offer(_KINDS[one.way], one.fee_cents, name=name))
    return list(offers.values())


def _closed(found: list[Offered]) -> list[Offer]:
    """Return the ways that are not open now, and why: they are said, too."""
    there = {one.way for one in found}
    return [
        Offer(_KINDS[way], None, is_open=False, why=why)
        for way, why in (("kit", "no_kit"), ("event", "no_stop"))
        if way not in there
    ]


def _measured(
    connection: Connection, offer: Offer, question: Question, factors: Factors, gained: Drawn, now: int
) -> Offer:
    """Return an offer with how long it takes, what it adds and what it spares, each as far as known."""
    return offer._replace(
        days=days_of(connection, offer.way, now),
        months=Range(gained.p5, gained.p50, gained.p95, f"v{factors.version}"),
        kilograms=_range(per_item(factors, question.garment, offer.way), factors),
    )


def _range(found: Drawn | None, factors: Factors) -> Range | None:
    return None if found is None else Range(found.p5, found.p50, found.p95, f"v{factors.version}")


def _new_cents(connection: Connection, question: Question) -> int | None:
    if question.item is None or not question.item.gtin:
        return question.new_cents
    variant = variants(connection, [question.item.gtin]).get(question.item.gtin)
    return variant.price if variant is not None and variant.price else question.new_cents


def _right(line: Line) -> Right:
    state = "check" if line.state == "not_yet" else line.state
    return Right(
        line.kind,
        state,
        until=line.ends,
        months=line.left,
        rule=line.rule,
        source=line.source,
        remedies=line.remedies,
        covers_wear=line.wear_cents is not None,
        wear_cents=line.wear_cents,
    )
