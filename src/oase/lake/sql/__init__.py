"""The rooms' questions as SQL texts in a restricted subset of DuckDB's dialect.

Time is int64 microseconds, ties are broken in every ORDER BY, lead and lag are tested for NULL, there are no
decimal literals; names are quoted by ``literal``. The texts read a table or view ``contacts(person, at,
touchpoint[, tie])``.
"""

from __future__ import annotations

from oase.lake.sql.journeys import (
    between_sql,
    funnel_sql,
    paths_sql,
    retention_sql,
    steps_sql,
    transitions_sql,
)
from oase.lake.sql.literals import literal

__all__ = [
    "between_sql",
    "funnel_sql",
    "literal",
    "paths_sql",
    "retention_sql",
    "steps_sql",
    "transitions_sql",
]
