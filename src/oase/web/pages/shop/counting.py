"""Stock counted by hand in a store."""

from __future__ import annotations

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import InputError, OaseError
from oase.retail.counting import count_stock
from oase.retail.gtin import gtin14
from oase.retail.keeping import codes, stores, variants
from oase.retail.links import gtin_of_link, is_link
from oase.retail.reading.values import pieces
from oase.web.pages.page import Page, action
from oase.web.pages.shop.furniture import who, wrong
from oase.web.pages.shop.stores import store_page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@action("/shop/store/count", Permission.SERVE_SHOP)
def count(visit: Visit) -> Redirect | Page:
    """Write down how many pieces of an article somebody has counted in a store just now."""
    code = visit.said("code")
    with visit.reach.database.reading() as connection:
        held = stores(connection, [code]).get(code)
    if held is None:
        raise NotFoundException
    try:
        gtin, quantity = _article(visit, visit.said("gtin")), pieces(visit.said("quantity"))
        with visit.reach.database.writing() as connection:
            count_stock(connection, code, gtin, quantity, visit.reach.clock(), who(visit))
    except OaseError as error:
        return store_page(visit, held, wrong(visit, error), count="wrong")
    return visit.back("/shop/store", said="shop.said.counted", code=code)


def _article(visit: Visit, text: str) -> str:
    """Return the article that is meant by a number, a scanned link, or the shop's own code."""
    with visit.reach.database.reading() as connection:
        own = codes(connection).get(text)
        if own is not None:
            return own
        gtin = gtin_of_link(text) if is_link(text) else gtin14(text)
        if gtin not in variants(connection, [gtin]):
            raise InputError(
                "There is no such article", expected="an article of the shop", got=repr(text[:60])
            )
    return gtin


HANDLERS = [*count]
