"""The registry of touchpoints as people edit it; every change is kept and can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from oase.db.schema import touchpoints as registry
from oase.db.versions import bump
from oase.errors import OptionInvalid, nearest
from oase.experience.inventory.tables import changes
from oase.experience.inventory.touchpoint import FIELDS, LONGEST, Touchpoint, checked

__all__ = ["Change", "add", "change", "find", "history", "touchpoints", "undo"]

_encode = msgspec.json.Encoder().encode
_NULLABLE = ("channel", "phase")  # empty in the registry means: contacts may still say it


class Change(NamedTuple):
    """One change of a touchpoint: only the fields that differ; ``before`` is None where it was new."""

    id: int
    touchpoint: str
    at: int
    who: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


def touchpoints(connection: Connection) -> list[Touchpoint]:
    """Return the inventory, in the order in which the house met them."""
    return [_read(row) for row in connection.execute(select(registry).order_by(registry.c.id)).mappings()]


def find(connection: Connection, name: str) -> Touchpoint:
    """Return one touchpoint.

    Raises
    ------
    OptionInvalid
        There is none of that name; the nearest names are offered.
    """
    row = connection.execute(select(registry).where(registry.c.name == name)).mappings().one_or_none()
    if row is None:
        near = nearest(name, connection.scalars(select(registry.c.name)).all())
        raise OptionInvalid(
            "There is no such touchpoint",
            expected="the name of one in the inventory",
            got=repr(name[:100]),
            where="name",
            todo=f"did you mean {near[0]!r}?" if near else None,
        )
    return _read(row)


def add(connection: Connection, name: str, fields: Mapping[str, Any], *, who: str, now: int) -> Touchpoint:
    """Add a touchpoint that no contact has named yet: one of others, or one that is missing.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    name : str
    fields : mapping
        Some of ``FIELDS``.
    who : str
        Name of who adds it.
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        It is there already, has no name or too long a one, or a field cannot be kept.
    """
    said = name.strip()
    if not 0 < len(said) <= LONGEST or not said.isprintable():
        raise OptionInvalid(
            "A touchpoint needs a name",
            expected=f"1 to {LONGEST} printable characters",
            got=repr(said[:100]),
            where="name",
        )
    names = _names(connection)
    if said in names:
        raise OptionInvalid(
            "There is a touchpoint of that name", expected="another name", got=repr(said), where="name"
        )
    kept = checked(fields, names, said)
    connection.execute(insert(registry).values(name=said, created=now, updated=now, **_stored(kept)))
    _note(connection, said, who, now, None, kept)
    return find(connection, said)


def change(connection: Connection, name: str, fields: Mapping[str, Any], *, who: str, now: int) -> Touchpoint:
    """Change some fields of a touchpoint; what is as it was leaves no trace. Parameters as for ``add``."""
    before = find(connection, name)
    kept = checked(fields, _names(connection), name)
    differing = {key: value for key, value in kept.items() if getattr(before, key) != value}
    if not differing:
        return before
    connection.execute(
        update(registry).where(registry.c.name == name).values(updated=now, **_stored(differing))
    )
    _note(connection, name, who, now, {key: getattr(before, key) for key in differing}, differing)
    return find(connection, name)


def history(connection: Connection, name: str, most: int = 50) -> list[Change]:
    """Return the changes of a touchpoint, the newest first."""
    query = select(changes).where(changes.c.touchpoint == name).order_by(changes.c.id.desc()).limit(most)
    return [_change(row) for row in connection.execute(query)]


def undo(connection: Connection, number: int, *, who: str, now: int) -> Touchpoint:
    """Set the fields of a change back to what they were before it; that is a change, too.

    Raises
    ------
    OptionInvalid
        There is no such change, or it added the touchpoint.
    """
    row = connection.execute(select(changes).where(changes.c.id == number)).one_or_none()
    found = None if row is None else _change(row)
    if found is None or found.before is None:
        raise OptionInvalid(
            "This cannot be undone", expected="a change of a touchpoint", got=str(number), where="change"
        )
    return change(connection, found.touchpoint, found.before, who=who, now=now)


def _names(connection: Connection) -> frozenset[str]:
    return frozenset(connection.scalars(select(registry.c.name)))


def _note(
    connection: Connection,
    name: str,
    who: str,
    now: int,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> None:
    told = {"before": _encode(before).decode(), "after": _encode(after).decode()}
    connection.execute(insert(changes).values(touchpoint=name, at=now, who=who, **told))
    bump(connection, "service")


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(fields)
    if "loop" in stored:
        stored["loop"] = _encode(stored["loop"]).decode()
    stored |= {name: int(stored[name]) for name in ("downstream", "asked") if name in stored}
    return stored | {name: stored[name] or None for name in _NULLABLE if name in stored}


def _read(row: Mapping[Any, Any]) -> Touchpoint:
    fields: dict[str, Any] = {name: row[name] for name in (*FIELDS, "name", "created", "updated")}
    fields |= {name: row[name] or "" for name in _NULLABLE}
    fields |= {name: bool(row[name]) for name in ("downstream", "asked")}
    fields["loop"] = msgspec.json.decode(row["loop"], type=dict[str, str])
    return Touchpoint(**fields)


def _change(row: Any) -> Change:
    before, after = msgspec.json.decode(row.before), msgspec.json.decode(row.after)
    return Change(row.id, row.touchpoint, row.at, row.who, before, after)
