"""One item in words and as a picture: its line of life, its guarantees, its footprint for each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar.exceptions import NotFoundException

from oase import words
from oase.charts import Happened, Picture, Term, life_line
from oase.programmes.impact import current
from oase.programmes.items.clock import Line
from oase.programmes.items.footprint import Footprint, extensions_of, footprint
from oase.programmes.items.guarantee_label import label_told
from oase.programmes.items.labels import label
from oase.programmes.items.life import Event
from oase.programmes.items.owners import Owner, owner_of
from oase.programmes.items.registry import Item
from oase.programmes.items.standing import Standing, day_at, standing
from oase.retail.articles import said
from oase.retail.gtin import shown_gtin
from oase.web.pages.page import Page
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["day_told", "guarantee_told", "item_page", "name_of", "number_of"]

_LONGEST_NUMBER = 15
_NOON, _DAY = 43_200_000_000, 86_400_000_000
_EPOCH = date(1970, 1, 1).toordinal()
_INK = {
    "damaged": "date",
    "repair_failed": "date",
    "recycled": "palm",
    "ended": "soft",
    "repaired": "palm",
    "resold": "plum",
    "passed_on": "plum",
}


def item_page(visit: Visit, item: Item) -> Page:
    """Return the page of one item."""
    zone, now = visit.reach.settings.timezone, visit.reach.moment()
    with visit.reach.database.reading() as connection:
        stands, factors = standing(connection, item, now, zone), current(connection)
        owner = owner_of(connection, item.id)
    reckoned = footprint(factors, item.garment, extensions_of(stands.life), stands.months)
    today = day_at(now, zone)
    life = [(day_at(one.at, zone), _what(visit, one), one) for one in stands.life]
    context: dict[str, Any] = {
        **around(visit, "items"),
        "item": item,
        "facts": _facts(visit, item, owner),
        "has_life": bool(life),
        "lines": [
            guarantee_told(visit, one) | {"label": _label(visit, one, item, today)} for one in stands.lines
        ],
        "footprint": _footprint(visit, reckoned),
        "address": label(item.gtin, item.serial) if item.gtin else "",
    }
    pictures = {"life": _pictures(visit, life, stands.lines, today)}
    grids = {"life": _life(visit, life), "guarantees": _guarantees(visit, stands.lines)}
    if reckoned is not None:
        grids["footprint"] = _steps(visit, reckoned, stands.life)
    return Page(
        "purpose_item",
        name_of({"name": said(item.name, visit.lang)}),
        context,
        grids,
        pictures,
        lede=_lede(visit, stands),
    )


def number_of(told: str) -> int:
    """Return the number in an address.

    Raises
    ------
    NotFoundException
        It is none.
    """
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        raise NotFoundException
    return int(told)


def name_of(row: Mapping[str, Any]) -> str:
    """Return the name of an item; a dash for none."""
    return row["name"] or words.MISSING


def day_told(visit: Visit, day: date | None) -> str:
    """Return a day in words; a dash for none."""
    if day is None:
        return words.MISSING
    return words.date((day.toordinal() - _EPOCH) * _DAY + _NOON, visit.lang)


def guarantee_told(visit: Visit, one: Line) -> dict[str, str]:
    """Return what is said of a guarantee: its name, how it stands, by which rule."""
    values = {
        "until": day_told(visit, one.ends),
        "left": one.left or 0,
        "begins": day_told(visit, one.begins),
    }
    told = visit.t(f"purpose.items.line.{one.state}", **values)
    if one.state in ("check", "review"):
        told = visit.t(f"purpose.items.why.{one.why}")
    longer = visit.t("purpose.items.line.longer", n=one.longer) if one.longer else ""
    name = (
        visit.t("purpose.items.line.statutory")
        if one.kind == "statutory"
        else said(dict(one.name), visit.lang)
    )
    return {
        "kind": one.kind,
        "state": one.state,
        "name": name,
        "told": told,
        "longer": longer,
        "promise": said(dict(one.promise), visit.lang),
        "source": one.source,
        "rule": one.rule,
        "href": f"/purpose/guarantees/{one.term}" if one.term else "",
    }


def _label(visit: Visit, one: Line, item: Item, day: date) -> str:
    """Return what the label for guarantees of durability says of a line; empty where none is asked for."""
    if one.kind != "own" or one.state not in ("runs", "not_yet"):
        return ""
    named = " ".join(part for part in (item.brand, said(item.name, visit.lang)) if part)
    found = label_told(one.months, item.country, day, item=named, by=item.brand)
    if found is None:
        return ""
    years = words.number(found.years, visit.lang, 0 if found.years.is_integer() else 1)
    return visit.t("purpose.items.guarantee.label", years=years, item=found.item, by=found.by)


def _lede(visit: Visit, stands: Standing) -> str:
    kinds = [one.kind for one in stands.life]
    parts = [visit.t(f"purpose.items.state.{stands.item.state}")]
    if stands.months is not None:
        parts.append(visit.t("purpose.items.months", n=stands.months))
    told = ("repaired", "repair_failed", "resold", "passed_on")
    parts += [visit.t(f"purpose.items.times.{kind}", n=kinds.count(kind)) for kind in told if kind in kinds]
    return ", ".join(parts) + "."


def _facts(visit: Visit, item: Item, owner: Owner | None) -> list[tuple[str, str]]:
    t = visit.t
    rows = [
        ("serial", item.serial),
        ("gtin", shown_gtin(item.gtin) if item.gtin else ""),
        ("brand", item.brand),
        ("garment", t(f"purpose.items.garment.{item.garment}")),
        ("country", item.country),
        ("sold", day_told(visit, item.sold)),
        ("delivered", day_told(visit, item.delivered)),
        ("grams", f"{words.number(item.grams, visit.lang)} g" if item.grams else ""),
        ("source", t(f"purpose.items.source.{item.source}")),
        ("owner", t(f"purpose.items.owner.{'none' if owner is None or owner.alias is None else owner.how}")),
    ]
    return [(t(f"purpose.items.field.{name}"), value or words.MISSING) for name, value in rows]


def _what(visit: Visit, one: Event) -> str:
    way, grade = str(one.detail.get("way", "")), str(one.detail.get("grade", ""))
    key = f"purpose.items.way.{way}"
    aside = visit.t(key) if way in ("send_in", "kit", "event", "store") else grade
    told = visit.t(f"purpose.items.event.{one.kind}")
    return f"{told} ({aside})" if aside else told


Life = Sequence[tuple[date, str, Event]]


def _pictures(visit: Visit, life: Life, lines: Sequence[Line], today: date) -> tuple[Picture, Picture]:
    happened = [
        Happened(day, what, day_told(visit, day), _INK.get(one.kind, "water")) for day, what, one in life
    ]
    terms = [
        Term(
            told["name"],
            one.begins,
            one.ends,
            visit.t("purpose.items.until", day=day_told(visit, one.ends)),
            one.state == "over",
        )
        for one in lines
        if one.begins is not None and one.ends is not None and (told := guarantee_told(visit, one))
    ]
    said_of = "; ".join(f"{one.when}: {one.what}" for one in happened)
    named = (visit.t("purpose.items.life"), said_of, visit.t("purpose.items.today"))
    wide, narrow = (
        life_line(happened, terms, today, named, compact=is_narrow) for is_narrow in (False, True)
    )
    return wide, narrow


def _life(visit: Visit, life: Life) -> Grid:
    t = visit.t
    rows = [
        {"at": one.at, "day": day, "what": what, "kind": one.kind, "origin": one.origin}
        for day, what, one in life
    ]
    columns = [
        Column("day", t("purpose.items.when"), lambda row: day_told(visit, row["day"])),
        Column("what", t("purpose.items.what"), lambda row: row["what"]),
        Column("origin", t("purpose.items.origin"), lambda row: row["origin"] or words.MISSING),
    ]
    return Grid("life", t("purpose.items.life"), columns, rows, keys=("day", "kind", "origin"))


def _guarantees(visit: Visit, lines: Sequence[Line]) -> Grid:
    t = visit.t
    rows = [
        one._asdict() | guarantee_told(visit, one) | {"name": guarantee_told(visit, one)["name"]}
        for one in lines
    ]
    columns = [
        Column("name", t("purpose.items.guarantee"), lambda row: row["name"]),
        Column("told", t("purpose.items.stands"), lambda row: row["told"]),
        Column("begins", t("purpose.items.begins"), lambda row: day_told(visit, row["begins"])),
        Column("ends", t("purpose.items.ends"), lambda row: day_told(visit, row["ends"])),
        Column("source", t("purpose.items.rule"), lambda row: row["source"] or words.MISSING),
    ]
    keys = ("kind", "name", "state", "begins", "ends", "months", "longer", "left", "rule", "source")
    return Grid("guarantees", t("purpose.items.guarantees"), columns, rows, keys=keys)


def _footprint(visit: Visit, one: Footprint | None) -> dict[str, str]:
    if one is None:
        return {}
    now, first = one.each_month, one.steps[0]
    values = {
        name: words.number(value, visit.lang, 2)
        for name, value in (("low", now.p5), ("middle", now.p50), ("high", now.p95), ("first", first.p50))
    }
    key = "purpose.items.footprint.falls" if len(one.steps) > 1 else "purpose.items.footprint.first"
    if len(one.steps) > 1 and now.p50 >= first.p50:
        key = "purpose.items.footprint.rises"
    return {"told": visit.t(key, **values), "source": one.source, "version": str(one.version)}


def _steps(visit: Visit, one: Footprint, life: Sequence[Event]) -> Grid:
    t = visit.t
    names = [
        t("purpose.items.step.new"),
        *(_what(visit, event) for event in life if event.kind in ("repaired", "repair_failed", "resold")),
    ]
    rows = [
        {"after": name, "p5": step.p5, "p50": step.p50, "p95": step.p95}
        for name, step in zip(names, one.steps, strict=True)
    ]
    columns = [Column("after", t("purpose.items.step"), lambda row: row["after"])]
    columns += [
        Column(
            key,
            t(f"purpose.items.{key}"),
            lambda row, key=key: words.number(row[key], visit.lang, 3),
            is_number=True,
        )
        for key in ("p5", "p50", "p95")
    ]
    return Grid("footprint", t("purpose.items.footprint"), columns, rows)
