"""How long customers wait for an answer: rows for every message, and what they come to.

Open messages are censored: they have waited at least so long. One that was closed without a reply can no
longer be answered: it competes (Aalen & Johansen 1978). The median of answered messages alone leaves both
out and flatters; it is told beside the right figure so that the difference can be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

import msgspec
import numpy as np

from oase.errors import OptionInvalid
from oase.service.clocks import KindOfDay, kind_of_day, staffed_all, wall
from oase.service.hours import Channel, Hours
from oase.stats.intervals import Interval, share
from oase.stats.survival import CENSORED, COMPETING, EVENT, Incidence, Quantile, cumulative_incidence

__all__ = ["AnswerTime", "Clock", "Summary", "answer_times", "incidence", "summary"]

Clock = Literal["wall", "staffed"]
End = Literal["answered", "closed", "open"]

_CODES = {"open": CENSORED, "answered": EVENT, "closed": COMPETING}
_MINUTE = 60_000_000
_GROUPS = ("channel", "kind", "weekday", "hour", "end")


class HasClock(Protocol):
    """What is needed of a message."""

    @property
    def id(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def at(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def ended(self) -> int | None: ...


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


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What many messages come to.

    Parameters
    ----------
    group : tuple
        Of what they are, in the order that was asked for.
    messages, answered, closed, open : int
        How many there are, and how they ended.
    p50, p90 : Quantile
        Time by which half, nine of ten of all messages are answered, microseconds; None: not reached.
    due : int
        Messages whose promise is decided: all that were written a promise ago or longer.
    within : Interval or None
        Share of them answered within the promise (Wilson); None where there is none.
    answered_only_p50 : int or None
        Median of answered messages alone, which flatters; for comparison only.
    """

    group: tuple[str | int, ...]
    messages: int
    answered: int
    closed: int
    open: int
    p50: Quantile
    p90: Quantile
    due: int
    within: Interval | None
    answered_only_p50: int | None


def answer_times(messages: Iterable[HasClock], hours: Mapping[str, Hours], now: int) -> list[AnswerTime]:
    """Return how long each message waited, in the order given.

    Parameters
    ----------
    messages : iterable
        ``correspondence.clocked`` or messages.
    hours : mapping
        Of every channel, ``channels.hours_of``.
    now : int
        Up to when open messages have waited, microseconds since 1970, UTC. What was written later is left
        out; what ended later is still open.
    """
    known = [one for one in messages if one.at <= now]
    staffed = _staffed(known, hours, now)
    return [_row(one, hours, now, during) for one, during in zip(known, staffed, strict=True)]


def summary(
    rows: Sequence[AnswerTime],
    by: Sequence[str] = ("channel",),
    clock: Clock = "wall",
    confidence: float = 0.95,
) -> list[Summary]:
    """Return what the messages of each group come to, groups in order; all of them for ``by=()``.

    Parameters
    ----------
    rows : sequence of AnswerTime
    by : sequence of str
        Of channel, kind, weekday, hour.
    clock : {"wall", "staffed"}
        By the staffed clock only messages of channels where somebody is there count.
    confidence : float
        Level of the intervals.

    Examples
    --------
    >>> from oase.service.correspondence import Clocked
    >>> hours = {"Mail": Hours(Channel(name="Mail"))}
    >>> start, minute = 1_795_424_400_000_000, 60_000_000
    >>> ended = [("answered", 10), ("answered", 30), ("closed", 20), ("open", None), ("open", None)]
    >>> given = [
    ...     Clocked(place, "Mail", start, state, None if after is None else start + after * minute)
    ...     for place, (state, after) in enumerate(ended)
    ... ]
    >>> (found,) = summary(answer_times(given, hours, start + 60 * minute))
    >>> found.messages, found.p50.value, found.answered_only_p50 // minute
    (5, None, 20)
    """
    unknown = [name for name in by if name not in _GROUPS]
    if unknown:
        raise OptionInvalid("There is no such group", expected=", ".join(_GROUPS), got=", ".join(unknown))
    groups: dict[tuple[str | int, ...], list[AnswerTime]] = defaultdict(list)
    for row in rows:
        if row.waited(clock) is not None:
            groups[tuple(getattr(row, name) for name in by)].append(row)
    return [_summed(group, groups[group], clock, confidence) for group in sorted(groups)]


def incidence(rows: Sequence[AnswerTime], clock: Clock = "wall", confidence: float = 0.95) -> Incidence:
    """Return the share answered over time, of the messages that this clock knows."""
    counted = [(waited, _CODES[row.end]) for row in rows if (waited := row.waited(clock)) is not None]
    return cumulative_incidence(
        [waited for waited, _ in counted], [code for _, code in counted], confidence=confidence
    )


def _staffed(messages: Sequence[HasClock], hours: Mapping[str, Hours], now: int) -> list[int | None]:
    """Return the staffed clock of each message, None where nobody is ever there."""
    found: list[int | None] = [None] * len(messages)
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(messages):
        if hours[one.channel].is_staffed:
            places[one.channel].append(place)
    for channel, held in places.items():
        starts = [messages[place].at for place in held]
        ends = [_ended(messages[place], now) for place in held]
        for place, during in zip(held, staffed_all(starts, ends, hours[channel]).tolist(), strict=True):
            found[place] = during
    return found


def _row(one: HasClock, hours: Mapping[str, Hours], now: int, during: int | None) -> AnswerTime:
    held = hours[one.channel]
    local = held.local(one.at)
    end = _end(one, now)
    waited = wall(one.at, _ended(one, now))
    return AnswerTime(
        message=one.id,
        channel=one.channel,
        at=one.at,
        kind=kind_of_day(one.at, held),
        weekday=local.weekday(),
        hour=local.hour,
        end=end,
        wall=waited,
        staffed=during,
        is_within=_is_within(held.channel, one.at, end, waited, now),
    )


def _end(one: HasClock, now: int) -> End:
    if one.state == "open" or one.ended is None or one.ended > now:
        return "open"
    return "answered" if one.state == "answered" else "closed"


def _ended(one: HasClock, now: int) -> int:
    return now if one.ended is None else min(one.ended, now)


def _is_within(channel: Channel, at: int, end: End, waited: int, now: int) -> bool | None:
    """Tell whether the promise was kept; of messages whose time is not over yet none counts.

    Those that were answered soon must wait with those that were not: else the quick ones alone would count.
    """
    if channel.promise_minutes is None or now - at < channel.promise_minutes * _MINUTE:
        return None
    return end == "answered" and waited <= channel.promise_minutes * _MINUTE


def _summed(
    group: tuple[str | int, ...], rows: Sequence[AnswerTime], clock: Clock, confidence: float
) -> Summary:
    held = incidence(rows, clock, confidence)
    due = [row.is_within for row in rows if row.is_within is not None]
    answered = [row.waited(clock) for row in rows if row.end == "answered"]
    return Summary(
        group=group,
        messages=len(rows),
        answered=len(answered),
        closed=sum(row.end == "closed" for row in rows),
        open=sum(row.end == "open" for row in rows),
        p50=held.quantile(0.5),
        p90=held.quantile(0.9),
        due=len(due),
        within=share(sum(due), len(due), confidence=confidence) if due else None,
        answered_only_p50=int(np.median(np.asarray(answered, np.int64))) if answered else None,
    )
