"""Many transactions of one process at the same time."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import select

from oase.db import open_database
from oase.db.schema import house


def test_one_more_transaction_waits_for_no_other(tmp_path: Path) -> None:
    """The door asks for keys and progress while many threads of the interface wait for the right to write."""
    with open_database(tmp_path / "h", create=True) as database, ExitStack() as open_ones:
        for _ in range(40):
            connection = open_ones.enter_context(database.reading())
            assert connection.execute(select(house.c.id)).scalar() == 1
