"""What the main database keeps. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

__all__ = [
    "house",
    "imports",
    "lake_columns",
    "lake_files",
    "lake_lock",
    "lake_position",
    "metadata",
    "preferences",
    "touchpoints",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

house = Table(
    "house",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("created", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),  # version of the program
    Column("own_brand", Text),
    Column("timezone", Text, nullable=False),
)

touchpoints = Table(
    "touchpoints",
    metadata,
    Column("id", Integer, primary_key=True),  # the order in which the house met them
    Column("name", Text, nullable=False, unique=True),
    Column("channel", Text),
    Column("phase", Text),
    Column("created", BigInteger, nullable=False),
    # what the inventory adds; the lists of words stand in experience.inventory.touchpoint
    Column("kind", Text, nullable=False, server_default="own"),
    Column("steering", Text, nullable=False, server_default="steerable"),
    Column("media", Text, nullable=False, server_default=""),
    Column("downstream", Integer, nullable=False, server_default="0"),  # 1: in the trade behind the own one
    Column("owner", Text, nullable=False, server_default=""),
    Column("about", Text, nullable=False, server_default=""),
    Column(
        "asked", Integer, nullable=False, server_default="0"
    ),  # 1: a contact here is a transaction to rate
    Column("step", Text, nullable=False, server_default="as_is"),
    Column("loop", Text, nullable=False, server_default="{}"),  # JSON: what was noted at each step
    Column("verdict", Text, nullable=False, server_default=""),
    Column("verdict_with", Text, nullable=False, server_default=""),  # with which one it is combined
    Column("verdict_because", Text, nullable=False, server_default=""),
    Column("updated", BigInteger, nullable=False, server_default="0"),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", BigInteger, nullable=False),
    Column("finished", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('contacts', 'answers')", name="kind"), nullable=False),
    Column("files", Text, nullable=False),  # JSON list of names
    Column("rows_read", BigInteger, nullable=False),
    Column("rows_refused", BigInteger, nullable=False),
    Column("rows_added", BigInteger, nullable=False),
    Column("duplicates", BigInteger, nullable=False),
    Column("notes", Text, nullable=False),  # JSON list of sentences
    Column("scale", Text),  # JSON of the answers' scale
    Column("own_brand", Text),
)

lake_files = Table(
    "lake_files",
    metadata,
    Column("id", Integer, primary_key=True),  # ascending: base before the runs that came later
    Column("table_name", Text, nullable=False),
    Column("bucket", Integer, nullable=False),
    Column("path", Text, nullable=False, unique=True),  # below the house folder, with /
    Column("kind", Text, CheckConstraint("kind in ('run', 'base')", name="kind"), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("min_at", BigInteger),  # null where a row has no time
    Column("max_at", BigInteger),
    Column("created", BigInteger, nullable=False),
    Column("retired", BigInteger),  # replaced by a fold then; the file goes after a grace period
    Index(None, "table_name", "bucket"),
)

lake_position = Table(
    "lake_position",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
)

lake_columns = Table(
    "lake_columns",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("rank", Integer, nullable=False),  # order in which they came
    Column("kind", Text),  # type of an attribute; null for a column of the schema
    Column("attribute", Boolean(create_constraint=True, name="attribute"), nullable=False),
)

lake_lock = Table(
    "lake_lock",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("token", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)
"""What a company has set for its house, such as the touchpoint that counts as the purchase."""
