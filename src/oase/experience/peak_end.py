"""Peak and end: whether the best, the worst or the last moment goes with what is said about the whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, ColumnMissing
from oase.experience.tabular import Tabular
from oase.lake.kernels.moments import GROUPS, person_groups
from oase.stats import correlations, group_count, jackknife, least_squares, lmg, merge_groups

__all__ = ["FEWEST_MOMENTS", "PARTS", "PeakEnd", "peak_end"]

PARTS = ("mean", "max", "min", "last")
"""What of a journey's moments enters."""

FEWEST_MOMENTS = 3
"""Of fewer moments the mean follows from the best and the worst."""

_SCHEMA = pa.schema(
    [
        ("part", pa.string()),
        ("share", pa.float64()),  # of R²
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("lmg", pa.float64()),
        ("coefficient", pa.float64()),
        ("coefficient_low", pa.float64()),
        ("coefficient_high", pa.float64()),
        ("r2", pa.float64()),
    ]
)

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PeakEnd(Tabular):
    """Shares of association of mean, best, worst and last moment with the judgement of the whole.

    Parameters
    ----------
    table : Arrow table
        part, share of R² (LMG) and coefficient of least squares, each with its 90 % interval, r2.
    journeys : int
        Journeys it rests on.
    too_short : int
        Journeys with fewer than three moments, left out.
    persons : int
    """

    table: pa.Table
    journeys: int
    too_short: int
    persons: int

    def __repr__(self) -> str:
        """Return the parts as a small table."""
        lines = [f"  {row['part']:<5} {row['share']:6.1%}" for row in self.rows()]
        return "\n".join([f"Peak and end, {self.journeys} journeys", *lines])


class _Columns(NamedTuple):
    journey: NDArray[np.int64]
    at: _Floats
    value: _Floats
    outcome: _Floats
    person: pa.Array


def peak_end(
    moments: Any,
    *,
    journey: str = "journey",
    at: str = "at",
    value: str = "value",
    outcome: str = "outcome",
    person: str | None = None,
) -> PeakEnd:
    """Share out R² of the judgement of a journey among the mean, best, worst and last of its moments.

    Kahneman, Fredrickson, Schreiber & Redelmeier 1993: people remember the peak and the end. Whether yours
    do is seen here: ``outcome ~ mean + max + min + last``, shares by LMG (Lindeman, Merenda & Gold 1980),
    intervals by the jackknife over groups of persons. Shares of association, not effects.

    Parameters
    ----------
    moments : table
        One row a moment: Arrow, pandas, Polars or a dict of columns.
    journey, at, value : str
        Columns that name the journey, the time or place in order, and the rating of the moment.
    outcome : str
        Column of the judgement of the whole; the same in all rows of a journey.
    person : str, optional
        Column of the person, where one has several journeys.

    Raises
    ------
    ColumnMissing
        A column is not there.
    AnswersUnusable
        No journey has three moments, or nothing varies.

    Examples
    --------
    Six journeys of three moments; what was said about the whole is what the last moment was:

    >>> ratings = [1, 5, 2, 3, 2, 5, 4, 4, 1, 5, 3, 4, 2, 1, 3, 4, 5, 1]
    >>> journeys = {"journey": [k // 3 for k in range(18)], "at": [1, 2, 3] * 6, "value": ratings,
    ...             "outcome": [ratings[k // 3 * 3 + 2] for k in range(18)]}
    >>> peak_end(journeys).rows()[0]["part"]
    'last'
    """
    columns = _read(moments, journey, at, value, outcome, person)
    x, y, owner, too_short = _journeys(columns)
    if len(y) < len(PARTS) + 2:
        raise AnswersUnusable(
            "There are too few journeys",
            expected=f"{len(PARTS) + 2} or more with {FEWEST_MOMENTS} moments each",
            got=f"{len(y)}, and {too_short} with fewer moments",
        )
    group = person_groups(columns.person.take(pa.array(owner)))
    persons = len(pc.unique(columns.person.take(pa.array(owner))))
    table = _table(_grams(x, y, group), persons)
    return PeakEnd(table, len(y), too_short, persons)


