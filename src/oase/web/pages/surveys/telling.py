"""What the page Surveys says: what is wrong, what a rule comes to, what is missing, how the page looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from oase import words
from oase.db import about
from oase.experience.inventory import touchpoints
from oase.surveys.replaying import DAYS, Replay, replay
from oase.surveys.survey import LANGS, Problem, Survey, taps
from oase.surveys.tokens import Signer
from oase.surveys.wording import spoken
from oase.web.pages.surveys.draft import Draft
from oase.web.pages.visit import Visit
from oase.web.surveys.rendering import MOST_BYTES, About, Shown, survey_page, weight
from oase.web.words import TEXTS

__all__ = ["choices", "figures", "looks", "missing", "named", "too_heavy", "troubles"]

_DAY = 86_400_000_000
_ENDS = re.compile(r"(\S+) to (\d+)")
_QUESTION = re.compile(r"questions\[(\d+)\]")
_PARTS = {
    name: f"surveys.{key}"
    for name, key in (
        ("title", "heading"),
        ("intro", "intro"),
        ("name", "name"),
        ("touchpoints", "touchpoints"),
    )
}
_PERCENT = ("rules.share", "rules.floor")


def troubles(visit: Visit, survey: Survey, problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Return what is wrong in words, by the place in the form."""
    found: dict[str, list[str]] = {}
    for one in problems:
        found.setdefault(_place(survey, one), []).append(_told(visit, one))
    return found


def named(visit: Visit, where: str) -> str:
    """Return in words where in the form a field stands."""
    if found := _QUESTION.match(where):
        return visit.t("surveys.question", number=int(found[1]) + 1)
    first, _, rule = where.partition(".")
    keys = (f"surveys.rule.{rule}" if first == "rules" else "", _PARTS.get(first, ""))
    return next((visit.t(key) for key in keys if key in TEXTS[visit.lang]), visit.t("surveys.questions"))


def _place(survey: Survey, problem: Problem) -> str:
    """Return the field at which a problem is named; the words of three-way questions have their own."""
    found = _QUESTION.match(problem.where)
    is_three_way = found and survey.questions[int(found[1])].kind == "three_way"
    return problem.where.replace(".options[", ".words[") if is_three_way else problem.where


def _told(visit: Visit, one: Problem) -> str:
    keys = (f"surveys.problem.{one.code}.{_leaf(one)}", f"surveys.problem.{one.code}")
    key = next((key for key in keys if key in TEXTS[visit.lang]), "surveys.problem.other")
    ends = _ENDS.search(one.expected)
    low, high = ends.groups() if ends else ("", "")
    if one.where in _PERCENT and ends:
        low, high = (
            words.number(100 * float(end), visit.lang, 1 if "." in end else 0) for end in (low, high)
        )
    told = {"low": low, "high": high, "got": one.got, "expected": one.expected}
    if one.code == "kind_unfit":
        told["expected"] = ", ".join(visit.t(f"surveys.kind.{kind}") for kind in one.expected.split(" or "))
    if one.code == "role_twice":
        told["got"] = visit.t(f"surveys.role.{one.got}")
    return visit.t(key, **told)


def _leaf(problem: Problem) -> str:
    """Return at what kind of field it is, or which bounds it names."""
    for sign, leaf in (("(like", "kano"), ("steps", "steps")):
        if sign in problem.expected:
            return leaf
    return problem.where.rpartition(".")[2].partition("[")[0]


def looks(visit: Visit, survey: Survey) -> dict[str, Any]:
    """Return the page that the customer sees, in both languages, and what it weighs; nothing of an empty one.

    Returns
    -------
    dict
        ``pages`` by language, ``size`` in words, ``bytes``, ``taps``, ``touchpoint``.
    """
    if not survey.questions:
        return {"pages": {}, "size": "", "bytes": 0, "taps": 0, "touchpoint": ""}
    known = (name for name, _ in choices(visit, survey))
    touchpoint = next(known, visit.t("surveys.preview.touchpoint"))
    described = About(
        brand=about(visit.reach.database).own_brand or "",
        touchpoint=spoken(touchpoint),
        at=visit.reach.moment() - _DAY,
        timezone=visit.reach.settings.timezone,
    )
    pages = {
        lang: survey_page(
            Shown(survey=survey, about=described, lang=lang, transaction=1, action="", is_preview=True)
        )
        for lang in ("de", "en")
    }
    heaviest = max((weight(page) for page in pages.values()), key=lambda one: one.plain)
    size = visit.t(
        "surveys.size",
        plain=words.number(heaviest.plain / 1000, visit.lang, 1),
        packed=words.number(heaviest.packed / 1000, visit.lang, 1),
        most=words.number(MOST_BYTES / 1000, visit.lang, 0),
    )
    return {
        "pages": {lang: pages[lang] for lang in LANGS},
        "size": size,
        "bytes": heaviest.plain,
        "taps": taps(survey),
        "touchpoint": spoken(touchpoint),
    }


def choices(visit: Visit, survey: Survey) -> list[tuple[str, bool]]:
    """Return touchpoints and whether a survey is narrowed to them: its own first, then those to be rated."""
    with visit.reach.database.reading() as connection:
        held = touchpoints(connection)
    rated, others = ([one.name for one in held if one.asked is asked] for asked in (True, False))
    names = dict.fromkeys((*survey.touchpoints, *rated, *others))
    return [(name, name in survey.touchpoints) for name in names]


def too_heavy(shown: dict[str, Any]) -> list[Problem]:
    """Return that a page weighs more than it may, where it does."""
    if shown["bytes"] <= MOST_BYTES:
        return []
    return [Problem("questions", "weight", "The page is too heavy", f"{MOST_BYTES}", str(shown["bytes"]))]


def missing(visit: Visit, survey: Survey) -> list[str]:
    """Return which settings are missing for a survey's channels, and what does not happen without them."""
    settings = visit.reach.settings
    told: list[str] = []
    needed = (("OASE_ADDRESS", settings.address), ("OASE_SMTP_HOST", settings.delivery.smtp_host))
    lacking = [name for name, value in needed if not value]
    if lacking and "email" in survey.rules.channels:
        told.append(visit.t("surveys.missing.mail", names=words.listing(lacking, visit.lang), n=len(lacking)))
    if not about(visit.reach.database).own_brand:
        told.append(visit.t("surveys.missing.brand"))
    return told


def figures(visit: Visit, draft: Draft) -> list[str]:
    """Return what the rules come to by the log of the last weeks, in sentences."""
    signer = Signer.open(visit.reach.database.folder)
    zone = ZoneInfo(visit.reach.settings.timezone)
    with visit.reach.database.reading() as connection:
        found = replay(connection, draft.survey, key=signer.draws, now=visit.reach.moment(), zone=zone)
    return _figures(visit, found)


def _figures(visit: Visit, found: Replay) -> list[str]:
    lang = visit.lang
    told = {
        name: words.number(getattr(found, name), lang) for name in ("transactions", "decided", "reachable")
    }
    told["days"] = words.number(min(DAYS, max(1, round(found.days))), lang)
    if not found.transactions:
        return [visit.t("surveys.figures.none", days=told["days"])]
    if found.weekly is None:
        return [visit.t("surveys.figures.undecided", **told)]
    digits = 1 if found.weekly < 10 else 0
    weekly = visit.t("surveys.figures.weekly", weekly=words.number(found.weekly, lang, digits))
    return [weekly, visit.t("surveys.figures.base", **told), visit.t("surveys.figures.note")]
