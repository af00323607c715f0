"""Purpose: programmes with items, cases, events, take-back, impact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the tables of programmes."""
    _purpose()
    _items()
    _cases()
    _events()
    _returns()
    _impact()
    _claims()
    _records()
    _news()


def _purpose() -> None:
    """Add the purpose, its measures, promotions, who takes part, employees."""
    op.create_table(
        "purpose_employees",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("joined", sa.Date),
        sa.Column("left", sa.Date),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_employees")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "purpose_measure_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("measure", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_measure_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_purpose_measure_changes_measure"), "purpose_measure_changes", ["measure"])
    op.create_table(
        "purpose_measures",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("statement", sa.Integer, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("tested", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("begins", sa.Date),
        sa.Column("ends", sa.Date),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_measures")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "purpose_participations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("measure", sa.Integer),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_participations")),
        sa.UniqueConstraint("key", name=op.f("uq_purpose_participations_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_purpose_participations_alias"), "purpose_participations", ["alias"])
    op.create_index(op.f("ix_purpose_participations_at"), "purpose_participations", ["at"])
    op.create_table(
        "purpose_promotions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("measure", sa.Integer),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("benefit", sa.Text, nullable=False),
        sa.Column("cents", sa.BigInteger),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("begins", sa.Date),
        sa.Column("ends", sa.Date),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_promotions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_purpose_promotions_measure"), "purpose_promotions", ["measure"])
    op.create_table(
        "purpose_statements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_statements")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "purpose_trainings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("employee", sa.Integer, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_trainings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_purpose_trainings_employee"), "purpose_trainings", ["employee"])


def _items() -> None:
    """Add items, owners, lines of life, guarantees, secret links."""
    op.create_table(
        "guarantee_notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("case", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_guarantee_notices_case"), "guarantee_notices", ["case"])
    op.create_index(op.f("ix_guarantee_notices_item"), "guarantee_notices", ["item"])
    op.create_table(
        "guarantee_terms",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("garment", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("months", sa.Integer),
        sa.Column("promise", sa.Text, nullable=False),
        sa.Column("remedies", sa.Text, nullable=False),
        sa.Column("wear_cents", sa.Integer),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee_terms")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "item_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_events")),
        sa.UniqueConstraint("key", name=op.f("uq_item_events_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_item_events_item_at"), "item_events", ["item", "at"])
    op.create_index(op.f("ix_item_events_kind_at"), "item_events", ["kind", "at"])
    op.create_table(
        "item_owners",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_owners")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_item_owners_alias"), "item_owners", ["alias"])
    op.create_index(op.f("ix_item_owners_item"), "item_owners", ["item"])
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("garment", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("sold", sa.Date),
        sa.Column("delivered", sa.Date),
        sa.Column("grams", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("registered", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("gtin", "serial", name=op.f("uq_items_gtin_serial")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "programme_links",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("target", sa.Integer, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_programme_links")),
    )
    op.create_index(op.f("ix_programme_links_kind_target"), "programme_links", ["kind", "target"])


def _cases() -> None:
    """Add cases with photos, quotes, parts and times; kits and guides."""
    op.create_table(
        "programme_case_log",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_case_log")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_case_log_case_at"), "programme_case_log", ["case", "at"])
    op.create_table(
        "programme_case_parts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case", sa.Integer, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("cents", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_case_parts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_case_parts_case"), "programme_case_parts", ["case"])
    op.create_index(op.f("ix_programme_case_parts_state"), "programme_case_parts", ["state"])
    op.create_table(
        "programme_case_photos",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_case_photos")),
        sa.UniqueConstraint("case", "digest", name=op.f("uq_programme_case_photos_case_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "programme_case_times",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("began", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_case_times")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_case_times_case"), "programme_case_times", ["case"])
    op.create_table(
        "programme_cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("item", sa.Integer),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("order_key", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("textile", sa.Text, nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("kit", sa.Text, nullable=False),
        sa.Column("stop", sa.Integer),
        sa.Column("fee_cents", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("parcel", sa.Text, nullable=False),
        sa.Column("assigned", sa.Text, nullable=False),
        sa.Column("repairer", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("barrier", sa.Text, nullable=False),
        sa.Column("opened", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_cases")),
        sa.UniqueConstraint("key", name=op.f("uq_programme_cases_key")),
        sa.UniqueConstraint("number", name=op.f("uq_programme_cases_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_cases_alias"), "programme_cases", ["alias"])
    op.create_index(op.f("ix_programme_cases_item"), "programme_cases", ["item"])
    op.create_index(op.f("ix_programme_cases_opened"), "programme_cases", ["opened"])
    op.create_index(op.f("ix_programme_cases_state_changed"), "programme_cases", ["state", "changed"])
    op.create_table(
        "programme_guides",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("needs", sa.Text, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", "lang", name=op.f("pk_programme_guides")),
    )
    op.create_table(
        "programme_kits",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("defects", sa.Text, nullable=False),
        sa.Column("garments", sa.Text, nullable=False),
        sa.Column("guide", sa.Text, nullable=False),
        sa.Column("fee_cents", sa.Integer, nullable=False),
        sa.Column("grams", sa.Integer, nullable=False),
        sa.Column("stock", sa.Integer, nullable=False),
        sa.Column("is_on", sa.Integer, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_programme_kits")),
    )
    op.create_table(
        "programme_quote_answers",
        sa.Column("quote", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("quote", name=op.f("pk_programme_quote_answers")),
    )
    op.create_table(
        "programme_quotes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_quotes")),
        sa.UniqueConstraint("case", "version", name=op.f("uq_programme_quotes_case_version")),
        sqlite_autoincrement=True,
    )


def _events() -> None:
    """Add tours, stops, tailors, tickets."""
    op.create_table(
        "programme_stop_tailors",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("employee", sa.Integer),
        sa.Column("skills", sa.Text, nullable=False),
        sa.Column("opens", sa.BigInteger, nullable=False),
        sa.Column("closes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_stop_tailors")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_stop_tailors_stop"), "programme_stop_tailors", ["stop"])
    op.create_table(
        "programme_ticket_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("ticket", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_ticket_changes")),
        sa.UniqueConstraint("key", name=op.f("uq_programme_ticket_changes_key")),
        sa.UniqueConstraint("undoes", name=op.f("uq_programme_ticket_changes_undoes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_ticket_changes_ticket"), "programme_ticket_changes", ["ticket"])
    op.create_table(
        "programme_tickets",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("slot", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("garment", sa.Text, nullable=False),
        sa.Column("case", sa.Integer),
        sa.Column("tailor", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("arrived", sa.BigInteger),
        sa.Column("began", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_tickets")),
        sa.UniqueConstraint("key", name=op.f("uq_programme_tickets_key")),
        sa.UniqueConstraint("stop", "number", name=op.f("uq_programme_tickets_stop_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_tickets_alias"), "programme_tickets", ["alias"])
    op.create_index(op.f("ix_programme_tickets_stop_state"), "programme_tickets", ["stop", "state"])
    op.create_table(
        "programme_stops",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tour", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("opens", sa.BigInteger, nullable=False),
        sa.Column("closes", sa.BigInteger, nullable=False),
        sa.Column("slot_minutes", sa.Integer, nullable=False),
        sa.Column("per_slot", sa.Integer, nullable=False),
        sa.Column("walk_ins", sa.Integer, nullable=False),
        sa.Column("mends", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_stops")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_programme_stops_day"), "programme_stops", ["day"])
    op.create_index(op.f("ix_programme_stops_tour"), "programme_stops", ["tour"])
    op.create_table(
        "programme_tours",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("measure", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_tours")),
        sqlite_autoincrement=True,
    )


def _returns() -> None:
    """Add take-backs, resale, fates, places to drop off."""
    op.create_table(
        "drop_offs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("takes", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("hours", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_offs")),
        sa.UniqueConstraint("key", name=op.f("uq_drop_offs_key")),
    )
    op.create_index(op.f("ix_drop_offs_latitude"), "drop_offs", ["latitude"])
    op.create_table(
        "take_back_fates",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("piece", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("grams", sa.Integer, nullable=False),
        sa.Column("partner", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("undone", sa.BigInteger),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_back_fates")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_take_back_fates_at"), "take_back_fates", ["at"])
    op.create_index(op.f("ix_take_back_fates_piece"), "take_back_fates", ["piece"])
    op.create_table(
        "take_back_offers",
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("is_excluded", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("cents", sa.Text, nullable=False),
        sa.Column("grams", sa.Integer, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("category", "country", name=op.f("pk_take_back_offers")),
    )
    op.create_table(
        "take_back_pieces",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("take_back", sa.Integer, nullable=False),
        sa.Column("item", sa.Integer),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("said_grade", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("grams", sa.Integer),
        sa.Column("estimated_cents", sa.Integer, nullable=False),
        sa.Column("final_cents", sa.Integer),
        sa.Column("refused", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("looked", sa.BigInteger),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_back_pieces")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_take_back_pieces_item"), "take_back_pieces", ["item"])
    op.create_index(op.f("ix_take_back_pieces_take_back"), "take_back_pieces", ["take_back"])
    op.create_table(
        "postcodes",
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("country", "postcode", name=op.f("pk_postcodes")),
    )
    op.create_table(
        "resales",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("piece", sa.Integer, nullable=False),
        sa.Column("item", sa.Integer),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("bought_cents", sa.Integer, nullable=False),
        sa.Column("price_cents", sa.Integer, nullable=False),
        sa.Column("sold_cents", sa.Integer),
        sa.Column("tax", sa.Text, nullable=False),
        sa.Column("listed", sa.BigInteger, nullable=False),
        sa.Column("sold", sa.BigInteger),
        sa.Column("alias", sa.BigInteger),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resales")),
        sa.UniqueConstraint("piece", name=op.f("uq_resales_piece")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_resales_alias"), "resales", ["alias"])
    op.create_index(op.f("ix_resales_state"), "resales", ["state"])
    op.create_table(
        "take_backs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("parcel", sa.Text, nullable=False),
        sa.Column("credit", sa.Text, nullable=False),
        sa.Column("promotion", sa.Integer),
        sa.Column("requested", sa.BigInteger, nullable=False),
        sa.Column("shipped", sa.BigInteger),
        sa.Column("received", sa.BigInteger),
        sa.Column("processed", sa.BigInteger),
        sa.Column("completed", sa.BigInteger),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_backs")),
        sa.UniqueConstraint("key", name=op.f("uq_take_backs_key")),
        sa.UniqueConstraint("number", name=op.f("uq_take_backs_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_take_backs_alias"), "take_backs", ["alias"])
    op.create_index(op.f("ix_take_backs_state_changed"), "take_backs", ["state", "changed"])


def _impact() -> None:
    """Add factors by version and claims."""
    op.create_table(
        "impact_claims",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("draws", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("counted", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.BigInteger),
        sa.Column("because", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_claims")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "impact_factors",
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        sa.Column("shape", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("caveat", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version", "name", name=op.f("pk_impact_factors")),
    )
    op.create_table(
        "impact_versions",
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_impact_versions")),
    )


def _claims() -> None:
    """Add texts with evidence, pages of markets, subsidies."""
    op.create_table(
        "claim_evidence",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("where", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("is_shown", sa.Integer, nullable=False),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_evidence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_claim_evidence_claim"), "claim_evidence", ["claim"])
    op.create_table(
        "claim_texts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("medium", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_texts")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "market_pages",
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("is_live", sa.Integer, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("country", "lang", name=op.f("pk_market_pages")),
    )
    op.create_table(
        "repair_subsidies",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("most_cents", sa.Integer, nullable=False),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("checked", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_subsidies")),
        sqlite_autoincrement=True,
    )


def _records() -> None:
    """Add open repair data."""
    op.create_table(
        "repair_records",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("data_provider", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("partner_product_category", sa.Text, nullable=False),
        sa.Column("product_category", sa.Text, nullable=False),
        sa.Column("product_category_id", sa.Integer),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("year_of_manufacture", sa.Text, nullable=False),
        sa.Column("product_age", sa.Float),
        sa.Column("repair_status", sa.Text, nullable=False),
        sa.Column("repair_barrier", sa.Text, nullable=False),
        sa.Column("group_identifier", sa.Text, nullable=False),
        sa.Column("event_date", sa.Text, nullable=False),
        sa.Column("record_date", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("textile", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("taken", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_repair_records")),
        sa.UniqueConstraint("data_provider", "id", name=op.f("uq_repair_records_data_provider_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_repair_records_source"), "repair_records", ["source"])
    op.create_table(
        "repair_summaries",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("data_provider", sa.Text, nullable=False),
        sa.Column("product_category", sa.Text, nullable=False),
        sa.Column("repair_status", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("taken", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "data_provider", "product_category", "repair_status", name=op.f("pk_repair_summaries")
        ),
    )


def _news() -> None:
    """Add what is yet to become a contact."""
    op.create_table(
        "programme_news",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("properties", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_news")),
        sa.UniqueConstraint("key", name=op.f("uq_programme_news_key")),
        sqlite_autoincrement=True,
    )
