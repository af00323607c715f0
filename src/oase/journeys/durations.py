"""Durations as people write them: ``30m``, ``36h``, ``7d``, ``1d12h``."""

from __future__ import annotations

import datetime as dt
import re

from oase.errors import OptionInvalid

__all__ = ["microseconds", "spoken"]

_UNITS = {
    "w": 604_800_000_000,
    "d": 86_400_000_000,
    "h": 3_600_000_000,
    "m": 60_000_000,
    "min": 60_000_000,
    "s": 1_000_000,
    "ms": 1_000,
}
_PART = re.compile(r"(\d+)\s*(ms|min|[wdhms])")
_WHOLE = re.compile(rf"(?:{_PART.pattern}\s*)+")
_LONGEST = 1 << 62


def microseconds(duration: str | dt.timedelta, option: str = "duration") -> int:
    """Return a duration in microseconds.

    Parameters
    ----------
    duration : str or timedelta
        Whole numbers with units: ``w`` weeks, ``d`` days of 24 hours, ``h``, ``m`` or ``min`` minutes, ``s``,
        ``ms``, one after another; or a timedelta.
    option : str
        Name of the argument, for the message.

    Raises
    ------
    OptionInvalid
        Where it cannot be read or is not longer than zero.

    Examples
    --------
    >>> microseconds("7d") == microseconds("168h") == microseconds(dt.timedelta(days=7))
    True
    >>> microseconds("soon", "within")
    Traceback (most recent call last):
    ...
    oase.errors.OptionInvalid: The duration cannot be read.
      expected:   a whole number and a unit, such as 30m, 36h, 7d, 1d12h (w d h m s ms)
      got:        'soon'
      where:      within
    """
    length = _parsed(duration)
    if length is None:
        raise OptionInvalid(
            "The duration cannot be read",
            expected="a whole number and a unit, such as 30m, 36h, 7d, 1d12h (w d h m s ms)",
            got=repr(duration),
            where=option,
        )
    if not 0 < length < _LONGEST:
        raise OptionInvalid(
            "The duration is too long" if length > 0 else "The duration must be longer than zero",
            expected="more than zero and less than 146,000 years",
            got=repr(duration),
            where=option,
        )
    return length


def spoken(length: int) -> str:
    """Return microseconds as a short text.

    Examples
    --------
    >>> spoken(129_600_000_000), spoken(1_800_000_000)
    ('1d12h', '30m')
    """
    parts: list[str] = []
    for unit in ("d", "h", "m", "s", "ms"):
        number, length = divmod(length, _UNITS[unit])
        if number:
            parts.append(f"{number}{unit}")
    if length:
        parts.append(f"{length}µs")
    return "".join(parts) or "0s"


def _parsed(duration: object) -> int | None:
    if isinstance(duration, dt.timedelta):
        return duration // dt.timedelta(microseconds=1)
    if not isinstance(duration, str) or not _WHOLE.fullmatch(duration.strip().lower()):
        return None
    return sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(duration.lower()))
