"""One variant: its colour, size and price, to be changed."""

from __future__ import annotations

import msgspec
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import InputError, OaseError
from oase.retail import Variant, said
from oase.retail.gtin import shown_gtin
from oase.retail.keeping import products, put, remove_variant, variants
from oase.retail.links import digital_link
from oase.retail.reading.values import cents, pieces, shade_of
from oase.retail.sizes import SYSTEMS, normal_size
from oase.web.pages.page import Page, action, page
from oase.web.pages.shop.furniture import Field, Wrong, furniture, money, wrong
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@page("/shop/variant", Permission.SEE_SHOP)
def shop_variant(visit: Visit) -> Page:
    """Show a variant."""
    return _shown(visit, _found(visit, visit.asked("gtin")))


@action("/shop/variant/change", Permission.EDIT_SHOP)
def change(visit: Visit) -> Redirect | Page:
    """Write what the form says, or show it again with what is wrong; a new price holds from now on."""
    held = _found(visit, visit.said("gtin"))
    try:
        changed = _typed(visit, held)
    except OaseError as error:
        return _shown(visit, held, wrong(visit, error))
    with visit.reach.database.writing() as connection:
        put(connection, [changed], now=visit.reach.clock(), replace=True)
    return visit.back("/shop/product", said="shop.said.saved", id=held.product)


@action("/shop/variant/remove", Permission.EDIT_SHOP)
def remove(visit: Visit) -> Redirect:
    """Remove a variant with its stock."""
    held = _found(visit, visit.said("gtin"))
    with visit.reach.database.writing() as connection:
        remove_variant(connection, held.gtin)
    return visit.back("/shop/product", said="shop.said.removed", id=held.product)


def _found(visit: Visit, gtin: str) -> Variant:
    with visit.reach.database.reading() as connection:
        held = variants(connection, [gtin]).get(gtin)
    if held is None:
        raise NotFoundException
    return held


def _typed(visit: Visit, held: Variant) -> Variant:
    system = visit.said("size_system")
    if system and system not in SYSTEMS:
        raise InputError("There is no such size system", expected=", ".join(SYSTEMS), got=repr(system))
    size = normal_size(visit.said("size"))
    if size and not system:
        raise InputError("The size has no system", expected=", ".join(SYSTEMS), got="nothing")
    price, currency = cents(visit.said("price") or "0", held.currency)
    return msgspec.structs.replace(
        held,
        color={
            lang: text
            for lang in ("de", "en", *held.color)
            if (text := visit.said(f"color_{lang}") or _kept(held, lang))
        },
        shade=shade_of(visit.said("shade")),
        size=size,
        size_system=system if size else "",
        sku=visit.said("sku"),
        price=price,
        currency=currency,
        online=pieces(visit.said("online") or "0"),
    )


def _kept(held: Variant, lang: str) -> str:
    """Return what stays of a language that the form does not show."""
    return "" if lang in ("de", "en", "") else held.color.get(lang, "")


def _shown(visit: Visit, one: Variant, is_wrong: Wrong | None = None) -> Page:
    t = visit.t
    with visit.reach.database.reading() as connection:
        product = products(connection, [one.product]).get(one.product)
    values = {
        "color_de": one.color.get("de") or one.color.get("", ""),
        "color_en": one.color.get("en", ""),
        "shade": one.shade,
        "size": one.size,
        "size_system": one.size_system,
        "sku": one.sku,
        "price": money(one.price, one.currency, visit.lang),
        "online": str(one.online),
    }
    if is_wrong is not None:
        values = {name: visit.said(name) for name in values}
    systems = [("", t("shop.size.none")), *((name, t(f"shop.system.{name}")) for name in SYSTEMS)]
    fields = [
        Field(
            name,
            t(f"shop.field.{name}"),
            value,
            "select" if name == "size_system" else "line",
            hint=t("shop.hint.price") if name == "price" else "",
            choices=systems if name == "size_system" else (),
        )
        for name, value in values.items()
    ]
    context = {
        **furniture(visit, "products"),
        "one": one,
        "fields": fields,
        "wrong": is_wrong,
        "up": visit.address("/shop/product", id=one.product),
        "link": digital_link(one.gtin),
    }
    name = said(product.name, visit.lang) if product else one.product
    title = " ".join(part for part in (name, said(one.color, visit.lang), one.size) if part)
    return Page(
        "shop_variant",
        title,
        context,
        eyebrow=(f"GTIN {shown_gtin(one.gtin)}",),
        status=400 if is_wrong else 200,
    )


HANDLERS = [*shop_variant, *change, *remove]
