"""What happens at the bus: a stop opens, tickets are booked and drawn, things are mended, the stop closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from oase.programmes.events import moves, stops, tailors, tickets, tours
from oase.programmes.moving_in.step import Played, Step, Verb

__all__ = ["VERBS"]


def _tour(played: Played, step: Step) -> None:
    draft = tours.TourDraft(step.facts["name"], step.facts["about"])
    made = tours.create(played.connection, draft, who=str(step.facts["who"]), now=step.at)
    played.numbers[step.thing] = tours.set_state(played.connection, made.id, "live").id


def _stop(played: Played, step: Step) -> None:
    said = dict(step.facts)
    tour, names = played.number(str(said.pop("tour"))), said.pop("tailors")
    made = stops.create(played.connection, stops.StopDraft(tour=tour, **said), now=step.at)
    played.numbers[step.thing] = made.id
    for name in names:
        tailors.add(played.connection, made.id, name)


def _set(played: Played, step: Step) -> None:
    stops.set_state(played.connection, played.number(step.thing), str(step.facts["state"]), now=step.at)


def _book(played: Played, step: Step) -> None:
    said = dict(step.facts)
    stop, slot = stops.get(played.connection, played.number(str(said.pop("stop")))), int(said.pop("slot"))
    guest, begins = tickets.Guest(**said), stop.slots[slot]
    tickets.book(played.connection, stop.id, begins, guest, key=_key(step.thing), who="", now=step.at)


def _draw(played: Played, step: Step) -> None:
    said = dict(step.facts)
    stop, who = played.number(str(said.pop("stop"))), str(said.pop("who"))
    guest = tickets.Guest(**said)
    tickets.draw(played.connection, stop, guest, key=_key(step.thing), who=who, now=step.at)


def _move(played: Played, step: Step) -> None:
    action = str(step.facts["action"])
    said = {name: str(step.facts.get(name, "")) for name in ("tailor", "outcome")}
    told = moves.Move(_key(step.thing), action, f"{_key(step.thing)}-{action}", **said)
    moves.move(played.connection, told, who=str(step.facts["who"]), now=step.at)


def _key(thing: str) -> str:
    """Return the key of a ticket: its name in letters that a key may have."""
    return thing.replace("/", "-")


VERBS: Final[Mapping[str, Verb]] = {
    "tour.create": _tour,
    "stop.create": _stop,
    "stop.set": _set,
    "ticket.book": _book,
    "ticket.draw": _draw,
    "ticket.move": _move,
}
