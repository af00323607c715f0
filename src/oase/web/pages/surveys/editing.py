"""One survey: its questions and rules as a form, beside it the page that the customer sees.

Every button of the form works without a script: what is typed goes along, is read, and comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.surveys.stored import Version, history, newest, put_live, save
from oase.surveys.survey import (
    KINDS,
    LONGEST_INTRO,
    LONGEST_TEXT,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    ROLES,
    Problem,
    Survey,
    options_of,
    text_in,
)
from oase.web.pages.page import Page, action, page
from oase.web.pages.static import address_of
from oase.web.pages.surveys.draft import CHANNELS, NUMBERS, Draft, changed, read
from oase.web.pages.surveys.listing import PATH, path_of, state_of
from oase.web.pages.surveys.telling import choices, figures, looks, missing, named, too_heavy, troubles
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

NEW = f"{PATH}/new"
_UNWRITTEN = ("text_missing", "name")


@page(f"{PATH}/of/{{name:str}}", Permission.SEE_ANALYSES)
def survey(visit: Visit) -> Page:
    """Show a survey as it was kept last, or an earlier version of it."""
    versions = _versions(visit, visit.places["name"])
    asked = visit.asked("version")
    chosen = versions[0]
    if asked:
        chosen = next((one for one in versions if str(one.number) == asked), None) or _gone()
    return _shown(visit, Draft(chosen.survey, versions[0].number), versions, loaded=chosen.number)


@page(NEW, Permission.EDIT_SURVEYS)
def new(visit: Visit) -> Page:
    """Begin a survey: empty, or as one that is there."""
    with visit.reach.database.reading() as connection:
        held = {one.survey.name: one.survey for one in newest(connection)}
    basis = held.get(visit.asked("from"))
    begun = Survey(name="", title={})
    if basis is not None:
        begun = Survey(
            name="",
            title=basis.title,
            intro=basis.intro,
            touchpoints=basis.touchpoints,
            questions=basis.questions,
            rules=basis.rules,
        )
    return _shown(visit, Draft(begun), [])


@action(f"{PATH}/of/{{name:str}}", Permission.EDIT_SURVEYS)
def edit(visit: Visit) -> Redirect | Page:
    """Take what was typed: keep it, or show it with another order of questions."""
    versions = _versions(visit, visit.places["name"])
    return _taken(visit, read(visit.form, visit.places["name"]), versions)


@action(NEW, Permission.EDIT_SURVEYS)
def begin(visit: Visit) -> Redirect | Page:
    """Take what was typed of a new survey."""
    return _taken(visit, read(visit.form, visit.said("name")), [])


HANDLERS = [*survey, *new, *edit, *begin]


def _taken(visit: Visit, draft: Draft, versions: Sequence[Version]) -> Redirect | Page:
    move, _, what = visit.said("do").partition(":")
    if move == "add":
        what = visit.said("role")
    if move not in ("save", "live"):
        return _shown(visit, changed(draft, move, what), versions, is_typed=True)
    problems = [*draft.problems, *too_heavy(looks(visit, draft.survey)), *_taken_name(visit, draft, versions)]
    if problems:
        return _shown(visit, draft, versions, problems=problems, is_typed=True, status=400)
    if versions and versions[0].number != draft.base and not visit.said("anyway"):
        return _shown(visit, draft, versions, is_typed=True, is_overtaken=True, status=409)
    return _kept(visit, draft.survey, versions, is_live=move == "live")


def _kept(visit: Visit, made: Survey, versions: Sequence[Version], *, is_live: bool) -> Redirect:
    """Keep a new version where anything differs, and let it ask where that was wanted."""
    assert visit.account is not None  # noqa: S101 - the permission says so
    who, now = visit.account.name, visit.reach.clock()
    is_same = bool(versions) and versions[0].survey == made
    with visit.reach.database.writing() as connection:
        number = versions[0].number if is_same else save(connection, made, who, now)
        if is_live:
            put_live(connection, made.name, number, who, now)
    said = "live" if is_live else "same" if is_same else "kept"
    return visit.back(path_of(made.name), f"surveys.said.{said}")


def _taken_name(visit: Visit, draft: Draft, versions: Sequence[Version]) -> list[Problem]:
    """Return that a new survey has the name of one that is there."""
    if versions:
        return []
    with visit.reach.database.reading() as connection:
        held = {one.survey.name for one in newest(connection)}
    name = draft.survey.name
    return [Problem("name", "taken", "There is such a survey", "another name", name)] if name in held else []


def _shown(
    visit: Visit,
    draft: Draft,
    versions: Sequence[Version],
    *,
    problems: Sequence[Problem] = (),
    loaded: int | None = None,
    is_typed: bool = False,
    is_overtaken: bool = False,
    status: int = 200,
) -> Page:
    made = draft.survey
    asking = next((one for one in versions if one.is_live), None)
    shown = looks(visit, made)
    found = list(problems) or [*(draft.problems if is_typed else ()), *too_heavy(shown)]
    # while it is still being written, an empty field is none that is wrong
    told = troubles(visit, made, found if problems else [one for one in found if one.code not in _UNWRITTEN])
    context: dict[str, Any] = {
        "style": address_of("surveys.css"),
        "survey": made,
        "draft": draft,
        "action": path_of(versions[0].survey.name) if versions else NEW,
        "is_new": not versions,
        "base": versions[0].number if versions else 0,
        "loaded": loaded if versions and loaded != versions[0].number else None,
        "asking": asking,
        "versions": versions,
        "troubles": told,
        "named": {where: named(visit, where) for where in told},
        "is_overtaken": is_overtaken,
        "is_typed": is_typed,
        "look": shown,
        "missing": missing(visit, made),
        "figures": figures(visit, draft),
        "held_ids": {one.id for kept in versions for one in kept.survey.questions},
        "touchpoints": choices(visit, made),
        "channels": [*made.rules.channels, *(one for one in CHANNELS if one not in made.rules.channels)],
        "numbers": {name: _number(visit, draft, name) for name in NUMBERS},
        "kinds": KINDS,
        "roles": ROLES,
        "usual": {one.id: options_of(one) for one in made.questions},
        "most": {"questions": MOST_QUESTIONS, "options": MOST_OPTIONS, "text": LONGEST_TEXT,
                 "intro": LONGEST_INTRO},
    }  # fmt: skip
    if is_overtaken:
        context["overtaken"] = visit.t(
            "surveys.overtaken", who=versions[0].who, when=visit.moment(versions[0].saved)
        )
    title = text_in(made.title, visit.lang) or (
        text_in(versions[0].survey.title, visit.lang) if versions else visit.t("surveys.new.title")
    )
    return Page("surveys_one", title, context, lede=_lede(visit, versions, asking), status=status)


def _lede(visit: Visit, versions: Sequence[Version], asking: Version | None) -> str:
    if not versions:
        return visit.t("surveys.new.lede")
    if asking is None:
        return visit.t(f"surveys.lede.{state_of(versions[0])}")
    if asking.number == versions[0].number:
        return visit.t("surveys.lede.live", version=asking.number)
    return visit.t("surveys.lede.behind", version=asking.number, latest=versions[0].number)


def _versions(visit: Visit, name: str) -> list[Version]:
    with visit.reach.database.reading() as connection:
        return history(connection, name) or _gone()


def _gone() -> Any:
    raise NotFoundException


def _number(visit: Visit, draft: Draft, name: str) -> str:
    """Return a rule as it stands in its field: as it was typed where it is no number."""
    typed = draft.typed.get(f"rules.{name}")
    if typed is not None:
        return typed
    value = getattr(draft.survey.rules, name)
    if value is None:
        return ""
    if name in ("share", "floor"):
        percent = round(100 * value, 4)
        return words.number(percent, visit.lang, 0 if percent == int(percent) else 2)
    return str(value)
