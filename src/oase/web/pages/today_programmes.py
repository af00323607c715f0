"""What Today shows of repair, take-back and tour: what needs somebody, by the clock on the wall."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from oase import words
from oase.accounts import Permission
from oase.app.programmes import day
from oase.db.connection import Connection
from oase.programmes.cases.actor import acting
from oase.web.pages.response.telling import clock
from oase.web.pages.visit import Visit
from oase.web.repair_form import day_told

__all__ = ["Line", "needed"]


class Line(NamedTuple):
    """Something that needs somebody: how many, which first, how long it has waited, and where to go."""

    what: str
    more: str
    age: str
    href: str


def needed(visit: Visit) -> list[Line] | None:
    """Return what of the programmes needs somebody today, for what this account works on; None for nothing.

    Cases and parcels tell names to whoever works on cases; stops are for those who run the tour.
    """
    may_work, may_run = visit.may(Permission.WORK_CASES), visit.may(Permission.RUN_EVENTS)
    if not (may_work or may_run):
        return None
    with visit.reach.database.reading() as connection:
        lines = _of_cases(visit, connection) if may_work else []
        lines += _of_stops(visit, connection) if may_run else []
        return lines + (_of_parcels(visit, connection) if may_work else [])


def _of_cases(visit: Visit, connection: Connection) -> list[Line]:
    ours, said = day.cases_of_ours(connection), day.unanswered(connection)
    lines: list[Line] = []
    if ours.oldest is not None:
        state = visit.t(f"cases.state.{ours.state}")
        more = visit.t("today.programmes.cases.more", number=ours.number, what=ours.what, state=state)
        lines.append(_line(visit, "cases", ours.many, more, ours.since, f"/cases/{ours.oldest}"))
    if said.oldest is not None:
        more = visit.t("today.programmes.messages.more", number=said.number)
        lines.append(_line(visit, "messages", said.many, more, said.since, f"/cases/{said.oldest}#talk"))
    return lines + _of_quotes(visit, connection)


def _of_quotes(visit: Visit, connection: Connection) -> list[Line]:
    today = acting("house", visit.reach.moment(), ZoneInfo(visit.reach.settings.timezone)).today
    found = day.quotes_due(connection, today)
    if not found:
        return []
    first = found[0]
    key = "over" if first.until < today else "more"
    more = visit.t(
        f"today.programmes.quotes.{key}", number=first.number, day=day_told(first.until, visit.lang)
    )
    return [_line(visit, "quotes", len(found), more, None, f"/cases/{first.case}#quotes")]


def _of_stops(visit: Visit, connection: Connection) -> list[Line]:
    today = acting("house", visit.reach.moment(), ZoneInfo(visit.reach.settings.timezone)).today
    found = day.stops_on(connection, today)
    if not found:
        return []
    more = "; ".join(
        visit.t("today.programmes.stops.more", city=one.city, n=words.number(one.booked, visit.lang))
        for one in found
    )
    href = f"/tour/stops/{found[0].id}" if len(found) == 1 else "/tour"
    return [_line(visit, "stops", len(found), more, None, href)]


def _of_parcels(visit: Visit, connection: Connection) -> list[Line]:
    found = day.parcels(connection)
    if found.oldest is None:
        return []
    more = visit.t("today.programmes.parcels.more", number=found.number)
    return [_line(visit, "parcels", found.many, more, found.since, "/returns?state=received")]


def _line(visit: Visit, name: str, many: int, more: str, since: int | None, href: str) -> Line:
    what = visit.t(f"today.programmes.{name}", n=words.number(many, visit.lang))
    age = "" if since is None else clock(visit, max(0, visit.reach.moment() - since))
    return Line(what, more, age, href)
