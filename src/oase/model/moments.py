"""Moments as people and programs read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["iso"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(at: int) -> str:
    """Return a moment in microseconds since 1970, UTC, as ISO 8601; exact, unlike the way over seconds.

    Examples
    --------
    >>> iso(0), iso(1_700_000_000_000_001)
    ('1970-01-01T00:00:00+00:00', '2023-11-14T22:13:20.000001+00:00')
    """
    return (_EPOCH + timedelta(microseconds=at)).isoformat()
