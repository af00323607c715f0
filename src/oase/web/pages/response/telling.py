"""Waiting times in words: a clock that runs, how long it took, and how sure that is."""

from __future__ import annotations

from oase import words
from oase.accounts import Permission
from oase.web.pages.visit import Visit

__all__ = [
    "MINUTE",
    "TABS",
    "clock",
    "ranged",
    "rough",
    "share_ranged",
    "since",
    "staffed_clock",
    "tabs",
    "took",
]

MINUTE = 60_000_000
_HOUR, _DAY = 60, 1_440
_LONG = 2 * _DAY

TABS = (
    ("overview", "/response", Permission.SEE_ANALYSES),
    ("messages", "/response/messages", Permission.SEE_MESSAGES),
    ("check", "/response/check", Permission.ANSWER_MESSAGES),
    ("settings", "/response/settings", Permission.SEE_ANALYSES),
)


def tabs(visit: Visit, here: str) -> list[tuple[str, str, bool]]:
    """Return the parts of the page that the visitor may see: name, address, whether it is this one."""
    return [
        (visit.t(f"response.tab.{name}"), path, name == here)
        for name, path, permission in TABS
        if visit.may(permission)
    ]


def clock(visit: Visit, microseconds: int) -> str:
    """Return what the clock on the wall shows of a waiting time; the script of the page says the same."""
    minutes = max(0, microseconds) // MINUTE
    if minutes < 1:
        return visit.t("response.clock.now")
    if minutes < _HOUR:
        return visit.t("response.clock.minutes", minutes=minutes)
    hours, rest = divmod(minutes, _HOUR)
    if minutes < _LONG:
        return visit.t("response.clock.hours", hours=hours, minutes=f"{rest:02d}")
    return visit.t("response.clock.days", days=hours // 24, hours=hours % 24)


def since(visit: Visit, microseconds: int) -> str:
    """Return a waiting time as it stands in a sentence, after "seit" and "nach"."""
    hours = microseconds // (MINUTE * _HOUR)
    if hours < _LONG // _HOUR:
        return clock(visit, microseconds)
    return visit.t("response.clock.days.since", days=hours // 24, hours=hours % 24)


def staffed_clock(visit: Visit, microseconds: int) -> str:
    """Return a time in which somebody was there; long ones in hours, because their days are no days."""
    hours = microseconds // (MINUTE * _HOUR)
    if hours < _LONG // _HOUR:
        return clock(visit, microseconds)
    return visit.t("response.clock.staffed", hours=words.number(hours, visit.lang))


def rough(visit: Visit, seconds: float) -> str:
    """Return a waiting time as one says it in a sentence: whole minutes, hours or days."""
    minutes = seconds / 60
    if minutes < 90:
        return visit.t("response.after.minutes", count=max(1, round(minutes)))
    if minutes < 72 * _HOUR:
        return visit.t("response.after.hours", count=round(minutes / _HOUR))
    return visit.t("response.after.days", count=words.number(round(minutes / _DAY), visit.lang))


def took(visit: Visit, seconds: float | None) -> str:
    """Return a quantile; that it is not reached is said in words."""
    return visit.t("response.not_reached") if seconds is None else words.duration(seconds, visit.lang)


def ranged(visit: Visit, low: float | None, high: float | None) -> str:
    """Return the range of a quantile, whose ends may not be reached."""
    if low is None:
        return visit.t("response.range.none")
    least = words.duration(low, visit.lang)
    if high is None:
        return visit.t("response.range.open", low=least)
    return visit.t("response.range", low=least, high=words.duration(high, visit.lang))


def share_ranged(visit: Visit, low: float, high: float) -> str:
    """Return the range of a share in per cent."""
    ends = (words.number(100 * low, visit.lang, 0), words.share(high, visit.lang, 0))
    return visit.t("response.range", low=ends[0], high=ends[1])
