"""What the page Response shows of all messages: waiting times, courses, the week, personal answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from oase.app.tasks.task import Arguments, Progress
from oase.service.answer_times import AnswerTime, Summary, answer_times, incidence, summary
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
    times = answer_times(messages, hours, now)
    progress(1, 2)
    promises = {
        name: None if one.channel.promise_minutes is None else one.channel.promise_minutes * 60
        for name, one in hours.items()
    }
    return {
        "now": now,
        "since": min((one.at for one in times), default=None),
        "rows": _rows(times, promises),
        "courses": _courses(times, promises),
        "hours": _week(times),
        "least_of_an_hour": FEWEST_OF_AN_HOUR,
        "personal": _personal(personal),
    }


def _rows(times: Sequence[AnswerTime], promises: dict[str, int | None]) -> list[dict[str, Any]]:
    """Return what the messages come to: all, each channel, and each channel by kind of day."""
    groups: dict[tuple[str, str], list[AnswerTime]] = defaultdict(list)
    for one in times:
        for key in (("", "all"), (one.channel, "all"), ("", one.kind), (one.channel, one.kind)):
            groups[key].append(one)
    order = ("all", *KINDS_OF_DAY)
    keys = sorted(groups, key=lambda key: (key[0], order.index(key[1])))
    return [_row(key, groups[key], promises.get(key[0])) for key in keys]


def _row(key: tuple[str, str], times: Sequence[AnswerTime], promise: int | None) -> dict[str, Any]:
    (wall,) = summary(times, by=())
    staffed: Iterable[Summary] = summary(times, by=(), clock="staffed")
    (shift,) = staffed or (None,)
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
        "watched": max(one.wall for one in times) / _SECOND,
    }


def _quantiles(found: Summary) -> dict[str, float | None]:
    return {
        f"{name}{end}": _seconds(value)
        for name, quantile in (("p50", found.p50), ("p90", found.p90))
        for end, value in zip(("", "_low", "_high"), quantile, strict=True)
    }


def _seconds(microseconds: float | None) -> float | None:
    return None if microseconds is None else microseconds / _SECOND


def _courses(times: Sequence[AnswerTime], promises: dict[str, int | None]) -> list[dict[str, Any]]:
    """Return the course of each channel and kind of day."""
    groups: dict[tuple[str, str], list[AnswerTime]] = defaultdict(list)
    for one in times:
        groups[one.channel, one.kind].append(one)
    keys = sorted(groups, key=lambda key: (key[0], KINDS_OF_DAY.index(key[1])))  # pyright: ignore[reportArgumentType]
    return [
        {
            "channel": channel,
            "kind": kind,
            "n": len(groups[channel, kind]),
            "promise": promises.get(channel),
            **_course(incidence(groups[channel, kind])),
        }
        for channel, kind in keys
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


def _week(times: Sequence[AnswerTime]) -> list[dict[str, Any]]:
    """Return the share answered within the promise per weekday and hour, and of how many."""
    groups: dict[tuple[int, int], list[AnswerTime]] = defaultdict(list)
    for one in times:
        groups[one.weekday, one.hour].append(one)
    found: list[dict[str, Any]] = []
    for (day, hour), held in sorted(groups.items()):
        due = [one.is_within for one in held if one.is_within is not None]
        share = sum(due) / len(due) if len(due) >= FEWEST_OF_AN_HOUR else None
        found.append({"day": day, "hour": hour, "share": share, "due": len(due), "messages": len(held)})
    return found


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
