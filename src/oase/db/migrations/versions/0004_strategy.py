"""The strategy of a company: its texts in every version, and what was approved or refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add texts, their revisions, and decisions about them."""
    op.create_table(
        "strategy_texts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent", sa.Integer),
        sa.Column("name", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "kind in ('purpose', 'order', 'need', 'criterion', 'evidence', 'claim')",
            name=op.f("ck_strategy_texts_kind"),
        ),
        sa.UniqueConstraint("name", name=op.f("uq_strategy_texts_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "strategy_revisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("content", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_strategy_revisions_text"), "strategy_revisions", ["text"])
    op.create_table(
        "strategy_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_approved", sa.Boolean, nullable=False),
        sa.Column("rested", sa.Text, nullable=False),
        sa.CheckConstraint("is_approved in (0, 1)", name=op.f("ck_strategy_decisions_is_approved")),
        sqlite_autoincrement=True,
    )
