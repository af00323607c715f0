"""``/p/tour``: where the bus stops next, and the stop next to you."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, route

from oase import words
from oase.programmes.events import stops, tours
from oase.programmes.events.near import nearest_stops
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import place_left, slots
from oase.programmes.returns.places.postcodes import PostcodeUnknown, middle_of
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    language,
    public_page,
    reach_in,
)
from oase.web.customer.programmes.tour.furniture import clock, day_of, said_of, weekday_of

__all__ = ["HANDLERS"]


@route("/p/tour", http_method=LOOKING)
async def every_stop(request: Asked) -> Response[Any]:
    """Show the next stops, the nearest first where a postcode is asked for."""
    return await off(answered, request, lambda: _shown(request))


HANDLERS = [every_stop]


_LONGEST_CODE = 40


def _shown(request: Asked) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    now = reach.moment()
    asked = " ".join(request.query_params.get("near", "").split())[:20]
    with reach.database.reading() as connection:
        coming = stops.coming(connection, now)
        near = _near(connection, coming, asked, now) if asked else None
        told = {one.id: one for one in tours.every(connection)}
        rows = [_row(connection, one, lang, now, told[one.tour].called(lang)) for one in coming]
    by_id = {row["id"]: row for row in rows}
    t = said_of(lang)
    return public_page(
        request,
        "public_tour.html",
        lang,
        title=_title(coming, lang, now),
        rows=rows,
        code=request.query_params.get("from", "")[:_LONGEST_CODE],
        asked=asked,
        near=[
            {**by_id[one.stop.id], "km": words.number(one.km, lang, 0 if one.km >= 10 else 1)}
            for one in near or ()
        ],
        near_told=t("near.unknown", asked=asked) if asked and near is None else "",
        about=[told[number].told(lang) for number in dict.fromkeys(one.tour for one in coming)],
    )


def _title(coming: list[Stop], lang: Lang, now: int) -> str:
    t = said_of(lang)
    first = next((one for one in coming if one.is_coming(now)), None)
    if first is None:
        return t("title.none")
    if first.state == "open" and first.opens <= now:
        return t("title.now", city=first.city, closes=clock(first.closes, first))
    return t("title.next", city=first.city, day=day_of(first, lang))


def _near(connection: Any, coming: list[Stop], asked: str, now: int) -> Any:
    """Return the nearest by postcode, or those of a town of that name; None where neither is known."""
    in_town = [one for one in coming if one.city.casefold() == asked.casefold() and one.is_coming(now)]
    if in_town:
        return nearest_stops(in_town, (in_town[0].latitude, in_town[0].longitude), now)
    for country in dict.fromkeys([*(one.country for one in coming), "DE"]):
        try:
            found = middle_of(connection, country, asked)
        except PostcodeUnknown:
            continue
        return nearest_stops(coming, (found.latitude, found.longitude), now)
    return None


def _row(connection: Any, one: Stop, lang: Lang, now: int, tour: str) -> dict[str, Any]:
    t = said_of(lang)
    free = sum(slot.left for slot in slots(connection, one, now))
    numbers = place_left(connection, one, None)
    state = "cancelled" if one.state == "cancelled" else ""
    places = t("row.free", slots=words.number(free, lang), numbers=words.number(numbers, lang))
    return {
        "id": one.id,
        "city": one.city,
        "name": one.name,
        "address": ", ".join(part for part in (one.street, f"{one.postcode} {one.city}".strip()) if part),
        "when": weekday_of(one, lang),
        "hours": t("hours", opens=clock(one.opens, one), closes=clock(one.closes, one)),
        "places": t("row.cancelled") if state else places,
        "tour": tour,
        "is_cancelled": bool(state),
    }
