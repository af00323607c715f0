"""The house itself: what counts as the purchase, how long data is kept, how it stands."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.preferences import Preferences, prefer, preferences_of
from oase.app.retention import DEFAULTS, check
from oase.app.standing import last_backup
from oase.db import about
from oase.errors import OptionInvalid
from oase.web.pages.page import Page, action, page
from oase.web.pages.settings.shared import part
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

MOST_NAMES, LONGEST_NAME = 100, 200
MOST_DAYS = 36_500


@page("/settings/house", Permission.ADMINISTER)
def house(visit: Visit) -> Page:
    """Show what is set for the house, what a changed period would remove, and how it stands."""
    return _house(visit)


@action("/settings/house/preferences", Permission.ADMINISTER)
def preferences(visit: Visit) -> Redirect | Page:
    """Set what counts as the purchase, and what goes with it."""
    wrong = [name for name in ("within", "sessions") if not _lasts(visit.said(name))]
    errors = {name: visit.t("settings.no_duration") for name in wrong}
    if errors:
        return _house(visit, errors, status=400)
    prefer(
        visit.reach.database,
        outcome=_names(visit.form.get("outcome", ())),
        within=visit.said("within"),
        sessions=visit.said("sessions"),
        competitors=_names(visit.said("competitors").splitlines()),
    )
    return visit.back("/settings/house", said="settings.said.saved")


@action("/settings/house/retention", Permission.ADMINISTER)
def retention(visit: Visit) -> Redirect | Page:
    """Keep a kind of data for so many days; without ``sure`` it is only said what would go."""
    kind, said = visit.said("kind"), visit.said("days")
    days = _days(said)
    try:
        if (said and days is None) or (days or 0) > MOST_DAYS:
            raise OptionInvalid("no number of days", got=said)
        check(kind, days)
    except OptionInvalid:
        return _house(visit, {"retention": visit.t("settings.no_days")}, status=400)
    if not visit.said("sure"):
        return visit.back("/settings/house", consider=f"{kind}:{'' if days is None else days}")
    visit.reach.house.keep(kind, days)
    return visit.back("/settings/house", said="settings.said.kept")


@action("/settings/house/check", Permission.ADMINISTER)
def look_after(visit: Visit) -> Redirect:
    """Let the house be checked."""
    visit.tasks.ask("house_check", {}, by=None if visit.account is None else visit.account.id)
    return visit.back("/settings/house")


def _house(visit: Visit, errors: dict[str, str] | None = None, *, status: int = 200) -> Page:
    database = visit.reach.database
    considered = _considered(visit)
    known = visit.look("overview").result or {"touchpoints": {}, "phases": {}}
    held = preferences_of(database)
    context = {
        "errors": {"within": "", "sessions": "", "retention": ""} | (errors or {}),
        "held": held,
        "typed": {
            "within": visit.said("within", held.within),
            "sessions": visit.said("sessions", held.sessions),
            "competitors": visit.said("competitors", "\n".join(held.competitors)),
        },
        "choices": _choices(known, held),
        "periods": _periods(visit, {}),
        "considered": considered,
        "would_go": _going(visit, considered) if considered else None,
        "house": about(database),
        "version": version("oase"),
        "backup": visit.moment(last_backup(database)),
        "checked": _checked(visit),
    }
    return part(visit, "house", visit.t("settings.house.title"), context, status=status)


def _choices(known: dict[str, Any], held: Preferences) -> list[tuple[str, str | None, bool]]:
    """Return touchpoints to choose from, those of the purchase first; one that is set stays to be seen."""
    phases: dict[str, str] = known["phases"]
    names = {*known["touchpoints"], *held.outcome}
    order = sorted(names, key=lambda name: (phases.get(name) != "purchase", name.casefold()))
    return [(name, phases.get(name), name in held.outcome) for name in order]


def _periods(visit: Visit, changed: dict[str, int | None]) -> list[dict[str, Any]] | None:
    zone = ZoneInfo(visit.reach.settings.timezone)
    today = dt.datetime.fromtimestamp(visit.reach.clock() / 1e6, zone).date().isoformat()
    return visit.look("house_retention", {"today": today, "changed": changed}).result


def _considered(visit: Visit) -> tuple[str, int | None] | None:
    kind, mark, days = visit.asked("consider").partition(":")
    if (
        not mark
        or kind not in DEFAULTS
        or (days and not (days.isascii() and days.isdigit() and len(days) < 6))
    ):
        return None
    return kind, int(days) if days else None


def _going(visit: Visit, considered: tuple[str, int | None]) -> int | None:
    kind, days = considered
    found = _periods(visit, {kind: days})
    return None if found is None else next(int(one["rows_over"]) for one in found if one["kind"] == kind)


def _checked(visit: Visit) -> dict[str, Any] | None:
    """Return what the last check has found, or how far it is."""
    for task in visit.tasks.recent("house_check", 1):
        return {"task": task, "at": visit.moment(task.finished), "found": visit.tasks.result(task.id)}
    return None


def _lasts(said: str) -> bool:
    try:
        Preferences(within=said)
    except OptionInvalid:
        return False
    return True


def _days(said: str) -> int | None:
    """Return a number of days, None where the text is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def _names(said: Any) -> tuple[str, ...]:
    cleaned = [" ".join(str(name).split())[:LONGEST_NAME] for name in said]
    return tuple(dict.fromkeys(name for name in cleaned if name))[:MOST_NAMES]


HANDLERS = [*house, *preferences, *retention, *look_after]
