"""The verdicts of the house: made each night and when somebody asks, kept, and steering the invitations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from oase.app.tasks import Kind
from oase.app.tasks.queue import Queue
from oase.app.tasks.task import Arguments, Progress
from oase.app.tasks.versions import version_of
from oase.app.views.asked import Asked
from oase.db.versions import bump
from oase.errors import AnswersUnusable
from oase.experience import MagicMoments
from oase.experience.verdicts import Rule, Run, Share, keep, newest, shares
from oase.surveys.tables import shares as survey_shares

if TYPE_CHECKING:
    from oase.app.house import House
    from oase.db import Database

__all__ = ["KIND", "KINDS", "Nights", "holds_answers", "invited_shares", "verdict_run"]

KIND = "verdict_run"

NIGHT_HOURS = 4
"""Each day at four in the morning, in the zone of the house."""

MOST_LOOKED_AT = 50

_COME_IN = """
    select
        (select coalesce(max(seq), 0) from sqlite_sequence where name = 'contact_log'),
        (select coalesce(max(number), 0) from versions where name = 'identity'),
        (select coalesce(max(seq), 0) from sqlite_sequence where name = 'survey_answers')
"""
_HOLDS = """
    select exists(select 1 from survey_answers)
        or exists(select 1 from lake_files where table_name = 'answers' and retired is null)
"""
_STEPS = 3


def verdict_run(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Judge every touchpoint on the house's own answers and later purchases, and keep what was found.

    Nothing is done where nothing has come in since the last run: no answer, no contact, no import, no
    erasure, no other rule.

    Parameters
    ----------
    house : House
    arguments : mapping
        ``night`` (an ISO day), or ``who`` (the name of who asked).
    progress : callable

    Returns
    -------
    dict
        ``status``: ``made``, ``nothing_new``, ``no_answers``, ``no_outcome`` or ``unusable``; with ``made``
        also ``run``, its number.

    Raises
    ------
    AnswersUnusable
        Nothing follows from the answers, and somebody has asked; at night it is the status ``unusable``.
    """
    progress(0, _STEPS)
    begun, database = house.rooms.clock(), house.rooms.database
    data = _data(house)
    with database.reading() as connection:
        last = newest(connection)
    if last is not None and last.rule.data == data:
        return {"status": "nothing_new", "run": last.id}
    asked = Asked.of(house, {})
    if asked.status != "ok":
        return {"status": asked.status, "run": None}
    progress(1, _STEPS)
    try:
        judged = asked.judged()
    except AnswersUnusable:
        if "night" not in arguments:
            raise
        return {"status": "unusable", "run": None}
    progress(2, _STEPS)
    return {"status": "made", "run": _kept(house, asked, judged, data, begun, arguments).id}


def _kept(
    house: House, asked: Asked, judged: MagicMoments, data: str, begun: int, arguments: Arguments
) -> Run:
    """Write the run and what follows from it for the invitations, together."""
    rows = judged.rows()
    with house.rooms.database.writing() as connection:
        run = keep(
            connection,
            at=begun,
            cause="night" if "night" in arguments else "asked",
            who=str(arguments.get("who", "")),
            rule=_rule(asked, judged, data),
            counts=(len(asked.answers), asked.contacts.count),
            rows=rows,
            seconds=(house.rooms.clock() - begun) / 1e6,
        )
        _steer(connection, shares(rows), run)
    return run


def _rule(asked: Asked, judged: MagicMoments, data: str) -> Rule:
    is_looked_up = asked.log is not None
    return Rule(
        delta=judged.settings.delta,
        negligible=judged.settings.negligible,
        q=judged.settings.q,
        within=asked.within if is_looked_up else "",
        outcome=tuple(asked.outcome) if is_looked_up else (),
        competitors=tuple(asked.competitors or ()),
        context=tuple(asked.answers.context),
        data=data,
    )


def _steer(connection: Connection, steered: Sequence[Share], run: Run) -> None:
    """Write with which probability a transaction of each touchpoint is invited from now on."""
    names = [one.touchpoint for one in steered]
    connection.execute(delete(survey_shares).where(survey_shares.c.touchpoint.not_in(names)))
    for one in steered:
        told = {"share": one.share, "needed": one.needed, "run": run.id, "at": run.at}
        change = insert(survey_shares).values(touchpoint=one.touchpoint, **told)
        connection.execute(change.on_conflict_do_update(index_elements=["touchpoint"], set_=told))
    bump(connection, "surveys")


def _data(house: House) -> str:
    """Return what tells these data, and the program that judges them, from others; no day is in it."""
    coarse = version_of(house.rooms.database, house.settings, house.rooms.clock).coarse
    with house.rooms.database.reading() as connection:
        fine = connection.exec_driver_sql(_COME_IN).one()
    return "/".join(map(str, (version("oase"), coarse, *fine)))


def invited_shares(connection: Connection) -> list[Share]:
    """Return with which probability a transaction of each touchpoint is invited, the highest first."""
    table = survey_shares
    query = select(table.c.touchpoint, table.c.share, table.c.needed)
    return [
        Share(*row) for row in connection.execute(query.order_by(table.c.share.desc(), table.c.touchpoint))
    ]


def holds_answers(database: Database) -> bool:
    """Return whether there is anything to judge: a house without answers needs no process for it."""
    with database.reading() as connection:
        return bool(connection.exec_driver_sql(_HOLDS).scalar_one())


class Nights:
    """Asks for the verdicts once a night, after the start for the night that was missed.

    Parameters
    ----------
    zone : str
        IANA name.
    clock : callable
        Microseconds since 1970, UTC.
    """

    def __init__(self, zone: str, clock: Callable[[], int]) -> None:
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._asked: date | None = None

    def look(self, queue: Queue) -> None:
        """Ask where it is due; called about once a second, and does nothing most of the time."""
        night = self._last_night()
        if night == self._asked:
            return
        told = {"night": night.isoformat()}
        if all(task.arguments != told for task in queue.recent(KIND, MOST_LOOKED_AT)):
            queue.make_beforehand(KIND, told, is_thorough=False)
        self._asked = night

    def _last_night(self) -> date:
        now = datetime.fromtimestamp(self._clock() / 1e6, UTC).astimezone(self._zone)
        return (now - timedelta(hours=NIGHT_HOURS)).date()


KINDS: Mapping[str, Kind] = {KIND: Kind(verdict_run, lane="background", is_kept=False)}
