"""One-sided tests and tests of equivalence on estimates with a standard error."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.special import stdtr, stdtrit

__all__ = ["Estimate"]


class Estimate(NamedTuple):
    """An estimate, its standard error and the degrees of freedom of that error.

    Examples
    --------
    >>> e = Estimate(0.08, 0.02, 49)
    >>> round(e.p_above(0.02), 4), round(e.p_below(-0.02), 4)
    (0.0021, 1.0)
    >>> [round(end, 4) for end in e.ends()]
    [0.0465, 0.1135]
    """

    value: float
    se: float
    df: float

    @property
    def is_known(self) -> bool:
        """Whether the data gave an estimate with a spread."""
        return math.isfinite(self.value) and math.isfinite(self.se) and self.se > 0

    def ends(self, confidence: float = 0.90) -> tuple[float, float]:
        """Return the ends of the two-sided interval."""
        if not self.is_known:
            return math.nan, math.nan
        half = float(stdtrit(self.df, 0.5 + confidence / 2)) * self.se
        return self.value - half, self.value + half

    def p_above(self, margin: float) -> float:
        """Return the one-sided p of "above the margin"; nan where nothing is known."""
        return float(stdtr(self.df, (margin - self.value) / self.se)) if self.is_known else math.nan

    def p_below(self, margin: float) -> float:
        """Return the one-sided p of "below the margin"; nan where nothing is known."""
        return float(stdtr(self.df, (self.value - margin) / self.se)) if self.is_known else math.nan

    def p_within(self, margin: float) -> float:
        """Return the p of "between -margin and margin" by two one-sided tests (Schuirmann 1987)."""
        return max(self.p_above(-margin), self.p_below(margin)) if self.is_known else math.nan
