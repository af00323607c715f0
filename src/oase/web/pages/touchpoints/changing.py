"""What forms change in the inventory; every change is kept and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.experience import inventory
from oase.experience.inventory import STEPS
from oase.experience.inventory.files import cents_of
from oase.web.pages.magic_data import name_of
from oase.web.pages.page import Page, action
from oase.web.pages.touchpoints.furniture import page_of, wrong
from oase.web.pages.touchpoints.listing import listed
from oase.web.pages.touchpoints.one import shown
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_EDIT = Permission.EDIT_TOUCHPOINTS
_TEXTS = ("channel", "phase", "kind", "steering", "media", "owner", "about")
_FLAGS = ("downstream", "asked")
_VERDICT = ("verdict", "verdict_with", "verdict_because")


@action("/touchpoints", _EDIT)
def add(visit: Visit) -> Redirect | Page:
    """Add a touchpoint."""
    name = visit.said("name")
    fields = {key: visit.said(key) for key in ("kind", "phase", "channel")}
    try:
        with visit.reach.database.writing() as connection:
            inventory.add(connection, name, fields, who=_who(visit), now=visit.reach.clock())
    except OptionInvalid as error:
        return listed(visit, wrong(visit, error), 400)
    return visit.back(page_of(name), "touchpoints.said.added")


@action("/touchpoints/{touchpoint:str}/facts", _EDIT)
def change(visit: Visit) -> Redirect | Page:
    """Change what a touchpoint is."""
    fields: dict[str, Any] = {key: visit.said(key) for key in _TEXTS}
    fields |= {key: visit.said(key) == "on" for key in _FLAGS}
    return _changed(visit, fields)


@action("/touchpoints/{touchpoint:str}/loop", _EDIT)
def turn(visit: Visit) -> Redirect | Page:
    """Note what happened at a step of the loop, and where it stands."""
    notes = {step: visit.said(f"loop_{step}") for step in STEPS}
    return _changed(visit, {"step": visit.said("step"), "loop": notes})


@action("/touchpoints/{touchpoint:str}/verdict", _EDIT)
def decide(visit: Visit) -> Redirect | Page:
    """Say what is to become of it."""
    return _changed(visit, {key: visit.said(key) for key in _VERDICT})


@action("/touchpoints/{touchpoint:str}/undo", _EDIT)
def undo(visit: Visit) -> Redirect | Page:
    """Take a change back."""
    number = _number(visit, "change")
    return _done(
        visit,
        lambda connection: inventory.undo(connection, number, who=_who(visit), now=visit.reach.clock()),
        "touchpoints.said.undone",
    )


@action("/touchpoints/{touchpoint:str}/budget", _EDIT)
def pay(visit: Visit) -> Redirect | Page:
    """Write a line of the budget down."""
    told, name = visit.said("year"), name_of(visit.places["touchpoint"])

    def do(connection: Any) -> None:
        year = int(told) if told.isdecimal() and len(told) == 4 else 0
        cents = cents_of(visit.said("amount"), "amount")
        line: dict[str, Any] = {"year": year, "cents": cents, "note": visit.said("note")}
        inventory.add_budget(connection, name, **line, who=_who(visit), now=visit.reach.clock())

    return _done(visit, do, "touchpoints.said.budget")


@action("/touchpoints/{touchpoint:str}/budget/remove", _EDIT)
def save_money(visit: Visit) -> Redirect | Page:
    """Remove a line of the budget."""
    return _done(
        visit,
        lambda connection: inventory.remove_budget(connection, _number(visit, "line")),
        "touchpoints.said.removed",
    )


@action("/touchpoints/{touchpoint:str}/element", _EDIT)
def rate(visit: Visit) -> Redirect | Page:
    """Name an emotional element, or rate it anew."""
    told, name = visit.said("rating"), name_of(visit.places["touchpoint"])

    def do(connection: Any) -> None:
        rating = int(told) if told.removeprefix("-").isdecimal() and len(told) <= 2 else None
        inventory.put_element(
            connection, name, visit.said("element"), visit.said("note"), rating,
            who=_who(visit), now=visit.reach.clock(),
        )  # fmt: skip

    return _done(visit, do, "touchpoints.said.element")


@action("/touchpoints/{touchpoint:str}/element/remove", _EDIT)
def forget(visit: Visit) -> Redirect | Page:
    """Remove an emotional element."""
    return _done(
        visit,
        lambda connection: inventory.remove_element(connection, _number(visit, "element")),
        "touchpoints.said.removed",
    )


HANDLERS = [*add, *change, *turn, *decide, *undo, *pay, *save_money, *rate, *forget]


def _changed(visit: Visit, fields: dict[str, Any]) -> Redirect | Page:
    name = name_of(visit.places["touchpoint"])
    return _done(
        visit,
        lambda connection: inventory.change(
            connection, name, fields, who=_who(visit), now=visit.reach.clock()
        ),
        "touchpoints.said.changed",
    )


def _done(visit: Visit, do: Callable[[Any], object], said: str) -> Redirect | Page:
    name = name_of(visit.places["touchpoint"])
    try:
        with visit.reach.database.writing() as connection:
            do(connection)
    except OptionInvalid as error:
        return shown(visit, name, wrong(visit, error), 400)
    return visit.back(page_of(name), said)


def _number(visit: Visit, name: str) -> int:
    told = visit.said(name)
    return int(told) if told.isdecimal() and len(told) <= 15 else 0


def _who(visit: Visit) -> str:
    assert visit.account is not None  # noqa: S101 - the permission says so
    return visit.account.name
