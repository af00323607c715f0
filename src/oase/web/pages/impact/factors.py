"""The factors: what each is, its source, what is to be held against it; a change is a new version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.impact import versions
from oase.programmes.impact.claim_text import METHOD_NAMES
from oase.programmes.impact.factors import METHODS, SHAPES, Factor, Factors
from oase.programmes.impact.item import gross
from oase.programmes.impact.period import day_of
from oase.web.pages.impact.said import tabs, wrong_words
from oase.web.pages.page import Page, action, page
from oase.web.pages.static import address_of
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS", "factor_grid"]

_NUMBER = {
    "de": re.compile(r"(?:\d{1,9}|\d{1,3}(?:\.\d{3}){1,2})(?:,\d{1,6})?"),
    "en": re.compile(r"(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.\d{1,6})?"),
}
_FIELDS = ("name", "value", "low", "high", "shape", "source", "place", "note")


@page("/impact/factors", Permission.SEE_PROGRAMMES)
def impact_factors(visit: Visit) -> Page:
    """Show the factors that hold now, and the form to change one."""
    return _shown(visit, {})


@action("/impact/factors", Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Change a factor: a new version, with its reason; what was published stays."""
    typed = {name: visit.said(name) for name in _FIELDS}
    who = visit.account.name if visit.account is not None else ""
    try:
        with visit.reach.database.writing() as connection:
            factor = _changed(visit, versions.current(connection), typed)
            versions.add(connection, [factor], who=who, now=visit.reach.clock(), note=typed["note"])
    except OptionInvalid as error:
        return _shown(visit, typed, wrong=wrong_words(visit, error), status=409)
    return visit.back("/impact/factors", "impact.said.changed")


HANDLERS = [*impact_factors, *change]


def factor_grid(visit: Visit, factors: Factors) -> Grid:
    """Return a set of factors as a table."""
    t, lang = visit.t, visit.lang
    rows = [
        {**one._asdict(), "kind": one.kind, "caveat": one.caveat.get(lang, ""), "version": factors.version}
        for one in factors.table.values()
    ]

    def ends(row: Mapping[str, Any]) -> str:
        if row["low"] == row["high"]:
            return words.MISSING
        return t("impact.factor.ends", low=_figure(row["low"], lang), high=_figure(row["high"], lang))

    def source(row: Mapping[str, Any]) -> str:
        if row["kind"] == "assumption":
            return t("impact.factor.own", year=str(row["year"]))
        return f"{row['source']}, {row['year']}, {row['place']}"

    columns = [
        Column("name", t("impact.factor"), lambda row: _name(visit, row["name"])),
        Column("value", t("impact.factor.value"), lambda row: _figure(row["value"], lang), is_number=True),
        Column("low", t("impact.factor.range"), ends, is_number=True),
        Column("unit", t("impact.factor.unit"), lambda row: _unit(visit, row["unit"])),
        Column("kind", t("impact.factor.kind"), lambda row: t(f"impact.kind.{row['kind']}")),
        Column("source", t("impact.factor.source"), source),
        Column("caveat", t("impact.factor.caveat"), lambda row: row["caveat"]),
    ]
    keys = ("version", "name", "value", "low", "high", "shape", "unit", "kind", "source", "year", "place")
    return Grid("factors", t("impact.factors"), columns, rows, keys=(*keys, "caveat"))


def _shown(visit: Visit, typed: Mapping[str, str], *, wrong: str = "", status: int = 200) -> Page:
    with visit.reach.database.reading() as connection:
        factors, past = versions.current(connection), versions.every(connection)
    chosen = typed.get("name") or visit.asked("factor")
    held = factors.table.get(chosen)
    context: dict[str, Any] = {
        "style": address_of("impact.css"),
        "tabs": tabs(visit, "factors"),
        "version": factors.version,
        "digest": factors.digest,
        "is_shipped": not past,
        "names": [(name, _name(visit, name)) for name in factors.table],
        "chosen": chosen if held is not None else "",
        "values": {**_values(visit, held), **{key: value for key, value in typed.items() if value}},
        "shapes": [(shape, visit.t(f"impact.shape.{shape}")) for shape in SHAPES],
        "past": [(one, visit.moment(one.made)) for one in past],
        "example": _example(visit, factors),
        "wrong": wrong,
    }
    kinds = [one.kind for one in factors.table.values()]
    title = visit.t(
        "impact.factors.title",
        all=words.number(len(kinds), visit.lang),
        assumed=words.number(kinds.count("assumption"), visit.lang),
    )
    lede, grids = visit.t("impact.factors.lede"), {"factors": factor_grid(visit, factors)}
    return Page("impact_factors", title, context, grids, lede=lede, status=status)


def _example(visit: Visit, factors: Factors) -> list[tuple[str, str]]:
    """Return what the methods credit one T-shirt repair with: how far they disagree."""
    found = gross(factors, "tshirt") or {}
    return [
        (METHOD_NAMES[visit.lang][one], visit.t("impact.kg", n=words.number(found[one], visit.lang, 1)))
        for one in METHODS
        if one in found
    ]


def _values(visit: Visit, held: Factor | None) -> dict[str, str]:
    if held is None:
        return dict.fromkeys(_FIELDS, "")
    told = {name: _figure(getattr(held, name), visit.lang) for name in ("value", "low", "high")}
    return {**told, "name": held.name, "shape": held.shape, "source": "", "place": held.place, "note": ""}


def _changed(visit: Visit, factors: Factors, typed: Mapping[str, str]) -> Factor:
    """Return a factor as the form says; source, year and caveat become those of the house."""
    held = factors.table.get(typed["name"])
    if held is None:
        raise OptionInvalid("No such factor", got=typed["name"], where="factors")
    figures = {name: _read(typed[name], name, visit.lang) for name in ("value", "low", "high")}
    said = {"de": typed["note"], "en": typed["note"]}
    kind = "context" if held.kind == "context" else "measured"
    return held._replace(
        **figures,
        shape=typed["shape"],
        source=typed["source"],
        place=typed["place"] or held.place,
        year=day_of(visit.reach.clock(), visit.reach.settings.timezone).year,
        caveat={**said, "kind": kind},
    )


def _read(told: str, where: str, lang: str) -> float:
    """Return a number as people write it; a sign that could be a point or a group is not guessed at."""
    if _NUMBER[lang].fullmatch(told) is None:
        raise OptionInvalid("That is no number", got=told or words.MISSING, where=where)
    group, point = (".", ",") if lang == "de" else (",", ".")
    return float(told.replace(group, "").replace(point, "."))


def _figure(value: float, lang: str) -> str:
    return words.number(value, lang, None)


def _name(visit: Visit, name: str) -> str:
    key = f"impact.factor.{name}"
    return visit.t(key) if key in TEXTS[visit.lang] else name


def _unit(visit: Visit, unit: str) -> str:
    return visit.t(f"impact.unit.{unit}") if unit in ("years", "share", "days") else unit
