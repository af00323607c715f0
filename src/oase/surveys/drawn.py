"""Who was drawn and who answered, in cells of equal context: what answers are weighted by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Select, distinct, func, select

from oase.db.schema import transactions
from oase.db.tallying import portions, tally
from oase.surveys.tables import answers, invitations

__all__ = ["Drawn", "Place", "answered", "drawn", "passive"]


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
    query = select(
        *(here[name] for name in Place._fields),
        here.sent.is_not(None),
        here.answered.is_not(None),
    ).where(here.decided.is_not(None), here.survey.in_(_rating()))
    if touchpoint is not None:
        query = query.where(here.touchpoint == touchpoint)
    counts: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (*place, is_sent, is_answered), many in tally(connection, query).items():
        told = counts[Place(*place)]
        told[0] += many
        told[1] += many * is_sent
        told[2] += many * is_answered
    return [Drawn(place, *counts[place]) for place in sorted(counts, key=_order)]


def _order(place: Place) -> tuple[str, str, str, float]:
    return place.touchpoint, place.survey, place.context, -1.0 if place.share is None else place.share


def answered(connection: Connection, *, touchpoint: str | None = None) -> Iterator[tuple[str, Place]]:
    """Yield every answered transaction (its key, as the lake names it) and its place."""
    here = invitations.c
    query = (
        select(transactions.c.key, *(here[name] for name in Place._fields))
        .join(transactions, transactions.c.id == here.transaction_id)
        .where(here.answered.is_not(None), here.survey.in_(_rating()))
    )
    if touchpoint is not None:
        query = query.where(here.touchpoint == touchpoint)
    for rows in portions(connection, query):
        for key, *place in rows:
            yield key, Place(*place)


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
