"""The log of invitations read: every transaction that could be rated, and what became of it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Connection, case, func, select

from oase.db.schema import transactions
from oase.surveys.tables import answers, invitations

__all__ = ["NOT_INVITABLE", "REASONS", "Funnel", "Reason", "Standing", "funnel", "log_rows", "standings"]

Reason = Literal[
    "no_consent",
    "unreachable",
    "cool_down",
    "not_drawn",
    "too_late",
    "switched_off",
    "person_unknown",
    "erased",
    "not_sent",
]

REASONS: tuple[Reason, ...] = (
    "person_unknown",
    "no_consent",
    "unreachable",
    "cool_down",
    "not_drawn",
    "too_late",
    "switched_off",
    "not_sent",
    "erased",
)
"""Why a transaction was not invited (closed list), in the order in which they are asked."""

NOT_INVITABLE = ("person_unknown", "no_consent", "unreachable", "erased")
"""Reasons for which nobody could have been invited, whatever was drawn."""

_IS_INVITED = invitations.c.sent.isnot(None)


class Funnel(TypedDict):
    """From transactions to answers; every step is part of the one before, but for ``rated_passive``.

    Parameters
    ----------
    transactions : int
        That could be rated.
    logged : int
        With which a live survey had to do; the denominator of what follows.
    waiting : int
        Not decided yet, or not sent yet.
    invitable : int
        Decided, with consent and a way to reach her.
    invited : int
        Sent.
    opened : int
        By a person or a scanner.
    rated : int
        Answered by the invitation.
    reasons : dict of str to int
        Every word of ``REASONS``.
    """

    transactions: int
    logged: int
    waiting: int
    invitable: int
    invited: int
    opened: int
    rated: int
    reasons: dict[str, int]


def funnel(connection: Connection, *, since: int, until: int, touchpoint: str | None = None) -> Funnel:
    """Count transactions of a time by what became of them.

    Parameters
    ----------
    connection : Connection
    since, until : int
        Moments of the transactions, from and before, microseconds since 1970, UTC.
    touchpoint : str, optional
        All when left out.
    """
    here = _between(invitations, since, until, touchpoint)
    is_decided = invitations.c.decided.isnot(None)
    query = select(
        func.count(),
        _count(invitations.c.state == "eligible"),
        _count(is_decided & invitations.c.reason.not_in(NOT_INVITABLE)),
        _count(_IS_INVITED),
        _count(invitations.c.opened.isnot(None)),
        _count(invitations.c.answered.isnot(None)),
    ).where(*here)
    logged, waiting, invitable, invited, opened, rated = connection.execute(query).one()
    counted = select(func.count()).select_from(transactions)
    all_of_them = connection.execute(
        counted.where(*_between(transactions, since, until, touchpoint))
    ).scalar_one()
    reasons = dict.fromkeys(REASONS, 0) | _reasons(connection, here)
    return Funnel(
        transactions=all_of_them,
        logged=logged,
        waiting=waiting,
        invitable=invitable,
        invited=invited,
        opened=opened,
        rated=rated,
        reasons=dict(reasons),
    )


class Standing(NamedTuple):
    """What became of a survey so far: sent invitations, those answered, and answers by passive links."""

    invited: int = 0
    answered: int = 0
    passive: int = 0


def standings(connection: Connection) -> dict[str, Standing]:
    """Return what became of each survey since the log is kept, by name; others are left out."""
    sent, done = _count(_IS_INVITED), _count(invitations.c.answered.isnot(None))
    asked = select(invitations.c.survey, sent, done).group_by(invitations.c.survey)
    rated = func.count(answers.c.transaction_id.distinct())
    voices = select(answers.c.survey, rated).where(answers.c.way == "passive", answers.c.is_last == 1)
    found = {row[0]: Standing(row[1], row[2]) for row in connection.execute(asked)}
    for name, passive in connection.execute(voices.group_by(answers.c.survey)):
        found[name] = found.get(name, Standing())._replace(passive=passive)
    return found


def log_rows(
    connection: Connection,
    *,
    since: int | None = None,
    until: int | None = None,
    touchpoint: str | None = None,
    survey: str | None = None,
) -> dict[str, list[Any]]:
    """Return the log as columns, for weighting; in the order of the transactions.

    Returns
    -------
    dict of str to list
        ``transaction_id``, ``transaction`` (its key, as the lake names it), ``touchpoint``, ``context``
        (JSON), ``share`` (None where nothing was drawn), ``state``, ``reason``, ``at``, ``is_sent``,
        ``is_answered``.
    """
    names = ("transaction_id", "touchpoint", "context", "share", "state", "reason", "at")
    columns = [invitations.c[name] for name in names]
    key = select(transactions.c.key).where(transactions.c.id == invitations.c.transaction_id)
    query = select(
        *columns,
        key.scalar_subquery().label("transaction"),
        _IS_INVITED.label("is_sent"),
        invitations.c.answered.isnot(None).label("is_answered"),
    ).where(*_between(invitations, since, until, touchpoint))
    if survey is not None:
        query = query.where(invitations.c.survey == survey)
    rows = connection.execute(query.order_by(invitations.c.transaction_id)).all()
    held = [*names, "transaction", "is_sent", "is_answered"]
    found: dict[str, list[Any]] = {name: [row[place] for row in rows] for place, name in enumerate(held)}
    for name in ("is_sent", "is_answered"):
        found[name] = [bool(one) for one in found[name]]
    return found


def _reasons(connection: Connection, here: list[ColumnElement[bool]]) -> dict[str, int]:
    query = select(invitations.c.reason, func.count()).where(*here, invitations.c.reason != "")
    return {row[0]: row[1] for row in connection.execute(query.group_by(invitations.c.reason))}


def _between(
    table: Any, since: int | None, until: int | None, touchpoint: str | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(table.c.at >= since)
    if until is not None:
        found.append(table.c.at < until)
    if touchpoint is not None:
        found.append(table.c.touchpoint == touchpoint)
    return found


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
