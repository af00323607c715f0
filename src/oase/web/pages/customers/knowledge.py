"""What is known of a customer: beliefs with their age, and traits with when and where they were said."""

from __future__ import annotations

from typing import Any

from oase import words
from oase.app.customers import HALF_LIFE_DAYS, Belief, Known, Timeline, beliefs
from oase.web.pages.customers.telling import ago, plain
from oase.web.pages.visit import Visit

__all__ = ["told"]

SHOWN = 30


def told(visit: Visit, known: Known, timeline: Timeline) -> dict[str, Any]:
    """Return beliefs and traits as the page shows them."""
    made_up = known.snapshot.contacts >= timeline.contacts.num_rows
    snapshot = known.snapshot if made_up else timeline.snapshot()
    held = beliefs(snapshot, visit.reach.clock())
    kinds = {one.alias: one.kind for one in known.ids}
    return {
        "beliefs": [
            (about, visit.t(f"customers.belief.{about}"), _rows(visit, held, about), _beyond(held, about))
            for about in ("phase", "touchpoint")
        ],
        "is_made_up": made_up,
        "half_life": HALF_LIFE_DAYS,
        "traits": [
            {
                "name": trait.name,
                "value": plain(trait.value),
                "is_text": isinstance(trait.value, str),
                "ago": ago(visit, trait.at),
                "moment": visit.moment(trait.at),
                "under": visit.t(f"customers.kind.{kinds.get(trait.alias, 'import')}"),
            }
            for trait in known.traits
        ],
    }


def _rows(visit: Visit, held: list[Belief], about: str) -> list[dict[str, Any]]:
    return [
        {
            "name": words.phase(one.name, visit.lang) if about == "phase" else one.name,
            "contacts": words.number(one.contacts, visit.lang),
            "ago": ago(visit, one.at),
            "moment": visit.moment(one.at),
            "share": words.share(one.weight, visit.lang, 0),
            "weight": round(one.weight, 4),
        }
        for one in [each for each in held if each.about == about][:SHOWN]
    ]


def _beyond(held: list[Belief], about: str) -> int:
    return max(0, sum(one.about == about for one in held) - SHOWN)
