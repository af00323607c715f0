"""Drivers: which touchpoints carry the association with the outcome, and in which direction."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, OptionInvalid
from oase.experience.gather import gather
from oase.experience.relevance import Relevance, wide_relevance
from oase.experience.study import check_answers, outcome_column
from oase.experience.tabular import Tabular
from oase.experience.voices import WideVoices
from oase.lake import Answers, read_answers
from oase.lake.kernels.moments import value_grams
from oase.stats import (
    LMG_MOST,
    correlations,
    group_count,
    jackknife,
    johnson,
    kind_of,
    lmg,
    merge_groups,
    normal_theory_errors,
)

__all__ = ["Drivers", "drivers"]

Matrix: TypeAlias = NDArray[np.float64]
_Shares: TypeAlias = Callable[[Matrix], Matrix]
_NORMAL_90 = 1.6448536269514722

_SCHEMA = pa.schema(
    [
        ("touchpoint", pa.string()),
        ("share", pa.float64()),  # of R²
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("lmg", pa.float64()),
        ("johnson", pa.float64()),
        ("reward", pa.float64()),
        ("penalty", pa.float64()),
        ("kind", pa.string()),
        ("r2", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Drivers(Tabular):
    """Shares of association, not effects; strongest first.

    Parameters
    ----------
    table : Arrow table
        touchpoint, share (of R²) with 90 % interval, lmg, johnson, reward, penalty, kind, r2.
    method : {"lmg", "johnson"}
        What ``share`` rests on: LMG up to 15 touchpoints, else Johnson's relative weights.
    complete_rows : int
        Rows used for the shares.
    """

    table: pa.Table
    method: str
    complete_rows: int

    def __repr__(self) -> str:
        """Return the shares as a small table."""
        lines = [
            f"  {row['touchpoint'][:40]:<40} {row['share']:6.1%} {row['kind'] or ''}" for row in self.rows()
        ]
        return "\n".join([f"Drivers by {self.method}, {self.complete_rows} complete rows", *lines])


def drivers(
    source: Any,
    *,
    n: int | None = None,
    touchpoints: Sequence[str] | None = None,
    outcome: str | None = None,
    negligible: float = 0.05,
    **columns: Any,
) -> Drivers:
    """Share out R² of the outcome among the touchpoints, and tell pleasing from avoiding displeasure.

    Parameters
    ----------
    source : Answers, anything `read_answers` takes (wide form), or a square matrix
        A correlation or covariance matrix needs ``n``; its names are those of its columns where it has them,
        else the outcome (first) and ``touchpoints``.
    n : int, optional
        Rows behind a matrix.
    touchpoints : sequence of str, optional
        Columns to look at.
    outcome : str, optional
        Column of the outcome.
    negligible : float
        Rewards and penalties within this margin count as none.
    **columns
        Further arguments of `read_answers`.

    Returns
    -------
    Drivers
        Intervals of 90 %: the jackknife over groups of persons; for a matrix the delta method.

    Notes
    -----
    LMG (Lindeman, Merenda & Gold 1980; Grömping 2006) up to 15 touchpoints, Johnson (2000) beside it and
    above. Ratings enter as they are, on complete rows. Reward and penalty are penalty–reward contrasts
    (Brandt 1987) on all rows, not-applicable being a level of its own.

    Examples
    --------
    >>> print(drivers([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]], n=100, touchpoints=["Shop", "App"]))
    Drivers by lmg, 100 complete rows
      Shop                                      76.8%
      App                                       23.2%
    """
    if n is not None:
        return _from_matrix(source, n, touchpoints, outcome)
    answers = (
        source
        if isinstance(source, Answers)
        else read_answers(source, touchpoints=touchpoints, outcome=outcome, **columns)
    )
    check_answers(answers)
    if answers.form != "wide":
        raise OptionInvalid(
            "Drivers need one row per person and survey",
            expected="answers in wide form, a column per touchpoint",
            got="long form",
            todo="read them with touchpoints=[…]",
        )
    return _from_rows(answers, touchpoints or answers.touchpoints, outcome, negligible)


def _from_rows(
    answers: Answers, touchpoints: Sequence[str], outcome: str | None, negligible: float
) -> Drivers:
    spoken, table = gather(answers, own=answers.own, competitors=None, order=None)
    voices = cast(WideVoices, spoken)
    y = pc.fill_null(table.column(outcome_column(table, outcome)).cast(pa.float64()), np.nan).to_numpy()
    is_own = np.ones(len(y), bool) if voices.brand is None else voices.brand == 0
    values = [table.column(name) for name in touchpoints]
    complete = ~np.isnan(y) & is_own
    for column in values:
        complete &= column.is_valid().to_numpy()
    rows = np.flatnonzero(complete)
    numbers = [pc.fill_null(column.cast(pa.int16()), 0).to_numpy() for column in values]
    sums = value_grams([y, *numbers], voices.persons.group, rows)
    whole = correlations(sums.sum(0))
    _check_spread(whole, len(rows), touchpoints)
    shares = _method(len(touchpoints))
    groups = group_count(len(rows))
    ends: list[tuple[float, float]] = [(math.nan, math.nan)] * len(touchpoints)
    if groups:
        merged = merge_groups(sums, groups)
        left_out = _relative(shares(correlations(merged.sum(0) - merged)))
        full = _relative(shares(whole[None]))[0]
        estimates = [jackknife(float(full[i]), left_out[:, i], merged[:, 0, 0]) for i in range(len(full))]
        ends = [estimate.ends() for estimate in estimates]
    effects = _effects(voices, y, np.flatnonzero(~np.isnan(y) & is_own))
    chosen = [effects.get(answers.touchpoints.index(name)) for name in touchpoints]
    return _table(whole, touchpoints, ends, chosen, len(rows), negligible)


def _effects(voices: WideVoices, y: NDArray[np.float64], rows: NDArray[np.int64]) -> dict[int, Relevance]:
    count = len(voices.touchpoints)
    beside = [[other for other in range(count) if other != t] for t in range(count)]
    found = wide_relevance(voices, y, [], before=beside, beside=beside, rows=rows)
    return {focus.touchpoint: relevance for focus, relevance in found}


def _from_matrix(source: Any, n: int, touchpoints: Sequence[str] | None, outcome: str | None) -> Drivers:
    labels = [str(name) for name in getattr(source, "columns", ())]
    matrix = np.asarray(source, np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 3:
        raise OptionInvalid(
            "The matrix is not square, or too small",
            expected="a correlation or covariance matrix of the outcome and at least two touchpoints",
            got=" × ".join(map(str, matrix.shape)),
        )
    if not labels:
        named = list(touchpoints) if touchpoints is not None else [f"x{i}" for i in range(1, len(matrix))]
        labels = [outcome or "outcome", *named]
    if len(labels) != len(matrix):
        raise OptionInvalid(
            "The names do not fit the matrix",
            expected=f"{len(matrix) - 1} touchpoints",
            got=str(len(labels) - 1),
        )
    if outcome is not None and outcome not in labels:
        raise OptionInvalid("The outcome is not in the matrix", expected=", ".join(labels), got=outcome)
    first = labels.index(outcome) if outcome is not None else 0
    order = [first, *(i for i in range(len(labels)) if i != first)]
    matrix = matrix[np.ix_(order, order)]
    spread = np.sqrt(np.diag(matrix))
    if not np.isfinite(matrix).all() or not np.allclose(matrix, matrix.T) or not (spread > 0).all():
        raise OptionInvalid(
            "The matrix is no correlation or covariance matrix", expected="symmetric, diagonal above zero"
        )
    whole = matrix / np.outer(spread, spread)
    names = [labels[i] for i in order[1:]]
    _check_spread(whole, n, names)
    shares = _method(len(names))
    errors = normal_theory_errors(whole, n, lambda m: _relative(shares(m)))
    full = _relative(shares(whole[None]))[0]
    ends = [
        (value - _NORMAL_90 * error, value + _NORMAL_90 * error)
        for value, error in zip(full, errors, strict=True)
    ]
    return _table(whole, names, ends, [None] * len(names), n, 0.0)


def _table(
    whole: Matrix,
    names: Sequence[str],
    ends: Sequence[tuple[float, float]],
    effects: Sequence[Relevance | None],
    rows: int,
    negligible: float,
) -> Drivers:
    is_lmg = len(names) <= LMG_MOST
    weights = johnson(whole)
    dominance = lmg(whole) if is_lmg else np.full(len(names), math.nan)
    parts = dominance if is_lmg else weights
    r2 = float(parts.sum())
    listed: list[dict[str, Any]] = [
        {
            "touchpoint": name,
            "share": parts[i] / r2,
            "low": _known(max(0.0, ends[i][0])),
            "high": _known(min(1.0, ends[i][1])),
            "lmg": _known(dominance[i]),
            "johnson": weights[i],
            **_effect(effects[i], negligible),
            "r2": r2,
        }
        for i, name in enumerate(names)
    ]
    listed.sort(key=lambda row: (-row["share"], row["touchpoint"]))
    return Drivers(pa.Table.from_pylist(listed, _SCHEMA), "lmg" if is_lmg else "johnson", rows)


def _effect(found: Relevance | None, negligible: float) -> dict[str, Any]:
    if found is None:
        return {}
    reward, penalty = found.all.reward, found.all.penalty
    return {
        "reward": _known(reward.value),
        "penalty": _known(penalty.value),
        "kind": kind_of(reward, penalty, negligible=negligible),
    }


def _method(count: int) -> _Shares:
    return lmg if count <= LMG_MOST else johnson


def _relative(parts: Matrix) -> Matrix:
    return parts / parts.sum(-1, keepdims=True)


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _check_spread(whole: Matrix, rows: int, names: Sequence[str]) -> None:
    if rows < 3 or np.isnan(whole[0]).all():
        raise AnswersUnusable(
            "The outcome has one value only" if rows >= 3 else "There are too few complete rows",
            expected="an outcome that varies, and rows in which every touchpoint was answered",
            got=f"{rows} complete rows",
        )
    flat = [name for i, name in enumerate(names, start=1) if np.isnan(whole[i]).all()]
    if flat:
        raise AnswersUnusable(
            f"Everybody gave the same answer about {flat[0]!r}", expected="answers that vary", where=flat[0]
        )
