"""The company's own repairs as open repair data: what was mended and how it ended, nothing of a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Row, select

from oase.contacts.masking import mask
from oase.errors import OptionInvalid
from oase.programmes.open_repair.countries import alpha_3
from oase.programmes.open_repair.record import STATUSES, TEXTILE, Record
from oase.programmes.open_repair.rows import handles_masked
from oase.programmes.tables import cases, items, tickets, tour_stops

__all__ = ["TEXTILES", "names_of", "own_records", "without_person"]

TEXTILES = "Unpowered - Textile"
"""Category of things without a plug, as the summaries of open repair data name it."""

_KINDS = ("repair", "guarantee")
_PERSONAL = ("name", "email", "phone", "street", "city")
_NOT_A_NAME = 2
"""Letters of a part of a name that is masked by itself: more than that."""


def own_records(connection: Connection, provider: str, zone: ZoneInfo, *, country: str) -> Iterator[Record]:
    """Yield every repair that has ended: cases, and tickets of events that became none.

    Parameters
    ----------
    connection : Connection
    provider : str
        The company, as other readers of the data are to know it.
    zone : ZoneInfo
        In which days are told.
    country : str
        Of a case that does not say one; two letters.

    Raises
    ------
    OptionInvalid
        No provider is named, or no country.
    """
    if not provider.strip():
        raise OptionInvalid("Open repair data names who provides it", expected="a name", where="provider")
    if not alpha_3(country):
        raise OptionInvalid(
            "There is no such country",
            expected="two letters of ISO 3166-1, such as DE",
            got=country,
            where="country",
        )
    stem = _stem(provider)
    for row in connection.execute(_ended_cases()):
        yield _of_case(row, provider.strip(), stem, zone, country)
    for row in connection.execute(_ended_tickets()):
        yield _of_ticket(row, provider.strip(), stem, zone, country)


def _ended_cases() -> Any:
    garment = (items.c.garment, items.c.brand.label("item_brand"))
    query = select(cases, *garment).outerjoin(items, items.c.id == cases.c.item)
    told = cases.c.kind.in_(_KINDS) & cases.c.outcome.in_(STATUSES) & cases.c.ended.is_not(None)
    return query.where(told).order_by(cases.c.id)


def _ended_tickets() -> Any:
    place = (tour_stops.c.country, tour_stops.c.day, tour_stops.c.city.label("stop_city"))
    query = select(tickets, *place).join(tour_stops, tour_stops.c.id == tickets.c.stop)
    told = tickets.c.outcome.in_(STATUSES) & tickets.c.case.is_(None) & (tickets.c.state == "done")
    return query.where(told).order_by(tickets.c.id)


def _of_case(row: Row[Any], provider: str, stem: str, zone: ZoneInfo, country: str) -> Record:
    ended, names = _day(row.ended, zone), names_of(row)
    told: dict[str, str] = msgspec.json.decode(row.textile or "{}", type=dict[str, str])
    keys = {"place_on_garment": "place"}  # as cases call it
    textile = {name: told.get(name) or told.get(keys.get(name, name), "") for name in TEXTILE}
    textile["defect"] = textile["defect"] or row.reason
    return Record(
        id=f"{stem}-{row.id}",
        data_provider=provider,
        country=alpha_3(row.country) or alpha_3(country),
        partner_product_category=row.garment or "other",
        product_category=TEXTILES,
        brand=row.item_brand or "",
        repair_status=row.outcome,
        repair_barrier=row.barrier if row.outcome == "End of life" else "",
        event_date=ended.isoformat(),
        record_date=ended.isoformat(),
        problem=without_person(row.problem, names),
        textile={name: without_person(text, names) for name, text in textile.items() if text},
    )


def _of_ticket(row: Row[Any], provider: str, stem: str, zone: ZoneInfo, country: str) -> Record:
    names = names_of(row)
    return Record(
        id=f"{stem}event-{row.id}",
        data_provider=provider,
        country=alpha_3(row.country) or alpha_3(country),
        partner_product_category="other",
        product_category=TEXTILES,
        repair_status=row.outcome,
        group_identifier=row.stop_city,
        event_date=row.day.isoformat(),
        record_date=_day(row.ended or row.made, zone).isoformat(),
        problem=without_person(row.what, names),
        textile={"defect": row.reason} if row.reason else {},
    )


def names_of(row: Row[Any]) -> frozenset[str]:
    """Return what names the person of a case: whole, and each part of her name."""
    found: set[str] = set()
    for column in _PERSONAL:
        told = str(getattr(row, column, "") or "").strip()
        found |= {told, *told.split()} if column == "name" else {told}
    return frozenset(one for one in found if len(one) > _NOT_A_NAME)


def without_person(text: str, names: frozenset[str]) -> str:
    """Return a text without what names somebody; none begins as a spreadsheet's formula does.

    Examples
    --------
    >>> without_person("=1+1 Annas Reißverschluss, anna@example.org", frozenset({"Annas"}))
    '1+1 [name] Reißverschluss, [mail]'
    """
    return handles_masked(mask(text, names=names)).lstrip("=+-@\t\r\n ").rstrip() if text else ""


def _day(at: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at / 1_000_000, zone).date()


def _stem(provider: str) -> str:
    """Return the beginning of our ids, which follow the published pattern.

    Examples
    --------
    >>> _stem("Bäckerei Grün & Söhne")
    'backereigrunsohne'
    """
    plain = unicodedata.normalize("NFKD", provider.casefold())
    return re.sub(r"[^a-z]", "", plain) or "own"
