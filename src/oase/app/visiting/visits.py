"""Her way to a store and her visit there; a position alone never begins one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from oase.app.visiting.herself import Act, Herself, time_of
from oase.app.visiting.shown import store_short
from oase.app.visiting.visiting import Visiting
from oase.db.facts import facts_of
from oase.errors import SourceMissing
from oase.model import Purpose
from oase.retail.articles import Store
from oase.retail.shelf import Shelf
from oase.retail.visits import LEFT, SIGN, VISIT, Visit, current_visit

__all__ = [
    "Begun",
    "Passed",
    "begin_visit",
    "end_visit",
    "here",
    "need_store",
    "pass_by",
    "sign",
]

MOST_ACCURACY_M = 200
"""A position less exact than that says nothing about a store."""

SIGN_EVERY = 60_000_000


class Passed(msgspec.Struct, frozen=True, rename="camel"):
    """Whether a transition was taken; else why not: ``location`` (not granted) or ``accuracy``."""

    taken: bool
    because: Literal["", "location", "accuracy"] = ""


class Begun(msgspec.Struct, frozen=True, rename="camel"):
    """A visit; one that is not ``kept`` is known to her app alone: she has not allowed ``in_store``."""

    store: str
    name: str
    since: datetime
    how: str
    kept: bool


def pass_by(
    visiting: Visiting, her: Herself, code: str, transition: Literal["enter", "exit"], accuracy_m: float
) -> Passed:
    """Take note that she came near a store or went away from it; where exactly she was is not kept.

    Raises
    ------
    SourceMissing
        There is no such store.
    """
    store = need_store(visiting.shelf, code)
    if accuracy_m > MOST_ACCURACY_M:
        return Passed(taken=False, because="accuracy")
    with visiting.acting(her) as act:
        if not act.may(Purpose.LOCATION):
            return Passed(taken=False, because="location")
        visit = current_visit(act.facts, her.moment)
        if transition == "exit":
            act.learn({LEFT: store.code})
        elif visit is not None and visit.store == store.code:
            act.learn({SIGN: visit.id})
        event = "Store Area Entered" if transition == "enter" else "Store Area Left"
        act.tell(event, _place(store))
    return Passed(taken=True)


def begin_visit(visiting: Visiting, her: Herself, code: str, how: Literal["qr", "dwell", "hand"]) -> Begun:
    """Begin a visit, because she said so or stayed; one that goes on in the same store goes on.

    Raises
    ------
    SourceMissing
        There is no such store.
    """
    store = need_store(visiting.shelf, code)
    with visiting.acting(her) as act:
        if not act.may(Purpose.IN_STORE):
            return Begun(store.code, store.name, time_of(her.moment), how, kept=False)
        visit = current_visit(act.facts, her.moment)
        if visit is not None and visit.store == store.code:
            act.learn({SIGN: visit.id})
            return Begun(store.code, store.name, time_of(visit.since), visit.how, kept=True)
        _begin(visiting, act, store, how)
    return Begun(store.code, store.name, time_of(her.moment), how, kept=True)


def end_visit(visiting: Visiting, her: Herself) -> None:
    """End the visit that goes on; where she is in no store nothing changes."""
    shelf = visiting.shelf
    with visiting.acting(her) as act:
        visit = current_visit(act.facts, her.moment)
        if visit is None:
            return
        act.learn({VISIT: 0})
        minutes = round((her.moment - visit.since) / 60_000_000)
        name = store_short(shelf, visit.store).name
        act.tell("Visit Ended", {"store": visit.store, "store_name": name, "minutes": minutes}, visit.id)


def here(visiting: Visiting, her: Herself) -> Visit | None:
    """Return the visit in which she is."""
    with visiting.reading() as connection:
        return current_visit(facts_of(connection, her.aliases), her.moment)


def sign(visiting: Visiting, her: Herself, visit: Visit) -> None:
    """Keep a visit going: there is a sign that she is still there."""
    if her.moment - (visit.ends - _LONGEST) >= SIGN_EVERY:
        with visiting.acting(her) as act:
            act.learn({SIGN: visit.id})


def need_store(shelf: Shelf, code: str) -> Store:
    """Return a store by its code.

    Raises
    ------
    SourceMissing
        There is no such store.
    """
    store = shelf.store(code)
    if store is None:
        raise SourceMissing("There is no such store", got=repr(code[:60]))
    return store


_LONGEST = 60 * 60_000_000  # from the last sign until a visit ends where nobody left: see retail.visits


def _begin(visiting: Visiting, act: Act, store: Store, how: str) -> None:
    number = visiting.rooms.new_id()[:16]
    facts: dict[str, Any] = {VISIT: {"store": store.code, "id": number, "how": how}}
    if act.may(Purpose.PERSONALISATION):
        met = act.facts.get(f"met:{store.code}")
        times = met.value if met is not None and isinstance(met.value, int) else 0
        facts[f"met:{store.code}"] = times + 1
    act.learn(facts)
    act.tell("Visit Started", _place(store) | {"how": how}, number)


def _place(store: Store) -> dict[str, Any]:
    return {"store": store.code, "store_name": store.name, "city": store.city}
