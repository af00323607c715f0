"""``/tour/stops/new`` and the form of a stop: what is read from it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.events import stops, tours
from oase.programmes.events.stops import Stop, StopDraft
from oase.programmes.returns.places.postcodes import PostcodeUnknown, middle_of
from oase.web.pages.page import Page, action, page
from oase.web.pages.tour.furniture import reasons, style, wrong_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "draft_of", "stop_form", "values_of"]

_FIELDS = (
    "tour", "name", "street", "postcode", "city", "country", "place", "timezone", "day", "begins", "ends",
    "slot_minutes", "per_slot", "walk_ins", "note_de", "note_en",
)  # fmt: skip


@page("/tour/stops/new", Permission.EDIT_PROGRAMMES)
def tour_stop_new(visit: Visit) -> Page:
    """Show the form of a new stop."""
    day = dt.datetime.fromtimestamp(visit.reach.clock() / 1e6, ZoneInfo(visit.reach.settings.timezone))
    values = dict.fromkeys(_FIELDS, "") | {
        "tour": visit.asked("tour"),
        "country": "DE",
        "timezone": visit.reach.settings.timezone,
        "day": (day.date() + dt.timedelta(days=14)).isoformat(),
        "begins": "10:00",
        "ends": "18:00",
        "slot_minutes": "30",
        "per_slot": "2",
        "walk_ins": "60",
    }
    return stop_form(visit, None, values, [])


@action("/tour/stops/new", Permission.EDIT_PROGRAMMES)
def make_stop(visit: Visit) -> Redirect | Page:
    """Write down a stop."""
    try:
        with visit.reach.database.writing() as connection:
            draft = draft_of(visit, connection)
            made = stops.create(connection, draft, now=visit.reach.clock())
    except OptionInvalid as error:
        return stop_form(visit, None, typed(visit), list(visit.form.get("mends", ())), error)
    return visit.back(f"/tour/stops/{made.id}", "tour.said.stop")


HANDLERS = [*tour_stop_new, *make_stop]


def stop_form(
    visit: Visit,
    held: Stop | None,
    values: dict[str, str],
    mends: list[str],
    error: OptionInvalid | None = None,
) -> Page:
    """Return the page with the form of a stop."""
    with visit.reach.database.reading() as connection:
        every = [(str(one.id), one.called(visit.lang)) for one in tours.every(connection)]
    context: dict[str, Any] = {
        "style": style(),
        "held": held,
        "values": values,
        "mends": mends,
        "reasons": reasons(visit),
        "tours": every,
        "where": error.where if error else "",
        "wrong": wrong_of(visit, error) if error else "",
    }
    title = visit.t("tour.stop.new" if held is None else "tour.stop.change")
    return Page("tour_stop_form", title, context, status=400 if error else 200)


def typed(visit: Visit) -> dict[str, str]:
    """Return the form as it was filled in."""
    return {name: visit.said(name) for name in _FIELDS}


def values_of(stop: Stop) -> dict[str, str]:
    """Return what the form of a stop holds."""
    zone = ZoneInfo(stop.timezone)
    clock = {
        name: dt.datetime.fromtimestamp(at / 1e6, zone)
        for name, at in (("begins", stop.opens), ("ends", stop.closes))
    }
    return {
        **{name: str(getattr(stop, name)) for name in _FIELDS if hasattr(stop, name)},
        "place": f"{stop.latitude:.5f}, {stop.longitude:.5f}",
        "day": stop.day.isoformat(),
        **{name: f"{at:%H:%M}" for name, at in clock.items()},
        "note_de": stop.note.get("de", ""),
        "note_en": stop.note.get("en", ""),
    }


def draft_of(visit: Visit, connection: Any) -> StopDraft:
    """Return what a form says of a stop.

    Raises
    ------
    OptionInvalid
        ``where`` names the field.
    """
    return StopDraft(
        tour=_whole(visit, "tour"),
        name=visit.said("name"),
        street=visit.said("street"),
        postcode=visit.said("postcode"),
        city=visit.said("city"),
        country=visit.said("country"),
        place=_place(visit, connection),
        timezone=visit.said("timezone"),
        day=_parsed(visit, "day", dt.date.fromisoformat, "2026-11-28"),
        begins=_parsed(visit, "begins", dt.time.fromisoformat, "10:00"),
        ends=_parsed(visit, "ends", dt.time.fromisoformat, "18:00"),
        slot_minutes=_whole(visit, "slot_minutes"),
        per_slot=_whole(visit, "per_slot"),
        walk_ins=_whole(visit, "walk_ins"),
        mends=[one for one, _ in reasons(visit) if one in visit.form.get("mends", ())],
        note={"de": visit.said("note_de")[:1000], "en": visit.said("note_en")[:1000]},
    )


def _place(visit: Visit, connection: Any) -> tuple[float, float]:
    """Return where it is: as typed, else the middle of the postcode."""
    told = visit.said("place")
    if told:
        parts = [part.strip() for part in told.split(",")]
        try:
            latitude, longitude = map(float, parts)
        except ValueError as error:
            raise OptionInvalid(
                "This is no place", expected="latitude, longitude", got=told[:40], where="place"
            ) from error
        return latitude, longitude
    try:
        found = middle_of(connection, visit.said("country").upper(), visit.said("postcode"))
    except PostcodeUnknown as error:
        raise OptionInvalid(
            "Where this postcode lies is not known", expected="latitude, longitude", got=told, where="place"
        ) from error
    return found.latitude, found.longitude


def _parsed(visit: Visit, name: str, read: Any, example: str) -> Any:
    told = visit.said(name)
    try:
        found = read(told)
    except ValueError as error:
        raise OptionInvalid("A day or time is none", expected=example, got=told[:20], where=name) from error
    return found.replace(tzinfo=None) if isinstance(found, dt.time) else found


def _whole(visit: Visit, name: str) -> int:
    told = visit.said(name)
    if not (told.isascii() and told.isdigit() and len(told) < 9):
        raise OptionInvalid("A number is none", expected="a whole number", got=told[:20], where=name)
    return int(told)
