"""What ``retail`` keeps: articles, stores, stock, what customers say. Times are microseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, Table, Text

from oase.db import metadata

__all__ = [
    "matches",
    "prices",
    "products",
    "questions",
    "ratings",
    "reservations",
    "stock",
    "stores",
    "variants",
]

products = Table(
    "retail_products",
    metadata,
    Column("id", Text, primary_key=True),  # the shop's own id of the group of variants
    Column("name", Text, nullable=False),  # JSON: by language
    Column("brand", Text, nullable=False),
    Column("garment", Text, nullable=False),  # class of garment, retail.sizes.Garment
    Column("material", Text, nullable=False),  # JSON: list of (fibre, per cent)
    Column("care", Text, nullable=False),  # JSON: list of codes, retail.care
    Column("description", Text, nullable=False),  # JSON: by language
    Column("image", Text, nullable=False),  # address or name of a drawing; empty for none
    Column("url", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
)

variants = Table(
    "retail_variants",
    metadata,
    Column("gtin", Text, primary_key=True),  # 14 digits
    Column("product", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("color", Text, nullable=False),  # JSON: by language
    Column("shade", Text, nullable=False),  # #rrggbb; empty where it is not known
    Column("size", Text, nullable=False),
    Column("size_system", Text, nullable=False),  # DE, EU, US, UK, INT …
    Column("price", Integer, nullable=False),  # in cents
    Column("currency", Text, nullable=False),
    Column("online", Integer, nullable=False),  # pieces that can be ordered online
    Column("updated", BigInteger, nullable=False),
    Index(None, "product"),
    Index(None, "sku"),
)

prices = Table(
    "retail_prices",
    metadata,
    Column("gtin", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("price", Integer, nullable=False),
    Index(None, "at"),
)
"""Every price that ever held, from when on: what was the lowest of the last 30 days follows from it."""

stores = Table(
    "retail_stores",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),  # ISO 3166-1
    Column("subdivision", Text, nullable=False),  # ISO 3166-2 without the country, such as NW; for holidays
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("hours", Text, nullable=False),  # OpenStreetMap's opening_hours
    Column("phone", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
)

stock = Table(
    "retail_stock",
    metadata,
    Column("store", Text, primary_key=True),
    Column("gtin", Text, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("counted", BigInteger, nullable=False),  # when the source counted
    Column("source", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),  # number of the change; readers ask for what came later
    Index(None, "changed"),
)

ratings = Table(
    "retail_ratings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("product", Text, nullable=False),
    Column("gtin", Text),
    Column("alias", BigInteger),  # empty for those taken over from elsewhere
    Column("at", BigInteger, nullable=False),
    Column("stars", Integer, nullable=False),  # 1 to 5
    Column("fit", Integer),  # -1 smaller, 0 as expected, 1 larger
    Column("size", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("source", Text, nullable=False),  # app, or the name of an import
    Column("verified", Text, nullable=False),  # how the purchase was verified; empty where it was not
    Column("is_hidden", Boolean(create_constraint=True, name="is_hidden"), nullable=False),
    Index(None, "product"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

reservations = Table(
    "retail_reservations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", Text, nullable=False),
    Column("gtin", Text, nullable=False),
    Column("alias", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # hold, fitting
    Column("state", Text, nullable=False),  # asked, ready, fetched, expired, cancelled
    Column("made", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Index(None, "store", "state"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

questions = Table(
    "retail_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", Text, nullable=False),
    Column("gtin", Text),
    Column("alias", BigInteger, nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered", BigInteger),
    Column("who", Text, nullable=False),  # name of who answered
    Index(None, "store", "answered"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

matches = Table(
    "retail_matches",
    metadata,
    Column("product", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("together", Integer, nullable=False),  # persons who wished or bought both
    Column("persons", Integer, nullable=False),  # who wished or bought the first
    Column("score", Float, nullable=False),
    Column("made", BigInteger, nullable=False),
)
"""Which products go together, computed apart from contacts; nothing of a person."""
