"""The corporate purpose, its measures with the stored test, promotions, who takes part, employees."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text

from oase.db import metadata

__all__ = [
    "employees",
    "measure_changes",
    "measures",
    "participations",
    "promotions",
    "statements",
    "trainings",
]

statements = Table(
    "purpose_statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),  # JSON: by language
    Column("valid_from", Date, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The written corporate purpose; the newest whose day has come holds."""

measures = Table(
    "purpose_measures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # JSON: by language
    Column("about", Text, nullable=False),  # JSON: by language
    Column(
        "kind", Text, nullable=False
    ),  # guarantee, repair, kit, event, take_back, resale, recycling, other
    Column("statement", Integer, nullable=False),  # the purpose it serves
    Column("answers", Text, nullable=False),  # JSON: what the test was told
    Column("verdict", Text, nullable=False),  # purpose, loyalty, promotion
    Column("reasons", Text, nullable=False),  # JSON: which rule said what
    Column("rules", Text, nullable=False),  # version of the test
    Column("tested", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("state", Text, nullable=False),  # draft, live, ended
    Column("begins", Date),
    Column("ends", Date),
    Column("touchpoint", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

measure_changes = Table(
    "purpose_measure_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("before", Text, nullable=False),  # JSON
    Column("after", Text, nullable=False),
    Index(None, "measure"),
    sqlite_autoincrement=True,
)

promotions = Table(
    "purpose_promotions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", Integer),  # of which it was split off; null where it stands alone
    Column("name", Text, nullable=False),  # JSON: by language
    Column("kind", Text, nullable=False),  # promotion, loyalty
    Column("benefit", Text, nullable=False),  # voucher, points, discount, upsell, other
    Column("cents", BigInteger),
    Column("reasons", Text, nullable=False),  # JSON
    Column("state", Text, nullable=False),  # live, ended
    Column("begins", Date),
    Column("ends", Date),
    Column("created", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Index(None, "measure"),
    sqlite_autoincrement=True,
)

participations = Table(
    "purpose_participations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "case:12:used": what is told twice counts once
    Column("alias", BigInteger),  # null where nobody says who she is
    Column("measure", Integer),
    Column("kind", Text, nullable=False),  # as of the measure
    Column("level", Text, nullable=False),  # informed, used, active, co_creator
    Column("origin", Text, nullable=False),  # "case:12", "ticket:3", "take_back:4", "page:repair"
    Column("country", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "alias"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

employees = Table(
    "purpose_employees",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("joined", Date),
    Column("left", Date),
    Column("updated", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

trainings = Table(
    "purpose_trainings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("employee", Integer, nullable=False),
    Column("topic", Text, nullable=False),  # as the kinds of measures, or own words
    Column("part", Text, nullable=False),  # trained, helped (at an event), proposed (an idea)
    Column("day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Index(None, "employee"),
    sqlite_autoincrement=True,
)
