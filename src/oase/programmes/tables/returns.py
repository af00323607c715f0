"""Take-back, resale, and where things end; places where they can be dropped off."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, Text

from oase.db import metadata

__all__ = ["drop_offs", "fates", "offers", "pieces", "postcodes", "resales", "take_backs"]

take_backs = Table(
    "take_backs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),  # of the form: twice sent, once opened
    Column("state", Text, nullable=False),  # requested, shipped, received, processed, complete, cancelled
    Column("way", Text, nullable=False),  # post, store, event
    Column("place", Text, nullable=False),  # code of the store or number of the stop
    Column("alias", BigInteger),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("parcel", Text, nullable=False),  # number of the label; empty for none
    Column("credit", Text, nullable=False),  # money, donation, voucher, none
    Column("promotion", Integer),  # where the credit is a voucher
    Column("requested", BigInteger, nullable=False),
    Column("shipped", BigInteger),
    Column("received", BigInteger),
    Column("processed", BigInteger),
    Column("completed", BigInteger),
    Column("changed", BigInteger, nullable=False),
    Index(None, "state", "changed"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)
"""One parcel or one visit, with things of several orders and of other brands."""

pieces = Table(
    "take_back_pieces",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("take_back", Integer, nullable=False),
    Column("item", Integer),
    Column("gtin", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("said", Text, nullable=False),  # JSON: the checklist as she answered it
    Column("found", Text, nullable=False),  # JSON: as it was found
    Column("said_grade", Text, nullable=False),
    Column("grade", Text, nullable=False),  # empty before it was looked at
    Column("grams", Integer),
    Column("estimated_cents", Integer, nullable=False),
    Column("final_cents", Integer),
    Column("refused", Text, nullable=False),  # why it was not taken; empty where it was
    Column("why", Text, nullable=False),  # why the credit differs from the estimate
    Column("looked", BigInteger),
    Column("who", Text, nullable=False),
    Index(None, "take_back"),
    Index(None, "item"),
    sqlite_autoincrement=True,
)

offers = Table(
    "take_back_offers",
    metadata,
    Column("category", Text, primary_key=True),
    Column("country", Text, primary_key=True),  # empty: every country
    Column("is_excluded", Integer, nullable=False),
    Column("why", Text, nullable=False),  # JSON: by language, why excluded
    Column("cents", Text, nullable=False),  # JSON: by grade
    Column("grams", Integer, nullable=False),  # of one piece, where nobody weighs
    Column("updated", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
)

resales = Table(
    "resales",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("piece", Integer, nullable=False, unique=True),
    Column("item", Integer),
    Column("gtin", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("state", Text, nullable=False),  # for_sale, reserved, sold, withdrawn
    Column("store", Text, nullable=False),  # empty: online
    Column("bought_cents", Integer, nullable=False),
    Column("price_cents", Integer, nullable=False),
    Column("sold_cents", Integer),
    Column("tax", Text, nullable=False),  # margin, regular
    Column("listed", BigInteger, nullable=False),
    Column("sold", BigInteger),
    Column("alias", BigInteger),  # of who bought it
    Column("changed", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Index(None, "state"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

fates = Table(
    "take_back_fates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("piece", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # resale, reuse, fibre, downcycling, energy, disposal
    Column("grams", Integer, nullable=False),
    Column("partner", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("undone", BigInteger),
    Column("who", Text, nullable=False),
    Index(None, "piece"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
"""Where what came in went; what is not here yet is still in stock."""

drop_offs = Table(
    "drop_offs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "node/123" of the extract, or "own:<name>"
    Column("kind", Text, nullable=False),  # container, centre, store
    Column("takes", Text, nullable=False),  # JSON: list of clothes, shoes, …
    Column("name", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("hours", Text, nullable=False),  # OpenStreetMap's opening_hours; empty where nobody says
    Column("source", Text, nullable=False),  # name and day of the extract
    Column("updated", BigInteger, nullable=False),
    Index(None, "latitude"),
)

postcodes = Table(
    "postcodes",
    metadata,
    Column("country", Text, primary_key=True),
    Column("postcode", Text, primary_key=True),
    Column("place", Text, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("points", Integer, nullable=False),  # of how many addresses it is the middle
)
"""The middle of each postcode, as the addresses of the extract give it."""
