"""Open repair data of others: records and summaries."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = ["repair_records", "repair_summaries"]

repair_records = Table(
    "repair_records",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),  # as its provider gives it
    Column("data_provider", Text, nullable=False),
    Column("country", Text, nullable=False),  # ISO 3166-1 alpha-3
    Column("partner_product_category", Text, nullable=False),
    Column("product_category", Text, nullable=False),
    Column("product_category_id", Integer),
    Column("brand", Text, nullable=False),
    Column("year_of_manufacture", Text, nullable=False),
    Column("product_age", Float),
    Column("repair_status", Text, nullable=False),
    Column("repair_barrier", Text, nullable=False),
    Column("group_identifier", Text, nullable=False),
    Column("event_date", Text, nullable=False),  # YYYY-MM-DD
    Column("record_date", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("textile", Text, nullable=False),  # JSON: defect, place on the garment, fabric, technique
    Column("source", Text, nullable=False),  # name of the file
    Column("taken", BigInteger, nullable=False),
    UniqueConstraint("data_provider", "id"),
    Index(None, "source"),
    sqlite_autoincrement=True,
)

repair_summaries = Table(
    "repair_summaries",
    metadata,
    Column("source", Text, primary_key=True),
    Column("data_provider", Text, primary_key=True),
    Column("product_category", Text, primary_key=True),
    Column("repair_status", Text, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("taken", BigInteger, nullable=False),
)
