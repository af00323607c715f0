"""Where a repair may be rated: a passive link on the page of its case; nothing is sent, nobody is asked."""

from __future__ import annotations

from sqlalchemy import select

from oase.app.capture.links import link_for
from oase.app.rooms import Rooms
from oase.db.schema import transactions
from oase.surveys.stored import live

__all__ = ["rating_path"]


def rating_path(rooms: Rooms, number: str) -> str:
    """Return the path of the survey that asks about a repair; empty where none does, or it cannot be rated.

    Parameters
    ----------
    rooms : Rooms
    number : str
        Of the case; once it has ended, its transaction is ``repair:<number>``.
    """
    key = f"repair:{number}"
    with rooms.database.reading() as connection:
        query = select(transactions.c.touchpoint).where(transactions.c.key == key)
        touchpoint = connection.execute(query).scalar_one_or_none()
        asking = [one for one in live(connection) if touchpoint is not None and one.asks_about(touchpoint)]
    if touchpoint is None or all(one.rules.only_new_customers for one in asking):
        return ""
    return link_for(rooms, key, touchpoint, "page", address="").url
