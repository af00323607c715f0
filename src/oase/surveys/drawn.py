"""Who was drawn and who answered, in cells of equal context: what answers are weighted by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Select, case, distinct, func, select

from oase.db.schema import transactions
from oase.surveys.tables import answers, invitations

__all__ = ["Drawn", "Place", "answered", "drawn", "passive"]

_AT_ONCE = 10_000


class Place(NamedTuple):
    """What an answer is weighted by.

    Parameters
    ----------
    touchpoint, survey : str
    context : str
        JSON object of what is known of everyone.
    share : float or None
        With which probability the transaction was drawn; None where nothing was drawn.
    """

    touchpoint: str
    survey: str
    context: str
    share: float | None


class Drawn(NamedTuple):
    """Decided transactions of one place: how many there are, were invited, and answered."""

    place: Place
    transactions: int
    sent: int
    answered: int


def drawn(connection: Connection, *, touchpoint: str | None = None) -> list[Drawn]:
    """Return all decided transactions about which touchpoints were rated, counted by place.

    Only surveys that ask how it was compared with the expectation count: they give the votes.
    """
    here = invitations.c
    query = (
        select(
            here.touchpoint,
            here.survey,
            here.context,
            here.share,
            func.count(),
            func.sum(case((invitations.c.sent.isnot(None), 1), else_=0)),
            func.sum(case((invitations.c.answered.isnot(None), 1), else_=0)),
        )
        .where(invitations.c.decided.isnot(None), invitations.c.survey.in_(_rating()))
        .group_by(here.touchpoint, here.survey, here.context, here.share)
        .order_by(here.touchpoint, here.survey, here.context, here.share)
    )
    if touchpoint is not None:
        query = query.where(invitations.c.touchpoint == touchpoint)
    return [
        Drawn(Place(row[0], row[1], row[2], row[3]), int(row[4]), int(row[5]), int(row[6]))
        for row in connection.execute(query)
    ]


def answered(connection: Connection, *, touchpoint: str | None = None) -> Iterator[tuple[str, Place]]:
    """Yield every answered transaction (its key, as the lake names it) and its place."""
    here = invitations.c
    query = (
        select(transactions.c.key, here.touchpoint, here.survey, here.context, here.share)
        .join(transactions, transactions.c.id == invitations.c.transaction_id)
        .where(invitations.c.answered.isnot(None), invitations.c.survey.in_(_rating()))
    )
    if touchpoint is not None:
        query = query.where(invitations.c.touchpoint == touchpoint)
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield row[0], Place(row[1], row[2], row[3], row[4])


def passive(connection: Connection, *, touchpoint: str | None = None) -> int:
    """Return how many transactions were rated without an invitation: voices, not votes."""
    query = select(func.count(distinct(answers.c.transaction_id))).where(
        answers.c.way == "passive", answers.c.role == "disconfirmation", answers.c.is_last == 1
    )
    if touchpoint is not None:
        query = query.where(answers.c.touchpoint == touchpoint)
    return int(connection.execute(query).scalar_one())


def _rating() -> Select[tuple[str]]:
    return select(answers.c.survey).where(answers.c.role == "disconfirmation").distinct()
