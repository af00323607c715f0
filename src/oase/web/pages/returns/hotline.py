"""``/returns/hotline``: a postcode in, three places to read out; worked by keyboard alone."""

from __future__ import annotations

from litestar.response import Redirect

from oase.accounts import Permission
from oase.programmes.returns.places.extract import ATTRIBUTION
from oase.programmes.returns.places.keeping import own_stores, sources
from oase.programmes.returns.places.nearest import Nearest, near_postcode
from oase.programmes.returns.places.postcodes import PostcodeUnknown, countries_of
from oase.web.drop_off_words import Told, told_places
from oase.web.pages.page import Page, action, page
from oase.web.pages.returns.furniture import around
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/returns/hotline"


@page(PATH, Permission.SEE_PROGRAMMES)
def returns_hotline(visit: Visit) -> Page:
    """Show the three nearest places, to be read out."""
    postcode, found = visit.asked("postcode")[:20], None
    with visit.reach.database.reading() as connection:
        countries = countries_of(connection)
        asked = visit.asked("country").upper()
        country = asked if asked in countries else next(iter(countries), "")
        if postcode and country:
            try:
                found = near_postcode(connection, country, postcode, takes=_takes(visit))
            except PostcodeUnknown:
                found = None
        read = sources(connection)
    told = (
        told_places(found.places, visit.reach.clock(), visit.reach.settings.timezone, visit.lang)
        if found
        else []
    )
    context = around(
        visit,
        "hotline",
        postcode=postcode,
        country=country,
        countries=countries,
        takes=_takes(visit),
        places=told,
        at=found.at if found else None,
        sources=read,
        attribution=ATTRIBUTION,
    )
    return Page(
        "returns_hotline", _title(visit, postcode, found, told), context, lede=visit.t("returns.hotline.lede")
    )


@action(PATH, Permission.EDIT_PROGRAMMES)
def own(visit: Visit) -> Redirect:
    """Let the own stores be drop-off places."""
    with visit.reach.database.writing() as connection:
        own_stores(connection, visit.reach.clock())
    return visit.back(PATH, "returns.said.stores")


HANDLERS = [*returns_hotline, *own]


def _takes(visit: Visit) -> str:
    takes = visit.asked("takes")
    return takes if takes in ("clothes", "shoes") else ""


def _title(visit: Visit, postcode: str, found: Nearest | None, told: list[Told]) -> str:
    if not postcode:
        return visit.t("returns.hotline.title")
    if found is None:
        return visit.t("returns.hotline.unknown", postcode=postcode)
    if not told:
        return visit.t("returns.hotline.none")
    return visit.t("returns.hotline.found", km=told[0].km, postcode=found.at.postcode)
