"""Answers taken: one for each transaction and question, the last one wins, what was said before is kept.

A page that is only opened never gets here: whatever opens links, people or scanners, an answer is sent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from oase.contacts.masking import mask
from oase.db.schema import transactions
from oase.errors import OptionInvalid
from oase.identity import profiles
from oase.identity.members import persons_of
from oase.surveys.stored import history
from oase.surveys.survey import NOT_APPLICABLE, Question, Survey, options_of
from oase.surveys.tables import answers, invitations
from oase.surveys.tokens import Ticket, TicketInvalid

__all__ = [
    "LONGEST_TEXT",
    "MOST_SUBMISSIONS",
    "Given",
    "Rated",
    "Taken",
    "given_before",
    "is_closed",
    "rated",
    "take",
]

LONGEST_TEXT = 2_000
"""Letters of an answer in her own words; what is longer is refused, not cut."""

MOST_SUBMISSIONS = 20
"""So often an answer may be changed by one link; each tap on the page is one."""

SEEN = ("eligible", "sent", "opened")
"""States of an invitation that has left the house and was not answered yet."""

_THREE = (-1.0, 0.0, 1.0)


class Given(NamedTuple):
    """One answer.

    Parameters
    ----------
    item : str
        Id of the question.
    number : float or None
        Of a three-way question or a scale.
    text : str or None
        Words, the value of an option, or ``NOT_APPLICABLE``. Neither number nor text: what was said before
        is taken back.
    """

    item: str
    number: float | None = None
    text: str | None = None


class Taken(NamedTuple):
    """What became of answers: whether they were the first about it, and how many changed, came or went."""

    is_new: bool
    changed: int


class Rated(NamedTuple):
    """The transaction that a ticket is about."""

    id: int
    key: str
    alias: int
    at: int
    touchpoint: str


def rated(connection: Connection, ticket: Ticket) -> Rated:
    """Return the transaction of a ticket.

    Raises
    ------
    TicketInvalid
        It is not kept any more, or belongs to somebody else.
    """
    columns = [transactions.c[name] for name in Rated._fields]
    row = connection.execute(select(*columns).where(transactions.c.id == ticket.transaction)).first()
    if row is None:
        raise TicketInvalid("gone")
    found = Rated(*row)
    if ticket.alias is not None and ticket.alias != found.alias:
        persons = persons_of(connection, [ticket.alias, found.alias])
        if persons[ticket.alias] != persons[found.alias]:
            raise TicketInvalid("other")
    return found


def take(
    connection: Connection,
    ticket: Ticket,
    survey: Survey,
    given: Sequence[Given],
    *,
    lang: str,
    medium: str,
    now: int,
    new_id: Callable[[], str],
) -> Taken:
    """Keep what somebody answers, in one transaction with what it says of the invitation.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    ticket : Ticket
        As ``Signer.read`` gave it just now.
    survey : Survey
        As it was shown.
    given : sequence of Given
        A question that is left out keeps what was said before; one that is not required and comes with
        neither number nor text is taken back, and its history stays.
    lang, medium : str
        In which language and where it was answered.
    now : int
        Microseconds since 1970, UTC.
    new_id : callable
        Names the submission.

    Raises
    ------
    TicketInvalid
        Of another person, of a transaction that is not kept any more, counted already, or changed too often.
    OptionInvalid
        A question that is not in the survey, a value it does not have, or a required one left out; names it.
    """
    about = rated(connection, ticket)
    held = _held(connection, ticket, for_change=True)
    said = _checked(survey, given, set(held))
    names = profiles.names(connection, {about.alias}).get(about.alias, frozenset())
    rows = {one.item: _kept(survey, one, names) for one in said}
    changed = {item: row for item, row in rows.items() if _differs(held.get(item), row)}
    gone = _taken_back(survey, given, held)
    if changed or gone:
        _check_number(connection, ticket)
    _replace(connection, about, survey.name, [*changed, *gone])
    shared = {
        "submission": new_id(),
        "transaction_id": about.id,
        "alias": ticket.alias,
        "survey": survey.name,
        "version": _version(connection, survey),
        "touchpoint": about.touchpoint,
        "at": now,
        "medium": medium,
        "lang": lang,
        "is_last": 1,
    }
    for item, row in changed.items():
        way = "invited" if item in held and held[item].way == "invited" else ticket.way
        connection.execute(insert(answers).values(**shared, **row, way=way))
    if ticket.way == "invited":
        _mark_answered(connection, about.id, survey.name, now)
    return Taken(is_new=not held, changed=len(changed) + len(gone))


def given_before(connection: Connection, ticket: Ticket) -> list[Given]:
    """Return what was answered about the transaction of a ticket with its survey, so that it can be changed.

    Raises
    ------
    TicketInvalid
        Of another person, or of a transaction that is not kept any more.
    """
    rated(connection, ticket)
    held = _held(connection, ticket, for_change=False)
    return [Given(item, one.number, one.text) for item, one in held.items()]


def is_closed(connection: Connection, ticket: Ticket) -> bool:
    """Return whether what was answered with a ticket was counted, so that it cannot be changed any more."""
    query = select(func.count()).where(*_of(ticket), answers.c.is_last == 1, answers.c.sealed.is_not(None))
    return connection.execute(query).scalar_one() > 0


class _Held(NamedTuple):
    item: str
    number: float | None
    text: str | None
    way: str


def _held(connection: Connection, ticket: Ticket, *, for_change: bool) -> dict[str, _Held]:
    """Return the last answers by question; refuses where they were counted and are to be changed."""
    columns = (answers.c.item, answers.c.number, answers.c.text, answers.c.way, answers.c.sealed)
    query = select(*columns).where(*_of(ticket), answers.c.is_last == 1)
    rows = connection.execute(query.order_by(answers.c.id)).all()
    if for_change and any(row.sealed is not None for row in rows):
        raise TicketInvalid("closed")
    return {row.item: _Held(*row[:4]) for row in rows}


def _of(ticket: Ticket) -> tuple[ColumnElement[bool], ...]:
    return answers.c.transaction_id == ticket.transaction, answers.c.survey == ticket.survey


def _check_number(connection: Connection, ticket: Ticket) -> None:
    """Refuse who has changed her answer by this link as often as one may; what she said stands."""
    hers = answers.c.alias.is_(None) if ticket.alias is None else answers.c.alias == ticket.alias
    query = select(func.count(answers.c.submission.distinct())).where(*_of(ticket), hers)
    if connection.execute(query).scalar_one() >= MOST_SUBMISSIONS:
        raise TicketInvalid("often")


def _taken_back(survey: Survey, given: Sequence[Given], held: Mapping[str, _Held]) -> list[str]:
    """Return what was said before and is emptied now; a required answer can only be changed."""
    emptied = {one.item for one in given if one.number is None and not (one.text or "").strip()}
    return [one.id for one in survey.questions if one.id in emptied & held.keys() and not one.is_required]


def _checked(survey: Survey, given: Sequence[Given], before: set[str]) -> list[Given]:
    """Return what was said; refuses what the survey does not ask and what it must have."""
    for one in given:
        question = survey.question(one.item)
        if question is None:
            asked = ", ".join(one.id for one in survey.questions)
            raise OptionInvalid("There is no such question", expected=asked, got=one.item, where=one.item)
        _check_value(question, one)
    said = [one for one in given if one.number is not None or (one.text or "").strip()]
    missing = {one.id for one in survey.questions if one.is_required} - {one.item for one in said} - before
    for item in sorted(missing):
        raise OptionInvalid("This question needs an answer", expected="an answer", got="none", where=item)
    return said


def _check_value(question: Question, one: Given) -> None:
    if (one.number is None and not (one.text or "").strip()) or one.text == NOT_APPLICABLE:
        return
    expected, is_fine = _allowed(question, one)
    if not is_fine:
        got = str(one.number) if one.number is not None else repr((one.text or "")[:60])
        raise OptionInvalid(
            "This is no answer to the question", expected=expected, got=got, where=question.id
        )


def _allowed(question: Question, one: Given) -> tuple[str, bool]:
    if question.kind == "three_way":
        return f"-1, 0, 1 or {NOT_APPLICABLE}", one.number in _THREE
    if question.kind == "scale":
        number = math.nan if one.number is None else one.number
        return f"{question.low} to {question.high}", number in range(question.low, question.high + 1)
    if question.kind == "choice":
        values = [option.value for option in options_of(question)]
        return ", ".join(values), one.text in values
    return f"{LONGEST_TEXT} letters at most", one.number is None and len(one.text or "") <= LONGEST_TEXT


def _kept(survey: Survey, one: Given, names: frozenset[str]) -> dict[str, Any]:
    question = survey.question(one.item)
    assert question is not None  # noqa: S101 - was checked
    number, text = one.number, one.text
    if text == NOT_APPLICABLE:
        number = None
    elif question.kind == "text":
        text = mask((text or "").strip(), names)
    elif question.kind == "choice":
        number = float(text) if text and text.isdecimal() and text.isascii() else None
    else:
        text = None
    return {"item": one.item, "role": question.role, "number": number, "text": text}


def _differs(held: _Held | None, row: Mapping[str, Any]) -> bool:
    return held is None or (held.number, held.text) != (row["number"], row["text"])


def _replace(connection: Connection, about: Rated, survey: str, changed: Sequence[str]) -> None:
    if changed:
        connection.execute(
            update(answers)
            .where(
                answers.c.transaction_id == about.id,
                answers.c.survey == survey,
                answers.c.item.in_(changed),
                answers.c.is_last == 1,
            )
            .values(is_last=0)
        )


def _version(connection: Connection, survey: Survey) -> int:
    """Return which version was shown: the newest one that says the same."""
    return next((one.number for one in history(connection, survey.name) if one.survey == survey), 0)


def _mark_answered(connection: Connection, transaction: int, survey: str, now: int) -> None:
    mine = (invitations.c.transaction_id == transaction) & (invitations.c.survey == survey)
    is_open = mine & invitations.c.state.in_(SEEN) & invitations.c.decided.isnot(None)
    values = {"state": "answered", "answered": now}
    sent = {name: _once(name, now) for name in ("sent", "opened")}
    connection.execute(update(invitations).where(is_open).values(**values, **sent))


def _once(name: str, now: int) -> Any:
    """Return a column as it is, or the moment now: who answers has opened what was sent."""
    return func.coalesce(invitations.c[name], now)
