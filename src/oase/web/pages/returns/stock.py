"""``/returns/stock``: what is here, what is for sale or sold, and where the rest goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import InputError, OptionInvalid, SourceMissing
from oase.programmes.returns import selling
from oase.programmes.returns.fates import BY_HAND, Kind, Stocked, fates_of, in_stock, send_off, undo, went
from oase.programmes.returns.offers import CATEGORIES
from oase.programmes.returns.selling import Resale
from oase.programmes.returns.taxes import TAXES, Tax, rate, taxed
from oase.retail.keeping import stores
from oase.web.pages.page import Page, action, page
from oase.web.pages.returns.furniture import around, cents_of, grams_of, money, number_in, who, wrong_of
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/returns/stock"
_SOLD_SHOWN = 50


@page(PATH, Permission.SEE_PROGRAMMES)
def returns_stock(visit: Visit) -> Page:
    """Show pieces in stock, second hand, and what was noted last."""
    return _page(visit)


@action(PATH, Permission.WORK_CASES)
def act(visit: Visit) -> Redirect | Page:
    """Offer, reserve, sell, take back, withdraw, send off, undo."""
    try:
        with visit.reach.database.writing() as connection:
            _act(visit, connection)
    except SourceMissing as error:
        raise NotFoundException from error
    except InputError as error:
        return _page(visit, error)
    return visit.back(PATH, "returns.said.done")


HANDLERS = [*returns_stock, *act]


def _act(visit: Visit, connection: Any) -> None:
    do, number, now = visit.said("do"), number_in(visit.said("number")), visit.reach.clock()
    if do == "offer":
        cents = cents_of(visit.said("cents"), "price") or 0
        tax = cast("Tax", visit.said("tax"))
        selling.offer(connection, number, cents, tax, who(visit), now, store=visit.said("store"))
    elif do == "sell":
        cents = cents_of(visit.said("cents"), "price")
        asked = selling.resale(connection, number).price_cents
        sold = selling.Sold(asked if cents is None else cents, who(visit), _buyer(visit))
        selling.sell(connection, number, sold, now)
    elif do in ("reserve", "free", "withdraw", "back"):
        steps = {
            "reserve": selling.reserve,
            "free": selling.free,
            "withdraw": selling.withdraw,
            "back": selling.back,
        }
        steps[do](connection, number, now)
    elif do == "send":
        _send(visit, connection)
    elif do == "part":
        went(
            connection, number, _kind(visit), who(visit), now, grams=grams_of(visit.said("grams")),
            partner=visit.said("partner"), of=grams_of(visit.said("of")),
        )  # fmt: skip
    elif do == "undo":
        undo(connection, number, now)
    else:
        raise InputError("There is no such step", got=repr(do[:40]))


def _buyer(visit: Visit) -> int | None:
    """Return who buys, by her customer number; None where none is told."""
    number = visit.said("customer").strip()
    if not number:
        return None
    found = visit.reach.house.find_person(number, "user")
    if found is None:
        raise OptionInvalid(
            "No customer has this number",
            expected="a customer number of the shop, or nothing",
            got=repr(number[:40]),
            where="customer",
        )
    return found.person


def _send(visit: Visit, connection: Any) -> None:
    chosen = [number_in(one) for one in visit.form.get("piece", ())]
    if not chosen:
        raise OptionInvalid("No piece is chosen", expected="one at least", where="piece")
    kind = _kind(visit)
    send_off(connection, chosen, kind, who(visit), visit.reach.clock(), partner=visit.said("partner"))


def _kind(visit: Visit) -> Kind:
    kind = visit.said("kind")
    if kind not in BY_HAND:
        raise OptionInvalid(
            "There is no such way", expected=", ".join(BY_HAND), got=repr(kind[:40]), where="kind"
        )
    return kind


def _page(visit: Visit, error: InputError | None = None) -> Page:
    with visit.reach.database.reading() as connection:
        here = in_stock(connection)
        sale = [one for one in selling.for_sale(connection) if one.state != "withdrawn"]
        shops = list(stores(connection).values())
        noted = [
            one for one in reversed(fates_of(connection, [one.piece.id for one in here])) if not one.undone
        ]
    grams = sum(one.left for one in here)
    live = [one for one in sale if one.state != "sold"]
    context = around(
        visit,
        "stock",
        here=[one for one in here if one.resale not in ("for_sale", "reserved")],
        live=live,
        sold=[one for one in sale if one.state == "sold"][:_SOLD_SHOWN],
        noted=[one for one in noted if one.kind != "resale"],
        shops=[("", visit.t("returns.online")), *((one.code, one.name) for one in shops)],
        kinds=BY_HAND,
        taxes=TAXES,
        wrong=wrong_of(visit, error) if error is not None else None,
    )
    title = visit.t("returns.stock.empty")
    if here:
        told = {
            "n": words.number(len(here), visit.lang),
            "kg": context["weight"](grams),
            "sale": words.number(len(live), visit.lang),
        }
        title = visit.t("returns.stock.title.one" if len(here) == 1 else "returns.stock.title", **told)
    grids = {
        "stock": _stock_grid(visit, here),
        "sold": _sold_grid(visit, sale, {one.code: one.country for one in shops}),
    }
    return Page(
        "returns_stock", title, context, {name: grid for name, grid in grids.items() if grid.rows},
        lede=visit.t("returns.stock.lede"), status=400 if error is not None else 200,
    )  # fmt: skip


def _stock_grid(visit: Visit, here: list[Stocked]) -> Grid:
    rows = [
        {"number": one.number, "what": one.piece.what, "category": one.piece.category,
         "grade": one.piece.grade, "serial": one.piece.serial, "grams": one.left, "resale": one.resale}
        for one in here
    ]  # fmt: skip
    t = visit.t
    columns = [
        Column("number", t("returns.column.number"), lambda row: row["number"]),
        Column(
            "what",
            t("returns.column.what"),
            lambda row: row["what"] or t(f"returns.category.{row['category']}"),
        ),
        Column("grade", t("returns.column.grade"), lambda row: t(f"returns.grade.{row['grade']}")),
        Column(
            "grams",
            t("returns.column.grams"),
            lambda row: f"{words.number(row['grams'], visit.lang)} g",
            is_number=True,
        ),
    ]
    return Grid("stock", t("returns.stock.all"), columns, rows, most=500, keys=tuple(rows[0]) if rows else ())


def _sold_grid(visit: Visit, sale: list[Resale], countries: dict[str, str]) -> Grid:
    """Return what was sold, with the margin and the tax in it where the rate of the country is known."""
    t, lang = visit.t, visit.lang
    most = max(countries.values(), key=list(countries.values()).count, default="")
    rows = [
        {"id": one.id, "what": one.what, "sold": one.sold, "bought_cents": one.bought_cents,
         "sold_cents": one.sold_cents, "taxation": one.tax,
         **_taxed(visit, one, countries.get(one.store, most))}
        for one in sale if one.state == "sold"
    ]  # fmt: skip
    columns = [
        Column("what", t("returns.column.what"), lambda row: _named(visit, row["what"])),
        Column("sold", t("returns.column.sold"), lambda row: visit.moment(row["sold"])),
        Column(
            "bought_cents",
            t("returns.column.bought"),
            lambda row: money(row["bought_cents"], lang),
            is_number=True,
        ),
        Column(
            "sold_cents",
            t("returns.column.price"),
            lambda row: money(row["sold_cents"], lang),
            is_number=True,
        ),
        Column(
            "margin_cents",
            t("returns.column.margin"),
            lambda row: money(row["margin_cents"], lang),
            is_number=True,
        ),
        Column(
            "tax_cents", t("returns.column.tax"), lambda row: money(row["tax_cents"], lang), is_number=True
        ),
        Column("taxation", t("returns.column.taxation"), lambda row: t(f"returns.tax.{row['taxation']}")),
    ]
    return Grid("sold", t("returns.sold"), columns, rows, most=_SOLD_SHOWN)


def _taxed(visit: Visit, one: Resale, country: str) -> dict[str, int | None]:
    zone = ZoneInfo(visit.reach.settings.timezone)
    day = datetime.fromtimestamp((one.sold or 0) / 1_000_000, zone).date()
    found = taxed(one.sold_cents or 0, one.bought_cents, cast("Tax", one.tax), rate(country, day))
    return {"margin_cents": found.margin, "tax_cents": found.tax}


def _named(visit: Visit, what: str) -> str:
    return visit.t(f"returns.category.{what}") if what in CATEGORIES else what
