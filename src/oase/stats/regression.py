"""Least squares from sums of products, with every group left out in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["LeaveOut", "least_squares", "usable_columns"]

_TOLERANCE = 1e-9


class LeaveOut(NamedTuple):
    """Coefficients on all rows and without each group.

    Parameters
    ----------
    full : float array, shape (coefficients,)
    left_out : float array, shape (groups, coefficients)
    dropped : tuple of int
        Columns that are constant or repeat earlier ones, left out in the order of the columns.
    """

    full: NDArray[np.float64]
    left_out: NDArray[np.float64]
    dropped: tuple[int, ...]


def usable_columns(gram: NDArray[np.float64], columns: Sequence[int]) -> tuple[list[int], list[int]]:
    """Split columns into those that carry something new and those that repeat earlier ones.

    The columns are taken in order; one is dropped when what is left of it after the earlier ones is nothing.

    Parameters
    ----------
    gram : array, shape (k, k)
        Sums of products X'X.

    Returns
    -------
    kept, dropped : lists of int

    Examples
    --------
    >>> x = np.array([[1.0, 0, 1], [1, 1, 0], [1, 0, 1]])
    >>> usable_columns(x.T @ x, [0, 1, 2])
    ([0, 1], [2])
    """
    a = gram[np.ix_(columns, columns)].copy()
    scale = np.diag(a).copy()
    kept: list[int] = []
    dropped: list[int] = []
    for j, column in enumerate(columns):
        if scale[j] <= 0 or a[j, j] <= _TOLERANCE * scale[j]:
            dropped.append(column)
            continue
        kept.append(column)
        a -= np.outer(a[:, j], a[j]) / a[j, j]
    return kept, dropped


def least_squares(
    grams: NDArray[np.float64], columns: Sequence[int], target: int, wanted: Sequence[int]
) -> LeaveOut:
    """Return coefficients of ``wanted`` columns on all groups and without each group.

    Parameters
    ----------
    grams : array, shape (groups, k, k)
        Sums of products per group, of the columns and the target.
    columns : sequence of int
        Columns of the model, the constant included; those of interest last, so that one that repeats the
        others is told to be none of its own.
    target : int
        Column of the outcome.
    wanted : sequence of int
        Columns whose coefficients are asked for; nan where one cannot be told apart.

    Notes
    -----
    Columns that cannot be told apart are dropped by `usable_columns` on all rows. Where leaving out a group
    makes a further column repeat others, the column has no coefficient there (the others keep theirs).

    Examples
    --------
    >>> x = np.array([[1.0, 0, 1], [1, 1, 3], [1, 0, 1.5], [1, 1, 3.5]])
    >>> grams = np.stack([x[:2].T @ x[:2], x[2:].T @ x[2:]])
    >>> fit = least_squares(grams, [0, 1], 2, [1])
    >>> fit.full.tolist(), fit.left_out.ravel().tolist()
    ([2.0], [2.0, 2.0])
    """
    total = grams.sum(0)
    kept, dropped = usable_columns(total, columns)
    full = np.full(len(wanted), np.nan)
    left_out = np.full((len(grams), len(wanted)), np.nan)
    places = {column: place for place, column in enumerate(kept)}
    found = [i for i, column in enumerate(wanted) if column in places]
    picked = [places[wanted[i]] for i in found]
    index = np.ix_(kept, [*kept, target])
    full[found] = _solve(total[index][None])[0][picked]
    without = total[index][None] - grams[(slice(None), *index)]
    left_out[:, found] = _solve(without)[:, picked]
    return LeaveOut(full, left_out, tuple(dropped))


def _solve(systems: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve [A | b] for each; the fast way where all are sound, else column by column."""
    a, b = systems[:, :, :-1], systems[:, :, -1]
    scale = np.einsum("gii->gi", a)
    if (scale > 0).all():
        try:
            lower = np.linalg.cholesky(a)
        except np.linalg.LinAlgError:
            return _sweep(systems)
        if (np.einsum("gii->gi", lower) ** 2 > _TOLERANCE * scale).all():
            return np.asarray(np.linalg.solve(a, b[..., None])[..., 0], np.float64)
    return _sweep(systems)


def _sweep(systems: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gauss–Jordan on all systems at once; a column without anything new gets nan and no part elsewhere."""
    work = systems.copy()
    k = work.shape[1]
    scale = np.einsum("gii->gi", work[:, :, :-1]).copy()
    lost = np.zeros(scale.shape, bool)
    for j in range(k):
        pivot = work[:, j, j]
        lost[:, j] = pivot <= _TOLERANCE * np.maximum(scale[:, j], 1e-300)
        row = work[:, j] / np.where(lost[:, j], 1.0, pivot)[:, None]
        row[lost[:, j]] = 0.0
        column = work[:, :, j].copy()
        column[:, j] = 0.0
        column[lost[:, j]] = 0.0
        work -= column[:, :, None] * row[:, None, :]
        work[:, j] = row
    solution = work[:, :, -1]
    solution[lost] = np.nan
    return solution
