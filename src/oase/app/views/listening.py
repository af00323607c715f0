"""What the page Today says about listening and answering: figures with what they are of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from sqlalchemy import Connection, func, select

from oase.app.customer_words import case_of_day
from oase.contacts.calendar import Calendar
from oase.db.schema import transactions
from oase.service.answer_times import summary, waited
from oase.service.channels import hours_of
from oase.service.correspondence import clocked
from oase.stats import mean_interval, share
from oase.surveys import recommending
from oase.surveys.survey import Survey
from oase.surveys.tables import answers, surveys

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["DAYS", "LONG_DAYS", "Trusted", "listening", "trusted"]

DAYS = 28
LONG_DAYS = 90
"""How far back what is seldom asked is looked at: recommendation and trust."""

FEWEST_TRUST = 10
"""Answers needed for a mean with its interval."""

_DAY = 86_400_000_000


class Trusted(NamedTuple):
    """Asked trust: the mean on its scale with its 95 % interval; None where too few have answered."""

    answers: int
    mean: float | None
    low: float | None
    high: float | None
    least: int
    most: int
    needed: int


def listening(house: House) -> dict[str, Any]:
    """Return the case of the day, and figures of ratings, answers, recommendation and trust.

    Returns
    -------
    dict
        ``case`` (origin, or empty) of ``case_day``; ``rated`` of ``transactions``; ``within`` of ``due``
        (messages whose promise is decided); ``recommended`` with ``low`` and ``high``, ``heard`` (its
        denominator), ``new_customers``; ``trust`` (fields of ``Trusted``) or None where it was never asked.
    """
    now, zone = house.rooms.clock(), house.settings.timezone
    day = Calendar(zone).day_of(now)
    midnight = _midnight(now, zone)
    since = now - DAYS * _DAY
    with house.rooms.database.reading() as connection:
        case = case_of_day(connection, day, midnight)
        rated, possible = _rated(connection, since, now)
        won = recommending.rate(connection, now - LONG_DAYS * _DAY, now)
        times = waited(clocked(connection, since), hours_of(connection, zone), now)
        trust = trusted(connection, now - LONG_DAYS * _DAY)
    promised = next(iter(summary(times, by=())), None)
    told = share(won.recommended, won.answered) if won.answered else None
    return {
        "case": case,
        "case_day": day,
        "rated": rated,
        "transactions": possible,
        "within": promised.within.value if promised is not None and promised.within is not None else None,
        "due": promised.due if promised is not None else 0,
        "recommended": None if told is None else {"value": told.value, "low": told.low, "high": told.high},
        "heard": won.answered,
        "new_customers": won.new_customers,
        "trust": None if trust is None else trust._asdict(),
    }


def trusted(connection: Connection, since: int) -> Trusted | None:
    """Return the trust that was asked for; None where nobody has answered.

    Answers of the version asked last on the same scale count; other scales are left out.
    """
    rows = connection.execute(
        select(answers.c.survey, answers.c.version, answers.c.item, answers.c.number)
        .where(answers.c.role == "trust", answers.c.at >= since, answers.c.is_last == 1)
        .where(answers.c.number.is_not(None), answers.c.way != "passive")
        .order_by(answers.c.at)
    ).all()
    if not rows:
        return None
    scales: dict[tuple[str, int, str], tuple[int, int]] = {}
    for row in rows:
        key = (row.survey, row.version, row.item)
        if key not in scales:
            scales[key] = _scale(connection, *key)
    scale = scales[rows[-1].survey, rows[-1].version, rows[-1].item]
    given = np.array([row.number for row in rows if scales[row.survey, row.version, row.item] == scale])
    if len(given) < FEWEST_TRUST:
        return Trusted(len(given), None, None, None, *scale, FEWEST_TRUST - len(given))
    told = mean_interval(given, confidence=0.95)
    low, high = max(float(scale[0]), float(told.low)), min(float(scale[1]), float(told.high))
    return Trusted(len(given), float(given.mean()), low, high, *scale, 0)


def _rated(connection: Connection, since: int, until: int) -> tuple[int, int]:
    """Return how many transactions of a time were rated, in whatever way, and how many there are."""
    here = (transactions.c.at >= since, transactions.c.at < until)
    joined = transactions.join(answers, answers.c.transaction_id == transactions.c.id)
    rated = select(func.count(answers.c.transaction_id.distinct())).select_from(joined)
    found = connection.execute(rated.where(*here, answers.c.number.is_not(None))).scalar_one()
    every = select(func.count()).select_from(transactions).where(*here)
    return found, connection.execute(every).scalar_one()


def _scale(connection: Connection, name: str, version: int, item: str) -> tuple[int, int]:
    """Return the ends of the scale that a question had when it was answered; 0 to 10 where nobody knows."""
    query = select(surveys.c.content).where(surveys.c.name == name, surveys.c.version == version)
    content = connection.execute(query).scalar_one_or_none()
    question = None if content is None else msgspec.json.decode(content, type=Survey).question(item)
    return (question.low, question.high) if question is not None else (0, 10)


def _midnight(now: int, timezone: str) -> int:
    local = datetime.fromtimestamp(now / 1e6, ZoneInfo(timezone))
    return round(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1e6)
