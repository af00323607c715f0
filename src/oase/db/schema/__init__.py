"""The tables of the house's main database, and the metadata on which rooms register theirs."""

from oase.db.schema.tables import (
    house,
    imports,
    lake_columns,
    lake_files,
    lake_lock,
    lake_position,
    metadata,
    touchpoints,
)

__all__ = [
    "house",
    "imports",
    "lake_columns",
    "lake_files",
    "lake_lock",
    "lake_position",
    "metadata",
    "touchpoints",
]
