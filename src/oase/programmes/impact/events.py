"""What was done with things, read from cases, tickets, resales, fates and lines of life; each thing once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, and_, exists, or_, select

from oase.programmes.impact.formula import WAYS, Happening
from oase.programmes.tables import case_log, cases, fates, item_events, items, pieces, resales, tickets
from oase.retail.keeping import products, variants

__all__ = ["FIXED", "Done", "done_until", "grams_between"]

FIXED = "Fixed"
_SPENT = ("shipped", "received", "kit_sent")
"""States of a case from which on something was spent, whatever came of it."""
_TOLD_ELSEWHERE = ("case:", "ticket:", "piece:", "resale:")
_LIVED = {"repaired": ("repair", True), "repair_failed": ("repair", False), "resold": ("resale", True)}


class Done(NamedTuple):
    """Something that was done with one thing.

    Attributes
    ----------
    at : int
        Microseconds since 1970, UTC.
    item : int or None
        None where the thing has no number; then it stands alone.
    garment : str
        Class of garment; empty where unknown.
    outcome : str
        Of open repair data; empty for a resale.
    happening : Happening
    """

    at: int
    item: int | None
    garment: str
    outcome: str
    happening: Happening


def done_until(connection: Connection, before: int) -> list[Done]:
    """Return everything that was done before a moment, oldest first.

    Parameters
    ----------
    connection : Connection
    before : int
        Microseconds since 1970, UTC.
    """
    found = [
        *_of_cases(connection, before),
        *_of_tickets(connection, before),
        *_of_resales(connection, before),
        *_of_lives(connection, before),
    ]
    return sorted(found, key=lambda one: (one.at, one.item or 0, one.happening))


def grams_between(connection: Connection, begins: int, ends: int) -> dict[str, int]:
    """Return grams by fate of what was taken back, as far as they were not taken back again."""
    query = select(fates.c.kind, fates.c.grams).where(
        fates.c.at >= begins, fates.c.at < ends, fates.c.undone.is_(None)
    )
    grams: dict[str, int] = {}
    for kind, weight in connection.execute(query):
        grams[kind] = grams.get(kind, 0) + weight
    return dict(sorted(grams.items()))


def _of_cases(connection: Connection, before: int) -> Iterator[Done]:
    """Yield cases that have ended: with an outcome, or after something had been sent or taken in."""
    was_spent = exists().where(case_log.c.case == cases.c.id, case_log.c.after.in_(_SPENT))
    query = (
        select(cases.c.ended, cases.c.item, items.c.garment, cases.c.gtin, cases.c.outcome, cases.c.way)
        .select_from(cases.outerjoin(items, items.c.id == cases.c.item))
        .where(
            cases.c.kind.in_(("repair", "guarantee")),
            cases.c.ended < before,
            or_(cases.c.outcome != "", was_spent),
        )
    )
    rows = connection.execute(query).all()
    classes = _classes(connection, {row.gtin for row in rows})
    for at, item, garment, gtin, outcome, way in rows:
        yield Done(at, item, garment or classes.get(gtin, ""), outcome or "Unknown", _repair(way, outcome))


def _of_tickets(connection: Connection, before: int) -> Iterator[Done]:
    """Yield what was mended at an event without becoming a case."""
    query = select(tickets.c.ended, tickets.c.garment, tickets.c.outcome).where(
        tickets.c.state == "done", tickets.c.case.is_(None), tickets.c.ended < before
    )
    for at, garment, outcome in connection.execute(query):
        yield Done(at, None, garment, outcome or "Unknown", _repair("event", outcome))


def _of_resales(connection: Connection, before: int) -> Iterator[Done]:
    query = (
        select(resales.c.sold, resales.c.item, items.c.garment, resales.c.gtin, pieces.c.category)
        .select_from(
            resales.outerjoin(items, items.c.id == resales.c.item).outerjoin(
                pieces, pieces.c.id == resales.c.piece
            )
        )
        .where(and_(resales.c.state == "sold", resales.c.sold < before))
    )
    rows = connection.execute(query).all()
    classes = _classes(connection, {row.gtin for row in rows})
    for at, item, garment, gtin, category in rows:
        yield Done(at, item, garment or classes.get(gtin, "") or category or "", "", Happening("resale"))


def _classes(connection: Connection, gtins: set[str]) -> dict[str, str]:
    """Return the class of garment of articles that the shop knows, by article number."""
    held = variants(connection, sorted(gtins - {""}))
    named = products(connection, sorted({one.product for one in held.values()}))
    return {gtin: named[one.product].garment for gtin, one in held.items() if one.product in named}


def _of_lives(connection: Connection, before: int) -> Iterator[Done]:
    """Yield what lines of life tell that stands nowhere else, such as what was imported."""
    query = (
        select(
            item_events.c.at,
            item_events.c.item,
            items.c.garment,
            item_events.c.kind,
            item_events.c.origin,
            item_events.c.detail,
        )
        .select_from(item_events.join(items, items.c.id == item_events.c.item))
        .where(item_events.c.kind.in_(_LIVED), item_events.c.at < before)
    )
    for at, item, garment, kind, origin, detail in connection.execute(query):
        if origin.startswith(_TOLD_ELSEWHERE):
            continue
        what, is_done = _LIVED[kind]
        way = str(msgspec.json.decode(detail, type=dict[str, object]).get("way", ""))
        outcome = (FIXED if is_done else "Unknown") if what == "repair" else ""
        yield Done(
            at,
            item,
            garment,
            outcome,
            Happening(what, way if way in WAYS else "", is_done) if what == "repair" else Happening("resale"),
        )


def _repair(way: str, outcome: str) -> Happening:
    return Happening("repair", way if way in WAYS else "", outcome == FIXED)
