"""Apply the mapping that holds now to the contacts that are stored: a job, bucket by bucket."""

from __future__ import annotations

import json

from sqlalchemy import insert, select, update

from oase.app.rooms import Rooms
from oase.contacts.mapping import active, key_channels, remap_table
from oase.db.schema import jobs

__all__ = ["request", "result", "work_off"]


def request(rooms: Rooms) -> int:
    """Ask for stored contacts to be mapped anew; return the number of the job."""
    row = {"kind": "remap", "arguments": "{}", "step": "requested", "requested": rooms.clock()}
    with rooms.database.writing() as connection:
        return connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one()


def result(rooms: Rooms, number: int) -> int | None:
    """Return how many contacts a job changed, None while it is under way."""
    query = select(jobs.c.result).where(jobs.c.id == number, jobs.c.finished.is_not(None))
    with rooms.database.reading() as connection:
        found = connection.execute(query).scalar()
    return None if found is None else json.loads(found)["contacts"]


def work_off(rooms: Rooms) -> None:
    """Map anew what was stored before; contacts that are changed already are left as they are.

    So it does not matter where it was cut short.
    """
    with rooms.database.reading() as connection:
        asked = connection.execute(select(jobs.c.id).where(jobs.c.kind == "remap", jobs.c.finished.is_(None)))
        waiting = asked.scalars().all()
        _, mapping = active(connection, rooms.settings.lang)
        channels = key_channels(connection)
    changed = rooms.store.remap(lambda table: remap_table(mapping, table, channels))
    rooms.steps("mapped anew")
    done = {"step": "finished", "finished": rooms.clock(), "result": json.dumps({"contacts": changed})}
    with rooms.database.writing() as connection:
        connection.execute(update(jobs).where(jobs.c.id.in_(waiting)).values(done))
