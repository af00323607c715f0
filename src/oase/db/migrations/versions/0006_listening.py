"""Listening and answering: the inventory, surveys, service, measures, versions of verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Widen the registry and add the tables."""
    _registry()
    _transactions()
    _surveys()
    _service()
    _measures()
    _inventory()


def _registry() -> None:
    """Add to touchpoints what people say of them."""
    texts = {"kind": "own", "steering": "steerable", "media": "", "owner": "", "about": "", "step": "as_is"}
    texts |= {"loop": "{}", "verdict": "", "verdict_with": "", "verdict_because": ""}
    numbers: dict[str, type[sa.Integer]] = {
        "downstream": sa.Integer,
        "asked": sa.Integer,
        "updated": sa.BigInteger,
    }
    for name, default in texts.items():
        op.add_column("touchpoints", sa.Column(name, sa.Text, nullable=False, server_default=default))
    for name, kind in numbers.items():
        op.add_column("touchpoints", sa.Column(name, kind, nullable=False, server_default="0"))


def _transactions() -> None:
    """Add what a customer may rate."""
    op.create_table(
        "transactions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("referral", sa.Text),
        sa.UniqueConstraint("key", name=op.f("uq_transactions_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transactions_alias"), "transactions", ["alias"])
    op.create_index(op.f("ix_transactions_at"), "transactions", ["at"])


def _surveys() -> None:
    """Add questionnaires, invitations, answers, recommendations."""
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("is_live", sa.Integer, nullable=False),
        sa.Column("saved", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.UniqueConstraint("name", "version", name=op.f("uq_surveys_name_version")),
    )
    op.create_table(
        "survey_invitations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("transaction_id", sa.Integer, nullable=False),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("share", sa.Float),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("decided", sa.BigInteger),
        sa.Column("sent", sa.BigInteger),
        sa.Column("opened", sa.BigInteger),
        sa.Column("answered", sa.BigInteger),
        sa.UniqueConstraint(
            "transaction_id", "survey", name=op.f("uq_survey_invitations_transaction_id_survey")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_survey_invitations_alias_decided"), "survey_invitations", ["alias", "decided"])
    op.create_index(op.f("ix_survey_invitations_state_at"), "survey_invitations", ["state", "at"])
    op.create_index(op.f("ix_survey_invitations_touchpoint_at"), "survey_invitations", ["touchpoint", "at"])
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission", sa.Text, nullable=False),
        sa.Column("transaction_id", sa.Integer),
        sa.Column("alias", sa.BigInteger),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("number", sa.Float),
        sa.Column("text", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("medium", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("is_last", sa.Integer, nullable=False),
        sa.Column("sealed", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_survey_answers_alias"), "survey_answers", ["alias"])
    op.create_index(op.f("ix_survey_answers_role_at"), "survey_answers", ["role", "at"])
    op.create_index(op.f("ix_survey_answers_submission"), "survey_answers", ["submission"])
    op.create_index(op.f("ix_survey_answers_sealed_at"), "survey_answers", ["sealed", "at"])
    op.create_index(
        op.f("ix_survey_answers_transaction_id_item"), "survey_answers", ["transaction_id", "item"]
    )
    op.create_table(
        "survey_recommendations",
        sa.Column("alias", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("transaction_id", sa.Integer),
        sa.Column("heard", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("by_whom", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("recommender", sa.BigInteger),
        sa.Column("thanked", sa.BigInteger),
        sa.Column("thanked_by", sa.Text, nullable=False),
    )
    op.create_index(op.f("ix_survey_recommendations_at"), "survey_recommendations", ["at"])
    op.create_index(op.f("ix_survey_recommendations_recommender"), "survey_recommendations", ["recommender"])
    op.create_table(
        "referral_links",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("alias", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
    )
    op.create_index(op.f("ix_referral_links_alias"), "referral_links", ["alias"])
    op.create_table(
        "survey_shares",
        sa.Column("touchpoint", sa.Text, primary_key=True),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("needed", sa.Integer),
        sa.Column("run", sa.Integer),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _service() -> None:
    """Add messages, replies, hours and templates."""
    op.create_table(
        "service_channels",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("hours", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("subdivision", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("promise_minutes", sa.Integer),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "service_messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("alias", sa.BigInteger),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("stars", sa.Integer),
        sa.Column("question", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_service_messages_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_service_messages_alias"), "service_messages", ["alias"])
    op.create_index(op.f("ix_service_messages_channel_at"), "service_messages", ["channel", "at"])
    op.create_index(op.f("ix_service_messages_state_at"), "service_messages", ["state", "at"])
    op.create_index(op.f("ix_service_messages_thread"), "service_messages", ["thread"])
    op.create_table(
        "service_replies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("is_automatic", sa.Integer, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("is_personal", sa.Integer),
        sa.Column("signs", sa.Text, nullable=False),
        sa.Column("checked", sa.Integer),
        sa.Column("checked_by", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_service_replies_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_service_replies_message"), "service_replies", ["message"])
    op.create_table(
        "service_waiting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_service_waiting_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_service_waiting_message"), "service_waiting", ["message"])
    op.create_table(
        "service_templates",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("lang", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )
    op.create_table(
        "daily_cases",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("chosen", sa.BigInteger, nullable=False),
        sa.Column("decided", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )


def _measures() -> None:
    """Add measures, resolutions and the check of wording."""
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("done", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("aim", sa.Text, nullable=False),
        sa.Column("resolution", sa.Integer),
        sa.Column("cents", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_measures_state_due"), "measures", ["state", "due"])
    op.create_index(op.f("ix_measures_touchpoint"), "measures", ["touchpoint"])
    op.create_table(
        "measure_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("measure", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_measure_changes_measure"), "measure_changes", ["measure"])
    op.create_table(
        "resolutions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("decided", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "resolution_touchpoints",
        sa.Column("resolution", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("touchpoint", sa.Text, primary_key=True),
    )
    op.create_index(op.f("ix_resolution_touchpoints_touchpoint"), "resolution_touchpoints", ["touchpoint"])
    op.create_table(
        "inside_out_wordings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("pattern", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("instead", sa.Text, nullable=False),
        sa.Column("is_on", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("lang", "pattern", name=op.f("uq_inside_out_wordings_lang_pattern")),
    )
    op.create_table(
        "checked_texts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )


def _inventory() -> None:
    """Add what the inventory keeps beside the registry, and versions of verdicts."""
    op.create_table(
        "touchpoint_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_touchpoint_changes_touchpoint"), "touchpoint_changes", ["touchpoint"])
    op.create_table(
        "touchpoint_elements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("rating", sa.Integer),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("touchpoint", "name", name=op.f("uq_touchpoint_elements_touchpoint_name")),
    )
    op.create_table(
        "budgets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("touchpoint", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("cents", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_budgets_touchpoint_year"), "budgets", ["touchpoint", "year"])
    op.create_table(
        "verdict_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("answers", sa.BigInteger, nullable=False),
        sa.Column("contacts", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("seconds", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_verdict_runs_at"), "verdict_runs", ["at"])
