"""``/tour/stops/{stop}``: a stop changed, its tailors, its poster, and cancelling it with notice."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.events import figures, stops, tailors, tours
from oase.programmes.events.cancelling import cancel_stop
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import Ticket, of_stop
from oase.retail.signs import sign
from oase.web.outside import outside
from oase.web.pages.page import Page, action, page
from oase.web.pages.tour.furniture import (
    clock,
    day_of,
    number_of,
    reason_name,
    state_of,
    stop_of,
    style,
    who,
    wrong_of,
)
from oase.web.pages.tour.making import draft_of, stop_form, typed, values_of
from oase.web.pages.visit import Visit
from oase.web.words import text

__all__ = ["HANDLERS"]


@page("/tour/stops/{stop:str}", Permission.SEE_PROGRAMMES)
def tour_stop(visit: Visit) -> Page:
    """Show a stop."""
    return _shown(visit)


@page("/tour/stops/{stop:str}/change", Permission.EDIT_PROGRAMMES)
def tour_stop_change(visit: Visit) -> Page:
    """Show its form."""
    with visit.reach.database.reading() as connection:
        held = stop_of(connection, visit)
    return stop_form(visit, held, values_of(held), held.mends)


@action("/tour/stops/{stop:str}/change", Permission.EDIT_PROGRAMMES)
def change_stop(visit: Visit) -> Redirect | Page:
    """Say anew what it is."""
    with visit.reach.database.reading() as connection:
        held = stop_of(connection, visit)
    try:
        with visit.reach.database.writing() as connection:
            stops.change(connection, held.id, draft_of(visit, connection), now=visit.reach.clock())
    except OptionInvalid as error:
        return stop_form(visit, held, typed(visit), list(visit.form.get("mends", ())), error)
    return visit.back(f"/tour/stops/{held.id}", "tour.said.changed")


@action("/tour/stops/{stop:str}/tailors", Permission.RUN_EVENTS)
def change_tailors(visit: Visit) -> Redirect | Page:
    """Add who mends there, or take somebody off."""
    gone = visit.said("gone")
    try:
        with visit.reach.database.writing() as connection:
            held = stop_of(connection, visit)
            if gone:
                tailors.remove(connection, held.id, number_of(gone))
            else:
                tailors.add(connection, held.id, visit.said("name"))
    except OptionInvalid as error:
        return _shown(visit, wrong=wrong_of(visit, error))
    return visit.back(f"/tour/stops/{held.id}", "tour.said.tailors")


@action("/tour/stops/{stop:str}/cancel", Permission.EDIT_PROGRAMMES)
def cancel(visit: Visit) -> Redirect | Page:
    """Cancel a stop, tell who can be told, and list who must be told by hand."""
    try:
        with visit.reach.database.writing() as connection:
            held = stop_of(connection, visit)
            done = cancel_stop(connection, held.id, _notice, who=who(visit), now=visit.reach.moment())
    except OptionInvalid as error:
        return _shown(visit, wrong=wrong_of(visit, error))
    told = visit.t("tour.cancelled.told", told=len(done.told), by_hand=len(done.by_hand))
    return _shown(visit, notice=told, by_hand=done.by_hand)


@get("/tour/stops/{stop:str}/poster.svg", sync_to_thread=True, opt={"permission": Permission.SEE_PROGRAMMES})
def tour_poster(visit: NamedDependency[Visit], request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the code by which customers draw a number at the bus, to print."""
    with visit.reach.database.reading() as connection:
        held = stop_of(connection, visit)
    return Response(
        sign(f"{outside(request)}/p/tour/{held.id}/here"),
        media_type="image/svg+xml",
        headers={"Content-Disposition": f'inline; filename="tour-{held.id}.svg"'},
    )


HANDLERS = [*tour_stop, *tour_stop_change, *change_stop, *change_tailors, *cancel, tour_poster]


def _notice(stop: Stop, one: Ticket) -> dict[str, str]:
    lang = "en" if one.lang == "en" else "de"
    told = {"city": stop.city, "day": words.date(stop.opens, lang, stop.timezone), "number": one.number}
    return {name: text(f"tour.notice.{name}", lang, **told) for name in ("title", "body")} | {"lang": lang}


def _shown(visit: Visit, wrong: str = "", notice: str = "", by_hand: list[Ticket] | None = None) -> Page:
    with visit.reach.database.reading() as connection:
        held = stop_of(connection, visit)
        tour = tours.get(connection, held.tour)
        on, found = tailors.of_stop(connection, held.id), figures.per_stop(connection, held)
        every = of_stop(connection, held.id)
    booked = [one for one in every if one.state == "booked"]
    context: dict[str, Any] = {
        "style": style(),
        "stop": held,
        "facts": _facts(visit, held, tour.called(visit.lang)),
        "figures": _figures(visit, found),
        "tailors": on,
        "booked": len(booked),
        "wrong": wrong,
        "notice": notice,
        "by_hand": by_hand or [],
        "is_over": held.state in ("closed", "cancelled"),
        "is_public": tour.state == "live",
        "sees_names": visit.may(Permission.RUN_EVENTS),
    }
    title = visit.t("tour.stop.title", city=held.city, name=held.name, day=day_of(visit, held))
    return Page("tour_stop", title, context, status=400 if wrong else 200)


def _facts(visit: Visit, held: Stop, tour: str) -> list[tuple[str, str]]:
    t = visit.t
    told = [
        ("tour", tour),
        ("state", t(f"tour.stop.{state_of(held, visit.reach.moment())}")),
        ("address", ", ".join(filter(None, (held.street, f"{held.postcode} {held.city}", held.country)))),
        ("hours", f"{clock(held.opens, held)}–{clock(held.closes, held)} ({held.timezone})"),
        ("slots", t("tour.fact.slots.told", minutes=held.slot_minutes, n=held.per_slot)),
        ("walk_ins", words.number(held.walk_ins, visit.lang)),
        ("mends", ", ".join(reason_name(visit, one) for one in held.mends) or t("tour.fact.mends.all")),
        ("note", held.told(visit.lang) or words.MISSING),
    ]
    return [(t(f"tour.fact.{name}"), value) for name, value in told]


def _figures(visit: Visit, found: figures.Town) -> list[tuple[str, str, str]]:
    t, lang = visit.t, visit.lang
    done = words.share(found.fixed / found.done if found.done else None, lang)
    return [
        (
            t("tour.kpi.came"),
            words.number(found.came, lang),
            t("tour.kpi.came.base", n=words.number(found.tickets, lang)),
        ),
        (
            t("tour.kpi.fixed"),
            done,
            t(
                "tour.kpi.fixed.base",
                fixed=words.number(found.fixed, lang),
                done=words.number(found.done, lang),
                known=words.share(found.fixed / found.known if found.known else None, lang),
            )
            if found.done
            else t("tour.kpi.fixed.none"),
        ),
        (
            t("tour.kpi.minutes"),
            words.number(found.minutes, lang, 1) if found.minutes is not None else words.MISSING,
            t("tour.kpi.minutes.base", n=words.number(found.done, lang)),
        ),
    ]
