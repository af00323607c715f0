"""Many transactions of one process at the same time."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from oase.db import connection as connection_module
from oase.db import open_database
from oase.db.schema import house
from oase.errors import HouseBusy


def test_one_more_transaction_waits_for_no_other(tmp_path: Path) -> None:
    """The door asks for keys and progress while many threads of the interface wait for the right to write."""
    with open_database(tmp_path / "h", create=True) as database, ExitStack() as open_ones:
        for _ in range(40):
            connection = open_ones.enter_context(database.reading())
            assert connection.execute(select(house.c.id)).scalar() == 1


def test_whoever_waits_to_write_is_told_when_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[HouseBusy] = []

    def write() -> None:
        try:
            with database.writing():
                pass
        except HouseBusy as error:
            told.append(error)

    with open_database(tmp_path / "h", create=True) as database:
        monkeypatch.setattr(connection_module, "PATIENCE_SECONDS", 0.01)
        for is_held in (True, False):
            with database.writing() if is_held else ExitStack():
                other = threading.Thread(target=write)
                other.start()
                other.join()
            assert len(told) == 1
