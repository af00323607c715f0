"""Guarantees of the brand: drafted, looked at, released, ended; what the law gives stands elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid, SourceMissing
from oase.programmes.items import guarantees as kept
from oase.programmes.items.guarantees import REMEDIES, Draft, Term
from oase.programmes.items.registry import GARMENTS
from oase.retail.articles import said
from oase.retail.keeping import products
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.item import day_told, number_of
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_TEXTS = ("name_de", "name_en", "promise_de", "promise_en", "months", "product", "garment", "country", "wear")
_FIELDS = (*_TEXTS, "begins", "ends", "found")
_PLACES = ("name", "promise", "remedies", "state", *_FIELDS)


@page("/purpose/guarantees", Permission.SEE_PROGRAMMES)
def purpose_guarantees(visit: Visit) -> Page:
    """Show all guarantees."""
    with visit.reach.database.reading() as connection:
        every = kept.every(connection)
    context = {**around(visit, "guarantees"), "is_empty": not every}
    return Page("purpose_guarantees", _title(visit, every), context, {"guarantees": _grid(visit, every)},
                lede=visit.t("purpose.guarantees.lede"))  # fmt: skip


@page("/purpose/guarantees/new", Permission.EDIT_PROGRAMMES)
def purpose_guarantee_new(visit: Visit) -> Page:
    """Show an empty draft."""
    return _form(visit, None, {})


@page("/purpose/guarantees/{guarantee:str}", Permission.SEE_PROGRAMMES)
def purpose_guarantee(visit: Visit) -> Page:
    """Show one guarantee."""
    return _form(visit, _found(visit), {})


@action("/purpose/guarantees/new", Permission.EDIT_PROGRAMMES)
def create(visit: Visit) -> Redirect | Page:
    """Write a draft down."""
    try:
        draft = _draft(visit)
        with visit.reach.database.writing() as connection:
            made = kept.create(connection, draft, who=_who(visit), now=visit.reach.moment())
    except OptionInvalid as error:
        return _form(visit, None, _typed(visit), error)
    return visit.back(f"/purpose/guarantees/{made.id}", "purpose.guarantees.said.created")


@action("/purpose/guarantees/{guarantee:str}", Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Write a draft anew, release it, or end what is live."""
    held, do = _found(visit), visit.said("do", "save")
    try:
        with visit.reach.database.writing() as connection:
            if do == "live":
                kept.live(connection, held.id, who=_who(visit), found=visit.said("found"))
            elif do == "end":
                kept.end(connection, held.id, _day(visit, "ends"))
            else:
                kept.change(connection, held.id, _draft(visit), who=_who(visit))
    except OptionInvalid as error:
        return _form(visit, held, _typed(visit) if do == "save" else {"found": visit.said("found")}, error)
    word = {"live": "live", "end": "ended"}.get(do, "changed")
    return visit.back(f"/purpose/guarantees/{held.id}", f"purpose.guarantees.said.{word}")


HANDLERS = [*purpose_guarantees, *purpose_guarantee_new, *purpose_guarantee, *create, *change]


def _found(visit: Visit) -> Term:
    try:
        with visit.reach.database.reading() as connection:
            return kept.get(connection, number_of(visit.places["guarantee"]))
    except SourceMissing as error:
        raise NotFoundException from error


def _who(visit: Visit) -> str:
    return visit.account.name if visit.account else ""


def _draft(visit: Visit) -> Draft:
    wear, months = visit.said("wear"), visit.said("months")
    return Draft(
        name={lang: visit.said(f"name_{lang}") for lang in ("de", "en")},
        promise={lang: visit.said(f"promise_{lang}") for lang in ("de", "en")},
        begins=_day(visit, "begins"),
        months=_whole(months) if months else None,
        product=visit.said("product"),
        garment=visit.said("garment"),
        country=visit.said("country"),
        remedies=tuple(one for one in REMEDIES if one in visit.form.get("remedies", ())),
        wear_cents=_cents(wear, visit.lang) if wear else None,
    )


def _whole(told: str) -> int:
    if not (told.isascii() and told.isdecimal() and len(told) <= 4):
        raise OptionInvalid("That is no time", expected="1 to 1200 months", got=told[:40], where="months")
    return int(told)


def _cents(told: str, lang: str) -> int:
    group, point = (".", ",") if lang == "de" else (",", ".")
    plain = told.removesuffix("€").strip().replace(group, "").replace(point, ".")
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 7 and len(part) <= 2):
        raise OptionInvalid("That is no amount", expected=f"12{point}50", got=told[:40], where="wear")
    if part and not (part.isascii() and part.isdecimal()):
        raise OptionInvalid("That is no amount", expected=f"12{point}50", got=told[:40], where="wear")
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")


def _day(visit: Visit, name: str) -> date:
    told = visit.said(name)
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise OptionInvalid("That is no day", expected="2026-11-22", got=told[:40], where=name) from error


def _typed(visit: Visit) -> dict[str, Any]:
    typed: dict[str, Any] = {name: visit.said(name) for name in _FIELDS}
    return typed | {"remedies": list(visit.form.get("remedies", ()))}