def _table(grams: _Floats, persons: int) -> pa.Table:
    """Shares and coefficients on all journeys, and without each group of persons."""
    whole = correlations(grams.sum(0))
    flat = [name for place, name in enumerate(("outcome", *PARTS)) if np.isnan(whole[place]).all()]
    if flat:
        raise AnswersUnusable(f"The {flat[0]} does not vary", expected="values that differ", where=flat[0])
    parts = lmg(whole)
    shares = parts / parts.sum()
    groups = group_count(persons)
    share_ends, slope_ends = ([(math.nan, math.nan)] * len(PARTS) for _ in range(2))
    columns, target = [0, 2, 3, 4, 5], 1
    merged = merge_groups(grams, groups) if groups else grams
    slopes = least_squares(merged, columns, target, columns[1:])
    if groups:
        sizes = merged[:, 0, 0]
        without = lmg(correlations(merged.sum(0) - merged))
        without = without / without.sum(-1, keepdims=True)
        share_ends = [jackknife(float(shares[k]), without[:, k], sizes).ends() for k in range(len(PARTS))]
        slope_ends = [
            jackknife(float(slopes.full[k]), slopes.left_out[:, k], sizes).ends() for k in range(len(PARTS))
        ]
    rows = [
        {
            "part": name,
            "share": float(shares[k]),
            "low": _known(np.clip(share_ends[k][0], 0, 1)),
            "high": _known(np.clip(share_ends[k][1], 0, 1)),
            "lmg": float(parts[k]),
            "coefficient": _known(float(slopes.full[k])),
            "coefficient_low": _known(slope_ends[k][0]),
            "coefficient_high": _known(slope_ends[k][1]),
            "r2": float(parts.sum()),
        }
        for k, name in enumerate(PARTS)
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: -float(row["share"] or 0)), _SCHEMA)


def _journeys(columns: _Columns) -> tuple[_Floats, _Floats, NDArray[np.int64], int]:
    """Return mean, max, min and last of each journey, its judgement, a row of its person, those too short."""
    is_known = ~np.isnan(columns.value) & ~np.isnan(columns.at) & ~np.isnan(columns.outcome)
    rows = np.flatnonzero(is_known)
    rows = rows[np.lexsort((columns.at[rows], columns.journey[rows]))]
    held = columns.journey[rows]
    starts = np.flatnonzero(np.r_[True, held[1:] != held[:-1]]) if len(rows) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(rows)])
    if not len(starts):
        return np.zeros((0, len(PARTS))), np.zeros(0), np.empty(0, np.int64), 0
    values, said = columns.value[rows], columns.outcome[rows]
    differing = np.maximum.reduceat(said, starts) != np.minimum.reduceat(said, starts)
    if differing.any():
        raise AnswersUnusable(
            "A journey has several judgements",
            expected="the same outcome in all rows of a journey",
            got=f"{int(differing.sum())} journeys with more than one",
        )
    means = np.add.reduceat(values, starts) / sizes
    best, worst = np.maximum.reduceat(values, starts), np.minimum.reduceat(values, starts)
    last = starts + sizes - 1
    kept = sizes >= FEWEST_MOMENTS
    x = np.column_stack([means, best, worst, values[last]])[kept]
    return x, said[starts][kept], rows[starts][kept], int((~kept).sum())


def _grams(x: _Floats, y: _Floats, group: NDArray[np.uint8]) -> _Floats:
    """Return sums of products per group of persons: constant, outcome, parts; centred for precision."""
    design = np.column_stack([np.ones(len(y)), y - y.mean(), x - x.mean(0)])
    out = np.zeros((GROUPS, design.shape[1], design.shape[1]))
    for one in np.unique(group):
        part = design[group == one]
        out[one] = part.T @ part
    return out


def _read(moments: Any, journey: str, at: str, value: str, outcome: str, person: str | None) -> _Columns:
    table = _as_table(moments)
    asked = {"journey": journey, "at": at, "value": value, "outcome": outcome, "person": person}
    for role, name in asked.items():
        if name is not None and name not in table.column_names:
            raise ColumnMissing(name, table.column_names, role=role)
    codes = table[journey].combine_chunks().dictionary_encode().indices
    ids = table[person if person else journey].combine_chunks()
    if not pa.types.is_integer(ids.type):
        ids = pc.cast(ids, pa.string())
    place, rating, judged = (_numbers(table, name) for name in (at, value, outcome))
    return _Columns(pc.fill_null(codes, -1).to_numpy().astype(np.int64), place, rating, judged, ids)


def _as_table(moments: Any) -> pa.Table:
    try:
        return moments if isinstance(moments, pa.Table) else pa.table(moments)
    except (TypeError, pa.ArrowInvalid) as error:
        raise AnswersUnusable(
            "The moments are no table",
            expected="Arrow, pandas, Polars or a dict of columns",
            got=type(moments).__name__,
        ) from error


def _numbers(table: pa.Table, name: str) -> _Floats:
    column = table[name]
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
    try:
        return pc.fill_null(column.cast(pa.float64(), safe=False), np.nan).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise AnswersUnusable(
            "A column holds no numbers", expected="numbers", got=str(column.type), where=name
        ) from error


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
