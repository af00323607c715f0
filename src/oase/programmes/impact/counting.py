"""Counting: what a period holds, with every denominator, and the histories of its items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from oase.programmes.impact.events import FIXED, Done, done_until, grams_between
from oase.programmes.impact.factors import basis_of
from oase.programmes.impact.formula import programme_of
from oase.programmes.impact.histories import Histories, Past, put_together, read_back, told
from oase.programmes.impact.period import Period
from oase.programmes.tables import cases

__all__ = ["Counted", "ProgrammeCount", "counted", "restored", "stored"]


class ProgrammeCount(NamedTuple):
    """How often something was done, how often it came off, and for how many there is a factor."""

    all: int = 0
    done: int = 0
    unknown: int = 0
    reckoned: int = 0


class Counted(NamedTuple):
    """What a period holds.

    Attributes
    ----------
    programmes : mapping of str to ProgrammeCount
        By way of repair, and ``resale``.
    open : int
        Repairs begun before the end of the period and not ended: not counted.
    grams : mapping of str to int
        By fate of what was taken back.
    histories : Histories
    """

    programmes: Mapping[str, ProgrammeCount]
    open: int
    grams: Mapping[str, int]
    histories: Histories

    @property
    def repairs(self) -> ProgrammeCount:
        """All repairs together."""
        return _sum(one for name, one in self.programmes.items() if name != "resale")

    @property
    def resold(self) -> ProgrammeCount:
        """All resales."""
        return self.programmes.get("resale", ProgrammeCount())

    @property
    def everything(self) -> ProgrammeCount:
        """Repairs and resales together."""
        return _sum(self.programmes.values())


def counted(connection: Connection, of: Period) -> Counted:
    """Return what a period holds.

    Parameters
    ----------
    connection : Connection
    of : Period
    """
    every = done_until(connection, of.ends)
    inside = [one for one in every if one.at >= of.begins]
    return Counted(
        _programmes(inside),
        _open(connection, of),
        grams_between(connection, of.begins, of.ends),
        put_together(_by_item(every, of.begins)),
    )


def stored(one: Counted) -> dict[str, Any]:
    """Return what was counted as plain values, to be kept with a claim."""
    return {
        "programmes": {name: list(count) for name, count in sorted(one.programmes.items())},
        "open": one.open,
        "grams": dict(one.grams),
        "histories": told(one.histories),
    }


def restored(kept: Mapping[str, Any]) -> Counted:
    """Return what was counted from what was kept."""
    programmes = {name: ProgrammeCount(*count) for name, count in kept["programmes"].items()}
    return Counted(programmes, kept["open"], kept["grams"], read_back(kept["histories"]))


def _programmes(inside: Iterable[Done]) -> dict[str, ProgrammeCount]:
    found: dict[str, ProgrammeCount] = {}
    for one in inside:
        name = programme_of(one.happening)
        is_done = one.happening.kind == "resale" or one.outcome == FIXED
        counts = (1, is_done, one.outcome == "Unknown", basis_of(one.garment) is not None)
        held = found.get(name, ProgrammeCount())
        found[name] = ProgrammeCount(*(a + int(b) for a, b in zip(held, counts, strict=True)))
    return found


def _by_item(every: Iterable[Done], begins: int) -> Iterable[tuple[str, list[Past]]]:
    """Return the history of each thing that has figures; things without a number stand alone."""
    items: dict[int, tuple[str, list[Past]]] = {}
    alone: list[tuple[str, list[Past]]] = []
    for one in every:
        if basis_of(one.garment) is None:
            continue
        past = Past(one.happening, one.at >= begins)
        if one.item is None:
            alone.append((one.garment, [past]))
        else:
            items.setdefault(one.item, (one.garment, []))[1].append(past)
    return [*items.values(), *alone]


def _open(connection: Connection, of: Period) -> int:
    query = (
        select(func.count())
        .select_from(cases)
        .where(
            cases.c.kind.in_(("repair", "guarantee")),
            cases.c.opened < of.ends,
            cases.c.ended.is_(None) | (cases.c.ended >= of.ends),
        )
    )
    return connection.execute(query).scalar_one()


def _sum(counts: Iterable[ProgrammeCount]) -> ProgrammeCount:
    rows = list(counts)
    return ProgrammeCount(*(sum(column) for column in zip(*rows, strict=True))) if rows else ProgrammeCount()
