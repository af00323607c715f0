"""Surveys in warm memory: all versions are kept, one of a name may be live; before it, what came along."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid, nearest
from oase.surveys.survey import Survey, check
from oase.surveys.tables import surveys

__all__ = [
    "BUILT_IN",
    "Version",
    "came_along",
    "history",
    "live",
    "newest",
    "off",
    "put_live",
    "save",
    "survey_of",
]

BUILT_IN = "Oase"
"""Who wrote the surveys that came along."""

_decode = msgspec.json.Decoder(Survey).decode


class Version(NamedTuple):
    """A version of a survey.

    Parameters
    ----------
    number : int
        Ascending within a name; 0 for what came along.
    survey : Survey
    saved : int or None
        Microseconds since 1970, UTC; None for what came along.
    who : str
    is_live : bool
        Whether this is the version that asks.
    """

    number: int
    survey: Survey
    saved: int | None
    who: str
    is_live: bool


@cache
def came_along() -> dict[str, Survey]:
    """Return the surveys that come along, by name; none asks before somebody puts it live."""
    folder = resources.files("oase.surveys") / "defaults"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda one: one.name
    )
    found = [_decode(file.read_bytes()) for file in files]
    return {one.name: one for one in found}


def live(connection: Connection) -> list[Survey]:
    """Return the surveys that ask now, by name; read again when the counter "surveys" has changed."""
    query = select(surveys.c.content).where(surveys.c.is_live == 1).order_by(surveys.c.name)
    return [_decode(content) for content in connection.scalars(query)]


def newest(connection: Connection) -> list[Version]:
    """Return of every survey the live version, else the newest one, by name."""
    found = {name: _built_in(name) for name in came_along()}
    for row in connection.execute(select(surveys).order_by(surveys.c.is_live, surveys.c.version)):
        found[row.name] = _version(row)
    return [found[name] for name in sorted(found)]


def survey_of(connection: Connection, name: str) -> Survey | None:
    """Return a survey by name as it is asked: its live version, else the one that was live or saved last.

    A link that was handed out before a survey was switched off is still answered.
    """
    found = {one.survey.name: one.survey for one in newest(connection)}
    return found.get(name)


def history(connection: Connection, name: str) -> list[Version]:
    """Return all versions of a survey, the newest first; what came along is the last."""
    rows = connection.execute(
        select(surveys).where(surveys.c.name == name).order_by(surveys.c.version.desc())
    )
    found = [_version(row) for row in rows]
    return [*found, *(_built_in(one) for one in came_along() if one == name)]


def save(connection: Connection, survey: Survey, who: str, now: int) -> int:
    """Keep a new version of a survey and return its number; it asks only when it is put live.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    survey : Survey
    who : str
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        The survey cannot be kept as it is; nothing was kept.
    """
    for problem in check(survey):
        raise OptionInvalid(
            problem.what, expected=problem.expected, got=problem.got or None, where=problem.where
        )
    return _insert(connection, survey, who, now)


def put_live(connection: Connection, name: str, number: int, who: str, now: int) -> Survey:
    """Let a version ask from now on instead of any other of its name; an earlier one undoes a change.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    name : str
    number : int
        Of the version; 0 for what came along, which is then kept as a version of its own.
    who : str
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        There is no such version.
    """
    held = {one.number: one for one in history(connection, name)}
    if number not in held:
        raise _unknown(connection, name, number)
    survey = held[number].survey
    number = number or _insert(connection, survey, who, now)
    off(connection, name)
    one = (surveys.c.name == name) & (surveys.c.version == number)
    connection.execute(update(surveys).where(one).values(is_live=1))
    return survey


def off(connection: Connection, name: str) -> bool:
    """Let no version of a survey ask any more; return whether one did. Links that are out stay valid."""
    is_asking = (surveys.c.name == name) & (surveys.c.is_live == 1)
    bump(connection, "surveys")
    return connection.execute(update(surveys).where(is_asking).values(is_live=0)).rowcount > 0


def _insert(connection: Connection, survey: Survey, who: str, now: int) -> int:
    last = select(func.max(surveys.c.version)).where(surveys.c.name == survey.name)
    number = (connection.execute(last).scalar() or 0) + 1
    row = {"name": survey.name, "version": number, "content": msgspec.json.encode(survey).decode()}
    connection.execute(insert(surveys).values(**row, is_live=0, saved=now, who=who))
    bump(connection, "surveys")
    return number


def _version(row: Row[Any]) -> Version:
    return Version(row.version, _decode(row.content), row.saved, row.who, bool(row.is_live))


def _built_in(name: str) -> Version:
    return Version(0, came_along()[name], None, BUILT_IN, is_live=False)


def _unknown(connection: Connection, name: str, number: int) -> OptionInvalid:
    names = list(_names(connection))
    if name in names:
        versions = ", ".join(str(one.number) for one in history(connection, name))
        return OptionInvalid("There is no such version", expected=versions, got=str(number), where=name)
    close = nearest(name, names)
    todo = f"did you mean {close[0]!r}?" if close else None
    return OptionInvalid("There is no such survey", expected=", ".join(names), got=repr(name), todo=todo)


def _names(connection: Connection) -> Iterator[str]:
    return (one.survey.name for one in newest(connection))
