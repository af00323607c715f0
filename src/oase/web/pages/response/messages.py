"""The list of messages: who waits, chosen by channel, state and who has taken it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.experience.inventory import touchpoints
from oase.service.channels import channels, undescribed
from oase.service.correspondence import how_many_open, open_messages, recent
from oase.service.message import Message
from oase.web.pages.channels import channel_named
from oase.web.pages.page import Page, page
from oase.web.pages.response.furniture import furniture
from oase.web.pages.response.running import address
from oase.web.pages.response.telling import clock, since
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

MOST = 5_000
"""Messages read at most: all that stand in a file."""

_SHOWN = 60
_STATES = ("open", "answered", "closed", "any")
_ORDERS = ("waiting", "newest")
_WHO = ("any", "me", "nobody")
_LONGEST = 110


@page("/response/messages", Permission.SEE_MESSAGES)
def messages(visit: Visit) -> Page:
    """Show the messages that wait, or others that were asked for."""
    chosen = _chosen(visit)
    with visit.reach.database.reading() as connection:
        known = sorted({*channels(connection), *undescribed(connection)})
        names = [one.name for one in touchpoints(connection)]
        count, oldest = how_many_open(connection), open_messages(connection, most=1)
        shown = _found(connection, chosen)
    is_capped = len(shown) >= MOST
    shown = [
        one
        for one in shown
        if _is_of(visit, one, chosen["who"]) and chosen["touchpoint"] in ("", one.touchpoint)
    ]
    context: dict[str, Any] = {
        **furniture(visit, "messages"),
        "channels": [(name, channel_named(visit, name)) for name in known],
        "touchpoints": sorted(names, key=str.casefold),
        "chosen": chosen,
        "options": {"state": _STATES, "who": _WHO, "order": _ORDERS},
        "is_capped": is_capped,
        "most": MOST,
    }
    grids = {"messages": _grid(visit, shown)} if shown else {}
    return Page(
        "response_messages",
        _title(visit, count, oldest),
        context,
        grids,
        lede=visit.t("response.messages.lede"),
    )


def _chosen(visit: Visit) -> dict[str, str]:
    """Return what the address asks for; what it does not know is as if it were not said."""
    asked = {name: visit.asked(name) for name in ("channel", "touchpoint", "state", "who", "order")}
    known = (("state", _STATES), ("who", _WHO), ("order", _ORDERS))
    return asked | {name: asked[name] if asked[name] in values else values[0] for name, values in known}


def _found(connection: Any, chosen: dict[str, str]) -> list[Message]:
    channel = chosen["channel"] or None
    if chosen["state"] == "open":
        found = open_messages(connection, channel=channel, most=MOST)
    else:
        state = None if chosen["state"] == "any" else chosen["state"]
        found = recent(connection, most=MOST, state=state, channel=channel)
    if chosen["order"] == "newest":
        return sorted(found, key=lambda one: -one.at)
    return sorted(found, key=lambda one: (one.state != "open", one.at if one.state == "open" else -one.at))


def _is_of(visit: Visit, one: Message, who: str) -> bool:
    mine = visit.account.name if visit.account is not None else ""
    return {"me": one.who == mine, "nobody": not one.who}.get(who, True)


def _title(visit: Visit, count: int, oldest: Sequence[Message]) -> str:
    if not oldest:
        return visit.t("response.messages.title.none")
    time = since(visit, visit.reach.moment() - oldest[0].at)
    return visit.t("response.messages.title", count=words.number(count, visit.lang), time=time)


def _grid(visit: Visit, shown: Sequence[Message]) -> Grid:
    t = visit.t
    columns = [
        Column("said", t("response.column.said"), lambda row: Cell(_short(visit, row), address(row["id"]))),
        Column("channel", t("response.column.channel"), lambda row: channel_named(visit, row["channel"])),
        Column("sender", t("response.column.sender"), lambda row: row["sender"] or words.MISSING),
        Column("at", t("response.column.at"), lambda row: visit.moment(row["at"])),
        Column("state", t("response.column.state"), lambda row: t(f"response.messages.state.{row['state']}")),
        Column(
            "waited", t("response.column.waited"), lambda row: clock(visit, row["waited"]), is_number=True
        ),
        Column("who", t("response.column.who"), lambda row: row["who"] or words.MISSING),
    ]
    keys = (
        "id", "key", "channel", "thread", "sender", "subject", "text", "lang", "url", "touchpoint", "stars",
        "at", "state", "ended", "waited", "because", "who",
    )  # fmt: skip
    now = visit.reach.moment()
    rows = [_row(one, now) for one in shown]
    return Grid("messages", t("response.messages.caption"), columns, rows, most=_SHOWN, keys=keys)


def _row(one: Message, now: int) -> Row:
    names = ("id", "key", "channel", "thread", "sender", "subject", "text", "lang", "url", "touchpoint")
    told = {name: getattr(one, name) for name in (*names, "stars", "at", "state", "ended", "because", "who")}
    return told | {"waited": (now if one.ended is None else one.ended) - one.at}


def _short(visit: Visit, row: Row) -> str:
    said = row["subject"] or row["text"]
    if not said.strip():
        return visit.t("response.message.empty")
    line = words.one_line(said, visit.lang)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


HANDLERS = messages
