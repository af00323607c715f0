"""What the company says in public, with its evidence; information by market; subsidies it has added."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text

from oase.db import metadata

__all__ = ["claim_evidence", "claim_texts", "market_pages", "subsidies"]

claim_texts = Table(
    "claim_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("medium", Text, nullable=False),  # page, label, mail, poster, other
    Column("country", Text, nullable=False),
    Column("day", Date, nullable=False),  # from which it is to be said
    Column("verdict", Text, nullable=False),  # passes, blocked, check
    Column("findings", Text, nullable=False),  # JSON: which words, which rule, what to say instead
    Column("state", Text, nullable=False),  # draft, released, withdrawn
    Column("created", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    sqlite_autoincrement=True,
)

claim_evidence = Table(
    "claim_evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("where", Text, nullable=False),  # address, or name of the file in evidence/
    Column("digest", Text, nullable=False),  # SHA-256 of the file; empty for an address
    Column("is_shown", Integer, nullable=False),  # on the same medium as the claim
    Column("added", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Index(None, "claim"),
    sqlite_autoincrement=True,
)

market_pages = Table(
    "market_pages",
    metadata,
    Column("country", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("body", Text, nullable=False),  # JSON: own paragraphs beside what the tables say
    Column("is_live", Integer, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
)

subsidies = Table(
    "repair_subsidies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("country", Text, nullable=False),
    Column("region", Text, nullable=False),  # ISO 3166-2 without the country, or a town; empty: everywhere
    Column("category", Text, nullable=False),
    Column("share", Integer, nullable=False),  # per cent of the bill
    Column("most_cents", Integer, nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date),
    Column("source", Text, nullable=False),
    Column("checked", Date, nullable=False),
    Column("who", Text, nullable=False),
    sqlite_autoincrement=True,
)
