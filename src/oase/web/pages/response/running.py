"""Clocks that run: who waits longest, on the wall and in staffed hours, beside what is usual and promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.service.clocks import staffed, wall
from oase.service.hours import Hours
from oase.service.message import Message
from oase.web.pages.channels import channel_named
from oase.web.pages.response.telling import MINUTE, clock, staffed_clock
from oase.web.pages.visit import Visit

__all__ = ["MOST", "address", "running", "ticking"]

MOST = 7
_LONGEST = 150


def address(number: int) -> str:
    """Return the address of a message's page."""
    return f"/response/messages/{number}"


def ticking(visit: Visit) -> dict[str, Any]:
    """Return what the script of the page needs to let clocks run on: the moment, and how they are written."""
    t = visit.t
    holes = {name: f"{{{name}}}" for name in ("minutes", "hours", "days", "count")}
    return {
        "now": visit.reach.moment() // 1000,
        "none": t("response.clock.now"),
        "minutes": t("response.clock.minutes", minutes=holes["minutes"]),
        "hours": t("response.clock.hours", hours=holes["hours"], minutes=holes["minutes"]),
        "day": t("response.clock.days", days="1", hours=holes["hours"]).replace("1", holes["days"], 1),
        "days": t("response.clock.days", days=holes["days"], hours=holes["hours"]),
    }


def running(
    visit: Visit, waiting: Sequence[Message], hours: Mapping[str, Hours], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the clocks of the messages that wait longest.

    Parameters
    ----------
    visit : Visit
    waiting : sequence of Message
        Oldest first.
    hours : mapping of str to Hours
        By channel.
    rows : sequence of mapping
        What is usual, as the view ``response`` says it.
    """
    usual = {row["channel"]: row["p50"] for row in rows if row["kind"] == "all"}
    return [_clock(visit, one, hours.get(one.channel), usual) for one in waiting[:MOST]]


def _clock(
    visit: Visit, one: Message, hours: Hours | None, usual: Mapping[str, float | None]
) -> dict[str, Any]:
    now = visit.reach.moment()
    waited = wall(one.at, now)
    promise = hours.channel.promise_minutes if hours is not None else None
    sees = visit.may(Permission.SEE_MESSAGES)
    return {
        "channel": channel_named(visit, one.channel),
        "since": one.at // 1000,
        "waited": clock(visit, waited),
        "staffed": _staffed(visit, one, hours, now),
        "usual": _usual(visit, one.channel, usual),
        "promise": ""
        if promise is None
        else visit.t("response.running.promise", time=words.duration(promise * 60, visit.lang)),
        "is_over": promise is not None and waited > promise * MINUTE,
        "over_at": None if promise is None else (one.at + promise * MINUTE) // 1000,
        "text": _short(one.subject or one.text, visit) if sees else "",
        "who": one.who if sees else "",
        "href": address(one.id) if sees else "",
    }


def _staffed(visit: Visit, one: Message, hours: Hours | None, now: int) -> str:
    if hours is None or not hours.is_staffed:
        return visit.t("response.running.staffed.none")
    return visit.t("response.running.staffed", time=staffed_clock(visit, staffed(one.at, now, hours)))


def _usual(visit: Visit, channel: str, usual: Mapping[str, float | None]) -> str:
    if channel not in usual:
        return ""
    if usual[channel] is None:
        return visit.t("response.running.usual.not")
    return visit.t("response.running.usual", time=words.duration(usual[channel], visit.lang))


def _short(said: str, visit: Visit) -> str:
    line = words.one_line(said, visit.lang)
    shown = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    return words.quoted(shown, visit.lang)
