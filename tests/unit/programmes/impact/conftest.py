"""A database of its own for each test, and rows with only what a test is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert

from oase.db import Database, open_database
from oase.programmes.tables import case_log, cases, items, pieces, resales, tickets

DAY = 86_400_000_000
AT = 1_781_000_000_000_000  # 9.6.2026
"""In the middle of the year that the tests look at."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty house."""
    with open_database(tmp_path, create=True) as opened:
        yield opened


def put(connection: Connection, table: Table, **values: Any) -> int:
    """Insert a row; what is not said is empty or 0."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in values:
            row[column.name] = values[column.name]
        elif column.autoincrement is not True and not column.nullable and not column.primary_key:
            row[column.name] = "" if column.type.python_type is str else 0
    made = connection.execute(insert(table).values(**row)).inserted_primary_key
    assert made is not None
    return int(made[0])


class Workshop:
    """Puts into the tables what other rooms would have."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.numbers = count(1)

    def item(self, garment: str) -> int:
        return put(self.connection, items, garment=garment, serial=f"S{next(self.numbers)}", state="in_use")

    def case(
        self,
        item: int | None = None,
        *,
        at: int | None = AT,
        outcome: str = "Fixed",
        way: str = "kit",
        **more: Any,
    ) -> int:
        number = f"C{next(self.numbers)}"
        values: dict[str, Any] = {
            "number": number,
            "key": number,
            "kind": "repair",
            "opened": AT - DAY,
            **more,
        }
        return put(self.connection, cases, **values, item=item, ended=at, outcome=outcome, way=way)

    def logged(self, case: int, after: str) -> None:
        put(self.connection, case_log, case=case, after=after)

    def ticket(self, outcome: str, *, at: int = AT, case: int | None = None, garment: str = "") -> None:
        number = next(self.numbers)
        told = {"key": f"T{number}", "number": number, "state": "done", "ended": at}
        put(self.connection, tickets, **told, outcome=outcome, case=case, garment=garment)

    def resale(self, item: int | None, *, at: int = AT, category: str = "") -> None:
        piece = put(self.connection, pieces, item=item, category=category)
        put(self.connection, resales, piece=piece, item=item, state="sold", sold=at)


@pytest.fixture
def workshop() -> Callable[[Connection], Workshop]:
    """Return what puts rows into a database."""
    return Workshop