def _values(visit: Visit, held: Term | None) -> dict[str, Any]:
    if held is None:
        return dict.fromkeys(_FIELDS, "") | {"remedies": ["repair"]}
    texts = {f"name_{lang}": held.name.get(lang, "") for lang in ("de", "en")}
    texts |= {f"promise_{lang}": held.promise.get(lang, "") for lang in ("de", "en")}
    wear = "" if held.wear_cents is None else words.number(held.wear_cents / 100, visit.lang, 2)
    return texts | {
        "months": str(held.months or ""),
        "product": held.product,
        "garment": held.garment,
        "country": held.country,
        "remedies": list(held.remedies),
        "wear": wear,
        "begins": held.begins.isoformat(),
        "ends": "" if held.ends is None else held.ends.isoformat(),
        "found": "",
    }


def _form(
    visit: Visit, held: Term | None, typed: Mapping[str, Any], wrong: OptionInvalid | None = None
) -> Page:
    with visit.reach.database.reading() as connection:
        articles = [(one.id, said(one.name, visit.lang)) for one in products(connection).values()]
    where = "" if wrong is None else next((one for one in _PLACES if one == wrong.where), "other")
    context: dict[str, Any] = {
        **around(visit, "guarantees"),
        "held": held,
        "is_open": held is None or held.state in ("draft", "review"),
        "values": _values(visit, held) | dict(typed),
        "products": articles,
        "garments": [(one, visit.t(f"purpose.items.garment.{one}")) for one in GARMENTS],
        "remedies": [(one, visit.t(f"purpose.guarantees.remedy.{one}")) for one in REMEDIES],
        "wrong_where": where,
        "wrong_told": visit.t(f"purpose.guarantees.wrong.{_kind(where)}") if where else "",
        "why": _why(visit, held),
        "has_label": held is not None and kept.has_label(held),
        "told": _told(visit, held) if held is not None else [],
    }
    title = visit.t("purpose.guarantees.new") if held is None else said(held.name, visit.lang)
    return Page("purpose_guarantee", title, context, status=200 if wrong is None else 400)


def _kind(where: str) -> str:
    return where.partition("_")[0] if where.startswith(("name_", "promise_")) else where


def _why(visit: Visit, held: Term | None) -> str:
    if held is None or not held.why:
        return ""
    if held.state in ("draft", "review"):
        return visit.t(f"purpose.guarantees.why.{held.why}")
    return visit.t("purpose.guarantees.found", why=held.why)


def _told(visit: Visit, held: Term) -> list[tuple[str, str]]:
    t = visit.t
    wear = (
        words.MISSING
        if held.wear_cents is None
        else f"{words.number(held.wear_cents / 100, visit.lang, 2)} EUR"
    )
    rows = [
        ("state", t(f"purpose.guarantees.state.{held.state}")),
        ("months", _months(visit, held.months)),
        ("product", held.product or t("purpose.guarantees.field.product.all")),
        (
            "garment",
            t(f"purpose.items.garment.{held.garment}")
            if held.garment
            else t("purpose.guarantees.field.garment.all"),
        ),
        ("country", held.country or t("purpose.guarantees.field.country.all")),
        ("remedies", ", ".join(t(f"purpose.guarantees.remedy.{one}") for one in held.remedies)),
        ("wear", wear),
        ("begins", day_told(visit, held.begins)),
        ("ends", day_told(visit, held.ends)),
    ]
    return [(t(f"purpose.guarantees.field.{name}"), value) for name, value in rows]


def _months(visit: Visit, months: int | None) -> str:
    return (
        visit.t("purpose.guarantees.months.none")
        if months is None
        else visit.t("purpose.guarantees.months", n=months)
    )


def _title(visit: Visit, every: Sequence[Term]) -> str:
    if not every:
        return visit.t("purpose.guarantees.none")
    states = [one.state for one in every]
    return visit.t("purpose.guarantees.title", live=states.count("live"), waiting=states.count("review"))


def _grid(visit: Visit, every: Sequence[Term]) -> Grid:
    t = visit.t
    rows = [
        one._asdict() | {"name": said(one.name, visit.lang), "promise": said(one.promise, visit.lang)}
        for one in every
    ]
    columns = [
        Column(
            "name",
            t("purpose.guarantees.field.name"),
            lambda row: Cell(row["name"], f"/purpose/guarantees/{row['id']}"),
        ),
        Column(
            "state",
            t("purpose.guarantees.field.state"),
            lambda row: t(f"purpose.guarantees.state.{row['state']}"),
        ),
        Column("months", t("purpose.guarantees.field.months"), lambda row: _months(visit, row["months"])),
        Column(
            "country",
            t("purpose.guarantees.field.country"),
            lambda row: row["country"] or t("purpose.guarantees.field.country.all"),
        ),
        Column("begins", t("purpose.guarantees.field.begins"), lambda row: day_told(visit, row["begins"])),
        Column("ends", t("purpose.guarantees.field.ends"), lambda row: day_told(visit, row["ends"])),
    ]
    keys = (
        "id",
        "name",
        "promise",
        "state",
        "months",
        "product",
        "garment",
        "country",
        "wear_cents",
        "begins",
        "ends",
        "why",
    )
    return Grid("guarantees", t("purpose.guarantees.all"), columns, rows, keys=keys)
