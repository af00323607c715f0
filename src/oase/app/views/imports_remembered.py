"""The mapping that was chosen for a source, kept for its next file."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import select

from oase.app.views.imports_mapping import FileMapping
from oase.db import Database
from oase.db.schema import preferences

__all__ = ["remember", "remembered_for"]

_NAME = "import_mappings"
_MOST = 50
_UPSERT = """
    insert into preferences (name, value) values (?, ?)
    on conflict (name) do update set value = excluded.value
"""


def remembered_for(database: Database, columns: Collection[str]) -> FileMapping | None:
    """Return the mapping of a source whose files have these columns, the latest of several."""
    there = set(columns)
    for entry in reversed(_kept(database).values()):
        if set(entry["all"]) == there:
            return msgspec.convert(entry["mapping"], FileMapping)
    return None


def remember(database: Database, mapping: FileMapping, columns: Collection[str]) -> None:
    """Keep a mapping under the name of its source."""
    kept = _kept(database)
    kept.pop(mapping.source, None)
    kept[mapping.source] = {"mapping": msgspec.to_builtins(mapping), "all": list(columns)}
    latest = dict(list(kept.items())[-_MOST:])
    with database.writing() as connection:
        connection.exec_driver_sql(_UPSERT, (_NAME, json.dumps(latest, ensure_ascii=False)))


def _kept(database: Database) -> dict[str, dict[str, Any]]:
    with database.reading() as connection:
        query = select(preferences.c.value).where(preferences.c.name == _NAME)
        value = connection.execute(query).scalar()
    return json.loads(value) if value else {}
