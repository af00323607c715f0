"""What touchpoints cost, and how much of it goes where customers do not care (T3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.experience.inventory.registry import find
from oase.experience.inventory.tables import budgets
from oase.model import State

__all__ = ["Budget", "Spread", "add_budget", "budgets_of", "remove_budget", "spread"]

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_CENTS = 10**14
IRRELEVANT = (State.NEUTRAL,)
"""Neither exceeding nor missing goes with more or fewer purchases; what is open is not irrelevant."""


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what a touchpoint costs in a year."""

    id: int
    touchpoint: str
    year: int
    cents: int
    currency: str
    note: str
    who: str
    updated: int


class Spread(NamedTuple):
    """Where the money of a year goes, in cents: to touchpoints with a verdict, irrelevant ones, and the rest.

    ``unknown`` is what goes to touchpoints that customers have not judged (enough); it is in neither part of
    the share.
    """

    total: int
    irrelevant: int
    relevant: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Irrelevant among judged; None where no judged touchpoint costs anything."""
        judged = self.irrelevant + self.relevant
        return self.irrelevant / judged if judged else None


def budgets_of(connection: Connection, touchpoint: str | None = None) -> list[Budget]:
    """Return the lines of a touchpoint, or all: the latest year first."""
    query = select(budgets).order_by(budgets.c.year.desc(), budgets.c.touchpoint, budgets.c.id)
    if touchpoint is not None:
        query = query.where(budgets.c.touchpoint == touchpoint)
    return [Budget(**row) for row in connection.execute(query).mappings()]


def add_budget(
    connection: Connection, touchpoint: str, *, year: int, cents: int, note: str, who: str, now: int,
    currency: str = "EUR",
) -> None:  # fmt: skip
    """Write a line down.

    Raises
    ------
    OptionInvalid
        No such touchpoint, a year or an amount that there cannot be.
    """
    find(connection, touchpoint)
    if not FIRST_YEAR <= year <= LAST_YEAR or not 0 < cents <= MOST_CENTS:
        raise OptionInvalid(
            "The year or the amount cannot be",
            expected=f"a year from {FIRST_YEAR} to {LAST_YEAR} and an amount above 0",
            got=f"{year}: {cents / 100:,.2f}",
            where="budget",
        )
    row = {"touchpoint": touchpoint, "year": year, "cents": cents, "currency": currency}
    connection.execute(insert(budgets).values(**row, note=note.strip()[:500], who=who, updated=now))
    bump(connection, "service")


def remove_budget(connection: Connection, number: int) -> None:
    """Remove a line; one that is not there is none already."""
    connection.execute(delete(budgets).where(budgets.c.id == number))
    bump(connection, "service")


def spread(lines: Iterable[tuple[str, int]], states: Mapping[str, str]) -> Spread:
    """Return how a sum is spread over relevant and irrelevant touchpoints.

    Parameters
    ----------
    lines : iterable of (touchpoint, cents)
    states : mapping of touchpoint to state
        Verdicts of the house; a touchpoint without one, or an open one, is not known.

    Examples
    --------
    >>> found = spread([("Verpackung", 300), ("Beratung", 600), ("Plakat", 100)],
    ...                {"Verpackung": "neutral", "Beratung": "magic", "Plakat": "open"})
    >>> found.irrelevant, found.unknown, round(found.share, 3)
    (300, 100, 0.333)
    """
    sums = {"irrelevant": 0, "relevant": 0, "unknown": 0}
    for touchpoint, cents in lines:
        state = states.get(touchpoint, State.OPEN)
        kind = "unknown" if state == State.OPEN else "irrelevant" if state in IRRELEVANT else "relevant"
        sums[kind] += cents
    return Spread(sum(sums.values()), sums["irrelevant"], sums["relevant"], sums["unknown"])
