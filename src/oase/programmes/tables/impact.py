"""Factors of footprints by version, and figures that were published with them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Float, Integer, Table, Text

from oase.db import metadata

__all__ = ["impact_claims", "impact_factors", "impact_versions"]

impact_versions = Table(
    "impact_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("method", Text, nullable=False),  # the one that is published
    Column("digest", Text, nullable=False),  # SHA-256 of its factors
)

impact_factors = Table(
    "impact_factors",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("value", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("shape", Text, nullable=False),  # fixed, lognormal, beta, triangular
    Column("unit", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("caveat", Text, nullable=False),  # JSON: by language
)
"""Rows are added with a version, never changed."""

impact_claims = Table(
    "impact_claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("method", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("draws", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("counted", Text, nullable=False),  # JSON: events by kind and outcome
    Column("result", Text, nullable=False),  # JSON: by method P5, P50, P95, P(A < 0)
    Column("text", Text, nullable=False),  # JSON: by language, as it was published
    Column("digest", Text, nullable=False),  # SHA-256 over all of it
    Column("made", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("withdrawn", BigInteger),
    Column("because", Text, nullable=False),
    sqlite_autoincrement=True,
)
