"""What ``strategy`` keeps: nothing of customers; ``who`` is an account's name. Times are microseconds."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table, Text

from oase.db import metadata

__all__ = ["decisions", "revisions", "texts"]

texts = Table(
    "strategy_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "kind",
        Text,
        CheckConstraint(
            "kind in ('purpose', 'order', 'need', 'criterion', 'evidence', 'claim')", name="kind"
        ),
        nullable=False,
    ),
    Column("parent", Integer),  # the need of a criterion or of evidence
    Column("name", Text, unique=True),  # of what there is only one of
    Column("revision", Integer, nullable=False),  # the one that holds now
    sqlite_autoincrement=True,
)

revisions = Table(
    "strategy_revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("content", Text),  # JSON; empty where the text was removed
    Index(None, "text"),
    sqlite_autoincrement=True,
)
"""Every wording that ever held: rows are added, never changed."""

decisions = Table(
    "strategy_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_approved", Boolean(create_constraint=True, name="is_approved"), nullable=False),
    Column("rested", Text, nullable=False),  # JSON: needs and their evidence, and what was missing
    sqlite_autoincrement=True,
)
"""Every approval, and every refusal of one."""
