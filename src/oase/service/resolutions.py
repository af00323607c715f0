"""Resolutions of management, filed to the touchpoints at which customers meet them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from oase.db.schema import touchpoints
from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.tables import resolution_touchpoints, resolutions

__all__ = ["STATES", "Resolution", "change", "create", "every", "file", "get", "of_touchpoint"]

STATES = ("open", "done", "dropped")
_LONGEST_LINE, _LONGEST_TEXT = 200, 4_000


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """A resolution: what was decided when and by whom, and at which touchpoints customers meet it.

    Parameters
    ----------
    id : int
    title, text : str
    decided : date
    who : str
        Board, meeting or person.
    state : {"open", "done", "dropped"}
    created : int
        When it was written down, microseconds since 1970, UTC.
    touchpoints : tuple of str
        By name; empty for one that nobody has filed.
    """

    id: int
    title: str
    text: str
    decided: dt.date
    who: str
    state: Literal["open", "done", "dropped"]
    created: int
    touchpoints: tuple[str, ...] = ()


def create(
    connection: Connection,
    *,
    title: str,
    text: str,
    decided: dt.date,
    who: str,
    now: int,
    filed: Iterable[str] = (),
) -> Resolution:
    """Write a resolution down, and file it.

    Raises
    ------
    OptionInvalid
        No title, nobody who decided, too long, no such touchpoint.
    """
    values = {**_texts(title, text, who), "decided": decided, "state": "open", "created": now}
    made = insert(resolutions).values(**values).returning(resolutions.c.id)
    number = connection.execute(made).scalar_one()
    return file(connection, number, filed)


def change(
    connection: Connection, number: int, *, title: str, text: str, decided: dt.date, who: str, state: str
) -> Resolution:
    """Say anew what a resolution is, and what became of it; errors as ``create``."""
    get(connection, number)
    if state not in STATES:
        raise OptionInvalid("No such state", expected=", ".join(STATES), got=state, where="state")
    mine = update(resolutions).where(resolutions.c.id == number)
    connection.execute(mine.values(**_texts(title, text, who), decided=decided, state=state))
    bump(connection, "service")
    return get(connection, number)


def file(connection: Connection, number: int, filed: Iterable[str]) -> Resolution:
    """File a resolution to these touchpoints and no others.

    Raises
    ------
    OptionInvalid
        No such resolution, or a touchpoint that the house does not know; nothing was changed.
    """
    get(connection, number)
    names = list(dict.fromkeys(name.strip() for name in filed if name.strip()))
    known = set(connection.scalars(select(touchpoints.c.name).where(touchpoints.c.name.in_(names))))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise OptionInvalid(
            "There is no such touchpoint",
            expected="touchpoints of the inventory",
            got=", ".join(unknown),
            where="touchpoints",
        )
    connection.execute(delete(resolution_touchpoints).where(resolution_touchpoints.c.resolution == number))
    if names:
        rows = [{"resolution": number, "touchpoint": name} for name in names]
        connection.execute(insert(resolution_touchpoints), rows)
    bump(connection, "service")
    return get(connection, number)


def get(connection: Connection, number: int) -> Resolution:
    """Return a resolution; OptionInvalid where there is none of that number."""
    found = _read(connection, number)
    if not found:
        raise OptionInvalid("There is no such resolution", expected="the number of one", got=str(number))
    return found[0]


def every(connection: Connection) -> list[Resolution]:
    """Return all resolutions: open ones that nobody has filed first, then the newest."""
    return sorted(
        _read(connection),
        key=lambda one: (bool(one.touchpoints) or one.state == "dropped", -one.decided.toordinal(), -one.id),
    )


def of_touchpoint(connection: Connection, touchpoint: str) -> list[Resolution]:
    """Return the resolutions filed to a touchpoint, the newest first."""
    return [one for one in every(connection) if touchpoint in one.touchpoints]


def _read(connection: Connection, number: int | None = None) -> list[Resolution]:
    query, filed = select(resolutions), select(resolution_touchpoints)
    if number is not None:
        query = query.where(resolutions.c.id == number)
        filed = filed.where(resolution_touchpoints.c.resolution == number)
    names: dict[int, list[str]] = {}
    for row in connection.execute(filed.order_by(resolution_touchpoints.c.touchpoint)):
        names.setdefault(row.resolution, []).append(row.touchpoint)
    return [
        Resolution(**row, touchpoints=tuple(names.get(row["id"], ())))
        for row in connection.execute(query).mappings()
    ]


def _texts(title: str, text: str, who: str) -> dict[str, str]:
    values = {"title": title.strip(), "text": text.strip(), "who": who.strip()}
    for name in ("title", "who"):
        if not values[name]:
            raise OptionInvalid(
                f"A resolution has a {name}", expected="some words", got="nothing", where=name
            )
    for name, said in values.items():
        longest = _LONGEST_TEXT if name == "text" else _LONGEST_LINE
        if len(said) > longest:
            raise OptionInvalid(
                f"The {name} is too long",
                expected=f"at most {longest:,} characters",
                got=f"{len(said):,}",
                where=name,
            )
    return values
