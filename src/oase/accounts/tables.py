"""What ``accounts`` keeps. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from oase.db import metadata

__all__ = ["accounts", "attempts", "links", "sessions"]

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),  # small letters
    Column(
        "role",
        Text,
        CheckConstraint("role in ('admin', 'manager', 'analyst', 'service', 'workshop')", name="role"),
        nullable=False,
    ),
    Column("password", Text),  # Argon2id; empty until a link was used
    Column("lang", Text),
    Column("created", BigInteger, nullable=False),
    Column("closed", BigInteger),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # BLAKE2b-256 of the secret in the cookie
    Column("account", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("agent", Text, nullable=False),  # browser and system, as they name themselves
    Index(None, "account"),
)

links = Table(
    "account_links",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # BLAKE2b-256 of the secret in the address
    Column("account", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger),
    Index(None, "account"),
)
"""One-time links by which a password is set."""

attempts = Table(
    "attempts",
    metadata,
    Column("name", Text, primary_key=True),  # what is limited: an account's or an address's hash
    Column("failed", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
)
"""Failed attempts to sign in, forgotten after a while."""
