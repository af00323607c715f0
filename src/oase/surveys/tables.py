"""What ``surveys`` keeps: questionnaires, the log of invitations, answers, who recommended whom.

Times are microseconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = ["answers", "invitations", "links", "recommendations", "shares", "surveys"]

surveys = Table(
    "surveys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),  # JSON of surveys.survey.Survey
    Column("is_live", Integer, nullable=False),  # 1 for the version that asks; at most one a name
    Column("saved", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    UniqueConstraint("name", "version"),
)

invitations = Table(
    "survey_invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transaction_id", Integer, nullable=False),  # transactions.id
    Column("survey", Text, nullable=False),
    Column("alias", BigInteger, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("at", BigInteger, nullable=False),  # of the transaction
    Column("context", Text, nullable=False),  # JSON: what is known of everyone, by which answers are weighted
    Column("state", Text, nullable=False),  # eligible, quarantined, sent, opened, answered
    Column("reason", Text, nullable=False),  # why quarantined; empty else
    Column("share", Float),  # probability with which it was drawn; null where nothing was drawn
    Column("channel", Text, nullable=False),  # by which it is sent; empty before
    Column("decided", BigInteger),
    Column("sent", BigInteger),
    Column("opened", BigInteger),
    Column("answered", BigInteger),
    UniqueConstraint("transaction_id", "survey"),
    Index(None, "alias", "decided"),
    Index(None, "state", "at"),
    Index(None, "touchpoint", "at"),
    sqlite_autoincrement=True,
)
"""Every transaction that could be rated, and what became of it: the denominator."""

answers = Table(
    "survey_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", Text, nullable=False),
    Column("transaction_id", Integer),  # null where the answer is about none
    Column("alias", BigInteger),  # null where nobody knows who answered
    Column("survey", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("item", Text, nullable=False),  # id of the question
    Column("role", Text, nullable=False),  # surveys.survey.ROLES
    Column("touchpoint", Text, nullable=False),
    Column("number", Float),
    Column("text", Text),
    Column("at", BigInteger, nullable=False),
    Column("way", Text, nullable=False),  # invited, passive, foreign (imported)
    Column("medium", Text, nullable=False),  # page, mail, qr, snippet, app, or the name of another tool
    Column("lang", Text, nullable=False),
    Column("is_last", Integer, nullable=False),  # 0: answered anew since
    Column("sealed", BigInteger),  # when it went into the lake
    Index(None, "submission"),
    Index(None, "transaction_id", "item"),
    Index(None, "alias"),
    Index(None, "sealed", "at"),
    Index(None, "role", "at"),
    sqlite_autoincrement=True,
)
"""One answer to one question a row; what was said before stays, marked as no longer the last."""

recommendations = Table(
    "survey_recommendations",
    metadata,
    Column("alias", BigInteger, primary_key=True, autoincrement=False),  # the new customer
    Column("at", BigInteger, nullable=False),
    Column("transaction_id", Integer),
    Column("heard", Text, nullable=False),  # how she heard of the brand; recommendation is one of the ways
    Column("said", Text, nullable=False),
    Column("by_whom", Text, nullable=False),  # who that was to her, never a name
    Column("code", Text, nullable=False),  # of the link by which she came; empty for none
    Column("recommender", BigInteger),  # whose link that was
    Column("thanked", BigInteger),
    Column("thanked_by", Text, nullable=False),
    Index(None, "recommender"),
    Index(None, "at"),
)

links = Table(
    "referral_links",
    metadata,
    Column("code", Text, primary_key=True),
    Column("alias", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Index(None, "alias"),
)

shares = Table(
    "survey_shares",
    metadata,
    Column("touchpoint", Text, primary_key=True),
    Column("share", Float, nullable=False),
    Column("needed", Integer),  # answers still needed for a verdict; null where one stands
    Column("run", Integer),  # verdict_runs.id that says so
    Column("at", BigInteger, nullable=False),
)
"""With which probability a transaction of a touchpoint is invited, steered by the verdicts."""
