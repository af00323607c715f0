"""What ``identity`` keeps beside the ids themselves. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text

from oase.db import metadata

__all__ = ["consents", "customer_sessions", "links", "profiles"]

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("one", BigInteger, nullable=False),
    Column("other", BigInteger, nullable=False),
    Column(
        "reason",
        Text,
        CheckConstraint(
            "reason in ('together', 'email', 'device', 'alias', 'merge', 'manual')", name="reason"
        ),
        nullable=False,
    ),
    Column("at", BigInteger, nullable=False),
    Column("undone", BigInteger),  # a link that was undone is never made again by itself
    Index(None, "one"),
    Index(None, "other"),
    sqlite_autoincrement=True,
)
"""Two ids are the same person: the edges of the graph whose components are the persons."""

Index("ix_links_undone", links.c.undone, sqlite_where=links.c.undone.is_not(None))

profiles = Table(
    "profiles",
    metadata,
    Column("alias", BigInteger, primary_key=True, autoincrement=False),
    Column("traits", Text, nullable=False),  # JSON object in the clear: name -> [value, when it was said]
    Column("updated", BigInteger, nullable=False),  # when the newest was said
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alias", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("is_granted", Boolean(create_constraint=True, name="is_granted"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)
"""The ledger: lines are added, never changed."""

customer_sessions = Table(
    "customer_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alias", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),  # BLAKE2b-256 of what renews the session
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger),
    Column("ended", BigInteger),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)
"""Apps in which a customer is signed in; each gets short-lived tokens."""
