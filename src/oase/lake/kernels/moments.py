"""Sums of products of coded columns per group of persons, in one pass.

Every column holds small codes; each code but the first becomes a dummy variable. All regressions of magic
moments and their jackknife follow from these sums without another look at the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = [
    "GROUPS",
    "Codes",
    "Grams",
    "Layout",
    "group_grams",
    "mix",
    "person_groups",
    "stable_hash",
    "value_grams",
]

GROUPS = 50
"""Jackknife groups; the salt keeps them apart from the groups of invitations and experiments."""

_SALT = np.uint64(0x6F6173652E6A6B31)  # "oase.jk1"
_BLOCK = 1_000_000
_TILE = 8_192
_BASE = 0x9E3779B97F4A7C15 | 1

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a variable's dummies stand in the sums: constant, dummies of each variable, outcome.

    Parameters
    ----------
    levels : tuple of int
        Number of codes per variable; code 0 is the base and has no column.

    Examples
    --------
    >>> layout = Layout((3, 2))
    >>> layout.size, layout.column(0, 2), list(layout.columns(1)), layout.outcome
    (5, 2, [3], 4)
    """

    levels: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of columns in all."""
        return 2 + sum(self.levels) - len(self.levels)

    @property
    def outcome(self) -> int:
        """Column of the outcome, the last."""
        return self.size - 1

    def columns(self, variable: int) -> range:
        """Columns of a variable's dummies."""
        start = 1 + sum(self.levels[:variable]) - variable
        return range(start, start + self.levels[variable] - 1)

    def column(self, variable: int, level: int) -> int:
        """Column of one code of a variable (1 or above)."""
        return self.columns(variable)[level - 1]


@dataclass(frozen=True, slots=True)
class Grams:
    """Sums of products per group.

    Parameters
    ----------
    layout : Layout
    total : float array, shape (groups, size, size)
        Over all rows.
    missing : dict of int to float array
        For the variables asked for: the same over the rows where the variable is missing, if any.
    """

    layout: Layout
    total: NDArray[np.float64]
    missing: dict[int, NDArray[np.float64]]

    def answered(self, variable: int) -> NDArray[np.float64]:
        """Return the sums over the rows where a variable is not missing."""
        lacking = self.missing.get(variable)
        return self.total if lacking is None else self.total - lacking


def group_grams(
    codes: Sequence[Codes],
    levels: Sequence[int],
    outcome: NDArray[np.float32] | NDArray[np.float64],
    group: Codes,
    *,
    weight: NDArray[np.float64] | None = None,
    rows: NDArray[np.int64] | None = None,
    missing: Sequence[int] = (),
    missing_code: int = 3,
    groups: int = GROUPS,
) -> Grams:
    """Return X'X per group, X being the constant, the dummies of every variable, and the outcome.

    Parameters
    ----------
    codes : sequence of uint8 arrays, each of shape (n,)
        One per variable, codes below its number of levels.
    levels : sequence of int
    outcome : float array, shape (n,)
        Finite in all rows used.
    group : uint8 array, shape (n,)
        Jackknife group of each row's person.
    weight : float array, shape (n,), optional
    rows : int array, optional
        Rows to use; all when None.
    missing : sequence of int
        Variables for which the sums over rows with ``missing_code`` are kept apart.

    Notes
    -----
    Rows are ordered by group in blocks, spread into tiles of zeros and ones and multiplied by BLAS. Counts
    are exact in float32 within a tile, so float32 is used there unless there are weights or an outcome other
    than 0 and 1; sums over tiles are float64.

    Examples
    --------
    >>> x = np.array([0, 1, 1], np.uint8)
    >>> sums = group_grams([x], [2], np.array([0.0, 1, 0]), np.zeros(3, np.uint8), groups=1)
    >>> sums.total[0].tolist()
    [[3.0, 2.0, 1.0], [2.0, 2.0, 1.0], [1.0, 1.0, 1.0]]
    """
    sums = _Sums(
        Layout(tuple(levels)), groups, np.float64 if weight is not None else _precision(outcome, rows)
    )
    total = sums.zeros()
    apart: dict[int, NDArray[np.float64]] = {}
    n = len(group) if rows is None else len(rows)
    for start in range(0, n, _BLOCK):
        taken = slice(start, min(start + _BLOCK, n)) if rows is None else rows[start : start + _BLOCK]
        order = np.argsort(group[taken], kind="stable")
        block = _Rows(
            [column[taken][order] for column in codes],
            outcome[taken][order],
            group[taken][order],
            None if weight is None else weight[taken][order],
        )
        whole = sums.of(block)
        total += whole
        for variable in missing:
            lacking = sums.lacking(block, block.codes[variable] == missing_code, whole)
            if lacking is not None:
                apart[variable] = apart.get(variable, 0.0) + lacking
    return Grams(sums.layout, total, apart)


