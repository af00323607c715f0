"""What the inventory keeps beside the registry. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = ["budgets", "changes", "elements"]

changes = Table(
    "touchpoint_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("touchpoint", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("before", Text, nullable=False),  # JSON of the row; empty object where it was new
    Column("after", Text, nullable=False),
    Index(None, "touchpoint"),
    sqlite_autoincrement=True,
)

elements = Table(
    "touchpoint_elements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("touchpoint", Text, nullable=False),
    Column("name", Text, nullable=False),  # such as the picture on the contact page
    Column("note", Text, nullable=False),
    Column("rating", Integer),  # -2 cold to 2 warm, the company's own; null: not rated
    Column("who", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    UniqueConstraint("touchpoint", "name"),
)
"""What of a touchpoint speaks to feelings, and how the company itself rates it."""

budgets = Table(
    "budgets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("touchpoint", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Index(None, "touchpoint", "year"),
    sqlite_autoincrement=True,
)
