"""What the page Response shows of all messages: waiting times, courses, the week, personal answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from oase.app.tasks.task import Arguments, Progress
from oase.service.answer_times import Summary, Waited, incidence, summary, waited
from oase.service.channels import hours_of
from oase.service.clocks import KINDS_OF_DAY
from oase.service.correspondence import clocked
from oase.service.personal import PersonalShare, personal_share
from oase.stats.survival import Incidence

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["DAYS", "FEWEST_OF_AN_HOUR", "response", "response_of"]

DAYS = 182
"""How far back the figures go: half a year, so that they tell of how it is and not of how it was."""

FEWEST_OF_AN_HOUR = 5
"""Messages of an hour of the week below which no share is told."""

MOST_STEPS = 150
_DAY = 86_400_000_000
_SECOND = 1_000_000


def response(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return how soon and how personally the messages of the last half year were answered.

    Returns
    -------
    dict
        As ``response_of`` gives it.
    """
    del arguments
    progress(0, 2)
    return response_of(house, house.rooms.clock(), progress)


def response_of(house: House, now: int, progress: Progress) -> dict[str, Any]:
    """Return the figures of a moment; times in seconds, nothing of a person.

    Returns
    -------
    dict
        ``now``, ``since`` (of the first message, None without any); ``rows`` per channel (empty for all) and
        kind of day (``all`` for all): counts, quantiles with ends (None: not reached), share within the
        promise; ``courses`` per channel and kind of day; ``hours`` of the week with the share answered
        within the promise; ``personal``.
    """
    with house.rooms.database.reading() as connection:
        hours = hours_of(connection, house.rooms.settings.timezone)
        messages = clocked(connection, since=now - DAYS * _DAY)
        personal = personal_share(connection, since=now - DAYS * _DAY, until=now + 1)
    times = waited(messages, hours, now)
    progress(1, 2)
    promises = {
        name: None if one.channel.promise_minutes is None else one.channel.promise_minutes * 60
        for name, one in hours.items()
    }
    return {
        "now": now,
        "since": int(times.at.min()) if len(times) else None,
        "rows": _rows(times, promises),
        "courses": _courses(times, promises),
        "hours": _week(times),
        "least_of_an_hour": FEWEST_OF_AN_HOUR,
        "personal": _personal(personal),
    }


def _rows(times: Waited, promises: dict[str, int | None]) -> list[dict[str, Any]]:
    """Return what the messages come to: all, each channel, and each channel by kind of day."""
    every = ((("", "all"), times),) if len(times) else ()
    parts = [*every, *((("", kind), part) for kind, part in _of_kind(times))]
    for name, held in _of_channel(times):
        parts.append(((name, "all"), held))
        parts += [((name, kind), part) for kind, part in _of_kind(held)]
    return [_row(key, part, promises.get(key[0])) for key, part in parts]


def _of_channel(times: Waited) -> Iterator[tuple[str, Waited]]:
    """Yield the messages of each channel, by name."""
    for number, name in enumerate(times.channels):
        yield name, times.where(times.channel == number)


def _of_kind(times: Waited) -> Iterator[tuple[str, Waited]]:
    """Yield the messages of each kind of day on which some were written."""
    for number, kind in enumerate(KINDS_OF_DAY):
        held = times.where(times.kind == number)
        if len(held):
            yield kind, held


def _row(key: tuple[str, str], times: Waited, promise: int | None) -> dict[str, Any]:
    (wall,) = summary(times, by=())
    shift = next(iter(summary(times, by=(), clock="staffed")), None)
    within = wall.within
    return {
        "channel": key[0],
        "kind": key[1],
        "n": wall.messages,
        "replied": wall.answered,
        "silent": wall.closed,
        "open": wall.open,
        **_quantiles(wall),
        "is_staffed": shift is not None,
        "staffed_p50": None if shift is None else _seconds(shift.p50.value),
        "staffed_p90": None if shift is None else _seconds(shift.p90.value),
        "promise": promise,
        "due": wall.due,
        "within": None if within is None else within.value,
        "within_low": None if within is None else within.low,
        "within_high": None if within is None else within.high,
        "closed_median": _seconds(wall.answered_only_p50),
        "watched": int(times.wall.max()) / _SECOND,
    }


def _quantiles(found: Summary) -> dict[str, float | None]:
    return {
        f"{name}{end}": _seconds(value)
        for name, quantile in (("p50", found.p50), ("p90", found.p90))
        for end, value in zip(("", "_low", "_high"), quantile, strict=True)
    }


def _seconds(microseconds: float | None) -> float | None:
    return None if microseconds is None else microseconds / _SECOND


def _courses(times: Waited, promises: dict[str, int | None]) -> list[dict[str, Any]]:
    """Return the course of each channel and kind of day."""
    return [
        {
            "channel": channel,
            "kind": kind,
            "n": len(part),
            "promise": promises.get(channel),
            **_course(incidence(part)),
        }
        for channel, held in _of_channel(times)
        for kind, part in _of_kind(held)
    ]


def _course(found: Incidence) -> dict[str, Any]:
    every = max(1, -(-len(found.times) // MOST_STEPS))
    kept = {*range(0, len(found.times), every), *range(len(found.times))[-1:]}
    return {
        "p50": _seconds(found.quantile(0.5).value),
        "watched": found.last / _SECOND,
        "steps": [
            [float(found.times[at]) / _SECOND]
            + [float(curve[at]) for curve in (found.incidence, found.low, found.high)]
            for at in sorted(kept)
        ],
    }


def _week(times: Waited) -> list[dict[str, Any]]:
    """Return the share answered within the promise per weekday and hour, and of how many."""
    place = times.weekday * 24 + times.hour
    messages, due, kept = (
        np.bincount(place[here], minlength=7 * 24).tolist()
        for here in (times.wall >= 0, times.is_within >= 0, times.is_within == 1)
    )
    return [
        {
            "day": one // 24,
            "hour": one % 24,
            "share": kept[one] / due[one] if due[one] >= FEWEST_OF_AN_HOUR else None,
            "due": due[one],
            "messages": messages[one],
        }
        for one in range(7 * 24)
        if messages[one]
    ]


def _personal(found: PersonalShare) -> dict[str, Any]:
    """Return how many replies are personal, by the rule and corrected; None for what is not known yet."""
    corrected = found.corrected
    return {
        "replies": found.replies,
        "raw": found.detected.value if found.replies else None,
        "raw_low": found.detected.low if found.replies else None,
        "raw_high": found.detected.high if found.replies else None,
        "checked": found.checked,
        "wrong": found.missed[0] + found.mistaken[0],
        "error": found.wrong.value if found.checked else None,
        "error_low": found.wrong.low if found.checked else None,
        "error_high": found.wrong.high if found.checked else None,
        "missed": list(found.missed),
        "mistaken": list(found.mistaken),
        "share": None if corrected is None else corrected.value,
        "low": None if corrected is None else corrected.low,
        "high": None if corrected is None else corrected.high,
        "needed": found.needed,
    }
