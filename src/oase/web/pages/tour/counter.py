"""``/tour/{stop}``: the counter at the bus, on a phone, in one hand, also while there is no net.

Every button works without a script. With one, what is done is kept in the phone with a key and the time it
was done, and is sent until it has arrived; see ``static/tour_counter.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.events import stops, tailors
from oase.programmes.events.moves import Change, Move, last_of_stop, move, undo
from oase.programmes.events.queue import Wait, due, queue, wait_of
from oase.programmes.events.states import ACTIONS, OUTCOMES, OVER, StateInvalid
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import Guest, StopFull, Ticket, draw, of_stop, place_left
from oase.programmes.events.times import times_for
from oase.programmes.items.registry import GARMENTS
from oase.web.pages.page import Page, page, rendered
from oase.web.pages.tour.furniture import clock, day_of, reason_name, stop_of, style, who, wrong_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MOST_SECONDS = 43_200
_PLACES = ("in_work", "called", "waiting", "booked", "absent", "over")
_BUTTONS: dict[str, tuple[str, ...]] = {
    "in_work": ("done:Fixed", "done:Repairable", "done:End of life", "done:Unknown", "leave"),
    "called": ("start", "absent", "leave"),
    "waiting": ("call", "start", "leave"),
    "booked": ("arrive", "absent", "cancel"),
    "absent": ("call", "arrive", "leave"),
}
"""What is offered in each state, the likeliest first."""


@page("/tour/{stop:str}", Permission.RUN_EVENTS)
def tour_counter(visit: Visit) -> Page:
    """Show the queue of a stop."""
    return _counter(visit)


@post("/tour/{stop:str}/act", sync_to_thread=True, opt={"permission": Permission.RUN_EVENTS}, status_code=200)
def act(visit: NamedDependency[Visit]) -> Response[Any]:
    """Do one thing with one ticket, or draw a number; a script asks for the page only after the last."""
    try:
        with visit.reach.database.writing() as connection:
            stop = stop_of(connection, visit)
            _done(visit, connection, stop)
    except OptionInvalid as error:
        return rendered(visit, _counter(visit, error))
    if visit.said("quiet"):
        return Response(b"", status_code=204)
    tailor = visit.said("tailor")[:80]
    return visit.back(f"/tour/{stop.id}", **({"tailor": tailor} if tailor else {}))


HANDLERS = [act, *tour_counter]


def _done(visit: Visit, connection: Any, stop: Stop) -> None:
    do, _, outcome = visit.said("do").partition(":")
    key, name = visit.said("key"), who(visit)
    now = visit.reach.moment()
    at = now - _ago(visit) * 1_000_000
    if do == "draw":
        told, garment = visit.said("what"), visit.said("garment")
        guest = Guest(visit.said("name"), what=told, garment=garment, lang=visit.lang)
        draw(connection, stop.id, guest, key=key, who=name, now=now, at=at)
    elif do in ("open", "close"):
        stops.set_state(connection, stop.id, {"open": "open", "close": "closed"}[do], now=now)
    elif do == "undo":
        told = visit.said("change")
        undo(connection, int(told) if told.isascii() and told.isdigit() else 0, key=key, who=name, now=now)
    elif do == "next":
        first = next(iter(queue(of_stop(connection, stop.id), stop.slot_minutes)), None)
        if first is not None:
            move(connection, Move(first.key, "call", key), who=name, now=now)
    else:
        told = Move(visit.said("ticket"), do, key, visit.said("tailor"), outcome)
        move(connection, told, who=name, now=now, at=at)


def _ago(visit: Visit) -> int:
    """Return how many seconds ago it was done, as the phone has counted."""
    told = visit.said("ago", "0")
    return min(int(told), _MOST_SECONDS) if told.isascii() and told.isdigit() and len(told) < 9 else 0


def _counter(visit: Visit, error: OptionInvalid | None = None) -> Page:
    now = visit.reach.moment()
    with visit.reach.database.reading() as connection:
        stop = stop_of(connection, visit)
        every, on = of_stop(connection, stop.id), tailors.of_stop(connection, stop.id)
        times = times_for(connection, stop, every)
        last, free = last_of_stop(connection, stop.id), place_left(connection, stop, None)
    waits = {
        one.id: wait_of(one, every, times, stop, tailors.on_duty(on, now), now)
        for one in every
        if one.state == "waiting"
    }
    context: dict[str, Any] = {
        "style": style(),
        "stop": stop,
        "places": _sorted(visit, stop, every, waits),
        "template": _card(visit, stop, None, None),
        "buttons": _BUTTONS,
        "after": {name: one.after for name, one in ACTIONS.items()},
        "outcomes": OUTCOMES,
        "free": free,
        "garments": [(one, visit.t(f"public_advice.garment.{one}")) for one in GARMENTS],
        "tailors": [one.name for one in on],
        "tailor": visit.said("tailor") or visit.asked("tailor"),
        "last": _last(visit, last),
        "wrong": _wrong(visit, error) if error else "",
        "new_key": lambda: str(visit.reach.house.rooms.new_id()),
        "measured": len(times),
        "finished": sum(one.state in OVER for one in every),
    }
    title, lede = _title(visit, every), _lede(visit, stop, free, list(waits.values()))
    status = 200 if error is None else 409 if isinstance(error, StateInvalid | StopFull) else 400
    return Page("tour_counter", title, context, lede=lede, status=status)


def _title(visit: Visit, every: Sequence[Ticket]) -> str:
    waiting = sum(one.state in ("waiting", "called") for one in every)
    working = sum(one.state == "in_work" for one in every)
    if not every:
        return visit.t("tour.counter.title.none")
    return visit.t("tour.counter.title", waiting=waiting, working=working)


def _lede(visit: Visit, stop: Stop, free: int, waits: Sequence[Wait]) -> str:
    t = visit.t
    where = t("tour.counter.lede", city=stop.city, name=stop.name, day=day_of(visit, stop), free=free)
    if not waits:
        return where
    last = max(waits, key=lambda one: one.before)
    if last.low is None:
        return f"{where} {t('tour.counter.wait.unknown', n=last.missing)}"
    return f"{where} {t('tour.counter.wait', low=last.low, high=last.high)}"


def _sorted(
    visit: Visit, stop: Stop, every: Sequence[Ticket], waits: dict[int, Wait]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the tickets by what they need, each list in the order in which they come."""
    held: dict[str, list[Ticket]] = {name: [] for name in _PLACES}
    for one in sorted(every, key=lambda one: (due(one, stop.slot_minutes), one.number)):
        held["over" if one.state in OVER else one.state].append(one)
    held["over"].sort(key=lambda one: one.ended or one.made, reverse=True)
    return [
        (name, [_card(visit, stop, one, waits.get(one.id)) for one in rows]) for name, rows in held.items()
    ]


