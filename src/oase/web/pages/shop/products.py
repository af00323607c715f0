"""Products to browse: found by words or article number, by class of garment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.retail import Product, Variant, said
from oase.retail.keeping import products, stock, stores, variants
from oase.retail.sizes import size_order
from oase.web.pages.page import Page, page
from oase.web.pages.shop.furniture import furniture, garments, money
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_SHOWN = 60


@page("/shop", Permission.SEE_SHOP)
def shop(visit: Visit) -> Page:
    """Show the products, those that are asked for or all."""
    with visit.reach.database.reading() as connection:
        held, all_variants = products(connection), variants(connection)
        counted, places = stock(connection), stores(connection)
    pieces: dict[str, int] = defaultdict(int)
    for one in counted:
        pieces[one.gtin] += one.quantity
    of_product: dict[str, list[Variant]] = defaultdict(list)
    for one in all_variants.values():
        of_product[one.product].append(one)
    sought, garment = visit.asked("q")[:100], visit.asked("garment")
    found = [
        one
        for one in held.values()
        if (not garment or one.garment == ("" if garment == "none" else garment))
        and _is_found(sought.casefold(), one, of_product[one.id])
    ]
    rows = [_row(visit, one, of_product[one.id], pieces) for one in found]
    total = sum(pieces.values())
    context = {
        **furniture(visit, "products"),
        "q": sought,
        "garment": garment,
        "garments": [(name or "none", label) for name, label in garments(visit)],
        "is_empty": not held,
        "kpis": [
            (visit.t("shop.kpi.products"), words.number(len(held), visit.lang), ""),
            (visit.t("shop.kpi.variants"), words.number(len(all_variants), visit.lang), ""),
            (visit.t("shop.kpi.stores"), words.number(len(places), visit.lang), ""),
            (visit.t("shop.kpi.pieces"), words.number(total, visit.lang), visit.t("shop.kpi.pieces.base")),
        ],
    }
    title = (
        visit.t("shop.headline", products=len(held), stores=len(places)) if held else visit.t("shop.empty")
    )
    grids = {"products": _grid(visit, rows)} if rows else {}
    return Page("shop", title, context, grids, lede=visit.t("shop.lede" if held else "shop.lede.empty"))


def _is_found(sought: str, one: Product, own: Sequence[Variant]) -> bool:
    if not sought:
        return True
    texts = [
        one.id,
        one.brand,
        *one.name.values(),
        *(part for v in own for part in (v.gtin, v.sku, *v.color.values())),
    ]
    return all(any(word in text.casefold() for text in texts) for word in sought.split())


def _row(visit: Visit, one: Product, own: Sequence[Variant], pieces: dict[str, int]) -> dict[str, Any]:
    sizes = sorted({v.size for v in own if v.size}, key=size_order)
    prices = [v.price for v in own if v.price]
    return {
        "id": one.id,
        "name": said(one.name, visit.lang),
        "brand": one.brand,
        "garment": visit.t(f"shop.garment.{one.garment or 'none'}"),
        "colors": ", ".join(sorted({said(v.color, visit.lang) for v in own if v.color})),
        "sizes": ", ".join(sizes),
        "lowest": min(prices, default=None),
        "highest": max(prices, default=None),
        "currency": own[0].currency if own else "EUR",
        "variants": len(own),
        "pieces": sum(pieces[v.gtin] for v in own),
    }


def _grid(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    def told(key: str) -> Column:
        return Column(key, visit.t(f"shop.column.{key}"), lambda row: row[key] or words.MISSING)

    def counted(key: str) -> Column:
        head = visit.t(f"shop.column.{key}")
        return Column(key, head, lambda row: words.number(row[key], visit.lang), is_number=True)

    columns = [
        Column(
            "name",
            visit.t("shop.column.name"),
            lambda row: Cell(row["name"], visit.address("/shop/product", id=row["id"])),
        ),
        told("garment"),
        told("colors"),
        told("sizes"),
        Column("lowest", visit.t("shop.column.price"), lambda row: _price(visit, row), is_number=True),
        counted("pieces"),
    ]
    keys = (
        "id",
        "name",
        "brand",
        "garment",
        "colors",
        "sizes",
        "variants",
        "lowest",
        "highest",
        "currency",
        "pieces",
    )
    return Grid("products", visit.t("shop.products"), columns, rows, most=_SHOWN, keys=keys)


def _price(visit: Visit, row: Mapping[str, Any]) -> str:
    if row["lowest"] is None:
        return words.MISSING
    shown = money(row["lowest"], row["currency"], visit.lang)
    return shown if row["lowest"] == row["highest"] else visit.t("shop.price.from", price=shown)


HANDLERS = [*shop]
