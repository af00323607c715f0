"""Answer scales and their reading as missed, met, exceeded."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from oase.errors import OptionInvalid
from oase.model.vocabulary import AnswerValue

__all__ = ["NOT_ANSWERED", "Scale"]

NOT_ANSWERED = -128
"""Code of "not answered" or "not applicable" in int8 answer columns."""


class Scale(msgspec.Struct, frozen=True):
    """How a touchpoint was rated.

    Parameters
    ----------
    kind : {"three_way", "rating"}
        Asked directly against the expectation, or a rating that serves as proxy (evidence D).
    low, high : int
        Worst and best value: -1 and 1 for ``three_way``.

    Raises
    ------
    OptionInvalid
        For a rating of fewer than four steps, or values beyond -127 to 127.

    Examples
    --------
    >>> Scale("rating", 1, 5).three_way(np.array([1, 2, 3, 4, 5, NOT_ANSWERED], np.int8)).tolist()
    [-1, -1, 0, 0, 1, -128]
    """

    kind: Literal["three_way", "rating"] = "three_way"
    low: int = -1
    high: int = 1

    def __post_init__(self) -> None:
        """Refuse a scale on which missed, met and exceeded cannot be told apart."""
        if self.kind == "rating" and self.high - self.low < 3:
            raise OptionInvalid(
                "The scale is too short to be read as missed, met, exceeded",
                expected="at least four steps, such as 1 to 5 (top = exceeded, bottom two = missed)",
                got=f"{self.low} to {self.high}",
                todo="ask 'worse / as / better than expected' directly, or give scale=(low, high)",
            )
        if not -127 <= self.low < self.high <= 127:
            raise OptionInvalid(
                "The scale is out of range", expected="-127 to 127", got=f"{self.low} to {self.high}"
            )

    def three_way(self, values: NDArray[np.int8]) -> NDArray[np.int8]:
        """Read values of the scale as -1 missed, 0 met, 1 exceeded; top box and bottom two for ratings.

        Parameters
        ----------
        values : int8 array, any shape
            Values between ``low`` and ``high``, or ``NOT_ANSWERED``.

        Returns
        -------
        int8 array of the same shape
        """
        if self.kind == "three_way":
            return values
        table = np.full(256, NOT_ANSWERED, np.int8)
        steps = np.arange(self.low, self.high + 1)
        table[steps.astype(np.int8).view(np.uint8)] = np.where(
            steps == self.high,
            AnswerValue.EXCEEDED,
            np.where(steps <= self.low + 1, AnswerValue.MISSED, AnswerValue.MET),
        )
        return table[values.view(np.uint8)]
