"""Ratings and recommendations read at once: answers in words, who won whom, who is to be thanked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from oase.app.customers import known_of, name_of, person_at
from oase.app.rooms import Rooms
from oase.db.tallying import tally
from oase.identity.members import persons_of
from oase.lake.instants import instant
from oase.surveys.recommending import Edge, Thanks, graph, thank_list
from oase.surveys.stored import history
from oase.surveys.survey import NOT_APPLICABLE, Question
from oase.surveys.tables import answers, recommendations

__all__ = [
    "Counted",
    "Said",
    "Scale",
    "Voice",
    "counted",
    "edges",
    "names",
    "options",
    "period",
    "question_of",
    "said",
    "spoken",
    "thanks",
    "told_by",
    "voices",
]

TEXTS = ("voice", "expectation")
"""Roles that are answered in her own words; what recommenders said has a place of its own."""


_COLUMNS = ("role", "survey", "version", "item", "touchpoint", "way", "number")


class Scale(NamedTuple):
    """A question that is answered by a number, and the ends of its scale."""

    role: str
    survey: str
    item: str
    low: int
    high: int


class Counted(NamedTuple):
    """How often one number was answered to one question about one touchpoint."""

    scale: Scale
    touchpoint: str
    way: str
    number: float
    answers: int


class Voice(msgspec.Struct, frozen=True):
    """An answer in words, with where it comes from; ``alias`` None where nobody knows who said it."""

    text: str
    role: str
    touchpoint: str
    at: int
    way: str
    medium: str
    lang: str
    alias: int | None


class Said(msgspec.Struct, frozen=True):
    """What a new customer was told about the brand, by whom, and how she heard of it."""

    text: str
    by_whom: str
    heard: str
    at: int
    alias: int


def period(arguments: dict[str, Any], zone: str, now: int) -> tuple[int, int]:
    """Return from when and until when (outside) ``start`` and ``end`` reach, microseconds since 1970, UTC."""
    start, end = arguments.get("start"), arguments.get("end")
    return (0 if not start else instant(start, zone)), (now + 1 if not end else instant(end, zone))


def counted(
    connection: Connection, roles: Collection[str], since: int, until: int
) -> tuple[list[Counted], int]:
    """Count the last answers on scales, never two scales as one.

    Parameters
    ----------
    connection : Connection
    roles : collection of str
        Of the questions.
    since, until : int
        When they were answered, microseconds since 1970, UTC; ``until`` is outside.

    Returns
    -------
    list of Counted, and int
        The answers left out: those of another tool, whose scale nobody has told.
    """
    columns = [answers.c[name] for name in _COLUMNS]
    query = (
        select(*columns)
        .where(answers.c.role.in_(list(roles)), answers.c.is_last == 1, answers.c.number.is_not(None))
        .where(answers.c.at >= since, answers.c.at < until)
    )
    found: list[Counted] = []
    left_out = 0
    scales: dict[tuple[str, int, str], Scale | None] = {}
    rows = sorted(tally(connection, query).items())
    for (role, survey, version, item, touchpoint, way, number), many in rows:
        key = (survey, version, item)
        if key not in scales:
            scales[key] = _scale(connection, survey, version, item, role)
        scale = scales[key]
        if scale is None or not scale.low <= number <= scale.high:
            left_out += many
        else:
            found.append(Counted(scale, touchpoint, way, number, many))
    return found, left_out


def _scale(connection: Connection, survey: str, version: int, item: str, role: str) -> Scale | None:
    question = question_of(connection, survey, item, version)
    if role == "recommend":
        return Scale(role, survey, item, 0, 10)
    if question is None or question.kind not in ("scale", "three_way"):
        return None
    low, high = (-1, 1) if question.kind == "three_way" else (question.low, question.high)
    return Scale(role, survey, item, low, high)


def question_of(
    connection: Connection, survey: str, item: str, version: int | None = None
) -> Question | None:
    """Return a question as a version of its survey asked it, else as the newest one does."""
    held = history(connection, survey)
    wanted = [one for one in held if one.number == version] or held
    found = (one.survey.question(item) for one in wanted)
    return next((question for question in found if question is not None), None)


def options(connection: Connection, role: str, surveys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the texts of the options of all questions of a role: value -> language -> text."""
    found: dict[str, dict[str, str]] = {}
    for name in surveys:
        for version in history(connection, name):
            question = version.survey.of_role(role)
            for option in question.options if question else ():
                found.setdefault(option.value, option.text)
    return found


