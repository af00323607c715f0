"""One touchpoint of the inventory: what it is, its loop, money and elements, and where all traces lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar.exceptions import NotFoundException

from oase import words
from oase.accounts import Permission
from oase.app.customers import person_at
from oase.app.tracing import AnswerRow, Trace, trace_of
from oase.errors import OptionInvalid
from oase.experience.inventory import (
    KINDS,
    MEDIA,
    STEERING,
    STEPS,
    VERDICTS,
    Budget,
    Change,
    Evidence,
    budgets_of,
    elements_of,
    find,
    history,
    suggested,
    touchpoints,
)
from oase.model import Phase
from oase.service import measures, resolutions
from oase.web.pages.channels import channel_named
from oase.web.pages.customers.telling import address, called
from oase.web.pages.magic_data import address_of, name_of
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell
from oase.web.pages.touchpoints.furniture import (
    Wrong,
    day_of,
    euro,
    evidence,
    named,
    page_of,
    reason,
    style,
    word,
    year,
)
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "shown"]

_LISTS = {"kind": KINDS, "steering": STEERING, "media": MEDIA, "step": STEPS, "verdict": VERDICTS}


@page("/touchpoints/{touchpoint:str}", Permission.SEE_ANALYSES)
def one(visit: Visit) -> Page:
    """Show one touchpoint."""
    return shown(visit, name_of(visit.places["touchpoint"]))


HANDLERS = [*one]


def shown(visit: Visit, name: str, is_wrong: Wrong | None = None, status: int = 200) -> Page:
    """Return the page of a touchpoint; with what was wrong about a form that led back to it."""
    try:
        with visit.reach.database.reading() as connection:
            it, held = find(connection, name), touchpoints(connection)
            lines, elements = budgets_of(connection, name), elements_of(connection, name)
            past = history(connection, name)
            done = measures.of_touchpoint(connection, name)
            decided = resolutions.of_touchpoint(connection, name)
    except OptionInvalid as error:
        raise NotFoundException from error
    known = evidence(visit)
    proof, advice = known.get(name, Evidence()), suggested(it, known, held)
    trace = trace_of(visit.reach.house.rooms, name)
    context: dict[str, Any] = {
        **style(),
        "it": it,
        "here": page_of(name),
        "page_of": page_of,
        "others": [other.name for other in held if other.name != name],
        "whose": named(it, visit),
        "proof": proof,
        "reason": reason(visit, advice, proof),
        "advice": word(visit, "verdict", advice.verdict) if advice.verdict else "",
        "verdict": word(visit, "verdict", it.verdict) if it.verdict else "",
        "steps": [(step, word(visit, "step", step), it.loop.get(step, "")) for step in STEPS],
        "choices": {
            field: [(value, word(visit, field, value)) for value in values]
            for field, values in _LISTS.items()
        },
        "phases": [("", words.MISSING), *((one.value, words.phase(one.value, visit.lang)) for one in Phase)],
        "lines": [(line, euro(visit, line.cents, line.currency)) for line in lines],
        "sum": _sum(visit, lines),
        "year": year(visit),
        "elements": elements,
        "ratings": [(str(value), visit.t(f"touchpoints.rating.{value}")) for value in (-2, -1, 0, 1, 2)],
        "measures": [
            (one, visit.moment(one.due), visit.t(f"touchpoints.measure.{one.state}")) for one in done
        ],
        "resolutions": [(one, day_of(one.decided, visit.lang)) for one in decided],
        "trace": trace,
        "met": _met(visit, trace),
        "given": _said(visit, trace),
        "written": _written(visit, trace),
        "history": [_change(visit, change) for change in past],
        "moments": address_of(name),
        "rated_at": f"/ratings?{urlencode({'touchpoint': name})}#voices",
        "letters": f"/response/messages?{urlencode({'state': 'any', 'touchpoint': name})}",
        "heard": trace.transaction_count + trace.message_count,
        "wrong": is_wrong,
    }
    eyebrow = (words.phase(it.phase or None, visit.lang), named(it, visit))
    said = words.signed_state(proof.state, visit.lang) if proof.state else visit.t("touchpoints.unjudged")
    title = visit.t("touchpoints.one.title", name=name, said=said.partition(" ")[2] if proof.state else said)
    return Page("touchpoint_of", title, context, eyebrow=eyebrow, lede=it.about, status=status)


def _sum(visit: Visit, lines: Sequence[Budget]) -> str:
    this = [line.cents for line in lines if line.year == year(visit)]
    return euro(visit, sum(this)) if this else ""


def _met(visit: Visit, trace: Trace) -> list[tuple[str, Cell, str]]:
    """Return the newest transactions: when, of whom, what became of the invitation."""
    return [
        (
            visit.moment(row.at),
            _whose(visit, row.alias),
            visit.t(f"touchpoints.invited.{row.state or 'none'}"),
        )
        for row in trace.transactions
    ]


def _said(visit: Visit, trace: Trace) -> list[tuple[str, Cell, Cell, str]]:
    """Return the newest answers: when, of whom, to what, and by which way."""
    return [
        (visit.moment(row.at), _whose(visit, row.alias), _answer(visit, row), row.way)
        for row in trace.answers
    ]


def _answer(visit: Visit, row: AnswerRow) -> Cell:
    """Return what was answered; words lead to where they can be read."""
    role = visit.t(f"touchpoints.role.{row.role}")
    if row.number is None:
        return Cell(f"{role}: {visit.t('touchpoints.answer.words')}", f"/measures/said/answer:{row.id}")
    if row.number in (-1, 0, 1) and row.role in ("disconfirmation", "compared"):
        key = "answer" if row.role == "disconfirmation" else "compared"
        return Cell(visit.t(f"touchpoints.{key}.{int(row.number)}"))
    return Cell(f"{role}: {words.number(row.number, visit.lang, 0)}")


def _written(visit: Visit, trace: Trace) -> list[tuple[str, Cell, str]]:
    may = visit.may(Permission.SEE_MESSAGES)
    return [
        (
            visit.moment(row.at),
            Cell(channel_named(visit, row.channel), f"/response/messages/{row.id}" if may else None),
            visit.t(f"touchpoints.message.{row.state}"),
        )
        for row in trace.messages
    ]


def _whose(visit: Visit, alias: int | None) -> Cell:
    """Return whose it is, with the way to her for those who may see persons."""
    person = None
    if alias is not None and visit.may(Permission.SEE_PERSONS):
        person = person_at(visit.reach.house.rooms, alias)
    somebody = visit.t("touchpoints.somebody")
    if person is None:
        return Cell(somebody)
    return Cell(called(visit, person.person, None), address(person.person))


def _change(visit: Visit, one: Change) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": visit.moment(one.at),
        "who": one.who,
        "is_new": one.before is None,
        "fields": [
            (
                visit.t(f"touchpoints.field.{key}"),
                _value(visit, key, (one.before or {}).get(key, "")),
                _value(visit, key, value),
            )
            for key, value in one.after.items()
        ],
    }


def _value(visit: Visit, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return visit.t("touchpoints.yes" if value else "touchpoints.no")
    if isinstance(value, dict):
        told: dict[str, str] = value
        return (
            "; ".join(f"{word(visit, 'step', step)}: {text}" for step, text in told.items()) or words.MISSING
        )
    is_listed = key in _LISTS or key == "phase"
    return (word(visit, key, str(value)) if is_listed else str(value)) if value else words.MISSING
