"""Willingness to recommend, satisfaction and effort scores, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, OptionInvalid
from oase.settings import Lang
from oase.stats import Interval, mean_interval, net_share, share

__all__ = ["Effort", "Recommendation", "Satisfaction", "ces", "csat", "recommendation"]

_LABEL = {"de": "Weiterempfehlungsbereitschaft", "en": "willingness to recommend"}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Willingness to recommend, as shares between -1 and 1.

    Not the recommendation rate, which is the share of new customers won by recommendation.
    """

    value: float
    low: float
    high: float
    n: int
    promoters: int
    passives: int
    detractors: int
    not_answered: int = 0

    def label(self, lang: Lang = "de") -> str:
        """Return what the figure is called."""
        return _LABEL[lang]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Top-box share (Wilson interval) and mean (t interval) on one scale."""

    share: float
    share_low: float
    share_high: float
    mean: float
    mean_low: float
    mean_high: float
    n: int
    scale: tuple[int, int]
    not_answered: int = 0


@dataclass(frozen=True, slots=True)
class Effort:
    """Share who found it easy (Wilson interval) and mean (t interval) on one scale."""

    share: float
    share_low: float
    share_high: float
    mean: float
    mean_low: float
    mean_high: float
    n: int
    scale: tuple[int, int]
    easy: tuple[int, int]
    not_answered: int = 0


def recommendation(values: Any, *, confidence: float = 0.95) -> Recommendation:
    """Return the net share of answers 9–10 less 0–6 (Rocks 2016: adjusted Wald interval).

    Parameters
    ----------
    values : sequence or column of numbers
        Answers from 0 to 10; missing ones are counted and left out.

    Raises
    ------
    AnswersUnusable
        When a value is outside 0 to 10 or there is none.

    Examples
    --------
    >>> score = recommendation([10] * 16 + [8] * 10 + [3] * 10)
    >>> print(f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}] of {score.n}")
    0.167 [-0.105, 0.413] of 36
    """
    known, missing = _numbers(values, 0, 10, "recommend")
    promoters, detractors, n = int((known >= 9).sum()), int((known <= 6).sum()), len(known)
    value, low, high = net_share(promoters, detractors, n).interval(confidence)
    return Recommendation(value, low, high, n, promoters, n - promoters - detractors, detractors, missing)


def csat(
    values: Any, scale: Sequence[int] = (1, 5), *, top: int = 1, confidence: float = 0.95
) -> Satisfaction:
    """Return the share of the best answers and the mean on one scale.

    Parameters
    ----------
    values : sequence or column of numbers
    scale : (low, high)
        Scales of different length are never pooled: values outside are an error.
    top : int
        How many of the best steps count as satisfied.

    Examples
    --------
    >>> score = csat([5, 5, 4, 3, 5, None])
    >>> round(score.share, 2), round(score.mean, 2), score.n, score.not_answered
    (0.6, 4.4, 5, 1)
    """
    low, high = _scale(scale)
    if not 1 <= top <= high - low:
        raise OptionInvalid("top is out of range", expected=f"1 to {high - low}", got=str(top))
    known, missing = _numbers(values, low, high, "satisfaction")
    best: Interval = share(float((known > high - top).sum()), len(known), confidence=confidence)
    mean = mean_interval(known, confidence=confidence)
    return Satisfaction(*best, *mean, len(known), (low, high), missing)


def ces(
    values: Any,
    scale: Sequence[int] = (1, 7),
    *,
    easy: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> Effort:
    """Return the share who found it easy and the mean on one scale (Dixon, Freeman & Toman 2010).

    Parameters
    ----------
    values : sequence or column of numbers
        "They made it easy for me", from disagree to agree; or how much effort it took.
    scale : (low, high)
        Scales of different length are never pooled: values outside are an error.
    easy : (low, high), optional
        Answers that count as easy; the three best steps of seven and the two best of fewer when left out.
        Where low means little effort, say so: ``easy=(1, 2)``.

    Examples
    --------
    >>> score = ces([7, 6, 5, 2, 7, None])
    >>> round(score.share, 2), round(score.mean, 2), score.easy, score.not_answered
    (0.8, 5.4, (5, 7), 1)
    """
    low, high = _scale(scale)
    least, most = (high - (2 if high - low >= 6 else 1), high) if easy is None else _scale(easy)
    if least < low or most > high or (least, most) == (low, high):
        raise OptionInvalid(
            "The easy answers do not fit the scale",
            expected=f"a part of {low} to {high}",
            got=f"{least} to {most}",
        )
    known, missing = _numbers(values, low, high, "effort")
    is_easy = (known >= least) & (known <= most)
    found: Interval = share(float(is_easy.sum()), len(known), confidence=confidence)
    mean = mean_interval(known, confidence=confidence)
    return Effort(*found, *mean, len(known), (low, high), (least, most), missing)


def _scale(scale: Sequence[int]) -> tuple[int, int]:
    if len(scale) != 2 or scale[0] >= scale[1]:
        raise OptionInvalid("The scale is not a pair of numbers", expected="(low, high)", got=repr(scale))
    return int(scale[0]), int(scale[1])


def _numbers(values: Any, low: int, high: int, where: str) -> tuple[NDArray[np.float64], int]:
    """Return the known values and the number of missing ones, refusing what is outside the scale."""
    listed: Any = values.to_pylist() if hasattr(values, "to_pylist") else values
    try:
        numbers = np.array([np.nan if value is None else value for value in listed], np.float64)
    except (TypeError, ValueError) as error:
        raise AnswersUnusable(
            "The answers are not numbers", expected=f"{low} to {high}", got=repr(listed)[:60], where=where
        ) from error
    known = numbers[~np.isnan(numbers)]
    if not known.size:
        raise AnswersUnusable("There are no answers", expected=f"{low} to {high}", got="none", where=where)
    if known.min() < low or known.max() > high:
        raise AnswersUnusable(
            "There are answers outside the scale",
            expected=f"{low} to {high}",
            got=f"{known.min():g} to {known.max():g}",
            where=where,
            todo="take out codes such as 99 beforehand, or give the right scale",
        )
    return known, len(numbers) - len(known)
