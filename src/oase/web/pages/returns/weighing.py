"""``/returns/balance``: the mass balance of a period, by way and partner."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from oase import words
from oase.accounts import Permission
from oase.programmes.returns.balance import Balance, balance
from oase.web.pages.page import Page, page
from oase.web.pages.returns.furniture import around, weight
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@page("/returns/balance", Permission.SEE_PROGRAMMES)
def returns_balance(visit: Visit) -> Page:
    """Show what came in, went out and is here, in grams."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    today = datetime.fromtimestamp(visit.reach.clock() / 1_000_000, zone).date()
    first, last = _day(visit.asked("from"), date(today.year, 1, 1)), _day(visit.asked("to"), today)
    is_turned = last < first
    first, last = (last, first) if is_turned else (first, last)
    with visit.reach.database.reading() as connection:
        found = balance(connection, _start(first, zone), _start(date.fromordinal(last.toordinal() + 1), zone))
    grid = _grid(visit, found)
    context = around(visit, "balance", found=found, first=first, last=last, lines=_lines(visit, found))
    title = visit.t("returns.balance.empty")
    if found.came or found.opening:
        told = {
            "came": weight(found.came, visit.lang),
            "gone": weight(found.gone, visit.lang),
            "here": weight(found.closing, visit.lang),
        }
        title = visit.t("returns.balance.title", **told)
    return Page("returns_balance", title, context, {"balance": grid}, lede=visit.t("returns.balance.lede"))


HANDLERS = [*returns_balance]


def _day(text: str, otherwise: date) -> date:
    try:
        return min(max(date.fromisoformat(text), date(1980, 1, 1)), date(2999, 1, 1))
    except ValueError:
        return otherwise


def _start(day: date, zone: ZoneInfo) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1_000_000


def _lines(visit: Visit, found: Balance) -> list[tuple[str, str, str]]:
    n = words.number
    return [
        (visit.t("returns.balance.opening"), weight(found.opening, visit.lang), ""),
        (
            visit.t("returns.balance.came"),
            weight(found.came, visit.lang),
            visit.t(
                "returns.balance.came.base",
                n=n(found.pieces, visit.lang),
                unweighed=n(found.unweighed, visit.lang),
            ),
        ),
        (visit.t("returns.balance.gone"), weight(found.gone, visit.lang), ""),
        (visit.t("returns.balance.closing"), weight(found.closing, visit.lang), ""),
    ]


def _grid(visit: Visit, found: Balance) -> Grid:
    t = visit.t
    whole = found.opening + found.came
    rows = [
        {"way": "opening", "partner": "", "pieces": None, "grams": found.opening, "side": "in"},
        {"way": "came", "partner": "", "pieces": found.pieces, "grams": found.came, "side": "in"},
        *({**one._asdict(), "way": one.kind, "side": "out"} for one in found.out),
        {"way": "closing", "partner": "", "pieces": None, "grams": found.closing, "side": "out"},
    ]  # fmt: skip
    columns = [
        Column("way", t("returns.column.fate"), lambda row: t(f"returns.fate.{row['way']}")),
        Column("partner", t("returns.column.partner"), lambda row: row["partner"] or words.MISSING),
        Column(
            "pieces",
            t("returns.column.pieces"),
            lambda row: words.MISSING if row["pieces"] is None else words.number(row["pieces"], visit.lang),
            is_number=True,
        ),
        Column(
            "grams", t("returns.column.grams"), lambda row: weight(row["grams"], visit.lang), is_number=True
        ),
        Column(
            "share",
            t("returns.column.share"),
            lambda row: words.share(row["grams"] / whole if whole else None, visit.lang, 1),
            is_number=True,
        ),
    ]
    return Grid(
        "balance", t("returns.balance"), columns, rows, keys=("side", "way", "partner", "pieces", "grams")
    )
