"""The page Shop: articles, sizes, prices, stores with their hours, stock, and feeds taken in."""

from oase.web.pages.shop import counting, feeds, product, products, signs, stores, variant

__all__ = ["HANDLERS"]

HANDLERS = [
    *products.HANDLERS,
    *product.HANDLERS,
    *variant.HANDLERS,
    *stores.HANDLERS,
    *signs.HANDLERS,
    *counting.HANDLERS,
    *feeds.HANDLERS,
]
