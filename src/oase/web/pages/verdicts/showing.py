"""The versions of the verdicts: the newest with what changed, any other, two compared, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.tasks import Look, Task
from oase.app.verdicts import KIND, invited_shares
from oase.experience.verdicts import Difference, Head, Run, Share, compared, find, newest
from oase.experience.verdicts import before as run_before
from oase.experience.verdicts import versions as versions_of
from oase.web.pages.page import Page, action, page
from oase.web.pages.verdicts import grids
from oase.web.pages.verdicts.telling import Told, rule_told, told
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

MOST_LISTED = 60
MOST_NEAREST = 3
_LONGEST_NUMBER = 15


@page(grids.PATH, Permission.SEE_ANALYSES)
def versions(visit: Visit) -> Page:
    """Show the newest version, or the two that the address names, and all of them."""
    with visit.reach.database.reading() as connection:
        number, against = _number(visit.asked("run")), _number(visit.asked("against"))
        run = newest(connection) if number is None else find(connection, number)
        if number is not None and run is None:
            raise NotFoundException
        other = None if run is None else _other(connection, run, against)
        heads = versions_of(connection, MOST_LISTED, _number(visit.asked("older")))
        shares = invited_shares(connection)
    return _shown(visit, run, other, heads, shares)


@page(f"{grids.PATH}/{{run:int}}", Permission.SEE_ANALYSES)
def version(visit: Visit) -> Page:
    """Show one version and what differs from the one before."""
    number = _number(visit.places["run"])
    with visit.reach.database.reading() as connection:
        run = None if number is None else find(connection, number)
        if run is None:
            raise NotFoundException
        other = _other(connection, run, _number(visit.asked("against")))
        heads = versions_of(connection, MOST_LISTED)
    return _shown(visit, run, other, heads, None)


@action(f"{grids.PATH}/run", Permission.EDIT_SURVEYS)
def judge(visit: Visit) -> Redirect:
    """Ask for a new version; it steers invitations, so who may edit surveys may ask."""
    assert visit.account is not None  # noqa: S101 - the permission says so
    visit.tasks.ask(KIND, {"who": visit.account.name}, by=visit.account.id)
    return visit.back(grids.PATH, "verdicts.said.asked")


def _other(connection: Any, run: Run, against: int | None) -> Run | None:
    """Return the version to compare with: the one named, else the one before."""
    if against is None or against == run.id:
        return run_before(connection, run.id)
    found = find(connection, against)
    if found is None:
        raise NotFoundException
    return found


def _shown(
    visit: Visit, run: Run | None, other: Run | None, heads: Sequence[Head], shares: Sequence[Share] | None
) -> Page:
    task = _latest(visit)
    if task is not None and not task.state.is_over:
        visit.looks.append(Look(None, task=task))
    if run is None:
        context = {"run": None, "outcome": _outcome(visit, task), "task": task, "shares": None}
        return Page("verdicts", visit.t("verdicts.title.none"), context, lede=visit.t("verdicts.lede"))
    early, late = (run, other) if other is not None and other.id > run.id else (other, run)
    difference = None if early is None else compared(early, late)
    found = _told(difference, late, visit)
    shown = {"touchpoints": grids.whole(run, visit), "versions": grids.versions(heads, visit)}
    if found:
        shown["changes"] = grids.changes(found, visit)
    if shares:
        shown["invited"] = grids.invited(shares, visit)
    return Page(
        "verdicts",
        _title(visit, difference, late),
        {
            "run": run,
            "other": other,
            "changed": [one for one in found if one.kind != "moved"],
            "moved": [one for one in found if one.kind == "moved"],
            "rule": [] if difference is None else rule_told(difference, visit),
            "heads": heads,
            "older": heads[-1].id if len(heads) == MOST_LISTED else None,
            "outcome": _outcome(visit, task),
            "task": task,
            "shares": shares,
            "nearest": _nearest(visit, shares or ()),
        },
        grids=shown,
        eyebrow=_eyebrow(visit, early, late),
        lede=visit.t("verdicts.lede"),
    )


def _told(difference: Difference | None, late: Run, visit: Visit) -> list[Told]:
    return [] if difference is None else [told(change, late.rule, visit) for change in difference.told]


def _title(visit: Visit, difference: Difference | None, run: Run) -> str:
    day = words.date(run.at, visit.lang, visit.reach.settings.timezone)
    if difference is None:
        return visit.t("verdicts.title.first", day=day)
    number = sum(change.kind == "changed" for change in difference.changes)
    key = "same" if not number else "one" if number == 1 else "more"
    return visit.t(f"verdicts.title.{key}", count=words.counted(number, visit.lang), day=day)


def _eyebrow(visit: Visit, early: Run | None, late: Run) -> tuple[str, ...]:
    made = visit.t(f"verdicts.made.{late.cause}", who=late.who)
    named = visit.t("verdicts.eyebrow.version", number=words.number(late.id, visit.lang))
    if early is None:
        return named, made
    number, day = words.number(early.id, visit.lang), visit.moment(early.at)
    return named, made, visit.t("verdicts.eyebrow.against", number=number, day=day)


def _nearest(visit: Visit, shares: Sequence[Share]) -> str:
    """Return to which touchpoints the most are invited, because a verdict on them is open and near."""
    wanted = [one for one in shares if one.needed is not None][:MOST_NEAREST]
    if not wanted:
        return visit.t("verdicts.invited.nowhere")
    told = [
        f"{words.one_line(one.touchpoint, visit.lang)} ({words.share(one.share, visit.lang, 0)})"
        for one in wanted
    ]
    return visit.t("verdicts.invited.nearest", names=words.listing(told, visit.lang, most=MOST_NEAREST))


def _latest(visit: Visit) -> Task | None:
    return next(iter(visit.tasks.recent(KIND, 1)), None)


def _outcome(visit: Visit, task: Task | None) -> str:
    """Return what came of the last try where it made no version; empty else."""
    result = None if task is None else visit.tasks.result(task.id)
    if task is None or not result or result["status"] == "made":
        return ""
    return visit.t(f"verdicts.outcome.{result['status']}", moment=visit.moment(task.finished))


def _number(said: str) -> int | None:
    """Return a number of the address; None for anything else."""
    return int(said) if said.isdecimal() and len(said) <= _LONGEST_NUMBER else None


HANDLERS = [*versions, *version, *judge]
