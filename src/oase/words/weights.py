"""What weighting does not mend, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from oase.words.catalogue import text
from oase.words.forms import listing, number, points

__all__ = ["weight_limits"]


def weight_limits(
    by: Sequence[str], tipping: float, side: str, worst_low: float, worst_high: float, lang: str
) -> str:
    """Return what the weights of a share were made of, and how far they can be wrong.

    Parameters
    ----------
    by : sequence of str
        Columns the weights were made of.
    tipping : float
        So many times more seldom must the smaller side have answered for the sign not to be shown any more.
    side : {"missed", "exceeded"}
        The smaller side.
    worst_low, worst_high : float
        Range without any assumption.
    lang : {"de", "en"}

    Examples
    --------
    >>> print(weight_limits(["age"], 1.5, "missed", -0.6, 0.9, "en"))
    Weighted by age. Whether somebody answers because of what she experienced cannot be seen from that, and
    weights do not mend it. Had those whose expectation was missed answered 1.5 times more seldom than others
    of whom the same is known, the sign would no longer be shown. Without any assumption the figure lies
    between −60 and +90 points.
    """
    made = text("weight.by", lang, names=listing(by, lang, most=8)) if by else text("weight.by_none", lang)
    parts = [made, text("weight.unmended", lang), _tips(tipping, side, lang)]
    if not (math.isnan(worst_low) or math.isnan(worst_high)):
        low, high = points(worst_low, lang, 0), points(worst_high, lang, 0)
        parts.append(text("weight.worst", lang, low=low, high=high))
    return " ".join(part for part in parts if part)


def _tips(tipping: float, side: str, lang: str) -> str:
    if math.isnan(tipping):
        return ""
    if tipping <= 1:
        return text("weight.no_sign", lang)
    if math.isinf(tipping):
        return text(f"weight.none_{side}", lang)
    return text(f"weight.tips_{side}", lang, factor=number(tipping, lang, 1))
