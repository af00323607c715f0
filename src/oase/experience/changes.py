"""What changed: fulfilment of the latest weeks against the weeks before, touchpoint by touchpoint."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake import Answers
from oase.stats import benjamini_hochberg, difference, net_share

__all__ = ["Change", "changes"]

_DAY = 86_400_000_000
FEWEST = 30
"""Answers needed on each side for a comparison."""


class Change(NamedTuple):
    """How the fulfilment of one touchpoint has changed.

    Parameters
    ----------
    touchpoint : str
    before, now : float
        Share exceeded minus share missed, in the weeks before and in the latest.
    low, high : float
        Ends of the 90 % interval of the difference.
    answers_before, answers : int
    q : float
        Share of false finds to be expected among all that are at least as clear (both directions counted).
    """

    touchpoint: str
    before: float
    now: float
    low: float
    high: float
    answers_before: int
    answers: int
    q: float


def changes(answers: Answers, *, end: int, days: int = 28) -> list[Change]:
    """Compare the last days up to a moment with as many before, for answers about the own brand.

    The difference of two net shares has a MOVER interval (Zou & Donner 2008); over all touchpoints the false
    discovery rate is controlled (Benjamini & Hochberg 1995). Answers count as independent: a person seldom
    judges the same touchpoint twice within weeks.

    Parameters
    ----------
    answers : Answers
        In long form, with times.
    end : int
        First moment that does not count any more, microseconds since 1970, UTC.
    days : int

    Returns
    -------
    list of Change
        Clearest first; touchpoints with fewer than 30 answers on a side are left out.
    """
    table = answers.table
    if answers.form != "long" or not {"at", "answer"} <= set(table.column_names):
        return []
    now = _counts(table, answers.own, end - days * _DAY, end)
    before = _counts(table, answers.own, end - 2 * days * _DAY, end - days * _DAY)
    both = sorted(name for name in now if name in before and min(now[name].n, before[name].n) >= FEWEST)
    found: list[tuple[Change, float]] = []
    for name in both:
        new, old = (
            net_share(one.counts[2], one.counts[0], one.counts.sum()) for one in (now[name], before[name])
        )
        told = difference(new, old)
        p = min(1.0, 2 * min(told.p_above, told.p_below))
        old_value, new_value, low, high = map(float, (old.value, new.value, told.low, told.high))
        earlier, lately = before[name].n, now[name].n
        found.append((Change(name, old_value, new_value, low, high, earlier, lately, 1.0), p))
    q = benjamini_hochberg([p for _, p in found])
    told_all = [change._replace(q=float(one)) for (change, _), one in zip(found, q, strict=True)]
    return sorted(
        told_all, key=lambda change: (change.q, -abs(change.now - change.before), change.touchpoint)
    )


class _Side(NamedTuple):
    """Missed, met and exceeded of one side, as many as they are worth, and how many answers there are."""

    counts: NDArray[np.float64]
    n: int


def _counts(table: pa.Table, own: str | None, start: int, end: int) -> dict[str, _Side]:
    """Return missed, met and exceeded per touchpoint within a time.

    Answers with weights are worth as many as Kish's n (1965) says.
    """
    at = table["at"]
    keep = pc.and_(pc.greater_equal(at, start), pc.less(at, end))
    if "brand" in table.column_names:
        brand = pc.cast(table["brand"], pa.string())
        keep = pc.and_(keep, pc.or_kleene(pc.is_null(brand), pc.equal(brand, pa.scalar(own, pa.string()))))
    if "facet" in table.column_names:
        keep = pc.and_(keep, pc.is_null(table["facet"]))
    part = table.filter(pc.and_(keep, pc.is_valid(table["answer"])))
    weight = np.ones(len(part))
    if "weight" in part.column_names:
        weight = pc.fill_null(pc.cast(part["weight"], pa.float64()), 1.0).to_numpy()
    grouped = (
        pa.table(
            {
                "touchpoint": pc.cast(part["touchpoint"], pa.string()),
                "answer": part["answer"],
                "weight": weight,
                "square": weight**2,
            }
        )
        .group_by(["touchpoint", "answer"])
        .aggregate([("weight", "sum"), ("square", "sum"), ([], "count_all")])
    )
    sums: dict[str, NDArray[np.float64]] = {}
    for row in grouped.to_pylist():
        held = sums.setdefault(row["touchpoint"], np.zeros((3, 3)))
        held[:, row["answer"] + 1] += (row["weight_sum"], row["square_sum"], row["count_all"])
    return {
        name: _Side(weights * (weights.sum() / squares.sum()), int(many.sum()))
        for name, (weights, squares, many) in sums.items()
        if squares.sum() > 0
    }
