"""Tours: a name in each language, what it is about, and whether it is planned, under way or over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.tables import tours

__all__ = ["LONGEST", "Tour", "TourDraft", "TourState", "change", "create", "every", "get", "set_state"]

TourState = Literal["planned", "live", "ended"]
LONGEST = 1_000
"""Characters of what a tour is about; its name has 120."""

_LONGEST_NAME = 120


class TourDraft(NamedTuple):
    """What is said of a tour; texts by language, of which one at least is there."""

    name: Mapping[str, str]
    about: Mapping[str, str] = {}
    measure: int | None = None


class Tour(NamedTuple):
    """A tour as it stands."""

    id: int
    name: dict[str, str]
    about: dict[str, str]
    measure: int | None
    state: TourState
    created: int
    who: str

    def called(self, lang: str) -> str:
        """Return its name in a language, or in the one that there is."""
        return self.name.get(lang) or next(iter(self.name.values()))

    def told(self, lang: str) -> str:
        """Return what it is about, in a language or in the one that there is."""
        return self.about.get(lang) or next(iter(self.about.values()), "")


def create(connection: Connection, draft: TourDraft, *, who: str, now: int) -> Tour:
    """Write down a tour; it is planned until it is said to be live.

    Raises
    ------
    OptionInvalid
        Without a name, or too long.
    """
    row = {**_checked(draft), "state": "planned", "created": now, "who": who}
    made = connection.execute(insert(tours).values(row).returning(tours)).one()
    bump(connection, "programmes")
    return _read(made)


def change(connection: Connection, number: int, draft: TourDraft) -> Tour:
    """Say anew what a tour is."""
    get(connection, number)
    connection.execute(update(tours).where(tours.c.id == number).values(**_checked(draft)))
    bump(connection, "programmes")
    return get(connection, number)


def set_state(connection: Connection, number: int, state: str) -> Tour:
    """Put a tour live, end it, or plan it again; customers see only stops of live ones."""
    if state not in get_args(TourState):
        raise OptionInvalid(
            "A tour has no such state", expected=", ".join(get_args(TourState)), got=state, where="state"
        )
    get(connection, number)
    connection.execute(update(tours).where(tours.c.id == number).values(state=state))
    bump(connection, "programmes")
    return get(connection, number)


def get(connection: Connection, number: int) -> Tour:
    """Return a tour.

    Raises
    ------
    OptionInvalid
        There is none of that number.
    """
    row = connection.execute(select(tours).where(tours.c.id == number)).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such tour", expected="the number of one", got=str(number))
    return _read(row)


def every(connection: Connection) -> list[Tour]:
    """Return all tours, the newest first."""
    return [_read(row) for row in connection.execute(select(tours).order_by(tours.c.id.desc()))]


def _checked(draft: TourDraft) -> dict[str, Any]:
    name = _texts(draft.name, "name", _LONGEST_NAME)
    if not name:
        raise OptionInvalid("A tour needs a name", expected="a name", got="none", where="name")
    about = _texts(draft.about, "about", LONGEST)
    told = {"name": msgspec.json.encode(name).decode(), "about": msgspec.json.encode(about).decode()}
    return {**told, "measure": draft.measure}


def _texts(told: Mapping[str, str], where: str, most: int) -> dict[str, str]:
    kept = {lang: text.strip() for lang, text in told.items() if text.strip()}
    for text in kept.values():
        if len(text) > most:
            raise OptionInvalid(
                "A text is too long", expected=f"{most} characters at most", got=str(len(text)), where=where
            )
    return kept


def _read(row: Row[Any]) -> Tour:
    name = msgspec.json.decode(row.name, type=dict[str, str])
    about = msgspec.json.decode(row.about, type=dict[str, str])
    return Tour(row.id, name, about, row.measure, row.state, row.created, row.who)