def value_grams(
    columns: Sequence[NDArray[Any]], group: Codes, rows: NDArray[np.int64], *, groups: int = GROUPS
) -> NDArray[np.float64]:
    """Return X'X per group of numbers as they are, X being the constant and the columns.

    Parameters
    ----------
    columns : sequence of numeric arrays, each of shape (n,)
    rows : int array
        Rows to use.

    Returns
    -------
    array, shape (groups, columns + 1, columns + 1)

    Examples
    --------
    >>> value_grams([np.array([1, 2, 9])], np.zeros(3, np.uint8), np.array([0, 1]), groups=1).tolist()
    [[[2.0, 3.0], [3.0, 5.0]]]
    """
    total = np.zeros((groups, len(columns) + 1, len(columns) + 1))
    for start in range(0, len(rows), _BLOCK):
        taken = rows[start : start + _BLOCK]
        taken = taken[np.argsort(group[taken], kind="stable")]
        for g, part in _parts(group[taken], groups):
            x = np.stack([np.ones(part.stop - part.start), *(column[taken[part]] for column in columns)])
            total[g] += x @ x.T
    return total


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some rows, ordered by group."""

    codes: list[Codes]
    outcome: NDArray[Any]
    group: Codes
    weight: NDArray[np.float64] | None

    def take(self, chosen: NDArray[np.int64]) -> _Rows:
        weight = None if self.weight is None else self.weight[chosen]
        return _Rows([c[chosen] for c in self.codes], self.outcome[chosen], self.group[chosen], weight)


class _Sums:
    """Products of one block after another, in one tile of memory."""

    def __init__(self, layout: Layout, groups: int, precision: type[np.floating[Any]]) -> None:
        self.layout = layout
        self.groups = groups
        self.tile = np.empty((layout.size, _TILE), precision)

    def zeros(self) -> NDArray[np.float64]:
        return np.zeros((self.groups, self.layout.size, self.layout.size))

    def of(self, rows: _Rows) -> NDArray[np.float64]:
        """Return the sums per group of some rows."""
        out = self.zeros()
        for group, part in _parts(rows.group, self.groups):
            x = _spread(self.tile, rows, self.layout, part)
            out[group] += (x if rows.weight is None else x * rows.weight[part]) @ x.T
        return out

    def lacking(
        self, rows: _Rows, is_lacking: NDArray[np.bool_], whole: NDArray[np.float64]
    ) -> NDArray[np.float64] | None:
        """Return the sums of the lacking rows, from these or from the others, whichever are fewer."""
        count = int(np.count_nonzero(is_lacking))
        if not count:
            return None
        if count <= len(is_lacking) // 2:
            return self.of(rows.take(np.flatnonzero(is_lacking)))
        return whole - self.of(rows.take(np.flatnonzero(~is_lacking)))


def _parts(group: Codes, groups: int) -> Iterator[tuple[int, slice]]:
    """Yield each group's tiles, in the order of the sorted groups."""
    ends = np.cumsum(np.bincount(group, minlength=groups)).tolist()
    for g, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        for a in range(start, end, _TILE):
            yield g, slice(a, min(a + _TILE, end))


def _spread(tile: NDArray[Any], rows: _Rows, layout: Layout, part: slice) -> NDArray[Any]:
    """Write the rows of one tile as constant, dummies and outcome, one column of the model a row."""
    x = tile[:, : part.stop - part.start]
    x[0] = 1
    for variable, column in enumerate(rows.codes):
        codes = column[part]
        for level, at in enumerate(layout.columns(variable), start=1):
            np.equal(codes, level, out=x[at], casting="unsafe")
    x[-1] = rows.outcome[part]
    return x


def _precision(outcome: NDArray[Any], rows: NDArray[np.int64] | None) -> type[np.floating[Any]]:
    for start in range(0, len(outcome) if rows is None else len(rows), _BLOCK):
        values = outcome[slice(start, start + _BLOCK) if rows is None else rows[start : start + _BLOCK]]
        if not ((values == 0) | (values == 1)).all():
            return np.float64
    return np.float32


def person_groups(persons: pa.Array, groups: int = GROUPS) -> Codes:
    """Return the jackknife group of each person, the same in every run and on every machine.

    Examples
    --------
    >>> person_groups(pa.array(["anna", "ben", "anna"])).tolist()
    [10, 5, 10]
    """
    return (stable_hash(persons) % np.uint64(groups)).astype(np.uint8)


def stable_hash(values: pa.Array, salt: np.uint64 = _SALT) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each integer or string, without a loop over the rows.

    Strings are read as numbers in a polynomial over their bytes (modulo 2^64), then both kinds are mixed by
    the finaliser of SplitMix64 (Steele, Lea & Flood 2014). Not a secret: pseudonyms are the house's business.

    Examples
    --------
    >>> stable_hash(pa.array([1, 2, 1])).tolist() == stable_hash(pa.array([1, 2, 1])).tolist()
    True
    """
    if pa.types.is_integer(values.type):
        raw = pc.fill_null(values.cast(pa.int64()), 0).to_numpy(zero_copy_only=False).view(np.uint64)
    else:
        raw = _polynomial(pc.fill_null(values.cast(pa.large_string()), ""))
    return mix(raw ^ salt)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit numbers evenly (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        z = values + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def _polynomial(texts: pa.Array) -> NDArray[np.uint64]:
    """Sum of (byte + 1)·B^-place over each text, from one running sum over all bytes."""
    buffers = texts.buffers()
    offsets = np.frombuffer(buffers[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    first, last = int(offsets[0]), int(offsets[-1])
    if first == last:
        return np.zeros(len(texts), np.uint64)
    letters = np.frombuffer(buffers[2], np.uint8)[first:last].astype(np.uint64) + np.uint64(1)
    base, inverse = _BASE, pow(_BASE, -1, 1 << 64)
    with np.errstate(over="ignore"):
        down = _powers(inverse, len(letters))
        running = np.concatenate([[np.uint64(0)], np.cumsum(letters * down)])
        up = _powers(base, len(letters) + 1)
        start, end = offsets[:-1] - first, offsets[1:] - first
        lengths = (end - start).astype(np.uint64)
        return (running[end] - running[start]) * up[start] + lengths * np.uint64(0xD6E8FEB86659FD93)


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
