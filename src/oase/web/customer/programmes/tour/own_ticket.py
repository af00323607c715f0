"""``/p/tour/t/{secret}``: one's own ticket: place in the queue, how long it takes, giving it up."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any, NamedTuple

from litestar import Response, post, route
from litestar.params import FromPath

from oase.errors import OptionInvalid
from oase.programmes import links
from oase.programmes.events import stops, tailors
from oase.programmes.events.moves import Move, move
from oase.programmes.events.queue import Wait, wait_of
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import Ticket, of_stop, ticket
from oase.programmes.events.times import times_for
from oase.retail.signs import sign
from oase.web.customer.programmes.forms import Form, read_form
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    file_answer,
    language,
    moved,
    new_key,
    public_page,
    reach_in,
)
from oase.web.customer.programmes.tour.furniture import clock, day_of, said_of
from oase.web.outside import outside

__all__ = ["HANDLERS"]

_LEAVING = {"booked": "cancel", "waiting": "leave", "called": "leave", "absent": "leave"}
_LIVE = ("waiting", "called", "in_work")
SECONDS = 30
"""After which the page asks again by itself, without a script."""


class _Met(NamedTuple):
    """A ticket, its stop, and how long it takes."""

    ticket: Ticket
    stop: Stop
    wait: Wait | None


@route("/p/tour/t/{secret:str}", http_method=LOOKING)
async def look(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show a ticket."""
    return await off(answered, request, lambda: _shown(request, secret))


@route("/p/tour/t/{secret:str}/code.svg", http_method=LOOKING)
async def code(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Return the link as a QR code."""
    return await off(answered, request, lambda: _drawn(request, secret))


@post("/p/tour/t/{secret:str}", status_code=200)
async def send(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Say that she does not come, or goes."""
    form = await read_form(request)
    return await off(answered, request, lambda: _left(request, secret, form))


HANDLERS = [look, code, send]


def met(connection: Any, secret: str, now: int) -> _Met:
    """Return whose link it is."""
    held = ticket(connection, links.read(connection, "ticket", secret, now).target)
    stop = stops.get(connection, held.stop)
    if held.state not in ("waiting", "called"):
        return _Met(held, stop, None)
    every, on = of_stop(connection, stop.id), tailors.of_stop(connection, stop.id)
    times = times_for(connection, stop, every)
    return _Met(held, stop, wait_of(held, every, times, stop, tailors.on_duty(on, now), now))


def _shown(request: Asked, secret: str) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    with reach.database.reading() as connection:
        held, stop, wait = met(connection, secret, reach.moment())
    t = said_of(lang)
    is_live = held.state in _LIVE
    return public_page(
        request,
        "public_tour_ticket.html",
        lang,
        title=_title(held, stop, wait, lang),
        headers={"Refresh": str(SECONDS)} if is_live else None,
        own_number=held.number,
        state=held.state,
        lede=_lede(held, stop, wait, lang),
        facts=_facts(held, stop, lang),
        leave=t(f"leave.{held.state}") if held.state in _LEAVING else "",
        action=f"/p/tour/t/{secret}",
        link=f"{outside(request)}/p/tour/t/{secret}",
        is_new="new" in request.query_params,
        is_live=is_live,
        seconds=SECONDS,
        key=new_key(request),
    )


def _drawn(request: Asked, secret: str) -> Response[Any]:
    reach = reach_in(request)
    with reach.database.reading() as connection:
        links.read(connection, "ticket", secret, reach.moment())
    return file_answer(sign(f"{outside(request)}/p/tour/t/{secret}"), "image/svg+xml")


def _left(request: Asked, secret: str, form: Form) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    now = reach.moment()
    with reach.database.writing() as connection:
        held = met(connection, secret, now).ticket
        action = _LEAVING.get(held.state)
        if action is not None:
            move(connection, Move(held.key, action, form.key), who="", now=now)
        elif held.state not in ("cancelled", "left"):
            raise OptionInvalid("Too late to leave", expected="a ticket that waits", got=held.state)
    return moved(f"/p/tour/t/{secret}", lang)


def _title(held: Ticket, stop: Stop, wait: Wait | None, lang: Lang) -> str:
    t = said_of(lang)
    if held.state == "booked" and held.slot is not None:
        return t("ticket.booked", day=day_of(stop, lang), at=clock(held.slot, stop))
    if held.state == "waiting" and wait is not None:
        key = {0: "ticket.next", 1: "ticket.one"}.get(wait.before, "ticket.waiting")
        return t(key, number=held.number, n=wait.before)
    return t(f"ticket.{held.state}", number=held.number)


def _lede(held: Ticket, stop: Stop, wait: Wait | None, lang: Lang) -> str:
    t = said_of(lang)
    if stop.state == "cancelled":
        return t("stop.cancelled")
    if wait is not None and held.state == "waiting":
        if wait.low is None:
            return t("wait.unknown")
        return t("wait.soon") if wait.high == 0 else t("wait", low=wait.low, high=wait.high)
    if held.state == "done":
        return t(f"outcome.{held.outcome}")
    return t(f"lede.{held.state}")


def _facts(held: Ticket, stop: Stop, lang: Lang) -> list[tuple[str, str]]:
    t = said_of(lang)
    place = ", ".join(filter(None, (stop.name, stop.street, f"{stop.postcode} {stop.city}")))
    told = [
        (t("fact.number"), str(held.number)),
        (t("fact.where"), place),
        (t("fact.when"), f"{day_of(stop, lang)}, {clock(stop.opens, stop)}–{clock(stop.closes, stop)}"),
    ]
    if held.slot is not None:
        told.append((t("fact.slot"), clock(held.slot, stop)))
    return told + ([(t("fact.what"), held.what)] if held.what else [])
