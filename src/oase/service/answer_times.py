"""How long customers wait for an answer: rows for every message, and what they come to.

Open messages are censored: they have waited at least so long. One that was closed without a reply can no
longer be answered: it competes (Aalen & Johansen 1978). The median of answered messages alone leaves both
out and flatters; it is told beside the right figure so that the difference can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from oase.errors import OptionInvalid
from oase.service.hours import Hours
from oase.service.waited import UNKNOWN, AnswerTime, Clock, HasClock, Waited, waited
from oase.stats.intervals import Interval, share
from oase.stats.survival import CENSORED, COMPETING, EVENT, Incidence, Quantile, cumulative_incidence

__all__ = ["AnswerTime", "Clock", "Summary", "Waited", "answer_times", "incidence", "summary", "waited"]

_GROUPS = ("channel", "kind", "weekday", "hour", "end")


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
    return list(waited(messages, hours, now).rows())


def summary(
    rows: Sequence[AnswerTime] | Waited,
    by: Sequence[str] = ("channel",),
    clock: Clock = "wall",
    confidence: float = 0.95,
) -> list[Summary]:
    """Return what the messages of each group come to, groups in order; all of them for ``by=()``.

    Parameters
    ----------
    rows : sequence of AnswerTime, or Waited
    by : sequence of str
        Of channel, kind, weekday, hour.
    clock : {"wall", "staffed"}
        By the staffed clock only messages of channels where somebody is there count.
    confidence : float
        Level of the intervals.

    Examples
    --------
    >>> from oase.service.correspondence import Clocked
    >>> from oase.service.hours import Channel
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
    held = _counted(rows, clock)
    return [_summed(group, one, clock, confidence) for group, one in _groups(held, by)]


def incidence(
    rows: Sequence[AnswerTime] | Waited, clock: Clock = "wall", confidence: float = 0.95
) -> Incidence:
    """Return the share answered over time, of the messages that this clock knows."""
    held = _counted(rows, clock)
    return cumulative_incidence(held.by(clock), held.end, confidence=confidence)


def _counted(rows: Sequence[AnswerTime] | Waited, clock: Clock) -> Waited:
    """Return the messages that a clock knows."""
    held = rows if isinstance(rows, Waited) else Waited.of(rows)
    times = held.by(clock)
    return held if (times != UNKNOWN).all() else held.where(times != UNKNOWN)


def _groups(held: Waited, by: Sequence[str]) -> list[tuple[tuple[str | int, ...], Waited]]:
    """Return the messages of each group, groups in order."""
    if not by:
        return [((), held)] if len(held) else []
    told = [held.group(name) for name in by]
    codes, place = np.unique(np.column_stack([code for code, _ in told]), axis=0, return_inverse=True)
    named = [tuple(names[code] for (_, names), code in zip(told, row, strict=True)) for row in codes.tolist()]
    order = sorted(range(len(named)), key=named.__getitem__)
    return [(named[number], held.where(place.ravel() == number)) for number in order]


def _summed(group: tuple[str | int, ...], rows: Waited, clock: Clock, confidence: float) -> Summary:
    held = incidence(rows, clock, confidence)
    due = rows.is_within[rows.is_within != UNKNOWN]
    answered = rows.by(clock)[rows.end == EVENT]
    return Summary(
        group=group,
        messages=len(rows),
        answered=len(answered),
        closed=int((rows.end == COMPETING).sum()),
        open=int((rows.end == CENSORED).sum()),
        p50=held.quantile(0.5),
        p90=held.quantile(0.9),
        due=len(due),
        within=share(int(due.sum()), len(due), confidence=confidence) if len(due) else None,
        answered_only_p50=int(np.median(answered)) if len(answered) else None,
    )
