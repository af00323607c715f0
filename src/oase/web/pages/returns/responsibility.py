"""Intakes and countries as tables and files: what producer responsibility for textiles asks to report."""

from __future__ import annotations

from collections.abc import Sequence

from oase import words
from oase.programmes.returns.responsibility import WAYS, Intake, by_country
from oase.web.law_words import country_name
from oase.web.pages.returns.furniture import weight
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["countries", "each_intake"]


def countries(visit: Visit, rows: Sequence[Intake]) -> Grid:
    """Return the sums by country."""
    t = visit.t
    columns = [
        Column("country", t("returns.column.country"), lambda row: _country(visit, row["country"])),
        Column(
            "pieces",
            t("returns.column.pieces"),
            lambda row: words.number(row["pieces"], visit.lang),
            is_number=True,
        ),
        *_weights(visit),
    ]
    keys = ("country", "pieces", "unweighed", "grams", *WAYS, "here")
    told = [one._asdict() | one.ways for one in by_country(rows)]
    return Grid("countries", t("returns.countries"), columns, told, keys=keys)


def each_intake(visit: Visit, rows: Sequence[Intake]) -> Grid:
    """Return each piece that was taken, without names."""
    t = visit.t
    columns = [
        Column("parcel", t("returns.column.number"), lambda row: row["parcel"]),
        Column("taken", t("returns.column.taken"), lambda row: visit.moment(row["at"])),
        Column("country", t("returns.column.country"), lambda row: _country(visit, row["country"])),
        Column("category", t("returns.column.what"), lambda row: t(f"returns.category.{row['category']}")),
        *_weights(visit),
    ]
    keys = ("parcel", "piece", "taken", "country", "category", "grade", "is_weighed", "grams", *WAYS, "here")
    told = [one._asdict() | one.ways | {"here": one.here, "taken": visit.moment(one.at)} for one in rows]
    return Grid("intakes", t("returns.intakes"), columns, told, keys=keys)


def _weights(visit: Visit) -> list[Column]:
    """Return a column for what came in, one for each way, and one for what is here."""
    heads = {"grams": "returns.fate.came", "here": "returns.fate.closing"}
    return [
        Column(
            name,
            visit.t(heads.get(name, f"returns.fate.{name}")),
            lambda row, name=name: weight(row[name], visit.lang),
            is_number=True,
        )
        for name in ("grams", *WAYS, "here")
    ]


def _country(visit: Visit, code: str) -> str:
    return country_name(code, visit.lang) if code else words.MISSING
