"""What her app shows of herself, and what she says of herself: sizes, store, mood."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection

from oase.app.visiting.consenting import ConsentShown, consents_of
from oase.app.visiting.herself import Herself, may, time_of
from oase.app.visiting.shown import store_short
from oase.app.visiting.visiting import Visiting
from oase.db.facts import facts_of
from oase.decisions.messages import subscriptions
from oase.errors import OptionInvalid, SourceMissing
from oase.identity import profiles
from oase.model import Facts, Purpose
from oase.model.facts import under
from oase.retail.preferences import Preference, preferred_store
from oase.retail.shelf import Shelf
from oase.retail.sizes import GARMENTS, SYSTEMS, normal_size, size_fact, size_order
from oase.retail.visits import current_visit

__all__ = [
    "MOODS",
    "Me",
    "PreferredStore",
    "Pushed",
    "SizeShown",
    "VisitShown",
    "forget_size",
    "me",
    "prefer_store",
    "say_mood",
    "say_size",
    "sizes_of",
    "visit_shown",
]

MOODS = ("hurry", "time", "looking", "curious", "relaxed", "festive", "tired", "")
LONGEST_SIZE = 12
_NAMES = ("firstName", "first_name", "firstname", "vorname", "name")


class SizeShown(msgspec.Struct, frozen=True, rename="camel"):
    """A size of hers, and since when she says so."""

    garment: str
    system: str
    size: str
    at: datetime


class VisitShown(msgspec.Struct, frozen=True, rename="camel"):
    """The store in which she is, and since when."""

    store: str
    name: str
    since: datetime
    how: str


class PreferredStore(msgspec.Struct, frozen=True, rename="camel"):
    """The store she prefers, whether she said so or it was learned, and why that is believed."""

    code: str
    name: str
    how: Literal["said", "learned"]
    because: str
    fact: str


class Pushed(msgspec.Struct, frozen=True):
    """Whether an app of hers takes pushes."""

    subscribed: bool


class Me(msgspec.Struct, frozen=True, rename="camel"):
    """What her app shows of herself."""

    name: str
    lang: str
    mode: Literal["street", "store"]
    visit: VisitShown | None
    consents: list[ConsentShown]
    sizes: list[SizeShown]
    preferred_store: PreferredStore | None
    push: Pushed
    mood: str
    timezone: str


def me(visiting: Visiting, her: Herself) -> Me:
    """Return what her app shows of herself."""
    shelf = visiting.shelf
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
        name = _name(connection, her)
        is_subscribed = bool(subscriptions.of(connection, her.aliases))
    visit = visit_shown(shelf, facts, her.moment)
    return Me(
        name=name,
        lang=her.lang,
        mode="street" if visit is None else "store",
        visit=visit,
        consents=consents_of(visiting, her).consents,
        sizes=sizes_of(facts),
        preferred_store=_preferred(shelf, facts, her),
        push=Pushed(is_subscribed),
        mood=_mood(facts),
        timezone=visiting.rooms.settings.timezone,
    )


def say_size(visiting: Visiting, her: Herself, garment: str, system: str, size: str) -> list[SizeShown]:
    """Keep a size of hers, apart for each class of garment and system; return all of them.

    Raises
    ------
    OptionInvalid
        A class or system that there is not, no size, or one that is too long.
    """
    _check_size(garment, system)
    said = normal_size(size)
    if not 0 < len(said) <= LONGEST_SIZE:
        raise OptionInvalid("The size cannot be read", expected="a size as on the label", got=repr(size[:40]))
    return _keep_size(visiting, her, size_fact(garment, system), said)


def forget_size(visiting: Visiting, her: Herself, garment: str, system: str) -> list[SizeShown]:
    """Forget a size of hers; errors as ``say_size``."""
    _check_size(garment, system)
    return _keep_size(visiting, her, size_fact(garment, system), 0)


def sizes_of(facts: Facts) -> list[SizeShown]:
    """Return the sizes that she has said, garments in their order."""
    found = [(*name.partition(":"), fact) for name, fact in under(facts, "size") if fact.value]
    shown = [
        SizeShown(garment, system, str(fact.value), time_of(fact.at)) for garment, _, system, fact in found
    ]
    return sorted(shown, key=lambda one: (_order(one.garment), one.system, size_order(one.size)))


def prefer_store(visiting: Visiting, her: Herself, code: str | None) -> PreferredStore | None:
    """Keep which store she prefers, None for no longer any; return which one counts now.

    Raises
    ------
    SourceMissing
        There is no such store.
    """
    shelf = visiting.shelf
    if code is not None and shelf.store(code) is None:
        raise SourceMissing("There is no such store", got=repr(code[:60]))
    with visiting.acting(her) as act:
        act.learn({"store:preferred": code or 0})
        facts = facts_of(act.connection, her.aliases)
    return _preferred(shelf, facts, her)


def say_mood(visiting: Visiting, her: Herself, mood: str) -> str:
    """Keep what she says of her mood, empty for nothing any more; it is never guessed.

    Raises
    ------
    OptionInvalid
        None of the words that she can tap.
    """
    if mood not in MOODS:
        raise OptionInvalid(
            "This mood is not known", expected=", ".join(filter(None, MOODS)), got=repr(mood[:40])
        )
    with visiting.acting(her) as act:
        act.learn({"mood": mood or 0})
    return mood


def visit_shown(shelf: Shelf, facts: Facts, at: int) -> VisitShown | None:
    """Return the store in which she is, None for the street."""
    visit = current_visit(facts, at)
    if visit is None:
        return None
    store = store_short(shelf, visit.store)
    return VisitShown(store.code, store.name, time_of(visit.since), visit.how)


def _keep_size(visiting: Visiting, her: Herself, name: str, value: str | int) -> list[SizeShown]:
    with visiting.acting(her) as act:
        act.learn({name: value})
        return sizes_of(facts_of(act.connection, her.aliases))


def _check_size(garment: str, system: str) -> None:
    if garment not in GARMENTS or not garment:
        raise OptionInvalid(
            "This class of garment has no sizes",
            expected=", ".join(filter(None, GARMENTS)),
            got=repr(garment[:40]),
            where="garment",
        )
    if system not in SYSTEMS:
        raise OptionInvalid(
            "This size system is not known",
            expected=", ".join(SYSTEMS),
            got=repr(system[:40]),
            where="system",
        )


def _order(garment: str) -> int:
    return GARMENTS.index(garment) if garment in GARMENTS else len(GARMENTS)


def _name(connection: Connection, her: Herself) -> str:
    traits = profiles.of(connection, her.person)
    said = (traits.get(name) for name in _NAMES)
    return next((one for one in said if isinstance(one, str) and one.strip()), "")


def _mood(facts: Facts) -> str:
    fact = facts.get("mood")
    return fact.value if fact is not None and isinstance(fact.value, str) else ""


def _preferred(shelf: Shelf, facts: Facts, her: Herself) -> PreferredStore | None:
    """Return the store she prefers; what was learned only where she allows personal choices."""
    found = preferred_store(facts, her.moment)
    if found is None or (found.how == "learned" and not may(facts, Purpose.PERSONALISATION)):
        return None
    store = store_short(shelf, found.store)
    return PreferredStore(store.code, store.name, found.how, _because(found, her.lang), found.fact)


def _because(found: Preference, lang: str) -> str:
    if found.how == "said":
        return "Das hast du gesagt." if lang == "de" else "You said so."
    if lang == "de":
        return f"Du warst {found.visits} Mal dort."
    return f"You were there {found.visits} times."
