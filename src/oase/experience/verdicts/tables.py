"""What is kept of verdicts. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from oase.db import metadata

__all__ = ["runs"]

runs = Table(
    "verdict_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("cause", Text, nullable=False),  # night, asked
    Column("who", Text, nullable=False),
    Column("options", Text, nullable=False),  # JSON: with which rule
    Column("answers", BigInteger, nullable=False),
    Column("contacts", BigInteger, nullable=False),
    Column("rows", LargeBinary, nullable=False),  # msgpack: rows of the result table
    Column("changed", Text, nullable=False),  # JSON: what differs from the run before, and why
    Column("seconds", BigInteger, nullable=False),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
