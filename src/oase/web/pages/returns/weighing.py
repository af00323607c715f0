"""``/returns/balance``: the mass balance of a period, and what producer responsibility asks to report."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from oase import words
from oase.accounts import Permission
from oase.charts import Picture
from oase.charts.bars import bars
from oase.programmes.returns.balance import Balance, balance
from oase.programmes.returns.responsibility import intakes
from oase.web.pages.page import Page, page
from oase.web.pages.returns import responsibility
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
        since, until = _start(first, zone), _start(date.fromordinal(last.toordinal() + 1), zone)
        found = balance(connection, since, until)
        rows = intakes(connection, since, until)
    grids = {
        "balance": _grid(visit, found),
        "countries": responsibility.countries(visit, rows),
        "intakes": responsibility.each_intake(visit, rows),
    }
    context = around(visit, "balance", found=found, first=first, last=last, lines=_lines(visit, found))
    title = visit.t("returns.balance.empty")
    if found.came or found.opening:
        told = {
            "came": weight(found.came, visit.lang),
            "gone": weight(found.gone, visit.lang),
            "here": weight(found.closing, visit.lang),
        }
        title = visit.t("returns.balance.title", **told)
    pictures = _pictures(visit, found)
    return Page("returns_balance", title, context, grids, pictures, lede=visit.t("returns.balance.lede"))


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


def _pictures(visit: Visit, found: Balance) -> dict[str, tuple[Picture, Picture]]:
    """Draw where it went, each way with its share of all, and what is still here."""
    whole = found.opening + found.came
    if whole <= 0:
        return {}
    ways: dict[str, int] = {}
    for one in found.out:
        ways[one.kind] = ways.get(one.kind, 0) + one.grams
    ways = dict(sorted(ways.items(), key=lambda way: -way[1])) | {"closing": found.closing}
    rows = [
        {"way": f"{visit.t(f'returns.fate.{way}')}, {weight(grams, visit.lang)}", "share": grams / whole}
        for way, grams in ways.items()
    ]
    title = visit.t("returns.balance.picture")
    wide, narrow = (
        bars(rows, visit.lang, title=title, label="way", compact=compact) for compact in (False, True)
    )
    return {"balance": (wide, narrow)}


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
