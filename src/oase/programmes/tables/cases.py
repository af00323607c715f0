"""Cases: damaged things and how they are mended, quotes that nobody can change, kits and guides."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = [
    "case_log",
    "case_parts",
    "case_photos",
    "case_times",
    "cases",
    "guides",
    "kits",
    "quote_answers",
    "quotes",
]

cases = Table(
    "programme_cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False, unique=True),  # as it is told on the telephone
    Column(
        "key", Text, nullable=False, unique=True
    ),  # of the form or call that opened it: twice sent, once opened
    Column("kind", Text, nullable=False),  # repair, guarantee, exchange
    Column("way", Text, nullable=False),  # send_in, kit, event, store; empty while she chooses
    Column("state", Text, nullable=False),  # programmes.cases.states
    Column("item", Integer),
    Column("what", Text, nullable=False),  # the thing in her words
    Column("gtin", Text, nullable=False),
    Column("order_key", Text, nullable=False),  # of the purchase; empty where unknown
    Column("alias", BigInteger),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("reason", Text, nullable=False),  # closed list, programmes.cases.reasons
    Column("problem", Text, nullable=False),  # in her words
    Column("textile", Text, nullable=False),  # JSON: defect, place on the garment, fabric, technique
    Column("wanted", Text, nullable=False),  # JSON: of an exchange, which size, colour, or money back
    Column("kit", Text, nullable=False),  # code; empty for none
    Column("stop", Integer),  # of the tour
    Column("fee_cents", Integer, nullable=False),  # as told beforehand
    Column("currency", Text, nullable=False),
    Column("told", Text, nullable=False),  # JSON: fee, saving and footprint range as shown beforehand
    Column("parcel", Text, nullable=False),  # number of the label; empty for none
    Column("assigned", Text, nullable=False),  # account that works on it
    Column("repairer", Text, nullable=False),  # who mended it
    Column("outcome", Text, nullable=False),  # Fixed, Repairable, End of life, Unknown; empty while open
    Column("barrier", Text, nullable=False),  # of open repair data; empty for none
    Column("opened", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Index(None, "state", "changed"),
    Index(None, "item"),
    Index(None, "alias"),
    Index(None, "opened"),
    sqlite_autoincrement=True,
)

case_log = Table(
    "programme_case_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # customer, workshop, house
    Column("who", Text, nullable=False),  # name of the account; empty for the customer
    Column("kind", Text, nullable=False),  # state, message, note (within the company), change, undone
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "case", "at"),
    sqlite_autoincrement=True,
)

case_photos = Table(
    "programme_case_photos",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # customer, workshop
    Column("digest", Text, nullable=False),  # SHA-256, the name of its file in photos/
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("step", Text, nullable=False),  # before, after
    UniqueConstraint("case", "digest"),
    sqlite_autoincrement=True,
)
"""Photos as they are kept: drawn anew from what was sent, so that nothing but the picture is left."""

quotes = Table(
    "programme_quotes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON, canonical: the European repair form
    Column("digest", Text, nullable=False),  # SHA-256 of the body
    Column("made", BigInteger, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("who", Text, nullable=False),
    UniqueConstraint("case", "version"),
    sqlite_autoincrement=True,
)
"""Rows are added, never changed; where a person is forgotten, words are taken out of the body."""

quote_answers = Table(
    "programme_quote_answers",
    metadata,
    Column("quote", Integer, primary_key=True, autoincrement=False),
    Column("answer", Text, nullable=False),  # accepted, rejected
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # link, telephone, store
    Column("digest", Text, nullable=False),  # SHA-256 over the quote's digest, the answer, its time and way
)

case_parts = Table(
    "programme_case_parts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("cents", Integer, nullable=False),  # of all pieces together
    Column("state", Text, nullable=False),  # needed, ordered, there, used
    Column("changed", BigInteger, nullable=False),
    Index(None, "case"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

case_times = Table(
    "programme_case_times",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("began", BigInteger, nullable=False),
    Column("ended", BigInteger),  # null while the work goes on
    Column("note", Text, nullable=False),
    Index(None, "case"),
    sqlite_autoincrement=True,
)

kits = Table(
    "programme_kits",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),  # JSON: by language
    Column("defects", Text, nullable=False),  # JSON: list of reasons that it mends
    Column("garments", Text, nullable=False),  # JSON: list; empty for every class
    Column("guide", Text, nullable=False),
    Column("fee_cents", Integer, nullable=False),
    Column("grams", Integer, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("is_on", Integer, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
)

guides = Table(
    "programme_guides",
    metadata,
    Column("code", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("level", Text, nullable=False),  # easy, medium, hard
    Column("needs", Text, nullable=False),  # JSON: list of tools
    Column("steps", Text, nullable=False),  # JSON: list of sentences
    Column("updated", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
)
