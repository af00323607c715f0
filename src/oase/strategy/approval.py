"""Approvals and refusals: who decided when, and on what it rested."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import insert, select

from oase.db import Database
from oase.errors import OptionInvalid
from oase.strategy.document import Strategy
from oase.strategy.gate import Missing, is_valid, missing
from oase.strategy.keeping import read_within
from oase.strategy.tables import decisions

__all__ = ["Decision", "Rested", "Standing", "decide", "decisions_of", "standing"]


class Standing(StrEnum):
    """Where an approval stands."""

    NEVER = "never"
    REFUSED = "refused"
    APPROVED = "approved"
    EARLIER = "earlier"
    """Approved, and changed since: the approval is of an earlier version."""


class Rested(msgspec.Struct, frozen=True):
    """What a decision rested on: each need, its criteria, the evidence that counted; what was missing."""

    purpose: str
    needs: list[dict[str, Any]]
    missing: list[dict[str, Any]]


class Decision(NamedTuple):
    """One approval, or the refusal of one."""

    id: int
    at: int
    who: str
    version: int
    is_approved: bool
    rested: Rested


def decide(database: Database, *, who: str, at: int, today: dt.date, seen: int | None = None) -> Decision:
    """Approve the strategy if nothing is missing, refuse it else; either is written down.

    Parameters
    ----------
    database : Database
    who : str
        Name of the account that asks.
    at : int
        Microseconds since 1970, UTC.
    today : date
        By which the age of evidence is told.
    seen : int, optional
        The version that she saw.

    Raises
    ------
    OptionInvalid
        The strategy was changed since she saw it; nothing is written down.
    """
    with database.writing() as connection:
        strategy = read_within(connection)
        if seen is not None and seen != strategy.version:
            raise OptionInvalid(
                "The strategy was changed meanwhile",
                expected=f"version {strategy.version}",
                got=f"version {seen}",
                todo="look at it again and then decide",
            )
        lacking = missing(strategy, today)
        rested = _rested(strategy, lacking, today)
        values = {
            "at": at,
            "who": who,
            "version": strategy.version,
            "is_approved": not lacking,
            "rested": msgspec.json.encode(rested).decode(),
        }
        number = connection.execute(insert(decisions).values(**values)).inserted_primary_key
    return Decision(int(number[0]) if number else 0, at, who, strategy.version, not lacking, rested)


def decisions_of(database: Database) -> list[Decision]:
    """Return every decision, the newest first."""
    with database.reading() as connection:
        rows = connection.execute(select(decisions).order_by(decisions.c.id.desc())).all()
    return [
        Decision(row.id, row.at, row.who, row.version, row.is_approved, _read(row.rested)) for row in rows
    ]


def standing(strategy: Strategy, decided: list[Decision]) -> Standing:
    """Return where the approval of a strategy stands, ``decided`` the newest first."""
    now = [one for one in decided if one.version == strategy.version]
    if now:
        return Standing.APPROVED if now[0].is_approved else Standing.REFUSED
    if any(one.is_approved for one in decided):
        return Standing.EARLIER
    return Standing.REFUSED if decided else Standing.NEVER


def _rested(strategy: Strategy, lacking: tuple[Missing, ...], today: dt.date) -> Rested:
    return Rested(
        strategy.purpose.content.text if strategy.purpose else "",
        [
            {
                "id": one.need.id,
                "text": one.need.content.text,
                "criteria": len(one.criteria),
                "evidence": [
                    {"id": piece.id, **msgspec.to_builtins(piece.content)}
                    for piece in one.evidence
                    if is_valid(piece.content, today)
                ],
            }
            for one in strategy.needs
        ],
        [{key: value for key, value in one._asdict().items() if value} for one in lacking],
    )


def _read(rested: str) -> Rested:
    return msgspec.json.decode(rested, type=Rested)
