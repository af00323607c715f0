"""``/tour/{stop}/ticket/{ticket}``: one ticket with its history; its link as a QR code; make it a case."""

from __future__ import annotations

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes import links
from oase.programmes.cases.actor import acting
from oase.programmes.events.into_case import into_case
from oase.programmes.events.moves import Change, changes
from oase.programmes.events.states import StateInvalid
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import Ticket, ticket
from oase.web.outside import outside
from oase.web.pages.page import Page, page, rendered
from oase.web.pages.tour.furniture import (
    clock,
    drawn,
    number_of,
    reason_name,
    reasons,
    stop_of,
    style,
    who,
    wrong_of,
)
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_LINK_DAYS = 60
_MAY = {"permission": Permission.RUN_EVENTS}
Here = NamedDependency[Visit]


@page("/tour/{stop:str}/ticket/{ticket:str}", Permission.RUN_EVENTS)
def tour_ticket(visit: Visit) -> Page:
    """Show a ticket."""
    return _ticket(visit)


@post("/tour/{stop:str}/ticket/{ticket:str}/link", sync_to_thread=True, opt=_MAY, status_code=200)
def link(visit: Here, request: Request[Any, Any, Any]) -> Response[str]:
    """Make a new link to the ticket and show it as a QR code; older ones end."""
    now = visit.reach.moment()
    with visit.reach.database.writing() as connection:
        _, held = _held(connection, visit)
        links.end(connection, "ticket", held.id, now)
        secret = links.make(connection, "ticket", held.id, now, secrets.token_bytes, days=_LINK_DAYS)
    return rendered(visit, _ticket(visit, link=f"{outside(request)}/p/tour/t/{secret}"))


@post("/tour/{stop:str}/ticket/{ticket:str}/case", sync_to_thread=True, opt=_MAY, status_code=200)
def case(visit: Here, request: Request[Any, Any, Any]) -> Response[str]:
    """Let the ticket become a case that goes on in the workshop."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    actor = acting("workshop", visit.reach.moment(), zone, who(visit))
    told = {name: visit.said(name) for name in ("what", "reason", "problem")}
    try:
        with visit.reach.database.writing() as connection:
            _, held = _held(connection, visit)
            opened = into_case(connection, held.id, actor, secrets.token_bytes, **told)
    except StateInvalid:
        return rendered(visit, _ticket(visit, wrong=visit.t("tour.wrong.state")))
    except OptionInvalid as error:
        return rendered(visit, _ticket(visit, wrong=wrong_of(visit, error)))
    address = f"{outside(request)}/c/{opened.secret}" if opened.secret else ""
    return rendered(visit, _ticket(visit, link=address, is_case=True))


HANDLERS = [*tour_ticket, link, case]


def _held(connection: Any, visit: Visit) -> tuple[Stop, Ticket]:
    stop = stop_of(connection, visit)
    try:
        held = ticket(connection, number_of(visit.places["ticket"]))
    except OptionInvalid as error:
        raise NotFoundException from error
    if held.stop != stop.id:
        raise NotFoundException
    return stop, held


def _ticket(visit: Visit, *, link: str = "", wrong: str = "", is_case: bool = False) -> Page:
    with visit.reach.database.reading() as connection:
        stop, held = _held(connection, visit)
        past = changes(connection, held.id)
    t = visit.t
    context: dict[str, Any] = {
        "style": style(),
        "stop": stop,
        "held": held,
        "facts": _facts(visit, stop, held),
        "history": [_line(visit, stop, one) for one in reversed(past)],
        "reasons": reasons(visit),
        "can_be_case": held.state in ("waiting", "called", "in_work", "done"),
        "link": link,
        "qr": drawn(link) if link else "",
        "is_case": is_case,
        "wrong": wrong,
    }
    title = t("tour.ticket.title", number=held.number, state=t(f"tour.state.{held.state}"))
    return Page("tour_ticket", title, context, status=400 if wrong else 200)


def _facts(visit: Visit, stop: Stop, held: Ticket) -> list[tuple[str, str]]:
    t = visit.t
    told = [
        ("name", held.name),
        ("what", held.what),
        ("reason", reason_name(visit, held.reason)),
        ("phone", held.phone),
        ("email", held.email),
        ("slot", clock(held.slot, stop) if held.slot is not None else ""),
        ("arrived", clock(held.arrived, stop) if held.arrived is not None else ""),
        ("tailor", held.tailor),
        ("outcome", t(f"tour.outcome.{held.outcome}") if held.outcome else ""),
    ]
    return [(t(f"tour.ticket.{name}"), value or words.MISSING) for name, value in told]


def _line(visit: Visit, stop: Stop, one: Change) -> tuple[str, str]:
    name = one.who or visit.t("tour.by_herself")
    return f"{clock(one.at, stop)} · {name}", visit.t(f"tour.did.{one.action}")
