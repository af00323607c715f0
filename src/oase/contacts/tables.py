"""What the door keeps. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from oase.db import metadata

__all__ = ["door_counts", "keys", "mappings", "messages", "refusals", "step_times"]

keys = Table(
    "keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('write', 'read', 'admin')", name="kind"), nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),  # BLAKE2b-256 of the key
    Column("hint", Text, nullable=False),  # its first characters
    Column("source", Text),  # of write keys: where contacts come from
    Column("channel", Text),  # of write keys: medium of contacts that do not say
    Column("basis", Text),  # of write keys: model.Basis
    Column("basis_text", Text),
    Column("created", BigInteger, nullable=False),
    Column("revoked", BigInteger),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("day", Integer, nullable=False),  # days since 1970, UTC, when it was received
    sqlite_with_rowid=False,
)
"""Messages taken in: by these a repeated one is known for at least thirty days."""

refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("row", BigInteger, nullable=False),
    Column("item", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("reason", Text, nullable=False),  # model.RefusalReason
    Column("detail", Text, nullable=False),
    Column("alias", BigInteger),
    Column("body", Text),  # masked and cut; empty where nothing may be kept
    Index(None, "received"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

door_counts = Table(
    "door_counts",
    metadata,
    Column(
        "day", Integer, primary_key=True, autoincrement=False
    ),  # days since 1970, in the house's time zone
    Column("source", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),  # accepted, duplicate, or a refusal's reason
    Column("contacts", BigInteger, nullable=False),
)

step_times = Table(
    "step_times",
    metadata,
    Column("step", Text, primary_key=True),
    Column("contacts", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
)

mappings = Table(
    "mappings",
    metadata,
    Column("id", Integer, primary_key=True),  # the highest one holds
    Column("text", Text, nullable=False),  # TOML
    Column("created", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    sqlite_autoincrement=True,
)
