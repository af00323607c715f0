"""Long jobs of a house that are not finished."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from oase.app.rooms import Rooms
from oase.db.schema import jobs

__all__ = ["OpenJob", "open_jobs"]


class OpenJob(NamedTuple):
    """A job under way: ``step`` is the last that was finished, ``is_stuck`` whether it waits for people."""

    id: int
    kind: str
    step: str
    is_stuck: bool


def open_jobs(rooms: Rooms) -> list[OpenJob]:
    """Return the jobs that are not finished, oldest first."""
    is_stuck = func.json_extract(jobs.c.result, "$.failed").is_not(None)
    query = select(jobs.c.id, jobs.c.kind, jobs.c.step, is_stuck).where(jobs.c.finished.is_(None))
    with rooms.database.reading() as connection:
        return [OpenJob(*row) for row in connection.execute(query.order_by(jobs.c.id))]
