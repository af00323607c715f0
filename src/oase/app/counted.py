"""What a house counts beside its imports: messages at the door, and persons who were erased."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from oase.app.rooms import Rooms
from oase.contacts.counts import ACCEPTED, DUPLICATE, NOTED, door_counts_of
from oase.db.schema import erasures
from oase.model import Reading, RefusalReason
from oase.settings import Lang

__all__ = ["at_the_door", "erased"]

_ERASED: dict[Lang, str] = {
    "de": "gelöschte Personen, von denen nichts mehr mitzählt: {count}",
    "en": "persons erased, nothing of whom is counted any more: {count}",
}


def at_the_door(rooms: Rooms) -> Reading:
    """Return what became of the messages at the door, with the note on erased persons."""
    with rooms.database.reading() as connection:
        counts = door_counts_of(connection)
    outcomes: Counter[str] = Counter()
    for count in counts:
        outcomes[count.outcome] += count.contacts
    reasons = {RefusalReason(name): outcomes[name] for name in outcomes.keys() - {ACCEPTED, NOTED, DUPLICATE}}
    refused = sum(reasons.values())
    return Reading(
        files=tuple(dict.fromkeys(count.source for count in counts if count.outcome == ACCEPTED)),
        rows_read=outcomes[ACCEPTED] + refused,
        rows_refused=refused,
        reasons=reasons,
        notes=erased(rooms).notes,
    )


def erased(rooms: Rooms) -> Reading:
    """Return a reading with nothing but the note how many persons were erased, where there were any."""
    with rooms.database.reading() as connection:
        count = connection.scalar(select(func.count()).select_from(erasures)) or 0
    return Reading(notes=(_ERASED[rooms.settings.lang].format(count=count),) if count else ())
