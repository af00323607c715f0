"""``/p/drop-off``: where clothes and shoes can be dropped off nearby."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any, NamedTuple

from litestar import Response, route
from litestar.handlers import HTTPRouteHandler

from oase.programmes.returns.places.extract import ATTRIBUTION
from oase.programmes.returns.places.nearest import Nearest, near_postcode
from oase.programmes.returns.places.postcodes import PostcodeUnknown, countries_of
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    language,
    public_page,
    reach_in,
)
from oase.web.drop_off_words import Told, told_places
from oase.web.words import text

__all__ = ["HANDLERS"]

_TAKES = ("", "clothes", "shoes")


class _Looked(NamedTuple):
    """What was looked for, and found."""

    postcode: str
    country: str
    takes: str
    nearest: Nearest | None
    is_unknown: bool


@route("/p/drop-off", http_method=LOOKING)
async def look(request: Asked) -> Response[Any]:
    """Show the three nearest places of a postcode."""
    return await off(answered, request, lambda: _shown(request))


HANDLERS: list[HTTPRouteHandler] = [look]


def _shown(request: Asked) -> Response[Any]:
    reach, lang = reach_in(request), language(request)
    with reach.database.reading() as connection:
        countries = countries_of(connection)
    looked = _found(request, countries)
    places: list[Told] = []
    if looked.nearest is not None:
        places = told_places(looked.nearest.places, reach.moment(), reach.settings.timezone, lang)
    return public_page(
        request,
        "public_drop_off.html",
        lang,
        title=_title(looked, places, lang),
        styles=("take-back.css",),
        looked=looked,
        near=places,
        countries=countries,
        country_choices=[(one, one) for one in countries],
        takes_choices=[(one, text(f"public.drop.what.{one or 'any'}", lang)) for one in _TAKES],
        attribution=ATTRIBUTION,
    )


def _found(request: Asked, countries: list[str]) -> _Looked:
    postcode = request.query_params.get("postcode", "").strip()[:20]
    country = request.query_params.get("country", "").upper()[:2]
    takes = request.query_params.get("takes", "")
    country = country if country in countries else next(iter(countries), "")
    takes = takes if takes in _TAKES else ""
    if not postcode or not country:
        return _Looked(postcode, country, takes, None, is_unknown=False)
    try:
        with reach_in(request).database.reading() as connection:
            found = near_postcode(connection, country, postcode, takes=takes)
    except PostcodeUnknown:
        return _Looked(postcode, country, takes, None, is_unknown=True)
    return _Looked(postcode, country, takes, found, is_unknown=False)


def _title(looked: _Looked, places: list[Told], lang: Lang) -> str:
    if looked.is_unknown:
        return text("public.drop.unknown", lang, postcode=looked.postcode)
    if looked.nearest is None:
        return text("public.drop.title", lang)
    if not places:
        return text("public.drop.none", lang)
    return text("public.drop.found", lang, km=places[0].km, postcode=looked.nearest.at.postcode)
