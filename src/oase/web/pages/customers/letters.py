"""What a customer wrote and answered, each with the way to the conversation and to its touchpoint."""

from __future__ import annotations

from typing import Any

from oase import words
from oase.accounts import Permission
from oase.app.customer_letters import Answered, heard_from
from oase.model import Person
from oase.web.pages.channels import channel_named
from oase.web.pages.magic_data import address_of
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["told"]

_LONGEST = 160


def told(visit: Visit, person: Person) -> tuple[dict[str, Any], dict[str, Grid]]:
    """Return how much she wrote and answered, and both as tables."""
    found = heard_from(visit.reach.house.rooms, person)
    grids: dict[str, Grid] = {}
    if found.messages:
        grids["messages"] = _messages(visit, [one._asdict() for one in found.messages])
    if found.answers:
        grids["answers"] = _answers(
            visit, [one._asdict() | {"said": said(visit, one)} for one in found.answers]
        )
    return {"message_count": found.message_count, "answer_count": found.answer_count}, grids


def said(visit: Visit, one: Answered) -> str:
    """Return an answer in words: what was asked about, and what she chose or wrote."""
    role = visit.t(f"touchpoints.role.{one.role}")
    if one.number is None:
        return f"{role}: {words.quoted(one.text or '', visit.lang)}"
    if one.number in (-1, 0, 1) and one.role in ("disconfirmation", "compared"):
        key = "answer" if one.role == "disconfirmation" else "compared"
        return visit.t(f"touchpoints.{key}.{int(one.number)}")
    return f"{role}: {words.number(one.number, visit.lang, 0)}"


def _messages(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    t, may = visit.t, visit.may(Permission.SEE_MESSAGES)

    def text(row: Row) -> Cell:
        if not may:
            return Cell(t("customers.letters.hidden"))
        line = words.one_line(row["subject"] or row["text"], visit.lang)
        shown = line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"
        return Cell(shown or t("response.message.empty"), f"/response/messages/{row['id']}")

    columns = [
        Column("text", t("response.column.said"), text),
        Column("channel", t("response.column.channel"), lambda row: channel_named(visit, row["channel"])),
        _touchpoint(visit),
        Column("state", t("response.column.state"), lambda row: t(f"touchpoints.message.{row['state']}")),
        Column("at", t("response.column.at"), lambda row: visit.moment(row["at"])),
    ]
    keys = ("id", "at", "channel", "touchpoint", "state", *(("subject", "text") if may else ()))
    return Grid("messages", t("customers.letters.messages"), columns, rows, keys=keys)


def _answers(visit: Visit, rows: list[dict[str, Any]]) -> Grid:
    t = visit.t

    def answer(row: Row) -> Cell:
        return Cell(row["said"], f"/measures/said/answer:{row['id']}" if row["number"] is None else None)

    columns = [
        Column("said", t("customers.letters.answer"), answer),
        _touchpoint(visit),
        Column("way", t("ratings.way"), lambda row: t(f"touchpoints.way.{row['way']}")),
        Column("at", t("response.column.at"), lambda row: visit.moment(row["at"])),
    ]
    keys = ("id", "at", "touchpoint", "role", "number", "text", "way")
    return Grid("answers", t("customers.letters.answers"), columns, rows, keys=keys)


def _touchpoint(visit: Visit) -> Column:
    def show(row: Row) -> Cell:
        name = row["touchpoint"]
        return Cell(name, address_of(name, "/touchpoints")) if name else Cell(words.MISSING)

    return Column("touchpoint", visit.t("touchpoints.column.name"), show)
