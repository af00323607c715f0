"""Shares of what was fixed, always of all repairs and of those whose outcome is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from sqlalchemy import Connection, func, select

from oase.programmes.tables import repair_records as records
from oase.programmes.tables import repair_summaries as summaries
from oase.stats import Interval, share

__all__ = ["By", "Figure", "barriers", "figures", "of_summary", "summed"]

By = Literal["data_provider", "product_category", "country", "year"]


class Figure(NamedTuple):
    """How the repairs of a group ended.

    Examples
    --------
    >>> textile = Figure("Textile", fixed=51_781, repairable=2_577, end_of_life=2_219, unknown=2_080)
    >>> textile.all, round(textile.of_all.value, 3), textile.known, round(textile.of_known.value, 3)
    (58657, 0.883, 56577, 0.915)
    """

    group: str
    fixed: int
    repairable: int
    end_of_life: int
    unknown: int

    @property
    def all(self) -> int:
        """All repairs that were tried."""
        return self.fixed + self.repairable + self.end_of_life + self.unknown

    @property
    def known(self) -> int:
        """Those whose outcome is known."""
        return self.all - self.unknown

    @property
    def of_all(self) -> Interval | None:
        """Share fixed of all, with its Wilson interval; None of none."""
        return share(self.fixed, self.all) if self.all else None

    @property
    def of_known(self) -> Interval | None:
        """Share fixed of those with a known outcome, with its Wilson interval; None of none."""
        return share(self.fixed, self.known) if self.known else None


def figures(connection: Connection, by: By = "data_provider", *, source: str | None = None) -> list[Figure]:
    """Return figures of the records, the largest group first.

    Parameters
    ----------
    connection : Connection
    by : {"data_provider", "product_category", "country", "year"}
        The category is the provider's own where the standard has none.
    source : str, optional
        Of one file only.
    """
    group = {
        "data_provider": records.c.data_provider,
        "product_category": func.coalesce(
            func.nullif(records.c.product_category, ""), records.c.partner_product_category
        ),
        "country": records.c.country,
        "year": func.substr(records.c.event_date, 1, 4),
    }[by]
    query = select(group, records.c.repair_status, func.count())
    if source is not None:
        query = query.where(records.c.source == source)
    rows = connection.execute(query.group_by(group, records.c.repair_status))
    return _grouped((name, status, n) for name, status, n in rows)


def of_summary(
    connection: Connection,
    source: str,
    by: Literal["data_provider", "product_category"] = "product_category",
    *,
    category: str | None = None,
) -> list[Figure]:
    """Return figures of one summary, the largest group first; summaries of several releases overlap.

    Parameters
    ----------
    connection : Connection
    source : str
        Name of its file.
    by : {"data_provider", "product_category"}
    category : str, optional
        Of one category only.
    """
    column = summaries.c[by]
    query = select(column, summaries.c.repair_status, func.sum(summaries.c.total))
    query = query.where(summaries.c.source == source)
    if category is not None:
        query = query.where(summaries.c.product_category == category)
    rows = connection.execute(query.group_by(column, summaries.c.repair_status))
    return _grouped((name, status, n) for name, status, n in rows)


def summed(rows: Iterable[Figure], name: str = "") -> Figure:
    """Return several groups as one.

    Examples
    --------
    >>> summed([Figure("a", 1, 0, 0, 1), Figure("b", 2, 1, 0, 0)])
    Figure(group='', fixed=3, repairable=1, end_of_life=0, unknown=1)
    """
    parts = list(rows)
    columns = ("fixed", "repairable", "end_of_life", "unknown")
    return Figure(name, *(sum(getattr(one, column) for one in parts) for column in columns))


def barriers(connection: Connection) -> list[tuple[str, int]]:
    """Return what prevented repairs, the most frequent first; empty where nobody said."""
    query = select(records.c.repair_barrier, func.count()).where(records.c.repair_status == "End of life")
    rows = connection.execute(query.group_by(records.c.repair_barrier))
    return sorted(((name, n) for name, n in rows), key=lambda pair: (-pair[1], pair[0]))


_PLACES = {"Fixed": 0, "Repairable": 1, "End of life": 2, "Unknown": 3}


def _grouped(rows: Iterable[tuple[str, str, int]]) -> list[Figure]:
    counted: dict[str, list[int]] = {}
    for name, status, n in rows:
        counted.setdefault(name, [0, 0, 0, 0])[_PLACES[status]] += n
    found = [Figure(name, *counts) for name, counts in counted.items()]
    return sorted(found, key=lambda one: (-one.all, one.group))
