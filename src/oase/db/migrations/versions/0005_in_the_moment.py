"""In the moment: facts of persons, articles and stores, plays and receipts, messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the tables, and make facts of the consents that were given before."""
    _facts()
    _retail()
    _decisions()
    _remember_consents()


def _facts() -> None:
    """Add what is known of persons, and their sessions."""
    op.create_table(
        "facts",
        sa.Column("alias", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "occasions",
        sa.Column("alias", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("store", sa.Text, nullable=False),
    )
    op.create_index(op.f("ix_occasions_due"), "occasions", ["due"])
    op.create_index(op.f("ix_occasions_kind_at"), "occasions", ["kind", "at"])
    op.create_index(op.f("ix_occasions_kind_what"), "occasions", ["kind", "what"])
    op.create_table(
        "customer_sessions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.UniqueConstraint("hash", name=op.f("uq_customer_sessions_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_customer_sessions_alias"), "customer_sessions", ["alias"])


def _retail() -> None:
    """Add articles, stores, stock, and what customers say and ask."""
    op.create_table(
        "retail_products",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("garment", sa.Text, nullable=False),
        sa.Column("material", sa.Text, nullable=False),
        sa.Column("care", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("image", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "retail_variants",
        sa.Column("gtin", sa.Text, primary_key=True),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("color", sa.Text, nullable=False),
        sa.Column("shade", sa.Text, nullable=False),
        sa.Column("size", sa.Text, nullable=False),
        sa.Column("size_system", sa.Text, nullable=False),
        sa.Column("price", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("online", sa.Integer, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
    )
    op.create_index(op.f("ix_retail_variants_product"), "retail_variants", ["product"])
    op.create_index(op.f("ix_retail_variants_sku"), "retail_variants", ["sku"])
    op.create_table(
        "retail_prices",
        sa.Column("gtin", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("price", sa.Integer, nullable=False),
    )
    op.create_index(op.f("ix_retail_prices_at"), "retail_prices", ["at"])
    op.create_table(
        "retail_stores",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("subdivision", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("hours", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "retail_stock",
        sa.Column("store", sa.Text, primary_key=True),
        sa.Column("gtin", sa.Text, primary_key=True),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("counted", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
    )
    op.create_index(op.f("ix_retail_stock_changed"), "retail_stock", ["changed"])
    op.create_table(
        "retail_ratings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("gtin", sa.Text),
        sa.Column("alias", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("fit", sa.Integer),
        sa.Column("size", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("verified", sa.Text, nullable=False),
        sa.Column("is_hidden", sa.Boolean, nullable=False),
        sa.CheckConstraint("is_hidden in (0, 1)", name=op.f("ck_retail_ratings_is_hidden")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_retail_ratings_alias"), "retail_ratings", ["alias"])
    op.create_index(op.f("ix_retail_ratings_product"), "retail_ratings", ["product"])
    op.create_table(
        "retail_reservations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_retail_reservations_alias"), "retail_reservations", ["alias"])
    op.create_index(op.f("ix_retail_reservations_store_state"), "retail_reservations", ["store", "state"])
    op.create_table(
        "retail_questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("gtin", sa.Text),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered", sa.BigInteger),
        sa.Column("who", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_retail_questions_alias"), "retail_questions", ["alias"])
    op.create_index(op.f("ix_retail_questions_store_answered"), "retail_questions", ["store", "answered"])
    op.create_table(
        "retail_matches",
        sa.Column("product", sa.Text, primary_key=True),
        sa.Column("other", sa.Text, primary_key=True),
        sa.Column("together", sa.Integer, nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
    )


def _decisions() -> None:
    """Add plays, receipts and messages."""
    op.create_table(
        "plays",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("is_live", sa.Boolean, nullable=False),
        sa.CheckConstraint("is_live in (0, 1)", name=op.f("ck_plays_is_live")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plays_name"), "plays", ["name"])
    op.create_table(
        "receipts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("play", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index(op.f("ix_receipts_alias_at"), "receipts", ["alias", "at"])
    op.create_index(op.f("ix_receipts_play_at"), "receipts", ["play", "at"])
    op.create_table(
        "play_counts",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("play", sa.Text, primary_key=True),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "play_arms",
        sa.Column("play", sa.Text, primary_key=True),
        sa.Column("arm", sa.Text, primary_key=True),
        sa.Column("shown", sa.BigInteger, nullable=False),
        sa.Column("reached", sa.BigInteger, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("p256dh", sa.Text, nullable=False),
        sa.Column("auth", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_push_subscriptions_alias"), "push_subscriptions", ["alias"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("finished", sa.BigInteger),
        sa.Column("reached", sa.Text),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_alias"), "outbox", ["alias"])
    op.create_index(op.f("ix_outbox_channel_state_due"), "outbox", ["channel", "state", "due"])
    op.create_index(op.f("ix_outbox_state_expires"), "outbox", ["state", "expires"])


def _remember_consents() -> None:
    """Write down of each alias the latest word to every purpose; of the same moment the withdrawal."""
    connection = op.get_bind()
    query = "select alias, purpose, is_granted, at, text, source from consents order by at, is_granted desc"
    rows: Iterable[Any] = connection.exec_driver_sql(query)
    facts: dict[int, dict[str, tuple[Any, int]]] = {}
    for alias, purpose, is_granted, at, text, source in rows:
        said = [text, source] if is_granted else 0
        facts.setdefault(alias, {})[f"consent:{purpose}"] = (said, at)
    for alias, known in facts.items():
        content = msgspec.msgpack.encode(known)
        connection.exec_driver_sql(
            "insert into facts (alias, updated, content) values (?, ?, ?)",
            (alias, max(at for _, at in known.values()), content),
        )
