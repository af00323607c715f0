"""Reply clocks against a count of every single minute; how wrong a median of answered messages is."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from oase.service.answer_times import AnswerTime, answer_times, summary
from oase.service.clocks import staffed_all
from oase.service.correspondence import Clocked
from oase.service.hours import Channel, Hours
from oase.stats.survival import Quantile

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")

Plan = Mapping[int, Sequence[tuple[int, int]]]
"""From and until by weekday, in minutes of the day; a night ends after minute 1440."""


def _alike(days: range, *spans: tuple[int, int]) -> dict[int, list[tuple[int, int]]]:
    return {day: list(spans) for day in days}


USUAL: Plan = _alike(range(5), (540, 780), (840, 1110)) | _alike(range(5, 6), (600, 840))
NIGHTS: Plan = _alike(range(7), (480, 720), (1320, 1800))
ODD: Plan = _alike(range(7), (0, 150), (160, 1380))


def written(plan: Plan) -> str:
    """Return a plan as OpenStreetMap's opening_hours: one rule for all days that are alike.

    A rule for the next day would end a night that reaches into it.
    """
    days: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for day, spans in plan.items():
        if spans:
            days.setdefault(tuple(spans), []).append(WEEKDAYS[day])
    rules = (
        f"{','.join(names)} " + ",".join(f"{_clock(since)}-{_clock(until)}" for since, until in spans)
        for spans, names in days.items()
    )
    return "; ".join(rules) or "off"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24 or (24 if minute == 1440 else 0):02d}:{minute % 60:02d}"


class Minutes:
    """Every minute of a stretch of time, looked at one by one: was somebody there?"""

    def __init__(self, plan: Plan, zone: str, free: Collection[date], first: int, last: int) -> None:
        self.first = first - first % MINUTE
        count = (last - self.first) // MINUTE + 1
        place = ZoneInfo(zone)
        self.there = [
            _is_there(plan, free, datetime.fromtimestamp(self.first // 1_000_000 + 60 * minute, place))
            for minute in range(count)
        ]
        self._before = [0, *accumulate(self.there)]

    def between(self, start: int, end: int) -> int:
        """Return the microseconds between two moments of which the minute is one of those."""
        return max(self._until(end) - self._until(start), 0)

    def _until(self, at: int) -> int:
        minute, rest = divmod(at - self.first, MINUTE)
        return self._before[minute] * MINUTE + (rest if self.there[minute] else 0)


def _is_there(plan: Plan, free: Collection[date], local: datetime) -> bool:
    """Tell whether somebody is there in a minute.

    Where the clock shows an hour twice, an end within it is meant for the first time; so in the second one
    only those are there who are still there when the hour ends.
    """
    minute = local.hour * 60 + (59 if local.fold else local.minute)
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    if any(since <= minute < until for since, until in plan.get(today.weekday(), ())) and today not in free:
        return True
    night = any(since <= minute + 1440 < until for since, until in plan.get(yesterday.weekday(), ()))
    return night and yesterday not in free


def free_days(country: str, state: str) -> Collection[date]:
    """Return the public holidays of a state."""
    return frozenset(holidays.country_holidays(country, subdiv=state or None, years=range(2019, 2033)))


def at(text: str, zone: str = "UTC") -> int:
    """Return a local time in microseconds since 1970."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def compare(
    channel: Channel, plan: Plan, first: int, last: int, rng: random.Random, pairs: int
) -> tuple[int, int]:
    """Compare random stretches with the count of minutes; return how many, and how long they are together."""
    hours = Hours(channel)
    free = free_days(channel.country, channel.subdivision)
    minutes = Minutes(plan, channel.timezone, free, first, last)
    starts = [rng.randrange(first, last) for _ in range(pairs)]
    ends = [min(start + int(rng.expovariate(1 / (3 * DAY))), last) for start in starts]
    ends[: pairs // 10] = [last] * (pairs // 10)  # never answered
    found = staffed_all(starts, ends, hours).tolist()
    for start, end, during in zip(starts, ends, found, strict=True):
        counted = minutes.between(start, end)
        assert during == counted, f"{channel}: {start} to {end}: {during} instead of {counted}"
    return pairs, sum(found)


def quantile_by_minutes(rows: Sequence[AnswerTime], p: float) -> int | None:
    """Return by when a share is answered, going through every minute: who still waits, who is answered."""
    ended: dict[int, list[str]] = {}
    for row in rows:
        ended.setdefault(row.wall // MINUTE, []).append(row.end)
    waiting, still, answered = len(rows), 1.0, 0.0
    for minute in range(max(ended, default=0) + 1):
        these = ended.get(minute, [])
        if these and waiting:
            answered += still * these.count("answered") / waiting
            still *= 1 - (len(these) - these.count("open")) / waiting
            if answered >= p - 1e-12:
                return minute * MINUTE
        waiting -= len(these)
    return None


class Correspondence(NamedTuple):
    """Invented messages with what became of them, and what would have become of all had one waited on."""

    messages: list[Clocked]
    now: int
    truth: dict[float, float | None]


def invented(rng: random.Random, count: int, *, days: int = 28) -> Correspondence:
    """Invent messages of some weeks: most are answered soon, some late, some never, some closed without."""
    now = at("2026-11-22T00:00")
    messages, waits = list[Clocked](), list[float]()
    for number in range(count):
        start = now - int(rng.random() * days * DAY)
        start -= start % MINUTE
        fate, wait = rng.random(), rng.lognormvariate(np.log(8), 1.4)  # hours
        if fate < 0.20:
            wait = float("inf")  # nobody ever answers
        elif fate < 0.35:  # closed without a reply, sometimes soon
            closed = rng.expovariate(1 / 20)
            ended = start + int(closed * 60) * MINUTE
            state = "closed" if ended <= now else "open"
            messages.append(Clocked(number, "Mail", start, state, ended if state == "closed" else None))
            waits.append(float("inf"))
            continue
        ended = None if wait == float("inf") else start + int(wait * 60) * MINUTE
        state = "answered" if ended is not None and ended <= now else "open"
        messages.append(Clocked(number, "Mail", start, state, ended if state == "answered" else None))
        waits.append(wait)
    return Correspondence(messages, now, {p: _reached(waits, p) for p in (0.5, 0.9)})


def _reached(waits: Sequence[float], p: float) -> float | None:
    place = int(np.ceil(p * len(waits))) - 1
    found = sorted(waits)[place]
    return None if found == float("inf") else found


def run(full: bool) -> list[str]:
    """Return what was found; raises AssertionError where a clock is wrong."""
    rng = random.Random(20261122)
    return [_minutes(rng, full=full), *_medians(rng, full=full)]


def _minutes(rng: random.Random, *, full: bool) -> str:
    states = STATES if full else ("NW", "SN")
    # both clock changes and a turn of the year; full size three of each
    first, last = at("2025-10-20T00:00"), at("2028-04-05T00:00" if full else "2026-04-05T00:00")
    pairs = 20_000 if full else 300
    compared = during = 0
    for place, state in enumerate(states):
        plan = (USUAL, NIGHTS, ODD)[place % 3]
        channel = Channel(name=state, hours=written(plan), subdivision=state)
        many, length = compare(channel, plan, first, last, rng, pairs)
        compared, during = compared + many, during + length
    return (
        f"reply clocks: {compared:,} stretches in {len(states)} states, {during / HOUR:,.0f} staffed hours,"
        " all as counted minute by minute"
    )


def _medians(rng: random.Random, *, full: bool) -> list[str]:
    held = invented(rng, 40_000 if full else 2_000)
    hours = {"Mail": Hours(Channel(name="Mail", subdivision="NW"))}
    rows = answer_times(held.messages, hours, held.now)
    (found,) = summary(rows, by=())
    half, nine = _hours(found.p50), _hours(found.p90)
    truth, alone = held.truth[0.5], (found.answered_only_p50 or 0) / HOUR
    assert quantile_by_minutes(rows, 0.5) == found.p50.value
    assert quantile_by_minutes(rows, 0.9) == found.p90.value
    assert truth is not None
    assert found.p50.low is not None
    assert found.p50.high is not None
    reach = 2 * (found.p50.high - found.p50.low) / HOUR  # twice the interval: the truth is of this sample
    assert abs(half - truth) < reach, f"half answered after {half} instead of {truth} hours"
    assert alone < truth * 0.7, "a median of answered messages alone should flatter here"
    assert held.truth[0.9] is None
    assert np.isnan(nine)
    median = (
        f"median: of {found.messages:,} messages half are answered after {truth:.1f} hours; found {half:.1f}"
        f" ({found.p50.low / HOUR:.1f} to {found.p50.high / HOUR:.1f}); of answered ones alone {alone:.1f}"
    )
    nine_of_ten = (
        f"nine of ten: never reached, and found so; {found.answered:,} answered, {found.closed:,} closed,"
        f" {found.open:,} open"
    )
    return [median, nine_of_ten]


def _hours(quantile: Quantile) -> float:
    return float("nan") if quantile.value is None else quantile.value / HOUR