def voices(
    connection: Connection, since: int, until: int, *, touchpoint: str = "", most: int = 100
) -> list[Voice]:
    """Return the latest answers in words, masked as they are kept, the newest first."""
    columns = [answers.c[name] for name in Voice.__struct_fields__]
    query = select(*columns).where(*_in_words(since, until))
    if touchpoint:
        query = query.where(answers.c.touchpoint == touchpoint)
    rows = connection.execute(query.order_by(answers.c.at.desc(), answers.c.id.desc()).limit(most))
    return [Voice(*row) for row in rows]


def spoken(connection: Connection, since: int, until: int) -> list[tuple[str, str, int]]:
    """Return how many answers in words there are by touchpoint and way, without a word of them."""
    columns = (answers.c.touchpoint, answers.c.way)
    query = select(*columns, func.count()).where(*_in_words(since, until))
    rows = connection.execute(query.group_by(*columns).order_by(*columns)).all()
    return [(touchpoint, way, many) for touchpoint, way, many in rows]


def _in_words(since: int, until: int) -> list[ColumnElement[bool]]:
    return [
        answers.c.role.in_(TEXTS),
        answers.c.is_last == 1,
        answers.c.number.is_(None),
        answers.c.text.is_not(None),
        answers.c.text.not_in(("", NOT_APPLICABLE)),
        answers.c.at >= since,
        answers.c.at < until,
    ]


def said(connection: Connection, since: int, until: int, most: int = 50) -> list[Said]:
    """Return what new customers were told about the brand, the newest first."""
    columns = [recommendations.c[name] for name in ("said", "by_whom", "heard", "at", "alias")]
    query = select(*columns).where(recommendations.c.said != "")
    query = query.where(recommendations.c.at >= since, recommendations.c.at < until)
    return [Said(*row) for row in connection.execute(query.order_by(recommendations.c.at.desc()).limit(most))]


def told_by(connection: Connection, since: int, until: int) -> tuple[dict[str, int], int]:
    """Return who recommended by what she is to the new customer, and how many told what was said."""
    inside = (recommendations.c.at >= since) & (recommendations.c.at < until)
    by = select(recommendations.c.by_whom, func.count()).where(inside, recommendations.c.by_whom != "")
    rows = connection.execute(by.group_by(recommendations.c.by_whom)).all()
    texts = select(func.count()).where(inside, recommendations.c.said != "")
    return {row[0]: row[1] for row in rows}, connection.execute(texts).scalar_one()


def edges(connection: Connection, since: int, until: int) -> list[Edge]:
    """Return who won whom, by persons: ids that have become one person since are one."""
    found = graph(connection, since, until)
    persons = persons_of(connection, {alias for edge in found for alias in (edge.recommender, edge.alias)})
    return [
        msgspec.structs.replace(
            edge,
            recommender=persons.get(edge.recommender, edge.recommender),
            alias=persons.get(edge.alias, edge.alias),
        )
        for edge in found
    ]


def thanks(connection: Connection, most: int = 200) -> list[Thanks]:
    """Return whom the brand owes thanks, and whom it has thanked."""
    return thank_list(connection, most)


def names(rooms: Rooms, aliases: Sequence[int]) -> dict[int, str]:
    """Return what persons are called, by alias; those without a known name are left out."""
    found: dict[int, str] = {}
    for alias in dict.fromkeys(aliases):
        person = person_at(rooms, alias)
        name = None if person is None else name_of(known_of(rooms, person).profile)
        if name:
            found[alias] = name
    return found
