"""The page Requests: questions of customers that a person answers, and pieces put aside for them."""

from __future__ import annotations

from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.customers import known_of, name_of, person_at
from oase.app.serving import answer_question, change_reservation
from oase.errors import OptionInvalid
from oase.retail import said
from oase.retail.questions import Question
from oase.retail.questions import of_store as questions_of
from oase.retail.reservations import Reservation
from oase.retail.reservations import of_store as reservations_of
from oase.retail.shelf import Shelf
from oase.web.pages.customers.telling import address, called
from oase.web.pages.page import Page, action, page
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

MOST_ANSWERED = 20
_MINUTE = 60_000_000
_UNITS = ((2 * 1440, 1440, "days"), (120, 60, "hours"), (2, 1, "minutes"))
_LONGEST_NUMBER = 15


@page("/requests", Permission.SEE_SHOP)
def requests(visit: Visit) -> Page:
    """Show who waits for an answer, and what lies ready."""
    return _shown(visit)


@action("/requests/answer", Permission.SERVE_SHOP)
def answer(visit: Visit) -> Redirect | Page:
    """Answer a question by name."""
    assert visit.account is not None  # noqa: S101 - the permission says so
    try:
        answer_question(
            visit.reach.house.rooms, _number(visit, "question"), visit.said("answer"), visit.account.name
        )
    except OptionInvalid:
        return _shown(visit, wrong=True)
    return visit.back("/requests", "requests.said.answered", store=visit.said("store"))


@action("/requests/state", Permission.SERVE_SHOP)
def state(visit: Visit) -> Redirect | Page:
    """Say what became of a piece that was put aside."""
    try:
        change_reservation(visit.reach.house.rooms, _number(visit, "reservation"), visit.said("state"))
    except OptionInvalid:
        return _shown(visit, wrong=True)
    return visit.back("/requests", "requests.said.changed", store=visit.said("store"))


HANDLERS = [*requests, *answer, *state]


def _number(visit: Visit, name: str) -> int:
    told = visit.said(name)
    return int(told) if told.isdecimal() and len(told) <= _LONGEST_NUMBER else 0


def _shown(visit: Visit, *, wrong: bool = False) -> Page:
    shelf = Shelf(visit.reach.database)
    shelf.refresh()
    chosen = visit.asked("store") or visit.said("store")
    chosen = chosen if shelf.store(chosen) is not None else ""
    stores = [one for one in shelf.stores if chosen in ("", one.code)]
    with visit.reach.database.reading() as connection:
        asked = questions_of(connection, chosen or None, waiting=False)
        held = [one for store in stores for one in reservations_of(connection, store.code)]
    waiting = sorted((one for one in asked if one.answered is None), key=lambda one: one.asked)
    answered = [one for one in asked if one.answered is not None][:MOST_ANSWERED]
    now = visit.reach.moment()
    held = [one for one in held if one.until > now]
    context: dict[str, Any] = {
        "stores": [(one.code, one.name) for one in shelf.stores],
        "chosen": chosen,
        "waiting": [_question(visit, shelf, one) for one in waiting],
        "answered": [_question(visit, shelf, one) for one in answered],
        "held": [_reservation(visit, shelf, one) for one in held],
        "wrong": wrong,
        "typed": visit.said("answer"),
        "typed_for": _number(visit, "question"),
    }
    return Page(
        "requests",
        _title(visit, waiting, held),
        context,
        grids={"held": _grid(visit, context["held"])},
        lede=visit.t("requests.lede"),
        status=400 if wrong else 200,
    )


def _title(visit: Visit, waiting: list[Question], held: list[Reservation]) -> str:
    if waiting:
        told = {"count": words.number(len(waiting), visit.lang), "ago": _ago(visit, waiting[0].asked)}
        return visit.t("requests.title.one" if len(waiting) == 1 else "requests.title.more", **told)
    if len(held) == 1:
        return visit.t("requests.title.held.one")
    if held:
        return visit.t("requests.title.held", count=words.number(len(held), visit.lang))
    return visit.t("requests.title.none")


def _ago(visit: Visit, since: int, until: int | None = None) -> str:
    """Return how long somebody has waited, by the clock on the wall."""
    minutes = max(0, (visit.reach.moment() if until is None else until) - since) // _MINUTE
    for least, unit, name in _UNITS:
        if minutes >= least:
            return visit.t(f"requests.ago.{name}", count=words.number(minutes // unit, visit.lang))
    return visit.t("requests.ago.minute")


def _question(visit: Visit, shelf: Shelf, one: Question) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "answer": one.answer,
        "who": one.who,
        "store": _store(shelf, one.store),
        "article": _article(visit, shelf, one.gtin),
        "asked": visit.moment(one.asked),
        "answered": visit.moment(one.answered),
        "ago": _ago(visit, one.asked, one.answered),
        "customer": _customer(visit, one.alias),
    }


def _reservation(visit: Visit, shelf: Shelf, one: Reservation) -> dict[str, Any]:
    variant = shelf.variant(one.gtin)
    customer = _customer(visit, one.alias)
    return {
        "id": one.id,
        "gtin": one.gtin,
        "article": _article(visit, shelf, one.gtin),
        "size": variant.size if variant is not None else "",
        "color": said(variant.color, visit.lang) if variant is not None else "",
        "store": _store(shelf, one.store),
        "kind": one.kind,
        "state": one.state,
        "made": one.made,
        "until": one.until,
        "customer": customer.text,
        "href": customer.href,
    }


def _customer(visit: Visit, alias: int) -> Cell:
    """Return whose it is, by name only for those who may see persons."""
    person = person_at(visit.reach.house.rooms, alias) if visit.may(Permission.SEE_PERSONS) else None
    if person is None:
        return Cell(visit.t("requests.somebody"))
    name = name_of(known_of(visit.reach.house.rooms, person).profile)
    return Cell(called(visit, person.person, name), address(person.person))


def _store(shelf: Shelf, code: str) -> str:
    store = shelf.store(code)
    return store.name if store is not None else code


def _article(visit: Visit, shelf: Shelf, gtin: str | None) -> str:
    variant = shelf.variant(gtin) if gtin else None
    product = shelf.product(variant.product) if variant is not None else None
    return said(product.name, visit.lang) if product is not None else gtin or ""


def _grid(visit: Visit, held: list[Row]) -> Grid:
    t = visit.t
    columns = [
        Column("article", t("requests.article"), lambda row: row["article"]),
        Column("size", t("requests.size"), lambda row: row["size"]),
        Column("color", t("requests.color"), lambda row: row["color"]),
        Column("store", t("requests.store"), lambda row: row["store"]),
        Column("kind", t("requests.kind"), lambda row: t(f"requests.kind.{row['kind']}")),
        Column("state", t("requests.state"), lambda row: t(f"requests.state.{row['state']}")),
        Column("until", t("requests.until"), lambda row: visit.moment(row["until"])),
        Column("customer", t("requests.customer"), lambda row: Cell(row["customer"], row["href"])),
    ]
    keys = ("id", "gtin", "article", "size", "color", "store", "kind", "state", "made", "until")
    return Grid("held", t("requests.held"), columns, held, keys=keys)
