"""One customer: who she is, what happened, what counts, what she allows, her ids and rights."""

from __future__ import annotations

from typing import Any

from oase import words
from oase.accounts import Permission
from oase.app.customers import Known, Timeline, known_of, name_of, timeline_of
from oase.model import Person
from oase.web.pages.customers import (
    consents,
    counter,
    identity,
    knowledge,
    letters,
    programmes,
    receipts,
    story,
)
from oase.web.pages.customers.telling import address, ago, called, person_of, pseudonym
from oase.web.pages.page import Page, page
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PARTS = ("story", "letters", "programmes", "known", "receipts", "consents", "ids", "rights")


@page("/customers/{person:str}", Permission.SEE_PERSONS)
def customer(visit: Visit) -> Page:
    """Show one of the parts of her page, ``?part=``."""
    person = person_of(visit)
    rooms = visit.reach.house.rooms
    known, timeline = known_of(rooms, person), timeline_of(rooms, person)
    part = visit.asked("part") if visit.asked("part") in _parts(visit) else PARTS[0]
    context = _around(visit, person, known, timeline, part)
    drawn = story.course_of(visit, timeline) if part == "story" else ({}, {})
    if part == "story":
        context |= story.told(visit, timeline)
    elif part == "letters":
        more, tables = letters.told(visit, person)
        context |= more
        drawn = tables, {}
    elif part == "programmes":
        drawn = programmes.told(visit, person), {}
    elif part == "known":
        context |= knowledge.told(visit, known, timeline) | counter.counted(visit, person)
    elif part == "receipts":
        context |= receipts.told(visit, person)
    elif part == "consents":
        context |= consents.told(visit, known)
    elif part == "ids":
        context |= identity.told(visit, person, known)
    else:
        context |= {"purposes": consents.purposes(visit, known)}
    name = called(visit, person.person, name_of(known.profile))
    return Page(
        "customers_person",
        _title(visit, name, timeline),
        context,
        grids=drawn[0],
        pictures=drawn[1],
        eyebrow=_eyebrow(visit, person, timeline),
        lede=_lede(visit, timeline),
    )


def _parts(visit: Visit) -> tuple[str, ...]:
    """Return the parts of the page for this account: what she sent in is for those who work on it."""
    return tuple(one for one in PARTS if one != "programmes" or visit.may(Permission.WORK_CASES))


def _around(visit: Visit, person: Person, known: Known, timeline: Timeline, part: str) -> dict[str, Any]:
    here = address(person.person)
    return {
        "style": address_of("customers.css"),
        "here": here,
        "part": part,
        "tabs": [
            (name, visit.t(f"customers.tab.{name}"), visit.address(here, part=name)) for name in _parts(visit)
        ],
        "figures": _figures(visit, known, timeline),
    }


def _figures(visit: Visit, known: Known, timeline: Timeline) -> list[tuple[str, str, str]]:
    """Return value, what it is, and what it is based on."""
    channels = timeline.words("channel")
    valued = timeline.contacts["value"].drop_null()
    ids = [one for one in known.ids if one.value is not None]
    return [
        (
            words.number(timeline.contacts.num_rows, visit.lang),
            visit.t("customers.figure.contacts"),
            words.listing(channels, visit.lang) if channels else visit.t("customers.figure.no_channel"),
        ),
        (
            words.number(timeline.answers.num_rows, visit.lang),
            visit.t("customers.figure.answers"),
            visit.t("customers.figure.answers.base"),
        ),
        (
            words.number(timeline.value, visit.lang, 2),
            visit.t("customers.figure.value"),
            visit.t("customers.figure.value.base", count=words.number(len(valued), visit.lang)),
        ),
        (
            words.number(len(ids), visit.lang) if ids else words.MISSING,
            visit.t("customers.figure.ids"),
            visit.t("customers.figure.ids.base" if ids else "customers.figure.ids.import"),
        ),
    ]


def _title(visit: Visit, name: str, timeline: Timeline) -> str:
    if timeline.last_at is None:
        return visit.t("customers.person.quiet", name=name)
    last = timeline.events(0, 1)[0] if not timeline.answers.num_rows else _last(timeline)
    touchpoint = words.quoted(last.touchpoint, visit.lang)
    return visit.t(
        "customers.person.title", name=name, ago=ago(visit, timeline.last_at), touchpoint=touchpoint
    )


def _last(timeline: Timeline) -> Any:
    return Timeline(timeline.contacts, timeline.answers.slice(0, 0)).events(0, 1)[0]


def _eyebrow(visit: Visit, person: Person, timeline: Timeline) -> tuple[str, ...]:
    zone = visit.reach.settings.timezone
    told = [visit.t("customers.pseudonym", pseudonym=pseudonym(person.person))]
    if timeline.first_at is not None:
        told.insert(0, visit.t("customers.since", date=words.date(timeline.first_at, visit.lang, zone)))
    return tuple(told)


def _lede(visit: Visit, timeline: Timeline) -> str:
    if timeline.first_at is None:
        return visit.t("customers.person.lede.quiet")
    phases = [words.phase(name, visit.lang) for name in story.phases_of(timeline)]
    values = {
        "contacts": words.number(timeline.contacts.num_rows, visit.lang),
        "moment": visit.moment(timeline.last_at),
        "phases": words.listing(phases, visit.lang, 7) if phases else words.phase(None, visit.lang),
    }
    return visit.t("customers.person.lede", **values)


HANDLERS = customer
