"""Plays in warm memory: all versions are kept, the newest of a name holds; before it, what came along."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from oase.db.versions import bump
from oase.decisions.plays.play import Play
from oase.decisions.plays.reading import parse
from oase.decisions.tables import plays
from oase.errors import OptionInvalid

__all__ = ["BUILT_IN", "Version", "default_texts", "history", "live_plays", "newest", "save", "switch"]

BUILT_IN = "Oase"
"""Who wrote the plays that came along."""


class Version(NamedTuple):
    """A version of a play.

    Parameters
    ----------
    number : int
        Ascending over all plays; 0 for what came along.
    name, text : str
    at : int or None
        Microseconds since 1970, UTC; None for what came along.
    who : str
    is_live : bool
        Whether it was switched on with it.
    """

    number: int
    name: str
    text: str
    at: int | None
    who: str
    is_live: bool

    @property
    def play(self) -> Play:
        """The play that the text describes."""
        return _parsed(self.text, self.number)


@cache
def default_texts() -> dict[str, str]:
    """Return the texts of the plays that come along, by name."""
    folder = resources.files("oase.decisions.plays") / "defaults"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda one: one.name
    )
    texts = [file.read_text("utf-8") for file in files]
    return {parse(text).name: text for text in texts}


def newest(connection: Connection) -> list[Version]:
    """Return the version that holds of every play, switched on or off, by name."""
    found = {
        name: Version(0, name, text, None, BUILT_IN, is_live=True) for name, text in default_texts().items()
    }
    for row in connection.execute(select(plays).order_by(plays.c.version)):
        found[row.name] = Version(*row)
    return [found[name] for name in sorted(found)]


def live_plays(connection: Connection) -> list[Play]:
    """Return the plays that are switched on; read again when ``version(connection, "plays")`` has changed."""
    return [one.play for one in newest(connection) if one.is_live]


def history(connection: Connection, name: str) -> list[Version]:
    """Return all versions of a play, the newest first; what came along is the last."""
    rows = connection.execute(select(plays).where(plays.c.name == name).order_by(plays.c.version.desc()))
    found = [Version(*row) for row in rows]
    if name in default_texts():
        found.append(_came_along(name))
    return found


def save(connection: Connection, text: str, *, who: str, now: int, is_live: bool) -> Play:
    """Keep a new version of a play.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    text : str
    who : str
        Name of who saves it.
    now : int
        Microseconds since 1970, UTC.
    is_live : bool
        Whether it holds from now on.

    Raises
    ------
    PlayInvalid
        The text is wrong; nothing was kept.
    """
    name = parse(text).name
    row = {"name": name, "text": text, "at": now, "who": who, "is_live": is_live}
    number = connection.execute(insert(plays).values(row).returning(plays.c.version)).scalar_one()
    bump(connection, "plays")
    return parse(text, version=number)


def switch(connection: Connection, name: str, *, who: str, now: int, is_live: bool) -> Play:
    """Switch a play on or off: the same text as a new version; parameters as ``save``.

    Raises
    ------
    OptionInvalid
        There is no such play.
    """
    held = history(connection, name)
    if not held:
        known = [one.name for one in newest(connection)]
        raise OptionInvalid("There is no such play", expected=", ".join(known), got=repr(name))
    return save(connection, held[0].text, who=who, now=now, is_live=is_live)


def _came_along(name: str) -> Version:
    return Version(0, name, default_texts()[name], None, BUILT_IN, is_live=True)


@cache
def _parsed(text: str, number: int) -> Play:
    return parse(text, version=number)
