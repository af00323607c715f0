"""Sets of factors in the database: added under a number, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.impact.factors import (
    METHODS,
    Factor,
    Factors,
    Method,
    checked,
    digest_of,
    shipped,
)
from oase.programmes.tables import impact_factors, impact_versions

__all__ = ["Version", "add", "as_method", "current", "every", "get", "kept"]

NEEDED = frozenset(name for name, one in shipped().table.items() if one.kind != "context")
_LONGEST_NOTE = 500


class Version(NamedTuple):
    """One set of factors as the list of versions shows it."""

    version: int
    made: int
    who: str
    note: str
    method: str
    digest: str


def current(connection: Connection) -> Factors:
    """Return the newest set of the house; what comes with Oase where there is none."""
    newest = connection.execute(select(func.max(impact_versions.c.version))).scalar()
    return shipped() if newest is None else get(connection, newest)


def get(connection: Connection, version: int) -> Factors:
    """Return one set.

    Raises
    ------
    OptionInvalid
        There is none under that number.
    """
    head = connection.execute(
        select(impact_versions).where(impact_versions.c.version == version)
    ).one_or_none()
    if head is None and version == shipped().version:
        return shipped()
    if head is None:
        raise OptionInvalid("No such version of factors", got=str(version), where="version")
    rows = connection.execute(select(impact_factors).where(impact_factors.c.version == version)).mappings()
    found = {row["name"]: _factor(row) for row in rows}
    order = [name for name in shipped().table if name in found]
    table = {name: found[name] for name in [*order, *sorted(found.keys() - set(order))]}
    return Factors(version, as_method(head.method), table, digest_of(head.method, table.values()))


def every(connection: Connection) -> list[Version]:
    """Return all sets that are kept, newest first; empty before the first was needed."""
    rows = connection.execute(select(impact_versions).order_by(impact_versions.c.version.desc()))
    return [Version(*row) for row in rows]


def kept(connection: Connection, *, who: str, now: int) -> Factors:
    """Return the newest set, and put what comes with Oase down as the first where there is none."""
    if connection.execute(select(func.max(impact_versions.c.version))).scalar() is None:
        first = shipped()
        _write(connection, first, who=who, now=now, note="")
    return current(connection)


def add(
    connection: Connection,
    changed: Iterable[Factor] = (),
    *,
    who: str,
    now: int,
    note: str,
    method: Method | None = None,
) -> Factors:
    """Add a set: the newest with some factors in other words, figures or ranges.

    Parameters
    ----------
    connection : Connection
        In the writing transaction.
    changed : iterable of Factor
        Each with its own source; a name that is new is added.
    who, note : str
        Who changes it and why; the reason is kept with the version.
    now : int
    method : str, optional
        Which is published from now on.

    Raises
    ------
    OptionInvalid
        A factor cannot be drawn from, no reason is said, or nothing is different.
    """
    if not note.strip() or len(note) > _LONGEST_NOTE:
        raise OptionInvalid(
            "A new version says why it is needed", expected=f"1 to {_LONGEST_NOTE} signs", where="note"
        )
    held = kept(connection, who=who, now=now)
    chosen = as_method(method or held.method)
    table = {**held.table, **{one.name: checked(one) for one in changed}}
    digest = digest_of(chosen, table.values())
    if digest == held.digest:
        raise OptionInvalid("Nothing is different from the newest version", where="factors")
    made = Factors(held.version + 1, chosen, table, digest)
    _write(connection, made, who=who, now=now, note=note.strip())
    return made


def as_method(name: str) -> Method:
    """Return a method by its name, or say that there is none such."""
    for one in METHODS:
        if one == name:
            return one
    raise OptionInvalid("No such method", expected=", ".join(METHODS), got=name, where="method")


def _write(connection: Connection, one: Factors, *, who: str, now: int, note: str) -> None:
    head = {"version": one.version, "made": now, "who": who, "note": note}
    connection.execute(insert(impact_versions).values(**head, method=one.method, digest=one.digest))
    rows = [
        {**factor._asdict(), "version": one.version, "caveat": msgspec.json.encode(factor.caveat).decode()}
        for factor in one.table.values()
    ]
    connection.execute(insert(impact_factors), rows)
    bump(connection, "programmes")


def _factor(row: Mapping[Any, object]) -> Factor:
    told = {name: row[name] for name in Factor._fields if name != "caveat"}
    return msgspec.convert(
        [*told.values(), msgspec.json.decode(str(row["caveat"]), type=dict[str, str])], Factor
    )
