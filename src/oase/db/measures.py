"""How much a house holds, read from its main database alone."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from oase.db.schema import contact_log, lake_files

__all__ = ["LakeSize", "lake_sizes", "log_rows"]


class LakeSize(NamedTuple):
    """Rows and files of one table of the lake, of one kind (base or run)."""

    table: str
    kind: str
    rows: int
    files: int


def log_rows(connection: Connection) -> int:
    """Return how many contacts are not sealed into the lake yet."""
    return connection.execute(select(func.count()).select_from(contact_log)).scalar_one()


def lake_sizes(connection: Connection) -> list[LakeSize]:
    """Return rows and files of the lake that count, by table and kind."""
    files = lake_files.c
    query = select(files.table_name, files.kind, func.sum(files.rows), func.count())
    counting = query.where(files.retired.is_(None)).group_by(files.table_name, files.kind)
    return [LakeSize(*row) for row in connection.execute(counting)]
