"""What the law says in a country on a day: rules with begin and source, liability, subsidies."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.law import subsidies as kept
from oase.programmes.law.subsidies import CATEGORIES, Subsidy
from oase.web.law_words import (
    COUNTRIES,
    ToldRule,
    country_name,
    day_in_words,
    liability_told,
    rules_told,
    today,
)
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "place_of"]

_FIELDS = ("country", "region", "category", "share", "most", "begins", "ends", "source")


@page("/purpose/law", Permission.SEE_PROGRAMMES)
def purpose_law(visit: Visit) -> Page:
    """Show what holds where and when."""
    return _shown(visit)


@action("/purpose/law", Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Add a subsidy of the company's own, or take one out."""
    try:
        with visit.reach.database.writing() as connection:
            if visit.said("remove"):
                kept.remove(connection, _whole(visit.said("remove"), "remove"))
            else:
                kept.add(connection, _draft(visit), who=visit.account.name if visit.account else "")
    except OptionInvalid as error:
        return _shown(visit, error)
    said = "law.said.removed" if visit.said("remove") else "law.said.added"
    return visit.back("/purpose/law", said, country=visit.said("country").upper())


HANDLERS = [*purpose_law, *change]


def place_of(visit: Visit) -> tuple[str, date, bool]:
    """Return the country and the day that are asked for, and whether the day was understood."""
    now = today(visit.reach)
    country = (visit.asked("country") or visit.said("country") or "DE").upper()[:2]
    told = visit.asked("day")
    try:
        return country, date.fromisoformat(told) if told else now, True
    except ValueError:
        return country, now, False


def _shown(visit: Visit, wrong: OptionInvalid | None = None) -> Page:
    country, day, is_day = place_of(visit)
    told = rules_told(country, day, visit.lang)
    with visit.reach.database.reading() as connection:
        subsidies = kept.every(connection)
    holding = sum(one.state == "holds" for one in told)
    name = country_name(country, visit.lang)
    key = "law.title" if any(one.state != "check" for one in told) else "law.title.check"
    title = visit.t(key, country=name, day=day_in_words(day, visit.lang), n=holding, of=len(told))
    choices = [(code, country_name(code, visit.lang)) for code in COUNTRIES]
    if country not in COUNTRIES:
        choices.append((country, name))
    context: dict[str, Any] = {
        **around(visit, "law"),
        "rules": told,
        "country": country,
        "day": day.isoformat(),
        "choices": sorted(choices, key=lambda one: one[1]),
        "liability": liability_told(country, day, visit.lang),
        "wrong": visit.t("law.wrong.day") if not is_day else _wrong(visit, wrong),
        "where": wrong.where if wrong is not None else "",
        "values": {field: visit.said(field) for field in _FIELDS},
        "categories": [(one, visit.t(f"law.category.{one}")) for one in CATEGORIES],
        "own": [
            (one.id, f"{one.country} {one.region} {one.source}") for one in subsidies if one.id is not None
        ],
    }
    grids = {"rules": _grid(visit, told), "subsidies": _subsidies(visit, subsidies, country)}
    status = 400 if context["wrong"] else 200
    return Page("purpose_law", title, context, grids, lede=visit.t("law.lede"), status=status)


def _wrong(visit: Visit, error: OptionInvalid | None) -> str:
    if error is None:
        return ""
    return visit.t("law.wrong", where=visit.t(f"law.field.{error.where}") if error.where in _FIELDS else "")


def _whole(told: str, where: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise OptionInvalid("That is no number", expected="a whole number", got=told, where=where)
    return int(told)


def _day(told: str, where: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise OptionInvalid("That is no day", expected="2026-11-22", got=told, where=where) from error


def _draft(visit: Visit) -> Subsidy:
    return Subsidy(
        country=visit.said("country"),
        region=visit.said("region")[:60],
        category=visit.said("category"),
        share=_whole(visit.said("share"), "share"),
        most_cents=_whole(visit.said("most"), "most") * 100,
        begins=_day(visit.said("begins"), "begins"),
        ends=_day(visit.said("ends"), "ends") if visit.said("ends") else None,
        source=visit.said("source")[:500],
        checked=today(visit.reach),
    )


def _grid(visit: Visit, told: list[ToldRule]) -> Grid:
    t = visit.t
    rows = [one._asdict() for one in told]
    columns = [
        Column("title", t("law.column.rule"), lambda row: row["title"]),
        Column("state", t("law.column.state"), lambda row: t(f"law.state.{row['state']}")),
        Column("begins", t("law.column.begins"), lambda row: row["begins"] or words.MISSING),
        Column(
            "source",
            t("law.column.source"),
            lambda row: Cell(row["source"] or words.MISSING, row["link"] or None),
        ),
        Column("checked", t("law.column.checked"), lambda row: row["checked"] or words.MISSING),
    ]
    keys = ("name", "title", "text", "state", "begins", "source", "link", "checked", "verify")
    return Grid("rules", t("law.rules"), columns, rows, keys=keys)


def _subsidies(visit: Visit, every: list[Subsidy], country: str) -> Grid:
    t = visit.t
    rows = [
        {
            "country": one.country,
            "region": one.region,
            "name": one.name,
            "category": one.category,
            "share": one.share,
            "most_cents": one.most_cents,
            "begins": one.begins,
            "ends": one.ends,
            "source": one.source,
            "checked": one.checked,
            "verify": one.verify,
        }
        for one in every
        if one.country == country
    ]
    columns = [
        Column("name", t("law.column.name"), lambda row: row["name"] or t("law.own")),
        Column("region", t("law.field.region"), lambda row: row["region"] or t("law.everywhere")),
        Column("category", t("law.field.category"), lambda row: t(f"law.category.{row['category']}")),
        Column(
            "share", t("law.field.share"), lambda row: f"{row['share']}\N{NO-BREAK SPACE}%", is_number=True
        ),
        Column(
            "most_cents",
            t("law.field.most"),
            lambda row: f"{words.number(row['most_cents'] / 100, visit.lang, 2)}\N{NO-BREAK SPACE}€",
            is_number=True,
        ),
        Column("begins", t("law.column.begins"), lambda row: day_in_words(row["begins"], visit.lang)),
        Column(
            "ends", t("law.field.ends"), lambda row: day_in_words(row["ends"], visit.lang) or words.MISSING
        ),
        Column("source", t("law.column.source"), lambda row: row["source"]),
        Column("checked", t("law.column.checked"), lambda row: day_in_words(row["checked"], visit.lang)),
    ]
    return Grid("subsidies", t("law.subsidies"), columns, rows)
