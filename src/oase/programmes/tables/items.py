"""Items with their line of life, guarantees, and the secret links by which a customer comes without login."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = ["guarantee_notices", "guarantee_terms", "item_events", "item_owners", "items", "links"]

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("gtin", Text, nullable=False),  # 14 digits; empty for goods bought elsewhere without one
    Column("serial", Text, nullable=False),
    Column("product", Text, nullable=False),  # of retail; empty for goods bought elsewhere
    Column("name", Text, nullable=False),  # JSON: by language
    Column("garment", Text, nullable=False),  # class of garment, retail.sizes.Garment, or other
    Column("brand", Text, nullable=False),
    Column("country", Text, nullable=False),  # where it was first sold, ISO 3166-1
    Column("sold", Date),  # day of the contract; null where unknown
    Column("delivered", Date),  # from which guarantees run
    Column("grams", Integer),
    Column("state", Text, nullable=False),  # in_use, in_repair, returned, for_sale, recycled, gone
    Column("source", Text, nullable=False),  # shop, customer, workshop, import
    Column("registered", BigInteger, nullable=False),
    UniqueConstraint("gtin", "serial"),
    sqlite_autoincrement=True,
)

item_owners = Table(
    "item_owners",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", Integer, nullable=False),
    Column("alias", BigInteger),  # null where nobody says, or since she was erased
    Column("how", Text, nullable=False),  # bought, second_hand, gift, registered
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
    Index(None, "item"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

item_events = Table(
    "item_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "case:12:repaired": what is told twice is kept once
    Column("item", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # programmes.items.kinds
    Column("origin", Text, nullable=False),  # "case:12", "piece:4", "resale:5"; empty for none
    Column("detail", Text, nullable=False),  # JSON; nothing of a person
    Index(None, "item", "at"),
    Index(None, "kind", "at"),
    sqlite_autoincrement=True,
)

guarantee_terms = Table(
    "guarantee_terms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # JSON: by language
    Column("product", Text, nullable=False),  # empty: of every product
    Column("garment", Text, nullable=False),  # empty: of every class
    Column("country", Text, nullable=False),  # empty: in every country
    Column("months", Integer),  # null: "lifetime" or the like, which asks for a legal review
    Column("promise", Text, nullable=False),  # JSON: by language, what is promised
    Column("remedies", Text, nullable=False),  # JSON: list of repair, replace, refund
    Column("wear_cents", Integer),  # what worn parts cost at most; null: not said
    Column("begins", Date, nullable=False),  # contracts from this day on
    Column("ends", Date),
    Column("state", Text, nullable=False),  # draft, review, live, ended
    Column("why", Text, nullable=False),  # why a review is needed; empty for none
    Column("created", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Guarantees that the brand itself promises; what the law gives stands in ``programmes.law``."""

guarantee_notices = Table(
    "guarantee_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", Integer, nullable=False),
    Column("case", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # choice (told before the remedy), months (told after the repair)
    Column("rule", Text, nullable=False),  # of programmes.law, with its version
    Column("text", Text, nullable=False),  # as it was told
    Column("months", Integer, nullable=False),  # by which liability became longer; 0 for none
    Column("until", Date),  # to which day it runs now
    Column("at", BigInteger, nullable=False),
    Index(None, "item"),
    Index(None, "case"),
    sqlite_autoincrement=True,
)

links = Table(
    "programme_links",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of the secret, which is kept nowhere
    Column("kind", Text, nullable=False),  # case, take_back, ticket
    Column("target", Integer, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Index(None, "kind", "target"),
)
