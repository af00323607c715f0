"""A measure written down, changed, done, dropped, put back, and every change taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.customer_words import words_at
from oase.errors import OptionInvalid
from oase.model import State
from oase.service import measures as kept
from oase.service import resolutions
from oase.service.measures import HOUR, Draft, Measure
from oase.web.pages.measures.furniture import (
    around,
    cards,
    effects_of,
    known_touchpoints,
    number_of,
    states_of,
    who,
)
from oase.web.pages.page import Page, action, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

HOURS = (4, 8, 24, 48, 72, 168)
MOST_HOURS = 8_760
_LONGEST_ORIGIN = 30
_SAID_AT_MOST = 500
_FIELDS = ("title", "touchpoint", "said", "origin", "owner", "aim", "resolution", "cost")


@page("/measures/new", Permission.EDIT_MEASURES)
def measures_new(visit: Visit) -> Page:
    """Show the form of a measure; filled in from what a customer said where that is told."""
    origin = visit.asked("origin")[:_LONGEST_ORIGIN]
    found = words_at(visit.reach.house.rooms, origin) if origin else None
    values = {
        "origin": found.origin if found is not None else "",
        "said": found.masked[:_SAID_AT_MOST] if found is not None else "",
        "touchpoint": visit.asked("touchpoint") or (found.touchpoint if found is not None else ""),
        "owner": who(visit),
        "hours": "24",
        "resolution": visit.asked("resolution"),
    }
    return _form(visit, None, values)


@page("/measures/one/{measure:str}", Permission.SEE_ANALYSES)
def measures_one(visit: Visit) -> Page:
    """Show a measure with its history, to be changed."""
    return _form(visit, _found(visit), {})


@action("/measures/new", Permission.EDIT_MEASURES)
def create(visit: Visit) -> Redirect | Page:
    """Put a measure on the board."""
    try:
        draft = _draft(visit, None)
        with visit.reach.database.writing() as connection:
            made = kept.create(connection, draft, who=who(visit), now=visit.reach.clock())
    except OptionInvalid as error:
        return _form(visit, None, _typed(visit), wrong=error)
    return visit.back(f"/measures/one/{made.id}", "measures.said.created")


@action("/measures/one/{measure:str}", Permission.EDIT_MEASURES)
def change(visit: Visit) -> Redirect | Page:
    """Say anew what a measure is."""
    held = _found(visit)
    try:
        draft = _draft(visit, held)
        with visit.reach.database.writing() as connection:
            kept.change(connection, held.id, draft, who=who(visit), now=visit.reach.clock())
    except OptionInvalid as error:
        return _form(visit, held, _typed(visit), wrong=error)
    return visit.back(f"/measures/one/{held.id}", "measures.said.changed")


@action("/measures/one/{measure:str}/state", Permission.EDIT_MEASURES)
def state(visit: Visit) -> Redirect:
    """Say that a measure is done, dropped or open again."""
    held, asked = _found(visit), visit.said("state")
    do = {"done": kept.finish, "dropped": kept.drop, "open": kept.reopen}.get(asked)
    if do is None:
        raise NotFoundException
    with visit.reach.database.writing() as connection:
        do(connection, held.id, who=who(visit), now=visit.reach.clock())
    back = f"/measures/one/{held.id}" if visit.said("back") == "one" else "/measures"
    return visit.back(back, f"measures.said.{asked}")


@action("/measures/one/{measure:str}/undo", Permission.EDIT_MEASURES)
def undo(visit: Visit) -> Redirect | Page:
    """Take the latest change back."""
    held = _found(visit)
    try:
        with visit.reach.database.writing() as connection:
            last = number_of(visit.said("change"))
            kept.undo(connection, held.id, last, who=who(visit), now=visit.reach.clock())
    except OptionInvalid as error:
        return _form(visit, held, {}, wrong=error, status=409)
    return visit.back(f"/measures/one/{held.id}", "measures.said.undone")


HANDLERS = [*measures_new, *measures_one, *create, *change, *state, *undo]


def _found(visit: Visit) -> Measure:
    number = number_of(visit.places["measure"])
    try:
        with visit.reach.database.reading() as connection:
            return kept.get(connection, number)
    except OptionInvalid as error:
        raise NotFoundException from error


def _draft(visit: Visit, held: Measure | None) -> Draft:
    """Return what a form says; a change without hours keeps when it is due."""
    hours = visit.said("hours")
    if not hours and held is not None:
        due = held.due
    else:
        due = visit.reach.clock() + _whole(hours, "hours", 1, MOST_HOURS) * HOUR
    aim, states = visit.said("aim"), states_of(visit)
    if aim not in ("", *State):
        raise OptionInvalid("No such state", expected=", ".join(State), got=aim, where="aim")
    touchpoint = visit.said("touchpoint")
    kept_aim = held is not None and held.aim.partition(">")[2] == aim and held.touchpoint == touchpoint
    from_state = held.aim.partition(">")[0] if held is not None and kept_aim else states.get(touchpoint, "")
    resolution = visit.said("resolution")
    return Draft(
        touchpoint=touchpoint,
        title=visit.said("title"),
        due=due,
        owner=visit.said("owner"),
        said=visit.said("said"),
        origin=visit.said("origin") if held is None else held.origin,
        aim=f"{from_state}>{aim}" if aim else "",
        resolution=_resolution(visit, resolution) if resolution else None,
        cents=_cents(visit.said("cost"), visit.lang),
    )


def _resolution(visit: Visit, told: str) -> int:
    number = _whole(told, "resolution", 1, 10**12)
    with visit.reach.database.reading() as connection:
        return resolutions.get(connection, number).id


def _whole(told: str, name: str, least: int, most: int) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= len(str(most)) and least <= int(told) <= most):
        raise OptionInvalid("That is no number", expected=f"{least} to {most}", got=told, where=name)
    return int(told)


def _cents(told: str, lang: str) -> int | None:
    """Return an amount as people write it, in cents; None for none."""
    if not told:
        return None
    group, point = (".", ",") if lang == "de" else (",", ".")
    plain = told.removesuffix("€").strip().replace(group, "").replace(" ", "").replace(point, ".")
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 12 and (not part or part.isdigit())):
        raise OptionInvalid("That is no amount", expected=f"1{group}234{point}50", got=told, where="cost")
    if len(part) > 2:
        raise OptionInvalid("An amount has two decimals", expected=f"12{point}50", got=told, where="cost")
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.said(name) for name in (*_FIELDS, "hours")}


def _held(visit: Visit, held: Measure) -> dict[str, str]:
    cost = "" if held.cents is None else words.number(held.cents / 100, visit.lang, 2)
    return {
        "title": held.title,
        "touchpoint": held.touchpoint,
        "said": held.said,
        "origin": held.origin,
        "owner": held.owner,
        "aim": held.aim.partition(">")[2],
        "resolution": str(held.resolution or ""),
        "cost": cost,
        "hours": "",
    }


def _form(
    visit: Visit,
    held: Measure | None,
    typed: Mapping[str, str],
    *,
    wrong: OptionInvalid | None = None,
    status: int = 400,
) -> Page:
    values = (
        dict.fromkeys((*_FIELDS, "hours"), "")
        | (_held(visit, held) if held is not None else {})
        | dict(typed)
    )
    with visit.reach.database.reading() as connection:
        past = kept.changes(connection, held.id) if held is not None else []
        decided = [one for one in resolutions.every(connection) if one.state != "dropped"]
    names = known_touchpoints(visit)
    context: dict[str, Any] = {
        **around(visit, "board"),
        "card": cards(visit, [held], states_of(visit), effects_of(visit))[0] if held is not None else None,
        "held": held,
        "values": values,
        "names": names,
        "hours": HOURS,
        "states": [(str(one), words.signed_state(one, visit.lang)) for one in State if one is not State.OPEN],
        "resolutions": [(str(one.id), one.title) for one in decided],
        "carries": next(
            ((one.id, one.title) for one in decided if held is not None and one.id == held.resolution), None
        ),
        "wrong": _wrong(visit, wrong),
        "where": wrong.where if wrong is not None else "",
        "history": _history(visit, past),
        "last": past[0].id if past and past[0].before else None,
    }
    title = held.title if held is not None else visit.t("measures.new.title")
    return Page("measures_one", title, context, status=status if wrong is not None else 200)


def _wrong(visit: Visit, error: OptionInvalid | None) -> str:
    if error is None:
        return ""
    known = ("title", "touchpoint", "hours", "cost", "said")
    key = error.where if error.where in known else "other"
    return visit.t(f"measures.wrong.{key}")


def _history(visit: Visit, past: list[kept.Change]) -> list[dict[str, str]]:
    return [
        {"at": visit.moment(one.at), "who": one.who or words.MISSING, "what": _what(visit, one)}
        for one in past
    ]


def _what(visit: Visit, one: kept.Change) -> str:
    """Return what a change did, in words."""
    if not one.before:
        return visit.t("measures.history.created")
    told = [
        visit.t("measures.history.line", field=visit.t(f"measures.field.{name}"), before=before, after=after)
        for name in ("state", "title", "touchpoint", "owner", "due", "said", "aim", "resolution", "cents")
        if (before := _value(visit, name, one.before.get(name)))
        != (after := _value(visit, name, one.after.get(name)))
    ]
    return "; ".join(told) or visit.t("measures.history.nothing")


def _value(visit: Visit, name: str, value: Any) -> str:
    if value in (None, ""):
        return words.MISSING
    if name == "state":
        return visit.t(f"measures.state.{value}")
    if name == "due":
        return visit.moment(value)
    if name == "cents":
        return f"{words.number(value / 100, visit.lang, 2)} €"
    if name == "aim":
        parts = [
            words.signed_state(part, visit.lang) for part in str(value).split(">") if part in list(State)
        ]
        return " → ".join(parts) or words.MISSING
    return words.quoted(str(value), visit.lang)
