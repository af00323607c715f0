"""What a customer said, where a measure comes from it: her words, and what was done about them."""

from __future__ import annotations

from typing import Any

from litestar.exceptions import NotFoundException

from oase.accounts import Permission
from oase.app.customer_words import words_at
from oase.app.customers import person_at
from oase.service import measures as kept
from oase.web.pages.customers.telling import address
from oase.web.pages.measures.furniture import around, place_of
from oase.web.pages.page import Page, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@page("/measures/said/{origin:str}", Permission.SEE_ANALYSES)
def measures_said(visit: Visit) -> Page:
    """Show her words; as she wrote them only to those who may see messages."""
    found = words_at(visit.reach.house.rooms, visit.places["origin"])
    if found is None:
        raise NotFoundException
    with visit.reach.database.reading() as connection:
        made = kept.of_origin(connection, found.origin)
    kind, _, number = found.origin.partition(":")
    may_read = visit.may(Permission.SEE_MESSAGES)
    context: dict[str, Any] = {
        **around(visit, "board"),
        "text": found.text if may_read else found.masked,
        "touchpoint": found.touchpoint,
        "place": place_of(found.touchpoint) if found.touchpoint else "",
        "origin": found.origin,
        "conversation": f"/response/messages/{number}" if kind == "message" and may_read else "",
        "person": _person(visit, found.alias),
        "is_masked": not may_read and found.masked != found.text,
        "made": [(one.id, one.title, visit.t(f"measures.state.{one.state}")) for one in made],
    }
    when = (
        visit.t(f"measures.said_by.{kind}"),
        found.channel,
        visit.moment(found.at),
    )
    return Page("measures_said", visit.t("measures.said.title"), context, eyebrow=tuple(filter(None, when)))


def _person(visit: Visit, alias: int | None) -> str:
    """Return the address of her page, for those who may see persons; empty where nobody knows her."""
    if alias is None or not visit.may(Permission.SEE_PERSONS):
        return ""
    person = person_at(visit.reach.house.rooms, alias)
    return "" if person is None else address(person.person)


HANDLERS = [*measures_said]
