"""What has happened in programmes and is yet to enter by the door as a contact."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from oase.db import metadata

__all__ = ["news"]

news = Table(
    "programme_news",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # message id of the contact
    Column("alias", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("properties", Text, nullable=False),  # JSON
    sqlite_autoincrement=True,
)
"""Written in the transaction in which it happens; gone once the inbox has it for good."""