def _card(visit: Visit, stop: Stop, one: Ticket | None, wait: Wait | None) -> dict[str, Any]:
    if one is None:
        return {"id": 0, "ticket": "", "number": "…", "state": "waiting", "name": "", "about": "", "told": ""}
    what = " · ".join(filter(None, (one.what, reason_name(visit, one.reason))))
    return {
        "id": one.id,
        "ticket": one.key,
        "number": one.number,
        "state": one.state,
        "name": one.name,
        "about": what,
        "told": _told(visit, stop, one, wait),
    }


def _told(visit: Visit, stop: Stop, one: Ticket, wait: Wait | None) -> str:
    t = visit.t
    if one.state in OVER:
        return t(f"tour.outcome.{one.outcome}") if one.outcome else t(f"tour.state.{one.state}")
    if one.state == "in_work" and one.began is not None:
        return t("tour.card.since", at=clock(one.began, stop), tailor=one.tailor or words.MISSING)
    if wait is not None and wait.low is not None:
        return t("tour.card.wait", low=wait.low, high=wait.high)
    if one.slot is not None:
        return t("tour.card.slot", at=clock(one.slot, stop))
    return t("tour.card.came", at=clock(one.arrived if one.arrived is not None else one.made, stop))


def _last(visit: Visit, last: Change | None) -> dict[str, Any] | None:
    if last is None:
        return None
    told = visit.t("tour.undo", number=last.number, what=visit.t(f"tour.did.{last.action}"))
    return {"id": last.id, "told": told}


def _wrong(visit: Visit, error: OptionInvalid) -> str:
    if isinstance(error, StopFull):
        return visit.t("tour.wrong.full")
    if isinstance(error, StateInvalid):
        return visit.t("tour.wrong.state")
    return wrong_of(visit, error)
