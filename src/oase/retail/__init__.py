"""Articles, sizes, stores, opening hours, stock, ratings, reservations: what a shop is made of.

Comes in: feeds of the shop (schema.org, Google, CSV), and what customers do with them. Goes out: the shelf in
memory that decisions ask, and what the app shows. Next room: ``decisions``.
"""

from oase.retail.articles import Price, Product, Stock, Store, Text, Variant, said

__all__ = ["Price", "Product", "Stock", "Store", "Text", "Variant", "said"]
