"""What the rules of a survey would have come to: the last weeks decided once more by them.

The log knows of each transaction whether anybody was known, consented and could be reached. By that the rules
are replayed with the same draw that invites; transactions that the log does not know are taken to be like
those that it knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from oase.decisions.quiet import local
from oase.identity.members import persons_of
from oase.surveys.drawing import DAY, HOUR, Asked, cool_down_of, draw, share_in_effect
from oase.surveys.log import NOT_INVITABLE
from oase.surveys.reaching import shares_of
from oase.surveys.stored import live
from oase.surveys.survey import Survey

__all__ = ["DAYS", "Replay", "replay"]

DAYS = 28
"""So many days are counted."""

MOST = 50_000
_WEEK = 7 * DAY

_ROWS = """
    select t.id, t.alias, t.at, t.touchpoint, i.reason, i.context from transactions as t
    left join survey_invitations as i on i.transaction_id = t.id and i.decided is not null
    where t.at >= ? and t.at < ? and t.source <> 'link' group by t.id order by t.at desc, t.id limit ?
"""


_FIRST = "select min(at) from transactions"


class Replay(NamedTuple):
    """What came of it.

    Parameters
    ----------
    days : float
        So many were counted; fewer than ``DAYS`` where the house is younger.
    transactions : int
        At the survey's touchpoints.
    decided : int
        Of them, of how many the log knows whether somebody could be invited.
    reachable : int
        Of those, how many the survey asks about, with somebody known, consent and a way to reach her.
    invited : int
        Of those, how many the rules would have invited.
    weekly : float or None
        Invitations a week, for all transactions; None where the log knows of none.
    """

    days: float
    transactions: int
    decided: int
    reachable: int
    invited: int
    weekly: float | None


class _Row(NamedTuple):
    id: int
    alias: int
    at: int
    touchpoint: str
    reason: str | None
    context: str | None

    def is_asked(self, survey: Survey) -> bool:
        """Whether the rules ask about it, with somebody who could be invited."""
        if self.reason is None or self.reason in NOT_INVITABLE:
            return False
        return not survey.rules.only_new_customers or _customer(self.context) == "new"


def replay(connection: Connection, survey: Survey, *, key: bytes, now: int, zone: ZoneInfo) -> Replay:
    """Decide about the last weeks by the rules of a survey as if it alone had asked.

    Parameters
    ----------
    connection : Connection
    survey : Survey
        Kept or not.
    key : bytes
        Of the draws; ``Signer.draws``.
    now : int
        Microseconds since 1970, UTC.
    zone : ZoneInfo
        Whose days hold the most invitations of a day.
    """
    rest = max(survey.rules.cool_down_days, cool_down_of(live(connection)))
    rows, oldest = _read(connection, survey, now - (DAYS + rest) * DAY, now)
    since = max(now - DAYS * DAY, oldest)
    if any(one.reason is not None for one in rows):
        # who rests was invited before: the first part fills the rests and is not counted
        since = max(since, oldest + min(rest * DAY, (now - oldest) // 2))
    asked = [one for one in rows if one.is_asked(survey)]
    times = _invited(connection, survey, asked, key=key, zone=zone, rest=rest)
    counted = [one for one in rows if one.at >= since]
    decided = sum(one.reason is not None for one in counted)
    invited = sum(at >= since for at in times)
    weeks = (now - since) / _WEEK
    weekly = invited * len(counted) / decided / weeks if decided and weeks else None
    reachable = sum(one.at >= since for one in asked)
    return Replay((now - since) / DAY, len(counted), decided, reachable, invited, weekly)


def _read(connection: Connection, survey: Survey, since: int, until: int) -> tuple[list[_Row], int]:
    """Return the latest transactions that the survey asks about, the oldest first, and since when."""
    rows: Sequence[Any] = connection.exec_driver_sql(_ROWS, (since, until, MOST)).all()
    found = [_Row(*row) for row in reversed(rows)]
    first = connection.exec_driver_sql(_FIRST).scalar() or until
    oldest = found[0].at if len(found) == MOST else min(until, max(since, first))
    return [one for one in found if survey.asks_about(one.touchpoint)], oldest


def _invited(
    connection: Connection, survey: Survey, rows: Sequence[_Row], *, key: bytes, zone: ZoneInfo, rest: int
) -> list[int]:
    """Return the moments of the transactions about which somebody would have been invited."""
    rules, steered = survey.rules, shares_of(connection)
    persons = persons_of(connection, {one.alias for one in rows})
    last: dict[int, int] = {}
    days: Counter[Any] = Counter()
    times: list[int] = []
    for one in rows:
        person, when = persons[one.alias], one.at + rules.wait_hours * HOUR
        share = share_in_effect(rules, steered.get(one.touchpoint))
        asked = Asked(one.id, person, one.at, share=share, wait_hours=rules.wait_hours)
        day = local(when, zone).date() if rules.per_day is not None else None
        if rules.per_day is not None and days[day] >= rules.per_day:
            continue
        (made,) = draw([asked], last, key=key, now=when, cool_down_days=rest)
        if not made.reason:
            last[person] = when
            days[day] += 1
            times.append(one.at)
    return times


def _customer(context: str | None) -> str:
    return msgspec.json.decode(context, type=dict[str, str]).get("customer", "") if context else ""
