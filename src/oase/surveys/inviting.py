"""``Inviting``: from transactions to invitations in the outbox, and back what became of them.

Each step is one transaction, so that whoever is killed in between neither loses nor doubles an invitation:
a row in the log for every new transaction; a decision when its time has come, and the message with it; the
end of the message into the log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from oase.db import Database
from oase.db.versions import version
from oase.decisions.messages.outbox import Ended, enqueue
from oase.decisions.quiet import is_quiet, local
from oase.model import Purpose
from oase.surveys.drawing import DAY, HOUR, Asked, Drawn, cool_down_of, draw, share_in_effect
from oase.surveys.gathering import gathered, is_new, keep
from oase.surveys.reaching import Reached, invited_last, reach, shares_of
from oase.surveys.stored import live
from oase.surveys.survey import Rules, Survey
from oase.surveys.tokens import Medium, Signer, Ticket
from oase.surveys.wording import Sender, content_of

__all__ = ["MOST", "Inviting", "draw", "message_key"]

MOST = 200
"""So many transactions are looked at in one step."""

AT_ONCE = 25
"""So many are written in one transaction: the door and the counter wait for whoever writes."""

CARRIED_DAYS = 3
"""So long a message tries to reach her; the link in it is valid longer."""

QUIET = ("20:00", "08:00")
"""Nobody is invited at night: what is decided then is sent in the morning."""

_MEDIA: dict[str, Medium] = {"email": "mail", "push": "push", "app": "app"}

_WAITING = """
    select i.id, i.transaction_id, i.survey, i.alias, i.touchpoint, i.at, i.share from survey_invitations as i
    where i.state = 'eligible' and i.decided is null and i.at <= ?
        and i.survey not in (select value from json_each(?)) order by i.at, i.id limit ?
"""
_DECIDED_TODAY = """
    select survey, count(*) from survey_invitations where decided >= ? and channel <> '' group by survey
"""
_INVITE = """
    update survey_invitations set decided = ?, channel = ?, share = ?
    where id = ? and decided is null and state = 'eligible'
"""
_SET_ASIDE = """
    update survey_invitations set decided = ?, state = 'quarantined', reason = ?, share = ?
    where id = ? and decided is null and state = 'eligible'
"""
_UNDER_WAY = """
    select i.id, o.state, o.reason, o.finished from survey_invitations as i
    left join outbox as o on o.key = 'survey:' || i.id
    where i.state = 'eligible' and i.decided is not null and i.at <= ?
        and (o.state is null or o.state <> 'waiting')
    order by i.at limit ?
