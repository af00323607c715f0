"""What is measured of the tasks of a house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oase.app.tasks.counts import Counts, counts_of
from oase.app.tasks.queue import Queue
from oase.db import Database, open_database
from oase.settings import Settings
from oase.web.metrics import metrics_text

from .kinds import KINDS

AT = 1_795_271_520_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as database:
        yield database


def test_tasks_are_counted_by_lane_and_state(database: Database) -> None:
    assert counts_of(database.folder) == Counts({}, {})
    assert not (database.folder / "tasks.sqlite").exists()  # measuring makes nothing
    with closing(Queue(database, Settings(), KINDS, clock=lambda: AT)) as queue:
        queue.ask("echo", {})
        queue.ask("echo", {"other": 1})
        queue.cancel(queue.ask("once", {}).id)
    found = counts_of(database.folder)
    assert found.tasks == {("views", "waiting"): 2, ("long", "cancelled"): 1}
    assert found.oldest == {"views": AT}
    text = metrics_text(database).decode()
    assert 'oase_tasks{lane="views",state="waiting"} 2.0' in text
    assert 'oase_tasks_oldest_waiting_seconds{lane="views"} 1.79527152e+09' in text


def test_a_damaged_queue_is_no_reason_to_measure_nothing(database: Database) -> None:
    (database.folder / "tasks.sqlite").write_bytes(b"no database" * 1000)
    assert counts_of(database.folder) == Counts({}, {})
    assert b"oase_lake_files" in metrics_text(database)
