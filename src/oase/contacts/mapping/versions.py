"""The mappings of a house, each version kept, so that every change can be undone."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, insert, select

from oase.contacts.mapping.defaults import default_text
from oase.contacts.mapping.mapping import Mapping
from oase.contacts.tables import keys, mappings
from oase.errors import OptionInvalid
from oase.settings import Lang

__all__ = ["Version", "active", "install", "key_channels", "text_of", "versions"]


class Version(msgspec.Struct, frozen=True):
    """One version of the mapping; the highest number holds.

    Parameters
    ----------
    number : int
    created : int
        Microseconds since 1970, UTC.
    by : str
    """

    number: int
    created: int
    by: str


def active(connection: Connection, lang: Lang = "de") -> tuple[int, Mapping]:
    """Return the number of the mapping that holds, and the mapping; the default's number is 0.

    Parameters
    ----------
    connection : Connection
    lang : {"de", "en"}
        Language of the default, for a house that never installed a mapping.
    """
    query = select(mappings.c.id, mappings.c.text).order_by(mappings.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return (0, Mapping.parse(default_text(lang))) if row is None else (row.id, Mapping.parse(row.text))


def install(connection: Connection, text: str, by: str, at: int) -> int:
    """Let a mapping hold from now on and return its number; what is stored stays as it is.

    Raises
    ------
    InputError
        The text is wrong; nothing was changed.
    """
    Mapping.parse(text)
    adding = insert(mappings).values(text=text, created=at, by=by).returning(mappings.c.id)
    return connection.execute(adding).scalar_one()


def versions(connection: Connection) -> list[Version]:
    """Return all versions, newest first."""
    query = select(mappings.c.id, mappings.c.created, mappings.c.by).order_by(mappings.c.id.desc())
    return [Version(*row) for row in connection.execute(query)]


def text_of(connection: Connection, number: int, lang: Lang = "de") -> str:
    """Return the text of a version; 0 is the default in a language.

    Raises
    ------
    OptionInvalid
        There is no such version.
    """
    if number == 0:
        return default_text(lang)
    text = connection.execute(select(mappings.c.text).where(mappings.c.id == number)).scalar()
    if text is None:
        known = [version.number for version in versions(connection)]
        raise OptionInvalid(
            "There is no such version of the mapping",
            expected=", ".join(map(str, [*known, 0])),
            got=str(number),
            where="version",
        )
    return text


def key_channels(connection: Connection) -> dict[str, str]:
    """Return the channel that a source's write keys declare, where they all declare the same."""
    query = select(keys.c.source, keys.c.channel).where(keys.c.kind == "write").distinct()
    found: dict[str, set[str | None]] = {}
    for source, channel in connection.execute(query):
        found.setdefault(source or "", set()).add(channel)
    return {source: one for source, several in found.items() if len(several) == 1 for one in several if one}
