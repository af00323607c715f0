"""The page Shop: articles, sizes, prices, stores with their hours, stock, and feeds taken in."""

from oase.web.pages.shop import counting, feeds, product, products, stores, variant

__all__ = ["HANDLERS"]

HANDLERS = [
    *products.HANDLERS,
    *product.HANDLERS,
    *variant.HANDLERS,
    *stores.HANDLERS,
    *counting.HANDLERS,
    *feeds.HANDLERS,
]
