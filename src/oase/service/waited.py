"""How long many messages waited, column by column: what clocks, groups and pictures are counted from.

A day is looked up once per channel, however many messages were written on it; figures are those of going
through the messages one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from oase.service.clocks import KINDS_OF_DAY, KindOfDay, days_of, staffed_all
from oase.service.hours import Channel, Hours
from oase.stats.survival import CENSORED, COMPETING, EVENT

__all__ = ["UNKNOWN", "AnswerTime", "Clock", "End", "HasClock", "Waited", "waited"]

Clock = Literal["wall", "staffed"]
End = Literal["open", "answered", "closed"]

ENDS: tuple[End, ...] = ("open", "answered", "closed")
"""By the codes of survival: censored, event, competing."""

UNKNOWN = -1
"""Stands in a column for what is not known: nobody is ever there, nothing is promised, time is left."""

_CODES = {"open": CENSORED, "answered": EVENT}
_NEVER = 1 << 62
_MINUTE = 60_000_000

_Ints = NDArray[np.int64]


class HasClock(Protocol):
    """What is needed of a message."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def channel(self) -> str:
        """By which it came."""
        ...

    @property
    def at(self) -> int:
        """When it was written."""
        ...

    @property
    def state(self) -> str:
        """Open, answered or closed."""
        ...

    @property
    def ended(self) -> int | None:
        """When that was, if it is not open."""
        ...


class AnswerTime(msgspec.Struct, frozen=True):
    """How long one message waited, or has waited up to now.

    Parameters
    ----------
    message : int
    channel : str
    at : int
        When she wrote, microseconds since 1970, UTC.
    kind : {"weekday", "weekend", "holiday"}
        Of the day on which she wrote, where the team sits.
    weekday, hour : int
        Of that moment on the channel's own clock; Monday is 0.
    end : {"answered", "closed", "open"}
    wall : int
        Microseconds by the wall clock.
    staffed : int or None
        Microseconds in which somebody was there; None where nobody ever is.
    is_within : bool or None
        Whether it was answered within the promise; None where nothing is promised, or time is left.
    """

    message: int
    channel: str
    at: int
    kind: KindOfDay
    weekday: int
    hour: int
    end: End
    wall: int
    staffed: int | None
    is_within: bool | None

    def waited(self, clock: Clock) -> int | None:
        """Return how long by one of the clocks."""
        return self.wall if clock == "wall" else self.staffed


@dataclass(frozen=True, slots=True)
class Waited:
    """``AnswerTime`` of many messages as columns of equal length.

    Attributes
    ----------
    channels : tuple of str
        Names of the codes in ``channel``, in order.
    kind, end
        Codes of ``KINDS_OF_DAY`` and of survival.
    staffed, is_within
        ``UNKNOWN`` for None.
    """

    channels: tuple[str, ...]
    message: _Ints
    channel: _Ints
    at: _Ints
    kind: _Ints
    weekday: _Ints
    hour: _Ints
    end: _Ints
    wall: _Ints
    staffed: _Ints
    is_within: _Ints

    def __len__(self) -> int:
        """Return of how many messages."""
        return len(self.at)

    @classmethod
    def of(cls, rows: Sequence[AnswerTime]) -> Self:
        """Return rows as columns."""
        channels = tuple(sorted({one.channel for one in rows}))
        numbers = {name: number for number, name in enumerate(channels)}
        columns = (
            [one.message for one in rows],
            [numbers[one.channel] for one in rows],
            [one.at for one in rows],
            [KINDS_OF_DAY.index(one.kind) for one in rows],
            [one.weekday for one in rows],
            [one.hour for one in rows],
            [ENDS.index(one.end) for one in rows],
            [one.wall for one in rows],
            [UNKNOWN if one.staffed is None else one.staffed for one in rows],
            [UNKNOWN if one.is_within is None else int(one.is_within) for one in rows],
        )
        return cls(channels, *(np.array(column, np.int64) for column in columns))

    def rows(self) -> Iterator[AnswerTime]:
        """Yield the messages one by one."""
        columns: Iterator[tuple[int, ...]] = zip(
            *(column.tolist() for column in self._columns()), strict=True
        )
        for message, channel, at, kind, weekday, hour, end, wall, staffed, within in columns:
            yield AnswerTime(
                message,
                self.channels[channel],
                at,
                KINDS_OF_DAY[kind],
                weekday,
                hour,
                ENDS[end],
                wall,
                None if staffed == UNKNOWN else staffed,
                None if within == UNKNOWN else bool(within),
            )

    def where(self, here: NDArray[np.bool_]) -> Self:
        """Return some of the messages."""
        return type(self)(self.channels, *(column[here] for column in self._columns()))

    def by(self, clock: Clock) -> _Ints:
        """Return how long by one of the clocks."""
        return self.wall if clock == "wall" else self.staffed

    def group(self, name: str) -> tuple[_Ints, Sequence[Any]]:
        """Return the codes of a group, and what each code is called."""
        called: Mapping[str, Sequence[Any]] = {
            "channel": self.channels,
            "kind": KINDS_OF_DAY,
            "end": ENDS,
            "weekday": range(7),
            "hour": range(24),
        }
        return getattr(self, name), called[name]

    def _columns(self) -> Iterator[_Ints]:
        for one in fields(self)[1:]:
            yield getattr(self, one.name)


