"""Erase a customer: say what will be gone, ask for the word, show how far it is, keep the receipt."""

from __future__ import annotations

from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app import Receipt
from oase.app.customers import changing, known_of, name_of, timeline_of
from oase.app.erasure import STEPS, UnderWay, under_way
from oase.model import Person
from oase.web.pages.customers.telling import address, ago, called, person_of
from oase.web.pages.page import Page, action, page
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit
from oase.words import number

__all__ = ["HANDLERS"]

ERASE = Permission.ERASE_PERSONS
ROOMS = ("contacts", "lake", "identity", "programmes")


@page("/customers/{person:str}/erase", ERASE)
def customer_erase(visit: Visit) -> Page:
    """Say what an erasure takes and what it leaves, and ask for the word."""
    return _asked(visit, person_of(visit))


@action("/customers/{person:str}/erasure", ERASE)
def erase(visit: Visit) -> Redirect | Page:
    """Ask for the erasure once the word is right."""
    person = person_of(visit)
    if visit.said("word").casefold() != visit.t("customers.erase.word").casefold():
        return _asked(visit, person, trouble=visit.t("customers.erase.wrong"), status=400)
    receipt = changing.request_erasure(visit.reach.house.rooms, person)
    return visit.back(f"/customers/erasures/{receipt}")


@page("/customers/erasures", ERASE)
def erasures(visit: Visit) -> Page:
    """List the erasures under way and the receipts of those that are done."""
    house = visit.reach.house
    open_ones, done = under_way(house.rooms), house.erasures()[::-1]
    key = (
        "customers.erasures.open"
        if open_ones
        else "customers.erasures.title"
        if done
        else "customers.erasures.none"
    )
    context = {
        "style": address_of("customers.css"),
        "waiting": [_waiting(visit, one) for one in open_ones],
        "done": [_done(visit, one) for one in done],
    }
    counts = {"count": number(len(open_ones) or len(done), visit.lang)}
    return Page(
        "customers_erasures", visit.t(key, **counts), context, lede=visit.t("customers.erasures.lede")
    )


@page("/customers/erasures/{receipt:str}", ERASE)
def erasure(visit: Visit) -> Page:
    """Show how far an erasure is, then its receipt."""
    house, asked = visit.reach.house, visit.places["receipt"]
    # in this order: what is finished between the two is found as a receipt
    open_one = next((one for one in under_way(house.rooms) if one.number == asked), None)
    done = next((one for one in house.erasures() if one.number == asked), None)
    if done is None and open_one is None:
        raise NotFoundException
    state = "done" if done else "stuck" if open_one and open_one.failed else "running"
    context = {
        "style": address_of("customers.css"),
        "script": address_of("customers.js"),
        "state": state,
        "steps": _steps(visit, STEPS[-1] if done else open_one.step if open_one else STEPS[0]),
        "failed": open_one.failed if open_one and not done else None,
        "receipt": _done(visit, done) if done else None,
    }
    return Page(
        "customers_erasure",
        visit.t(f"customers.erasure.{state}"),
        context,
        lede=visit.t(f"customers.erasure.{state}.lede"),
    )


def _asked(visit: Visit, person: Person, *, trouble: str = "", status: int = 200) -> Page:
    rooms = visit.reach.house.rooms
    known, timeline = known_of(rooms, person), timeline_of(rooms, person)
    name = called(visit, person.person, name_of(known.profile))
    context = {
        "style": address_of("customers.css"),
        "here": address(person.person),
        "trouble": trouble,
        "contacts": timeline.contacts.num_rows,
        "answers": timeline.answers.num_rows,
        "ids": len(person.aliases),
        "word": visit.t("customers.erase.word"),
    }
    title = visit.t("customers.erase.title", name=name)
    return Page("customers_erase", title, context, lede=visit.t("customers.erase.lede"), status=status)


def _steps(visit: Visit, reached: str) -> list[tuple[str, str]]:
    """Return each step in words, and whether it is done, under way or to come."""
    at = STEPS.index(reached)
    is_over = at == len(STEPS) - 1
    return [
        (
            visit.t(f"customers.step.{step}"),
            "done" if place <= at or is_over else "now" if place == at + 1 else "later",
        )
        for place, step in enumerate(STEPS)
    ]


def _waiting(visit: Visit, one: UnderWay) -> dict[str, Any]:
    return {
        "address": f"/customers/erasures/{one.number}",
        "number": one.number,
        "step": visit.t(f"customers.step.{one.step}"),
        "ago": ago(visit, one.requested),
        "is_stuck": one.failed is not None,
    }


def _done(visit: Visit, receipt: Receipt) -> dict[str, Any]:
    return {
        "address": f"/customers/erasures/{receipt.number}",
        "number": receipt.number,
        "requested": visit.moment(receipt.requested),
        "finished": visit.moment(receipt.finished),
        "took": words.duration((receipt.finished - receipt.requested) / 1_000_000, visit.lang),
        "rows": [
            (visit.t(f"customers.room.{room}") if room in ROOMS else room, number(rows, visit.lang))
            for room, rows in receipt.rows.items()
        ],
        "all": number(sum(receipt.rows.values()), visit.lang),
        "notes": receipt.notes,
    }


HANDLERS = [*customer_erase, *erase, *erasures, *erasure]
