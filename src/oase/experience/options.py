"""What a person may set about the verdicts, checked once."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec

from oase.errors import OptionInvalid

__all__ = ["Options", "window_microseconds"]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Margins and levels of the verdicts.

    Parameters
    ----------
    delta : float
        Smallest worthwhile effect.
    negligible : float
        Margin of equivalence: effects within it count as none.
    q : float
        False discovery rate accepted within each family of claims.
    within : int
        Microseconds after the answer in which the outcome counts.

    Examples
    --------
    >>> Options(delta=0.5, negligible=0.05)
    Traceback (most recent call last):
    oase.errors.OptionInvalid: The smallest worthwhile effect exceeds the negligible one...
    """

    delta: float = 0.02
    negligible: float = 0.05
    q: float = 0.05
    within: int = 90 * 86_400_000_000

    def __post_init__(self) -> None:
        """Refuse margins that contradict each other."""
        for name, value in (("delta", self.delta), ("negligible", self.negligible)):
            if not 0 <= value < 1:
                raise OptionInvalid(
                    f"{name} is out of range", expected="a share from 0 to below 1", got=str(value)
                )
        if self.delta > self.negligible:
            raise OptionInvalid(
                "The smallest worthwhile effect exceeds the negligible one",
                expected=f"delta at most negligible = {self.negligible}",
                got=f"delta = {self.delta}",
            )
        if not 0 < self.q < 1:
            raise OptionInvalid(
                "q is out of range", expected="between 0 and 1, such as 0.05", got=str(self.q)
            )


def window_microseconds(within: str | timedelta) -> int:
    """Return a length of time in microseconds, from ``"90d"``, ``"12h"``, ``"2w"`` or a timedelta.

    Examples
    --------
    >>> window_microseconds("90d") == window_microseconds(timedelta(days=90))
    True
    """
    if isinstance(within, timedelta):
        micro = within // timedelta(microseconds=1)
    else:
        found = re.fullmatch(r"\s*(\d+)\s*([smhdw])\s*", within)
        micro = int(found[1]) * _UNITS[found[2]] * 1_000_000 if found else 0
    if micro <= 0:
        raise OptionInvalid(
            "The length of time cannot be read",
            expected="a number and s, m, h, d or w, such as 90d",
            got=repr(within),
            where="within",
        )
    return micro
