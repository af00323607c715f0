"""Texts written, removed and brought back; every wording is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from oase.db import Database
from oase.errors import OptionInvalid
from oase.strategy.document import GATED, Held, Strategy, assembled
from oase.strategy.tables import revisions, texts
from oase.strategy.texts import Claim, Content, Kind, kind_of, plain

__all__ = [
    "Revision",
    "changes",
    "find",
    "history",
    "read",
    "read_within",
    "remove",
    "restore",
    "write",
]

_ALONE = (Kind.PURPOSE, Kind.ORDER, Kind.CLAIM)
_OF_A_NEED = (Kind.CRITERION, Kind.EVIDENCE)


class Revision(NamedTuple):
    """One wording of a text; None where it was removed."""

    id: int
    text: int
    kind: Kind
    parent: int | None
    at: int
    who: str
    content: Content | None
    is_current: bool


def read(database: Database) -> Strategy:
    """Return the strategy as it stands."""
    with database.reading() as connection:
        return read_within(connection)


def read_within(connection: Connection) -> Strategy:
    """Return the strategy as a transaction sees it."""
    joined = texts.join(revisions, revisions.c.id == texts.c.revision)
    rows = connection.execute(
        select(texts, revisions.c.at, revisions.c.who, revisions.c.content)
        .select_from(joined)
        .where(revisions.c.content.is_not(None))
        .order_by(texts.c.id)
    ).all()
    gated = select(func.max(texts.c.revision)).where(texts.c.kind.in_([kind.value for kind in GATED]))
    held = [_held(row) for row in rows]
    return assembled(held, int(connection.execute(gated).scalar() or 0))


def find(database: Database, text: int) -> Held[Content] | None:
    """Return a text as it holds now; None for one that is not there, or was removed."""
    newest = next(iter(history(database, text)), None)
    if newest is None or newest.content is None:
        return None
    return Held(text, newest.kind, newest.parent, newest.id, newest.at, newest.who, newest.content)


def history(database: Database, text: int) -> list[Revision]:
    """Return every wording of a text, the newest first; empty for one that never was."""
    return _revisions(database, revisions.c.text == text)


def changes(database: Database, most: int = 500) -> list[Revision]:
    """Return the latest wordings of all texts, the newest first."""
    return _revisions(database, None, most)


def write(
    database: Database,
    content: Content,
    *,
    who: str,
    at: int,
    text: int | None = None,
    parent: int | None = None,
    based_on: int | None = None,
) -> int:
    """Write a wording, and return the number of its text.

    Parameters
    ----------
    database : Database
    content : Content
    who : str
        Name of an account.
    at : int
        Microseconds since 1970, UTC.
    text : int, optional
        The text it is a new wording of; a new text when left out. Purpose, order and the claim of a trait
        are there once, and are found by themselves.
    parent : int, optional
        The need of new criteria and evidence.
    based_on : int, optional
        The revision that the writer saw.

    Raises
    ------
    OptionInvalid
        The text is gone or of another kind, the need is gone, or someone else wrote meanwhile.
    """
    kind = kind_of(content)
    with database.writing() as connection:
        name = _name(content)
        if name is not None:
            text = connection.execute(select(texts.c.id).where(texts.c.name == name)).scalar()
        if text is None:
            _check_need(connection, kind, parent)
            values = {"kind": kind.value, "parent": parent, "name": name, "revision": 0}
            text = _key(connection.execute(insert(texts).values(**values)).inserted_primary_key)
        elif based_on is not None or name is None:
            _check_current(connection, text, kind, based_on)
        return _append(connection, text, msgspec.json.encode(content).decode(), who, at)


def remove(database: Database, text: int, *, who: str, at: int) -> None:
    """Take a text out of the strategy; its wordings stay, and ``restore`` brings it back."""
    with database.writing() as connection:
        if _kind(connection, text) is None:
            raise _gone(text)
        _append(connection, text, None, who, at)


def restore(database: Database, revision: int, *, who: str, at: int) -> int:
    """Let an earlier wording hold again, as a new one, and return the number of its text."""
    with database.writing() as connection:
        row = connection.execute(select(revisions).where(revisions.c.id == revision)).first()
        if row is None or row.content is None:
            raise _gone(revision)
        return _append(connection, int(row.text), str(row.content), who, at)


def _append(connection: Connection, text: int, content: str | None, who: str, at: int) -> int:
    made = connection.execute(insert(revisions).values(text=text, at=at, who=who, content=content))
    newest = _key(made.inserted_primary_key)
    connection.execute(update(texts).where(texts.c.id == text).values(revision=newest))
    return text


def _name(content: Content) -> str | None:
    kind = kind_of(content)
    if kind not in _ALONE:
        return None
    return f"claim {content.trait}" if isinstance(content, Claim) else kind.value


def _check_need(connection: Connection, kind: Kind, parent: int | None) -> None:
    if kind in _OF_A_NEED:
        is_need = parent is not None and _kind(connection, parent) is Kind.NEED
        if not is_need or not _is_there(connection, parent):
            raise _gone(parent)


def _check_current(connection: Connection, text: int, kind: Kind, based_on: int | None) -> None:
    if _kind(connection, text) is not kind or not _is_there(connection, text):
        raise _gone(text)
    newest = connection.execute(select(texts.c.revision).where(texts.c.id == text)).scalar()
    if based_on is not None and based_on != newest:
        raise OptionInvalid(
            "Someone else has changed this text meanwhile",
            expected=f"a change of revision {newest}",
            got=f"one of revision {based_on}",
            todo="look at the newest wording and change that",
        )


def _kind(connection: Connection, text: int) -> Kind | None:
    found = connection.execute(select(texts.c.kind).where(texts.c.id == text)).scalar()
    return None if found is None else Kind(found)


def _is_there(connection: Connection, text: int | None) -> bool:
    joined = texts.join(revisions, revisions.c.id == texts.c.revision)
    is_there = (texts.c.id == text) & revisions.c.content.is_not(None)
    return connection.execute(select(texts.c.id).select_from(joined).where(is_there)).first() is not None


def _gone(number: int | None) -> OptionInvalid:
    return OptionInvalid(
        "This text is not there any more",
        got=str(number),
        todo="look at the history of the strategy; what was removed can be brought back there",
    )


def _revisions(database: Database, where: Any, most: int | None = None) -> list[Revision]:
    joined = revisions.join(texts, revisions.c.text == texts.c.id)
    columns = (revisions, texts.c.kind, texts.c.parent, texts.c.revision.label("newest"))
    asked = select(*columns).select_from(joined)
    asked = asked if where is None else asked.where(where)
    with database.reading() as connection:
        rows = connection.execute(asked.order_by(revisions.c.id.desc()).limit(most)).all()
    return list(_told(rows))


def _told(rows: Iterable[Any]) -> Iterable[Revision]:
    for row in rows:
        kind = Kind(row.kind)
        content = None if row.content is None else plain(kind, row.content)
        is_current = row.id == row.newest
        yield Revision(row.id, row.text, kind, row.parent, row.at, row.who, content, is_current)


def _held(row: Any) -> Held[Content]:
    kind = Kind(row.kind)
    return Held(row.id, kind, row.parent, row.revision, row.at, row.who, plain(kind, row.content))


def _key(primary: Any) -> int:
    return int(primary[0])
