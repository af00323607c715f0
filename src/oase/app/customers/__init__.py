"""Customers as the people see them who serve them: one person at a time, found, understood, changed.

Comes in: an id, a part of a name, a pseudonym. Goes out: what the house knows of that one person, read
directly from the warm memory and from her bucket of the lake, and what became of a change. ``finding`` says
who it is, ``timeline`` what happened, ``beliefs`` what is known and how much of it still counts, ``changing``
writes.
"""

from oase.app.customers.beliefs import HALF_LIFE_DAYS, Belief, beliefs, weight
from oase.app.customers.finding import Found, Met, by_id, by_trait, latest, name_of, person_at
from oase.app.customers.known import Known, Trait, known_of
from oase.app.customers.timeline import Event, Timeline, timeline_of

__all__ = [
    "HALF_LIFE_DAYS",
    "Belief",
    "Event",
    "Found",
    "Known",
    "Met",
    "Timeline",
    "Trait",
    "beliefs",
    "by_id",
    "by_trait",
    "known_of",
    "latest",
    "name_of",
    "person_at",
    "timeline_of",
    "weight",
]
