"""What people write for a moment, as microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from oase.errors import OptionInvalid

__all__ = ["Instant", "instant", "moment"]

Instant: TypeAlias = "int | str | date | datetime"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(value: Instant, zone: str) -> int:
    """Return a moment as microseconds since 1970, UTC.

    Parameters
    ----------
    value : int, str, date or datetime
        Microseconds, an ISO text, a day (its first moment) or a moment. Without a zone of its own it is taken
        in ``zone``; the hour that a clock change repeats is taken as the first one.
    zone : str
        IANA name.

    Raises
    ------
    OptionInvalid
        If it is none of these.

    Examples
    --------
    >>> instant("1970-01-01T01:00", "Europe/Berlin"), instant("1970-01-01T00:00Z", "UTC"), instant(5, "UTC")
    (0, 0, 5)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone))
    if not isinstance(value, datetime):
        raise _unknown(value)
    aware = value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(zone))
    return (aware - _EPOCH) // timedelta(microseconds=1)


def moment(at: int, zone: str) -> datetime:
    """Return microseconds since 1970, UTC, as a moment in a zone.

    Examples
    --------
    >>> moment(0, "Europe/Berlin").isoformat()
    '1970-01-01T01:00:00+01:00'
    """
    return (_EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(zone))


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _unknown(text) from error


def _unknown(value: object) -> OptionInvalid:
    return OptionInvalid(
        "This is not a moment",
        expected="a date, a datetime, an ISO text such as 2024-03-31T12:00+02:00, or microseconds",
        got=repr(value),
    )
