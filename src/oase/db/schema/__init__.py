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
from oase.db.schema.warm import (
    alias_moves,
    backup_places,
    contact_log,
    daily_counts,
    erasures,
    identifiers,
    inboxes,
    jobs,
    retention,
    snapshots,
    snapshots_due,
    versions,
)

__all__ = [
    "alias_moves",
    "backup_places",
    "contact_log",
    "daily_counts",
    "erasures",
    "house",
    "identifiers",
    "imports",
    "inboxes",
    "jobs",
    "lake_columns",
    "lake_files",
    "lake_lock",
    "lake_position",
    "metadata",
    "retention",
    "snapshots",
    "snapshots_due",
    "touchpoints",
    "versions",
]