def waited(messages: Iterable[HasClock], hours: Mapping[str, Hours], now: int) -> Waited:
    """Return how long each message waited, in the order given; as ``answer_times``, in columns.

    Examples
    --------
    >>> from oase.service.correspondence import Clocked
    >>> start, hour = 1_795_424_400_000_000, 3_600_000_000
    >>> held = [Clocked(1, "Mail", start, "answered", start + hour), Clocked(2, "Mail", start, "open", None)]
    >>> found = waited(held, {"Mail": Hours(Channel(name="Mail"))}, start + 2 * hour)
    >>> (found.wall // hour).tolist(), found.end.tolist(), found.staffed.tolist()
    ([1, 2], [1, 0], [-1, -1])
    """
    known = [one for one in messages if one.at <= now]
    channels = tuple(sorted({one.channel for one in known}))
    numbers = {name: number for number, name in enumerate(channels)}
    at = np.array([one.at for one in known], np.int64)
    ended = np.array([_NEVER if one.ended is None else one.ended for one in known], np.int64)
    state = np.array([_CODES.get(one.state, COMPETING) for one in known], np.int64)
    end = np.where(ended > now, CENSORED, state)
    until = np.where(end == CENSORED, np.minimum(ended, now), ended)
    found = Waited(
        channels,
        message=np.array([one.id for one in known], np.int64),
        channel=np.array([numbers[one.channel] for one in known], np.int64),
        at=at,
        kind=np.zeros_like(at),
        weekday=np.zeros_like(at),
        hour=np.zeros_like(at),
        end=end,
        wall=np.maximum(until - at, 0),
        staffed=np.full_like(at, UNKNOWN),
        is_within=np.full_like(at, UNKNOWN),
    )
    for number, name in enumerate(channels):
        _of_channel(found, found.channel == number, hours[name], until, now)
    return found


def _of_channel(found: Waited, here: NDArray[np.bool_], hours: Hours, until: _Ints, now: int) -> None:
    """Fill in what depends on the channel: its days, its staffed hours, its promise."""
    at = found.at[here]
    found.kind[here], found.weekday[here], found.hour[here] = days_of(at, hours)
    if hours.is_staffed:
        found.staffed[here] = staffed_all(at, until[here], hours)
    found.is_within[here] = _within(hours.channel, at, found.end[here], found.wall[here], now)


def _within(channel: Channel, at: _Ints, end: _Ints, wall: _Ints, now: int) -> _Ints:
    """Tell whether the promise was kept; of messages whose time is not over yet none counts.

    Those that were answered soon must wait with those that were not: else the quick ones alone would count.
    """
    if channel.promise_minutes is None:
        return np.full(len(at), UNKNOWN, np.int64)
    promised = channel.promise_minutes * _MINUTE
    kept = ((end == EVENT) & (wall <= promised)).astype(np.int64)
    return np.where(now - at < promised, UNKNOWN, kept)
