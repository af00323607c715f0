"""What is changed on a customer's page: traits, consents, links."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.customers import changing, known_of
from oase.app.rooms import Rooms
from oase.errors import InputError, OptionInvalid
from oase.identity.aliases import KINDS
from oase.model import Person, Purpose
from oase.web.pages.customers.telling import address, person_of
from oase.web.pages.page import action
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

CHANGE = Permission.CHANGE_PERSONS


@action("/customers/{person:str}/trait", CHANGE)
def correct(visit: Visit) -> Redirect:
    """Correct or remove a trait."""
    person, name = person_of(visit), visit.said("name")
    is_removed = bool(visit.said("remove"))
    value = None if is_removed else _value(visit.reach.house.rooms, person, name, visit.said("value"))
    changing.correct(visit.reach.house.rooms, person, {name: value}, visit.reach.clock())
    return _back(visit, person, "known", "removed" if is_removed else "corrected")


@action("/customers/{person:str}/consent", CHANGE)
def consent(visit: Visit) -> Redirect:
    """Write a line into the ledger."""
    person, rooms, at = person_of(visit), visit.reach.house.rooms, visit.reach.clock()
    purpose, text, source = _purpose(visit.said("purpose")), visit.said("text"), visit.said("source")
    if visit.said("says") == "granted":
        changing.grant(rooms, person, purpose, at, text=text, source=source)
        return _back(visit, person, "consents", "granted")
    changing.withdraw(rooms, person, [purpose], at, text=text, source=source)
    return _back(visit, person, "consents", "withdrawn")


@action("/customers/{person:str}/object", CHANGE)
def object_to(visit: Visit) -> Redirect:
    """Write down that she objects to purposes."""
    person = person_of(visit)
    purposes = [_purpose(name) for name in visit.form.get("purpose", ())]
    source = visit.said("source") or "objection"
    changing.withdraw(visit.reach.house.rooms, person, purposes, visit.reach.clock(), source=source)
    return _back(visit, person, "consents", "objected")


@action("/customers/{person:str}/merge", CHANGE)
def merge(visit: Visit) -> Redirect:
    """Link another id with this person."""
    person = person_of(visit)
    other = (_kind(visit.said("kind")), visit.said("id"))
    own = ("user", visit.said("own")) if visit.said("own") else None
    link = changing.merge(visit.reach.house.rooms, person, other, visit.reach.clock(), own)
    return _back(visit, person, "ids", "merged" if link else "merged.before")


@action("/customers/{person:str}/separate", CHANGE)
def separate(visit: Visit) -> Redirect:
    """Undo a link."""
    person = person_of(visit)
    changing.separate(visit.reach.house.rooms, person, _number(visit.said("link")), visit.reach.clock())
    return _back(visit, person, "ids", "separated")


@action("/customers/{person:str}/join", CHANGE)
def join_again(visit: Visit) -> Redirect:
    """Make a link again that was undone."""
    person = person_of(visit)
    changing.join_again(visit.reach.house.rooms, person, _number(visit.said("link")), visit.reach.clock())
    return _back(visit, person, "ids", "merged")


def _back(visit: Visit, person: Person, part: str, said: str) -> Redirect:
    return visit.back(address(person.person), said=f"customers.said.{said}", part=part)


def _value(rooms: Rooms, person: Person, name: str, text: str) -> Any:
    """Return a corrected value; what was a number or a list stays one where the new text is one, too."""
    if not text:
        raise OptionInvalid("The new value is empty", expected="a value", got="nothing", todo="or remove it")
    before = known_of(rooms, person).profile.get(name)
    if before is None or isinstance(before, str):
        return text
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _purpose(name: str) -> Purpose:
    if name not in list(Purpose):
        raise OptionInvalid("The purpose is not known", expected=", ".join(Purpose), got=repr(name[:40]))
    return Purpose(name)


def _kind(name: str) -> str:
    if name not in KINDS:
        raise OptionInvalid("The kind of id is not known", expected=", ".join(KINDS), got=repr(name[:40]))
    return name


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InputError("That is no link", expected="its number", got=repr(text[:40]))
    return int(text)


HANDLERS = [*correct, *consent, *object_to, *merge, *separate, *join_again]
