"""One product: colours and sizes with their stock, prices as they were, and the form to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import InputError, OaseError
from oase.retail import Product, Stock, Store, Variant, said
from oase.retail.care import care_text, read_care
from oase.retail.gtin import shown_gtin
from oase.retail.keeping import (
    lowest_price,
    price_history,
    products,
    put,
    remove_product,
    stock,
    stores,
    variants,
)  # fmt: skip
from oase.retail.material import fibre_name, read_material
from oase.retail.sizes import GARMENTS, size_order
from oase.web.pages.page import Page, action, page
from oase.web.pages.shop.furniture import Field, Wrong, furniture, garments, money, picture_of, wrong
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MONTH = 30 * 86_400_000_000
_LANGUAGES = ("de", "en")


@page("/shop/product", Permission.SEE_SHOP)
def shop_product(visit: Visit) -> Page:
    """Show a product."""
    return _shown(visit, visit.asked("id"))


@action("/shop/product/change", Permission.EDIT_SHOP)
def change(visit: Visit) -> Redirect | Page:
    """Write what the form says, or show it again with what is wrong."""
    name = visit.said("id")
    with visit.reach.database.reading() as connection:
        held = products(connection, [name]).get(name)
    if held is None:
        raise NotFoundException
    try:
        changed = _typed(visit, held)
    except OaseError as error:
        return _shown(visit, name, wrong(visit, error))
    with visit.reach.database.writing() as connection:
        put(connection, [changed], now=visit.reach.clock(), replace=True)
    return visit.back("/shop/product", said="shop.said.saved", id=name)


@action("/shop/product/remove", Permission.EDIT_SHOP)
def remove(visit: Visit) -> Redirect:
    """Remove a product with its variants."""
    with visit.reach.database.writing() as connection:
        if not remove_product(connection, visit.said("id")):
            raise NotFoundException
    return visit.back("/shop", said="shop.said.removed")


def _typed(visit: Visit, held: Product) -> Product:
    """Return the product as the form says it; texts of languages that the form does not show stay."""
    names = {**held.name, **{lang: visit.said(f"name_{lang}") for lang in _LANGUAGES}}
    told = {**held.description, **{lang: visit.said(f"description_{lang}") for lang in _LANGUAGES}}
    garment = visit.said("garment")
    if not any(names.values()):
        raise InputError("The product has no name", expected="a name in one language at least", got="nothing")
    if garment not in GARMENTS:
        raise InputError("There is no such class of garment", expected=", ".join(GARMENTS), got=repr(garment))
    return Product(
        id=held.id,
        name={lang: text for lang, text in names.items() if text},
        brand=visit.said("brand"),
        garment=garment,
        material=read_material(visit.said("material")),
        care=read_care(visit.said("care")),
        description={lang: text for lang, text in told.items() if text},
        image=visit.said("image"),
        url=visit.said("url"),
    )


def _shown(visit: Visit, name: str, is_wrong: Wrong | None = None) -> Page:
    at = visit.reach.clock()
    with visit.reach.database.reading() as connection:
        one = products(connection, [name]).get(name)
        if one is None:
            raise NotFoundException
        own = sorted(
            variants(connection, product=name).values(),
            key=lambda v: (said(v.color, visit.lang), size_order(v.size)),
        )
        places = stores(connection)
        counted = {(s.store, s.gtin): s for s in stock(connection, gtins=[v.gtin for v in own])}
        history = [(v, price) for v in own for price in reversed(price_history(connection, v.gtin))]
        lowest = {v.gtin: lowest_price(connection, v.gtin, at - _MONTH) for v in own}
    colors = list(dict.fromkeys(said(v.color, visit.lang) for v in own))
    chosen = visit.asked("color") if visit.asked("color") in colors else (colors[0] if colors else "")
    context = {
        **furniture(visit, "products"),
        "one": one,
        "picture": picture_of(one.image),
        "facts": _facts(visit, one),
        "colors": [
            (
                color,
                visit.address("/shop/product", id=name, color=color),
                color == chosen,
                _shade(own, color, visit.lang),
            )
            for color in colors
            if color or len(colors) > 1
        ],
        "matrix": _matrix(visit, [v for v in own if said(v.color, visit.lang) == chosen], places, counted),
        "fields": _fields(visit, one) if is_wrong is None else _again(visit, one),
        "wrong": is_wrong,
        "has_variants": bool(own),
    }
    grids = {"prices": _prices(visit, history)} if history else {}
    if own:
        grids["variants"] = _variants(visit, own, lowest)
    title = said(one.name, visit.lang)
    eyebrow = tuple(
        text for text in (one.brand, visit.t(f"shop.garment.{one.garment or 'none'}"), one.id) if text
    )
    lede = said(one.description, visit.lang)
    return Page(
        "shop_product", title, context, grids, eyebrow=eyebrow, lede=lede, status=400 if is_wrong else 200
    )


def _facts(visit: Visit, one: Product) -> list[tuple[str, str]]:
    fibres = ", ".join(
        f"{words.number(share, visit.lang, 0 if share == int(share) else 1)} % {fibre_name(code, visit.lang)}"
        for code, share in one.material
    )
    care = ", ".join(care_text(code, visit.lang) for code in one.care)
    told = {"material": fibres, "care": care, "url": one.url}
    return [(visit.t(f"shop.field.{key}"), text) for key, text in told.items() if text]


def _shade(own: Sequence[Variant], color: str, lang: str) -> str:
    return next((v.shade for v in own if said(v.color, lang) == color and v.shade), "")


def _matrix(
    visit: Visit,
    own: Sequence[Variant],
    places: Mapping[str, Store],
    counted: Mapping[tuple[str, str], Stock],
) -> dict[str, Any]:
    """Return sizes of one colour against stores; each cell with the time of its source."""

    def cell(code: str, one: Variant) -> tuple[str, str, str]:
        held = counted.get((code, one.gtin))
        if held is None:
            return words.MISSING, "", "unknown"
        state = "none" if not held.quantity else "some"
        return words.number(held.quantity, visit.lang), visit.moment(held.counted), state

    heads = [(f"{v.size or visit.t('shop.size.none')}", v.size_system, v.gtin) for v in own]
    rows: list[tuple[str, str, str, list[tuple[str, str, str]]]] = []
    for store in places.values():
        cells = [cell(store.code, v) for v in own]
        times = {at for _, at, _ in cells if at}
        whole = next(iter(times)) if len(times) == 1 else ""  # one source at one moment: said once
        shown = [(told, "" if whole else at, state) for told, at, state in cells]
        rows.append((store.name, visit.address("/shop/store", code=store.code), whole, shown))
    online = [words.number(v.online, visit.lang) for v in own]
    return {"heads": heads, "rows": rows, "online": online}


def _variants(visit: Visit, own: Sequence[Variant], lowest: Mapping[str, int | None]) -> Grid:
    rows = [
        {
            "gtin": v.gtin,
            "sku": v.sku,
            "color": said(v.color, visit.lang),
            "size": v.size,
            "size_system": v.size_system,
            "price": v.price,
            "currency": v.currency,
            "lowest30": lowest[v.gtin],
            "online": v.online,
        }
        for v in own
    ]  # fmt: skip
    t = visit.t

    def priced(key: str) -> Column:
        return Column(
            key,
            t(f"shop.column.{key}"),
            lambda row: money(row[key], row["currency"], visit.lang) if row[key] else words.MISSING,
            is_number=True,
        )

    columns = [
        Column(
            "gtin",
            t("shop.column.gtin"),
            lambda row: Cell(shown_gtin(row["gtin"]), f"/shop/variant?gtin={row['gtin']}"),
        ),
        Column("color", t("shop.column.color"), lambda row: row["color"] or words.MISSING),
        Column(
            "size",
            t("shop.column.size"),
            lambda row: f"{row['size_system']} {row['size']}".strip() or words.MISSING,
        ),
        Column("sku", t("shop.column.sku"), lambda row: row["sku"] or words.MISSING),
        priced("price"),
        priced("lowest30"),
    ]
    keys = ("gtin", "sku", "color", "size", "size_system", "price", "currency", "lowest30", "online")
    return Grid("variants", t("shop.variants"), columns, rows, most=100, keys=keys)


def _prices(visit: Visit, history: Sequence[tuple[Variant, Any]]) -> Grid:
    rows = [
        {"gtin": v.gtin, "variant": " ".join(filter(None, (said(v.color, visit.lang), v.size))),
         "price": one.price, "currency": v.currency, "at": one.at}
        for v, one in history
    ]  # fmt: skip
    t = visit.t
    columns = [
        Column("variant", t("shop.column.variant"), lambda row: row["variant"] or shown_gtin(row["gtin"])),
        Column("at", t("shop.column.since"), lambda row: visit.moment(row["at"])),
        Column(
            "price",
            t("shop.column.price"),
            lambda row: money(row["price"], row["currency"], visit.lang),
            is_number=True,
        ),
    ]
    return Grid(
        "prices",
        t("shop.prices"),
        columns,
        rows,
        most=12,
        keys=("gtin", "variant", "at", "price", "currency"),
    )


def _fields(visit: Visit, one: Product) -> list[Field]:
    t = visit.t
    material = ", ".join(f"{share:g} % {fibre_name(code, visit.lang)}" for code, share in one.material)
    care = "; ".join(care_text(code, visit.lang) for code in one.care)
    names = [Field(f"name_{lang}", t(f"shop.field.name_{lang}"), _own(one.name, lang)) for lang in _LANGUAGES]
    told = [
        Field(
            f"description_{lang}",
            t(f"shop.field.description_{lang}"),
            _own(one.description, lang),
            "area",
            most=4000,
        )
        for lang in _LANGUAGES
    ]
    return [
        *names,
        Field("brand", t("shop.field.brand"), one.brand),
        Field("garment", t("shop.field.garment"), one.garment, "select", choices=garments(visit)),
        Field("material", t("shop.field.material"), material, hint=t("shop.hint.material")),
        Field("care", t("shop.field.care"), care, hint=t("shop.hint.care"), most=1000),
        *told,
        Field("image", t("shop.field.image"), one.image),
        Field("url", t("shop.field.url"), one.url),
    ]


def _own(text: Mapping[str, str], lang: str) -> str:
    """Return a text of a language; that of none counts as German, the first language of the pages."""
    return text.get(lang) or (text.get("", "") if lang == _LANGUAGES[0] else "")


def _again(visit: Visit, one: Product) -> list[Field]:
    """Return the fields with what was typed."""
    return [
        Field(f.name, f.label, visit.said(f.name), f.shape, f.hint, f.choices, f.is_needed, f.most)
        for f in _fields(visit, one)
    ]


HANDLERS = [*shop_product, *change, *remove]