"""
_SENT = "update survey_invitations set state = 'sent', sent = ? where id = ? and state = 'eligible'"
_ENDED = "update survey_invitations set state = 'quarantined', reason = ? where id = ? and state = 'eligible'"


class _Waiting(NamedTuple):
    id: int
    transaction: int
    survey: str
    alias: int
    touchpoint: str
    at: int
    part: float


class Inviting:
    """Invites those who may be, and writes down of everybody else why not.

    Parameters
    ----------
    database : Database
    signer : Signer
    clock : callable
        Microseconds since 1970, UTC.
    zone : ZoneInfo
        Of the house: in its nights nobody is invited.
    lang : {"de", "en"}
        For whom no language is known.
    sender : Sender
        Brand, and the address under which links are opened; without one nothing is mailed.
    channels : frozenset of str
        By which the house can send at all.
    """

    def __init__(
        self,
        database: Database,
        signer: Signer,
        *,
        clock: Callable[[], int],
        zone: ZoneInfo,
        lang: str,
        sender: Sender,
        channels: frozenset[str],
    ) -> None:
        self._database = database
        self._signer = signer
        self._clock = clock
        self._zone = zone
        self._lang = lang
        self._sender = sender
        self._channels = channels
        self._held: tuple[int, list[Survey]] = (-1, [])

    def look(self) -> int:
        """Do what is to be done now, at most ``MOST`` of each kind; return how many rows were dealt with.

        Raises
        ------
        OaseError
            Something could not be kept; the next look does it again.
        """
        surveys = self._surveys()
        return self._gather(surveys) + self._decide(surveys) + self._follow(surveys)

    def _surveys(self) -> list[Survey]:
        with self._database.reading() as connection:
            number = version(connection, "surveys")
            if number != self._held[0]:
                self._held = number, live(connection)
        return self._held[1]

    def _gather(self, surveys: Sequence[Survey]) -> int:
        with self._database.reading() as connection:
            if not is_new(connection):
                return 0
            new = gathered(connection, surveys, key=self._signer.draws, zone=self._zone, most=MOST)
        with self._database.writing() as connection:
            keep(connection, new)
        return new.looked_at

    def _decide(self, surveys: Sequence[Survey]) -> int:
        """Decide about transactions whose time has come; asked is before it is written, with no lock held.

        One process alone decides, so that nobody is invited meanwhile; what else may change meanwhile is
        asked again before the message leaves the house.
        """
        now = self._clock()
        by_name = {one.name: one for one in surveys}
        with self._database.reading() as connection:
            rows = self._due(connection, by_name, now)
            if not rows:
                return 0
            found = reach(
                connection,
                [(one.alias, _rules(by_name, one).channels) for one in rows],
                channels=self._channels,
                now=now,
            )
            steered = shares_of(connection)
            asked = [
                _asked(one, by_name.get(one.survey), found[one.alias, _rules(by_name, one).channels], steered)
                for one in rows
            ]
            last = invited_last(connection, {one.person for one in asked})
        drawn = draw(asked, last, key=self._signer.draws, now=now, cool_down_days=cool_down_of(surveys))
        for start in range(0, len(rows), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            with self._database.writing() as connection:
                for one, made in zip(rows[part], drawn[part], strict=True):
                    reached = found[one.alias, _rules(by_name, one).channels]
                    self._write(connection, one, made, by_name, reached, now)
        return len(rows)

    def _due(self, connection: Connection, by_name: dict[str, Survey], now: int) -> list[_Waiting]:
        """Return what can be decided, the oldest first; of a survey that has had its day, nothing."""
        waits = [one.rules.wait_hours for one in by_name.values()]
        left = self._left_today(connection, by_name, now)
        full = msgspec.json.encode([name for name, number in left.items() if number < 1]).decode()
        until = now - min(waits, default=0) * HOUR
        rows = connection.exec_driver_sql(_WAITING, (until, full, 20 * MOST)).all()
        due: list[_Waiting] = []
        for row in rows:
            one = _Waiting(*row)
            if one.at + _rules(by_name, one).wait_hours * HOUR > now or left.get(one.survey, 1) < 1:
                continue
            if one.survey in left:
                left[one.survey] -= 1
            due.append(one)
            if len(due) == MOST:
                break
        return due

    def _left_today(self, connection: Connection, by_name: dict[str, Survey], now: int) -> dict[str, int]:
        most = {name: one.rules.per_day for name, one in by_name.items() if one.rules.per_day is not None}
        if not most:
            return {}
        midnight = local(now, self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        begun = now - (local(now, self._zone) - midnight) // timedelta(microseconds=1)
        counted: dict[str, int] = {
            row[0]: row[1] for row in connection.exec_driver_sql(_DECIDED_TODAY, (begun,))
        }
        return {name: number - counted.get(name, 0) for name, number in most.items()}

    def _write(
        self,
        connection: Connection,
        one: _Waiting,
        made: Drawn,
        by_name: dict[str, Survey],
        reached: Reached,
        now: int,
    ) -> None:
        if made.reason:
            connection.exec_driver_sql(_SET_ASIDE, (now, made.reason, made.share, one.id))
            return
        told = (now, reached.channel, made.share, one.id)
        if connection.exec_driver_sql(_INVITE, told).rowcount == 1:  # else she was erased meanwhile
            self._enqueue(connection, one, by_name[one.survey], reached, now)

    def _enqueue(
        self, connection: Connection, one: _Waiting, survey: Survey, reached: Reached, now: int
    ) -> None:
        expires = now + survey.rules.expires_days * DAY
        ticket = Ticket(
            transaction=one.transaction,
            survey=survey.name,
            alias=one.alias,
            way="invited",
            medium=_MEDIA[reached.channel],
            expires=expires,
        )
        lang = reached.lang or self._lang
        token = self._signer.sign(ticket)
        enqueue(
            connection,
            key=message_key(one.id),
            alias=one.alias,
            receipt="",
            channel=reached.channel,
            purpose=Purpose.SURVEY,
            kind="survey",
            content=content_of(
                survey,
                lang=lang,
                touchpoint=one.touchpoint,
                token=token,
                sender=self._sender,
                transaction=one.transaction,
            ),
            now=now,
            due=now if reached.channel == "app" else _daytime(now, self._zone),
            expires=expires if reached.channel == "app" else min(expires, now + CARRIED_DAYS * DAY),
        )

    def _follow(self, surveys: Sequence[Survey]) -> int:
        """Write down what became of messages: sent, or not sent for whichever reason."""
        with self._database.reading() as connection:
            until = self._clock() - min((one.rules.wait_hours for one in surveys), default=0) * HOUR
            rows: Sequence[Any] = connection.exec_driver_sql(_UNDER_WAY, (until, MOST)).all()
        if not rows:
            return 0
        with self._database.writing() as connection:
            for number, state, reason, finished in rows:
                if state == "sent":
                    connection.exec_driver_sql(_SENT, (finished, number))
                else:  # ended, or forgotten by the outbox before anybody asked
                    why = "erased" if reason == Ended.ERASED else "not_sent"
                    connection.exec_driver_sql(_ENDED, (why, number))
        return len(rows)


def message_key(number: int) -> str:
    """Return the key of an invitation's message in the outbox.

    Examples
    --------
    >>> message_key(7)
    'survey:7'
    """
    return f"survey:{number}"


_NO_RULES = Rules(wait_hours=0)


def _rules(by_name: dict[str, Survey], one: _Waiting) -> Rules:
    """Return the rules of a row's survey; of one that was switched off nothing is waited for."""
    survey = by_name.get(one.survey)
    return _NO_RULES if survey is None else survey.rules


def _asked(one: _Waiting, survey: Survey | None, reached: Reached, steered: dict[str, float]) -> Asked:
    rules = _NO_RULES if survey is None else survey.rules
    return Asked(
        one.id,
        reached.person,
        one.at,
        share=share_in_effect(rules, steered.get(one.touchpoint)),
        wait_hours=rules.wait_hours,
        is_known=reached.is_known,
        is_consented=reached.is_consented,
        is_reachable=bool(reached.channel),
        is_live=survey is not None,
    )


def _daytime(now: int, zone: ZoneInfo) -> int:
    """Return the first moment from now that does not lie in the night."""
    if not is_quiet(now, *QUIET, zone):
        return now
    here = local(now, zone)
    morning = here.replace(hour=8, minute=0, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    return now + round((morning.timestamp() - here.timestamp()) * 1e6)
