"""The door, the persons and the warm memory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the tables of live contacts, persons and rights."""
    op.create_table(
        "inboxes",
        sa.Column("worker", sa.Text, primary_key=True),
        sa.Column("done", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "contact_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("phase", sa.Text),
        sa.Column("value", sa.Float),
        sa.Column("brand", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("message_key", sa.LargeBinary, nullable=False),
        sa.Column("tie", sa.Text, nullable=False),
        sa.Column("attributes", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "snapshots",
        sa.Column("alias", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "snapshots_due",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("first_position", sa.BigInteger, nullable=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.Column("after_alias", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "identifiers",
        sa.Column("alias", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.CheckConstraint(
            "kind in ('user', 'anonymous', 'email', 'device')", name=op.f("ck_identifiers_kind")
        ),
    )
    op.create_index(
        "ix_identifiers_person_moved", "identifiers", ["person"], sqlite_where=sa.text("person != alias")
    )
    op.create_table(
        "alias_moves",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("touchpoint", sa.Text, primary_key=True),
        sa.Column("contacts", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("requested", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.BigInteger),
        sa.Column("result", sa.Text),
        sa.CheckConstraint("kind in ('erase', 'remap')", name=op.f("ck_jobs_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "erasures",
        sa.Column("receipt", sa.Text, primary_key=True),
        sa.Column("requested", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Text, nullable=False),
    )
    op.create_table(
        "retention",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("days", sa.Integer),
    )
    op.create_table(
        "backup_places",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("one", sa.BigInteger, nullable=False),
        sa.Column("other", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("undone", sa.BigInteger),
        sa.CheckConstraint(
            "reason in ('together', 'email', 'device', 'alias', 'merge', 'manual')",
            name=op.f("ck_links_reason"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_links_one", "links", ["one"])
    op.create_index("ix_links_other", "links", ["other"])
    op.create_index("ix_links_undone", "links", ["undone"], sqlite_where=sa.text("undone IS NOT NULL"))
    op.create_table(
        "profiles",
        sa.Column("alias", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("traits", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("is_granted", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("recorded", sa.BigInteger, nullable=False),
        sa.CheckConstraint("is_granted in (0, 1)", name=op.f("ck_consents_is_granted")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_alias", "consents", ["alias"])
    op.create_table(
        "keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("channel", sa.Text),
        sa.Column("basis", sa.Text),
        sa.Column("basis_text", sa.Text),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("revoked", sa.BigInteger),
        sa.UniqueConstraint("hash", name="uq_keys_hash"),
        sa.CheckConstraint("kind in ('write', 'read', 'admin')", name=op.f("ck_keys_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "messages",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("row", sa.BigInteger, nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("body", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_refusals_alias", "refusals", ["alias"])
    op.create_index("ix_refusals_received", "refusals", ["received"])
    op.create_table(
        "door_counts",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("contacts", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "step_times",
        sa.Column("step", sa.Text, primary_key=True),
        sa.Column("contacts", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
    )
    op.create_table(
        "mappings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
