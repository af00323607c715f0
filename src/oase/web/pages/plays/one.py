"""One play: what it says and to whom, its editor, its versions, its dry run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.exceptions import NotFoundException

from oase import words
from oase.accounts import Permission
from oase.app.tasks import Look, Task
from oase.decisions.plays import Play, Version, example, history
from oase.decisions.receipt import Outcome
from oase.decisions.tallies import tallies
from oase.retail.articles import said
from oase.web.pages.page import Page, page
from oase.web.pages.plays.draft import NEW, Draft, difference, drafted
from oase.web.pages.plays.listing import counted, days_of, reasons_grid, reasons_pictures
from oase.web.pages.plays.starting import STARTING
from oase.web.pages.plays.telling import effect_told, wrong_told
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["play", "shown", "versions_of"]

MOST_CHARACTERS = 50_000
LANGUAGES = ("de", "en")


@page("/plays/{play:str}", Permission.SEE_ANALYSES)
def play(visit: Visit) -> Page:
    """Show a play as it holds, an older version of it, or the text of a dry run."""
    name = visit.places["play"]
    held = versions_of(visit, name)
    task = visit.tasks.find(visit.asked("task")) if visit.asked("task") else None
    if task is not None and task.kind == "play_trial":
        draft = drafted(task.arguments["text"], int(task.arguments.get("base", 0)))
        return shown(visit, name, draft, held, task)
    if name == NEW:
        return shown(visit, name, drafted(STARTING, 0), held)
    asked = visit.asked("version")
    if asked.isdecimal() and len(asked) < 10:
        old = [one for one in held if one.number == int(asked)]
        if old and old[0] != held[0]:
            draft = drafted(old[0].text, held[0].number)._replace(shown=old[0].number)
            return shown(visit, name, draft, held)
    return shown(visit, name, drafted(held[0].text, held[0].number), held)


def versions_of(visit: Visit, name: str) -> list[Version]:
    """Return the versions of a play, newest first; none on the page of a new one; 404 for an unknown name."""
    if name == NEW:
        return []
    with visit.reach.database.reading() as connection:
        held = history(connection, name)
    if not held:
        raise NotFoundException
    return held


def shown(
    visit: Visit,
    name: str,
    draft: Draft,
    held: Sequence[Version],
    task: Task | None = None,
    status: int = 200,
) -> Page:
    """Return the page with a draft in its editor."""
    t, now = visit.t, held[0] if held else None
    one = now.play if now else None
    grids: dict[str, Grid] = {}
    pictures: dict[str, Any] = {}
    context: dict[str, Any] = {
        "name": name,
        "now": now,
        "draft": draft,
        "error_said": wrong_told(visit, draft.error) if draft.error else "",
        "preview": _preview(draft.play) if draft.play else [],
        "versions": held,
        "difference": difference(now, draft.text)
        if now and (draft.shown is not None or status == 409)
        else None,
        "trial": None,
        "trial_told": "",
        "sure": visit.asked("sure") if now else "",
        "effect": "",
        "kpis": [],
        "most": MOST_CHARACTERS,
        "has_offer": one is not None and one.offer is not None,
    }
    if one is not None:
        _figures(visit, one, context, grids, pictures)
    if task is not None:
        trial = Look(visit.tasks.result(task.id), None, task=task)
        visit.looks.append(trial)
        context["trial"] = trial
        if trial.result:
            context["trial_told"] = _trial_told(visit, trial.result)
            grids["trial"] = reasons_grid(visit, _most(trial.result["withheld"]), "trial")
    return Page(
        "play",
        said(one.title, visit.lang) if one else t("plays.new.title"),
        context,
        grids,
        pictures,
        eyebrow=(t("plays.on" if now and now.is_live else "plays.off"),),
        lede=_lede(visit, one) if one else t("plays.new.lede"),
        status=status,
    )


def _lede(visit: Visit, one: Play) -> str:
    t = visit.t
    return t(
        "plays.one.lede",
        trigger=t(f"plays.trigger.{one.trigger}")[:1].upper() + t(f"plays.trigger.{one.trigger}")[1:],
        channel=t(f"plays.channel.{one.channel}"),
        kind=t(f"plays.kind.{one.kind}"),
        goal=_goal(visit, one.goal),
        days=one.goal_days,
    )


def _goal(visit: Visit, goal: str) -> str:
    """Return the event that counts as success: in words where everybody calls it so, else as it is sent."""
    key = f"plays.goal.{goal}"
    return visit.t(key) if key in TEXTS[visit.lang] else words.quoted(goal, visit.lang)


def _figures(
    visit: Visit, one: Play, context: dict[str, Any], grids: dict[str, Grid], pictures: dict[str, Any]
) -> None:
    with visit.reach.database.reading() as connection:
        counts = [tally for tally in tallies(connection, *days_of(visit)) if tally.play == one.name]
    found = (visit.look("plays_uplift").result or {}).get(one.name)
    by_outcome = {key: sum(tally.number for tally in counts if tally.outcome == key) for key in Outcome}
    context["kpis"] = [
        (visit.t(f"plays.{key}"), words.number(number, visit.lang, 0)) for key, number in by_outcome.items()
    ]
    context["effect"] = effect_told(visit, found, one.control_share)
    reasons = reasons_grid(visit, counted(counts, one.name))
    if reasons.rows:
        grids["reasons"] = reasons
        pictures["reasons"] = reasons_pictures(visit, reasons)
    if found and found["arms"]:
        grids["arms"] = _arms(visit, found["arms"])


def _arms(visit: Visit, rows: Sequence[dict[str, Any]]) -> Grid:
    t, lang = visit.t, visit.lang

    def count(key: str) -> Column:
        return Column(
            key, t(f"plays.arms.{key}"), lambda row: words.number(row[key], lang, 0), is_number=True
        )

    def ranged(key: str) -> Column:
        def show(row: Any) -> str:
            value, low, high = row[key]
            return f"{words.share(value, lang)} {words.interval(low, high, lang)}"

        return Column(key, t(f"plays.arms.{key}"), show, is_number=True)

    columns = [Column("arm", t("plays.arms.arm"), lambda row: row["arm"]), count("shown"), count("reached")]
    columns += [ranged(key) for key in ("share", "ips", "snips")]
    flat = [row | {f"{key}_{end}": row[key][n] for key in ("share", "ips", "snips")
                   for n, end in enumerate(("value", "low", "high"))} for row in rows]  # fmt: skip
    keys = ["arm", "shown", "reached", "effective"]
    keys += [f"{key}_{end}" for key in ("share", "ips", "snips") for end in ("value", "low", "high")]
    return Grid("arms", t("plays.arms"), columns, flat, keys=keys)


def _preview(one: Play) -> list[dict[str, Any]]:
    """Return every content in both languages, filled with examples."""
    return [
        {
            "arm": content.arm,
            "lang": lang,
            "title": example(content.title[lang], lang),
            "body": example(content.body[lang], lang),
            "actions": [TEXTS[lang][f"plays.action.{action}"] for action in content.actions],
        }
        for content in one.contents
        for lang in LANGUAGES
    ]


def _trial_told(visit: Visit, found: dict[str, Any]) -> str:
    if not found["from_contacts"]:
        return visit.t("plays.trial.everybody")
    if found["first"] is None:
        return visit.t("plays.trial.none")
    first, last = (visit.moment(found[key]) for key in ("first", "last"))
    return visit.t("plays.trial.contacts", first=first, last=last)


def _most(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
