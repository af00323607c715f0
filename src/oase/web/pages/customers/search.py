"""Find a customer: by an id, which goes into no address, by part of her name, or among the last ones here."""

from __future__ import annotations

from typing import Any

from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.customers import by_id, by_trait, latest, name_of
from oase.app.customers.finding import Met
from oase.app.customers.known import known_of
from oase.model import Person
from oase.web.pages.customers.telling import address, met
from oase.web.pages.page import Page, action, page
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit
from oase.words import number

__all__ = ["HANDLERS"]

SHORTEST = 3
LONGEST = 320
SHOWN = 20


@page("/customers", Permission.SEE_PERSONS)
def customers(visit: Visit) -> Page:
    """Show who was here last, and the search."""
    return _shown(visit)


@action("/customers/search", Permission.SEE_PERSONS)
def search(visit: Visit) -> Redirect | Page:
    """Lead to the one person who is found; else show whom it could mean, or that nobody is known."""
    asked = visit.said("id")[:LONGEST]
    if not asked:
        return _shown(visit, trouble=visit.t("customers.search.empty"), status=400)
    rooms = visit.reach.house.rooms
    persons = by_id(rooms, asked)
    if len(persons) == 1:
        return visit.back(address(persons[0].person))
    if persons:
        hits = [_named(visit, person) for person in persons]
        return _shown(visit, hits=hits, told=visit.t("customers.search.several"))
    if len(asked) < SHORTEST:
        return _shown(visit, trouble=visit.t("customers.search.nobody"), hits=[])
    return _by_trait(visit, asked)


def _by_trait(visit: Visit, asked: str) -> Page:
    found = by_trait(visit.reach.house.rooms, asked, SHOWN)
    key = "customers.search.bound" if found.is_bound else "customers.search.all"
    bound = visit.t(key, looked=number(found.looked, visit.lang))
    if not found.persons:
        return _shown(visit, trouble=visit.t("customers.search.nobody"), hits=[], told=bound)
    told = visit.t("customers.search.trait", count=number(len(found.persons), visit.lang))
    return _shown(visit, hits=list(found.persons), told=f"{told} {bound}")


def _named(visit: Visit, person: Person) -> Met:
    known = known_of(visit.reach.house.rooms, person)
    seen = known.snapshot
    return Met(person.person, name_of(known.profile), seen.last_at or None, seen.last_touchpoint)


def _shown(
    visit: Visit, *, hits: list[Met] | None = None, told: str = "", trouble: str = "", status: int = 200
) -> Page:
    rows = [met(visit, one) for one in latest(visit.reach.house.rooms, SHOWN)] if hits is None else []
    context: dict[str, Any] = {
        "style": address_of("customers.css"),
        "latest": rows,
        "hits": None if hits is None else [met(visit, one) for one in hits],
        "told": told,
        "trouble": trouble,
    }
    lede = visit.t("customers.lede") if rows or hits is not None else visit.t("customers.lede.empty")
    return Page("customers", _title(visit, rows, hits), context, lede=lede, status=status)


def _title(visit: Visit, rows: list[dict[str, Any]], hits: list[Met] | None) -> str:
    if hits is not None:
        key = "customers.title.none" if not hits else "customers.title.hits"
        return visit.t(key, count=number(len(hits), visit.lang))
    if not rows:
        return visit.t("customers.title.empty")
    return visit.t("customers.title", name=rows[0]["name"], ago=rows[0]["ago"])


HANDLERS = [*customers, *search]
