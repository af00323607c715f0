"""The log of invitations counted in one reading, for all touchpoints at once: what became of how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, select

from oase.db.schema import transactions
from oase.db.tallying import tally
from oase.surveys.log import NOT_INVITABLE, REASONS, Funnel
from oase.surveys.tables import invitations

__all__ = ["Logged", "funnels", "logged"]

_ELIGIBLE, _DECIDED, _SENT, _OPENED, _ANSWERED = (1 << place for place in range(5))
_MARKS = (
    (_ELIGIBLE, invitations.c.state == "eligible"),
    (_DECIDED, invitations.c.decided.is_not(None)),
    (_SENT, invitations.c.sent.is_not(None)),
    (_OPENED, invitations.c.opened.is_not(None)),
    (_ANSWERED, invitations.c.answered.is_not(None)),
)


class Logged(NamedTuple):
    """What can be said of many transactions in the log at once.

    Parameters
    ----------
    touchpoint, survey : str
    context : str
        JSON object of what is known of everyone.
    share : float or None
        With which probability they were drawn; None where nothing was drawn.
    reason : str
        Why they were not invited; empty for none.
    marks : int
        How far they got; read by the properties.
    """

    touchpoint: str
    survey: str
    context: str
    share: float | None
    reason: str
    marks: int

    @property
    def is_waiting(self) -> bool:
        """Whether they are not decided, or not sent yet."""
        return bool(self.marks & _ELIGIBLE)

    @property
    def is_invitable(self) -> bool:
        """Whether they are decided, with consent and a way to reach her."""
        return bool(self.marks & _DECIDED) and self.reason not in NOT_INVITABLE

    @property
    def is_invited(self) -> bool:
        """Whether they were sent."""
        return bool(self.marks & _SENT)

    @property
    def is_opened(self) -> bool:
        """Whether they were opened, by a person or a scanner."""
        return bool(self.marks & _OPENED)

    @property
    def is_rated(self) -> bool:
        """Whether they were answered by the invitation."""
        return bool(self.marks & _ANSWERED)


def logged(connection: Connection, *, since: int, until: int) -> dict[Logged, int]:
    """Return the log of a time, counted by all that matters; parameters as ``surveys.log.funnel``."""
    names = ("touchpoint", "survey", "context", "share", "reason")
    marks: Any = sum(case((is_so, mark), else_=0) for mark, is_so in _MARKS)
    query = select(*(invitations.c[name] for name in names), marks)
    found = tally(connection, query.where(invitations.c.at >= since, invitations.c.at < until))
    return {Logged(*row): many for row, many in found.items()}


def funnels(
    connection: Connection, log: Mapping[Logged, int], *, since: int, until: int
) -> tuple[Funnel, dict[str, Funnel]]:
    """Return the funnel of all transactions of a time, and that of each touchpoint, by name.

    Parameters
    ----------
    connection : Connection
    log : mapping
        As ``logged`` gives it for the same time.
    since, until : int
    """
    by = select(transactions.c.touchpoint, func.count()).group_by(transactions.c.touchpoint)
    rows = connection.execute(by.where(transactions.c.at >= since, transactions.c.at < until)).all()
    counted = {str(name): int(many) for name, many in rows}
    found = {name: _empty(counted.get(name, 0)) for name in {*counted, *(one.touchpoint for one in log)}}
    whole = _empty(sum(counted.values()))
    for one, many in log.items():
        _add(whole, one, many)
        _add(found[one.touchpoint], one, many)
    return whole, {name: found[name] for name in sorted(found, key=str.casefold)}


def _empty(many: int) -> Funnel:
    return Funnel(
        transactions=many,
        logged=0,
        waiting=0,
        invitable=0,
        invited=0,
        opened=0,
        rated=0,
        reasons=dict.fromkeys(REASONS, 0),
    )


def _add(told: Funnel, one: Logged, many: int) -> None:
    told["logged"] += many
    told["waiting"] += many * one.is_waiting
    told["invitable"] += many * one.is_invitable
    told["invited"] += many * one.is_invited
    told["opened"] += many * one.is_opened
    told["rated"] += many * one.is_rated
    if one.reason:
        told["reasons"][one.reason] = told["reasons"].get(one.reason, 0) + many
