"""Moments as the interface shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

__all__ = ["day", "day_number", "moment"]

_EPOCH = date(1970, 1, 1)


def moment(at: int) -> datetime:
    """Return a moment given in microseconds since 1970, in UTC.

    Examples
    --------
    >>> moment(1_700_000_000_000_000).isoformat()
    '2023-11-14T22:13:20+00:00'
    """
    return datetime.fromtimestamp(at / 1_000_000, UTC)


def day(number: int) -> date:
    """Return a day given in days since 1970.

    Examples
    --------
    >>> day(19675).isoformat()
    '2023-11-14'
    """
    return _EPOCH + timedelta(days=number)


def day_number(at: int) -> int:
    """Return the day of a moment, in UTC, in days since 1970."""
    return (moment(at).date() - _EPOCH).days
