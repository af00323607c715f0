"""A randomised change: what it did to the answers and to the outcome (evidence A)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, ColumnMissing
from oase.experience.shares import Fulfilment
from oase.experience.voices import EXCEEDED, Voices
from oase.lake.kernels.moments import GROUPS
from oase.stats import Estimate, group_count, jackknife, merge_groups

__all__ = ["Change", "arms_of", "change_of"]

_LEAST = 30


@dataclass(frozen=True, slots=True)
class Change:
    """Difference between those who got the change and those who did not.

    Parameters
    ----------
    outcome : Estimate
        In the outcome.
    exceeded : Estimate
        In the share of exceeded.
    """

    outcome: Estimate
    exceeded: Estimate

    @property
    def p(self) -> float:
        """One-sided p of "lifted both": only where it did may a sentence speak of causes."""
        return float(np.max([self.outcome.p_above(0), self.exceeded.p_above(0)]))


def arms_of(
    table: pa.Table, randomised: str | Mapping[str, str] | None, touchpoints: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """Return the arm of every answer (1 changed, 0 not, nan neither) per touchpoint.

    Raises
    ------
    ColumnMissing
        When the column does not exist.
    AnswersUnusable
        When it holds anything but 0 and 1.
    """
    if randomised is None:
        return {}
    wanted = dict.fromkeys(touchpoints, randomised) if isinstance(randomised, str) else dict(randomised)
    arms: dict[str, NDArray[np.float64]] = {}
    for touchpoint, column in wanted.items():
        if touchpoint not in touchpoints:
            raise ColumnMissing(touchpoint, touchpoints, role="randomised")
        if column not in table.column_names:
            raise ColumnMissing(column, table.column_names, role="randomised")
        arms[touchpoint] = _arm(table.column(column), column)
    return arms


def _arm(column: pa.ChunkedArray, name: str) -> NDArray[np.float64]:
    whole = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    if not whole and not pa.types.is_boolean(column.type):
        raise AnswersUnusable("The randomised change is not 0 or 1", expected="0, 1 or empty", where=name)
    values = pc.fill_null(column.cast(pa.float64()), np.nan).to_numpy()
    known = values[~np.isnan(values)]
    if not np.isin(known, (0.0, 1.0)).all():
        raise AnswersUnusable(
            "The randomised change is not 0 or 1",
            expected="0, 1 or empty",
            got=f"{known.min():g} to {known.max():g}",
            where=name,
        )
    return values


def change_of(
    voices: Voices, share: Fulfilment, outcome: NDArray[np.float64], arm: NDArray[np.float64]
) -> Change | None:
    """Return the effects of the change among the answers about a touchpoint; None below 30 in either arm."""
    rows = share.rows
    usable = ~np.isnan(arm[rows]) & ~np.isnan(outcome[rows])
    rows = rows[usable]
    is_changed = arm[rows] == 1
    if min(int(is_changed.sum()), int((~is_changed).sum())) < _LEAST:
        return None
    persons = int(np.count_nonzero(np.bincount(voices.persons.codes[rows])))
    groups = group_count(persons)
    if not groups:
        return None
    w = np.ones(len(rows)) if voices.weight is None else voices.weight[rows]
    key = voices.persons.group[rows].astype(np.int64) * 2 + is_changed
    values = [np.ones(len(rows)), outcome[rows], (share.states[usable] == EXCEEDED).astype(np.float64)]
    sums = np.stack([np.bincount(key, w * value, 2 * GROUPS) for value in values], axis=-1)
    merged = merge_groups(np.asarray(sums, np.float64).reshape(GROUPS, 2, 3), groups)
    return Change(_difference(merged, 1), _difference(merged, 2))


def _difference(sums: NDArray[np.float64], figure: int) -> Estimate:
    """Jackknife the difference of means between the arms; sums of shape (groups, arms, figures)."""

    def gap(total: NDArray[np.float64]) -> NDArray[np.float64]:
        means = total[..., figure] / total[..., 0]
        return means[..., 1] - means[..., 0]

    whole = sums.sum(0)
    return jackknife(float(gap(whole)), gap(whole - sums), sums[:, :, 0].sum(1))
