"""Texts that are checked for self-centred wording, and the list as the company has edited it."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.inside_out import LANGS, Wording, supplied, to_pattern
from oase.service.tables import texts, wordings

__all__ = [
    "KINDS",
    "LONGEST_TEXT",
    "Text",
    "put_wording",
    "remove_text",
    "remove_wording",
    "save_text",
    "supplied",
    "texts_of",
    "wordings_of",
]

KINDS = ("page", "mail", "other")
LONGEST_TEXT = 40_000
_LONGEST_LINE = 300


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the company, kept to be checked each day."""

    id: int
    name: str
    kind: Literal["page", "mail", "other"]
    lang: str
    touchpoint: str
    text: str
    updated: int
    who: str


def wordings_of(connection: Connection, lang: str | None = None) -> list[Wording]:
    """Return the list as it holds: ours, those switched off marked so, and the company's own."""
    own = {
        (row.lang, row.pattern): Wording(
            lang=row.lang,
            pattern=row.pattern,
            why=row.why,
            instead=row.instead,
            is_on=bool(row.is_on),
            is_own=True,
        )
        for row in connection.execute(select(wordings).order_by(wordings.c.pattern))
    }
    merged: list[Wording] = []
    for ours in (one for each in LANGS for one in supplied(each)):
        edited = own.pop((ours.lang, ours.pattern), None)
        merged.append(
            ours if edited is None else msgspec.structs.replace(edited, unless=ours.unless, is_own=False)
        )
    return [one for one in (*own.values(), *merged) if lang in (None, one.lang)]


def put_wording(
    connection: Connection,
    *,
    lang: str,
    pattern: str,
    why: str,
    instead: str,
    is_on: bool,
    who: str,
    now: int,
) -> None:
    """Add a wording, or edit or switch one off; ours are edited the same way.

    Raises
    ------
    OptionInvalid
        No such language, nothing to look for, nothing to say instead, too long.
    """
    if lang not in LANGS:
        raise OptionInvalid("No wordings in that language", expected=", ".join(LANGS), got=lang, where="lang")
    said = " ".join(pattern.split())
    to_pattern(said)
    told = {"why": why.strip(), "instead": instead.strip()}
    for name, text in told.items():
        if not 0 < len(text) <= _LONGEST_LINE:
            raise OptionInvalid(
                f"A wording says {name}",
                expected=f"1 to {_LONGEST_LINE} characters",
                got=str(len(text)),
                where=name,
            )
    values = {**told, "is_on": int(is_on), "who": who, "updated": now}
    mine = (wordings.c.lang == lang) & (wordings.c.pattern == said)
    if not connection.execute(update(wordings).where(mine).values(**values)).rowcount:
        connection.execute(insert(wordings).values(lang=lang, pattern=said, **values))
    bump(connection, "service")


def remove_wording(connection: Connection, *, lang: str, pattern: str) -> None:
    """Take out a wording of the company's own; one of ours stands again as it came."""
    mine = (wordings.c.lang == lang) & (wordings.c.pattern == " ".join(pattern.split()))
    connection.execute(delete(wordings).where(mine))
    bump(connection, "service")


def texts_of(connection: Connection) -> list[Text]:
    """Return the company's own texts, by name."""
    rows = connection.execute(select(texts).order_by(texts.c.name, texts.c.id)).mappings()
    return [Text(**row) for row in rows]


def save_text(
    connection: Connection,
    *,
    number: int | None = None,
    name: str,
    kind: str,
    lang: str,
    text: str,
    touchpoint: str = "",
    who: str,
    now: int,
) -> int:
    """Keep a text to be checked, or change one; return its number.

    Raises
    ------
    OptionInvalid
        No name, no text, too long, no such language, kind or text.
    """
    values = {"name": name.strip(), "touchpoint": touchpoint.strip(), "text": text.strip()}
    limits = {"name": (1, _LONGEST_LINE), "touchpoint": (0, _LONGEST_LINE), "text": (1, LONGEST_TEXT)}
    for field, (least, most) in limits.items():
        if not least <= len(values[field]) <= most:
            raise OptionInvalid(
                f"The {field} is empty or too long",
                expected=f"{least} to {most:,} characters",
                got=f"{len(values[field]):,}",
                where=field,
            )
    for field, given, allowed in (("lang", lang, LANGS), ("kind", kind, KINDS)):
        if given not in allowed:
            raise OptionInvalid(f"No such {field}", expected=", ".join(allowed), got=given, where=field)
    full = {**values, "kind": kind, "lang": lang, "who": who, "updated": now}
    statement = insert(texts) if number is None else update(texts).where(texts.c.id == number)
    saved = connection.execute(statement.values(**full).returning(texts.c.id)).scalar_one_or_none()
    if saved is None:
        raise OptionInvalid("There is no such text", expected="the number of one", got=str(number))
    bump(connection, "service")
    return saved


def remove_text(connection: Connection, number: int) -> None:
    """Take a text out of what is checked."""
    connection.execute(delete(texts).where(texts.c.id == number))
    bump(connection, "service")
