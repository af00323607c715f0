"""Measures of the purpose: two lists, each with its reason, and the form with the test's questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.experience.inventory import touchpoints
from oase.programmes.purpose import measures as kept
from oase.programmes.purpose import promotions, statements
from oase.programmes.purpose.measures import PROGRAMMES, Draft, Measure, Programme
from oase.programmes.purpose.promotions import Promotion
from oase.programmes.purpose.reasons import finding, said
from oase.programmes.purpose.test import RULES, Answers, Reason, Verdict, judge
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.furniture import (
    cents_of,
    day_of,
    day_told,
    number_of,
    said_in,
    today_of,
    who,
    wrong_told,
)
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/purpose/measures"
_TEXTS = ("name_de", "name_en", "about_de", "about_en", "outcome_de", "outcome_en", "unit", "method")
_LINES = (*_TEXTS, "kind", "state", "begins", "ends", "touchpoint", "minimum_spend_cents", "voucher_cents")
_YES = (
    "benefit_from_item",
    "open_to_all",
    "needs_purchase",
    "has_expiry_pressure",
    "sales_target",
    "points",
    "voucher",
)


@page(PATH, Permission.SEE_PROGRAMMES)
def purpose_measures(visit: Visit) -> Page:
    """Show both lists: what is purpose, and what is loyalty or promotion."""
    with visit.reach.database.reading() as connection:
        every, rewards = kept.every(connection), promotions.every(connection)
        has_statement = statements.holding(connection, today_of(visit)) is not None
    beside: dict[int, list[Promotion]] = {}
    for one in rewards:
        if one.measure is not None and one.state == "live":
            beside.setdefault(one.measure, []).append(one)
    cards = [_card(visit, one, beside.get(one.id, [])) for one in every if one.state != "ended"]
    names = {one.id: said_in(one.name, visit.lang) for one in every}
    context: dict[str, Any] = {
        **around(visit, "measures"),
        "purposes": [one for one in cards if one["verdict"] == "purpose"],
        "others": [one for one in cards if one["verdict"] != "purpose"],
        "rewards": [_reward(visit, one, names) for one in rewards if one.state == "live"],
        "has_statement": has_statement,
        "has_any": bool(every or rewards),
        "ended": [(one.id, names[one.id]) for one in every if one.state == "ended"],
        "rules": RULES,
    }
    n = sum(one["verdict"] == "purpose" for one in cards)
    values = {"n": words.number(n, visit.lang), "other": words.number(len(cards) - n, visit.lang)}
    title = visit.t("purpose.measures.title" if cards else "purpose.measures.none", **values)
    grids = {"measures": _grid(visit, every), "promotions": _promotions(visit, rewards, names)}
    return Page("purpose_measures", title, context, grids, lede=visit.t("purpose.measures.lede"))


@page(PATH + "/new", Permission.EDIT_PROGRAMMES)
def purpose_measure_new(visit: Visit) -> Page:
    """Show the form of a measure with the questions of the test."""
    return _form(visit, None, {"kind": "repair", "state": "live"}, {"open_to_all"})


@page(PATH + "/one/{measure:str}", Permission.SEE_PROGRAMMES)
def purpose_measure(visit: Visit) -> Page:
    """Show a measure with its test and its history."""
    held = _found(visit)
    return _form(visit, held, *_as_typed(visit, held))


@action(PATH + "/new", Permission.EDIT_PROGRAMMES)
def create(visit: Visit) -> Redirect | Page:
    """Write a measure down, or only try the test."""
    try:
        draft = _draft(visit)
        if visit.said("do") == "try":
            return _form(visit, None, *_typed(visit), tried=judge(draft.answers))
        with visit.reach.database.writing() as connection:
            made = kept.create(connection, draft, **_by(visit))
    except OptionInvalid as error:
        return _form(visit, None, *_typed(visit), wrong=error)
    return visit.back(f"{PATH}/one/{made.id}", "purpose.said.created")


@action(PATH + "/one/{measure:str}", Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Say anew what a measure is, or only try the test."""
    held = _found(visit)
    try:
        draft = _draft(visit, held.statement)
        if visit.said("do") == "try":
            return _form(visit, held, *_typed(visit), tried=judge(draft.answers))
        with visit.reach.database.writing() as connection:
            kept.change(connection, held.id, draft, **_by(visit))
    except OptionInvalid as error:
        return _form(visit, held, *_typed(visit), wrong=error)
    return visit.back(f"{PATH}/one/{held.id}", "purpose.said.changed")


@action(PATH + "/one/{measure:str}/end", Permission.EDIT_PROGRAMMES)
def end(visit: Visit) -> Redirect:
    """Let a measure end."""
    held = _found(visit)
    with visit.reach.database.writing() as connection:
        kept.end(connection, held.id, **_by(visit))
    return visit.back(f"{PATH}/one/{held.id}", "purpose.said.ended")


@action(PATH + "/one/{measure:str}/undo", Permission.EDIT_PROGRAMMES)
def undo(visit: Visit) -> Redirect | Page:
    """Take the latest change back."""
    held = _found(visit)
    try:
        with visit.reach.database.writing() as connection:
            kept.undo(connection, held.id, number_of(visit.said("change")), **_by(visit))
    except OptionInvalid as error:
        return _form(visit, held, *_as_typed(visit, held), wrong=error, status=409)
    return visit.back(f"{PATH}/one/{held.id}", "purpose.said.undone")


@action(PATH + "/promotions/{promotion:str}/end", Permission.EDIT_PROGRAMMES)
def end_promotion(visit: Visit) -> Redirect:
    """Let a promotion end."""
    try:
        with visit.reach.database.writing() as connection:
            promotions.end(connection, number_of(visit.places["promotion"]), today_of(visit))
    except OptionInvalid as error:
        raise NotFoundException from error
    return visit.back(PATH, "purpose.said.promotion")


HANDLERS = [
    *purpose_measures,
    *purpose_measure_new,
    *purpose_measure,
    *create,
    *change,
    *end,
    *undo,
    *end_promotion,
]


def _by(visit: Visit) -> dict[str, Any]:
    return {"who": who(visit), "now": visit.reach.moment(), "today": today_of(visit)}


def _found(visit: Visit) -> Measure:
    try:
        with visit.reach.database.reading() as connection:
            return kept.get(connection, number_of(visit.places["measure"]))
    except OptionInvalid as error:
        raise NotFoundException from error


def _typed(visit: Visit) -> tuple[dict[str, str], set[str]]:
    """Return what stands in the form: lines, and which questions are answered with yes."""
    return {name: visit.said(name) for name in _LINES}, {name for name in _YES if visit.said(name)}


def _draft(visit: Visit, statement: int | None = None) -> Draft:
    lines, yes = _typed(visit)
    answers = Answers(
        **{name: name in yes for name in _YES if name != "voucher"},
        outcome=_both(lines, "outcome"),
        unit=lines["unit"],
        method=lines["method"],
        minimum_spend_cents=cents_of(visit, "minimum_spend_cents") or 0,
        voucher_cents=cents_of(visit, "voucher_cents") if "voucher" in yes else 0,
    )
    return Draft(
        name=_both(lines, "name"),
        about=_both(lines, "about"),
        kind=_kind(lines["kind"]),
        answers=answers,
        statement=statement,
        state="draft" if lines["state"] == "draft" else "live",
        begins=day_of(visit, "begins"),
        ends=day_of(visit, "ends"),
        touchpoint=lines["touchpoint"],
    )


def _both(lines: Mapping[str, str], name: str) -> dict[str, str]:
    return {lang: lines[f"{name}_{lang}"] for lang in ("de", "en") if lines[f"{name}_{lang}"]}


def _kind(told: str) -> Programme:
    for one in PROGRAMMES:
        if one == told:
            return one
    raise OptionInvalid("There is no such programme", expected=", ".join(PROGRAMMES), got=told, where="kind")


def _as_typed(visit: Visit, held: Measure) -> tuple[dict[str, str], set[str]]:
    answers = held.answers
    lines = {
        f"{name}_{lang}": getattr(held, name).get(lang, "")
        for name in ("name", "about")
        for lang in ("de", "en")
    }
    lines |= {f"outcome_{lang}": answers.outcome.get(lang, "") for lang in ("de", "en")}
    lines |= {
        "unit": answers.unit,
        "method": answers.method,
        "kind": held.kind,
        "state": held.state,
        "begins": held.begins.isoformat() if held.begins else "",
        "ends": held.ends.isoformat() if held.ends else "",
        "touchpoint": held.touchpoint,
        "minimum_spend_cents": _amount(visit, answers.minimum_spend_cents),
        "voucher_cents": _amount(visit, answers.voucher_cents),
    }
    yes = {name for name in _YES if name != "voucher" and getattr(answers, name)}
    return lines, yes | ({"voucher"} if answers.has_voucher else set())


def _amount(visit: Visit, cents: int | None) -> str:
    return words.number(cents / 100, visit.lang, 2) if cents else ""


def _form(
    visit: Visit,
    held: Measure | None,
    lines: Mapping[str, str],
    yes: set[str],
    *,
    wrong: OptionInvalid | None = None,
    tried: Verdict | None = None,
    status: int = 400,
) -> Page:
    with visit.reach.database.reading() as connection:
        names = sorted((one.name for one in touchpoints(connection)), key=str.casefold)
        changes = kept.changes(connection, held.id) if held is not None else []
        beside = promotions.of_measure(connection, held.id) if held is not None else []
    verdict = tried
    if verdict is None and held is not None:
        verdict = Verdict(held.verdict, held.reasons, (), held.rules)
    context: dict[str, Any] = {
        **around(visit, "measures"),
        "held": held,
        "values": dict.fromkeys(_LINES, "") | dict(lines),
        "yes": yes,
        "questions": [name for name in _YES if name != "voucher"],
        "kinds": [(one, visit.t(f"purpose.programme.{one}")) for one in PROGRAMMES],
        "touchpoints": names,
        "test": _test(visit, verdict) if verdict is not None else None,
        "is_tried": tried is not None,
        "tested": visit.moment(held.tested) if held is not None and tried is None else "",
        "beside": [_reward(visit, one, {}) for one in beside],
        "history": [(visit.moment(one.at), one.who, _changed(visit, one)) for one in changes],
        "last": changes[0].id if changes and changes[0].before else 0,
        "wrong": wrong_told(visit, wrong) if wrong is not None else "",
        "where": wrong.where if wrong is not None else "",
    }
    title = said_in(held.name, visit.lang) if held is not None else visit.t("purpose.measures.new")
    shown = status if wrong is not None else 200
    return Page("purpose_measure", title, context, status=shown)


def _test(visit: Visit, verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.kind,
        "finding": finding(verdict, visit.lang),
        "rules": verdict.rules,
        "reasons": [_reason(visit, one) for one in verdict.reasons],
    }


def _reason(visit: Visit, one: Reason) -> tuple[bool, str]:
    return one.holds, said(one, visit.lang)


def _changed(visit: Visit, one: kept.Change) -> str:
    """Return in words what a change changed."""
    if not one.before:
        return visit.t("purpose.change.new", verdict=_verdict(visit, one.after))
    fields = [name for name in one.after if one.after[name] != one.before.get(name)]
    if one.after["verdict"] != one.before["verdict"]:
        values = {"before": _verdict(visit, one.before), "after": _verdict(visit, one.after)}
        return visit.t("purpose.change.verdict", **values)
    if "state" in fields:
        return visit.t("purpose.change.state", state=visit.t(f"purpose.state.{one.after['state']}"))
    return visit.t("purpose.change.answers" if "answers" in fields else "purpose.change.fields")


def _verdict(visit: Visit, told: Mapping[str, Any]) -> str:
    return visit.t(f"purpose.verdict.{told['verdict']}")


def _card(visit: Visit, one: Measure, beside: list[Promotion]) -> dict[str, Any]:
    verdict = Verdict(one.verdict, one.reasons, (), one.rules)
    return {
        "id": one.id,
        "name": said_in(one.name, visit.lang),
        "about": said_in(one.about, visit.lang),
        "kind": visit.t(f"purpose.programme.{one.kind}"),
        "verdict": one.verdict,
        "finding": finding(verdict, visit.lang),
        "is_draft": one.state == "draft",
        "reasons": [_reason(visit, reason) for reason in one.reasons],
        "beside": [_reward(visit, reward, {}) for reward in beside],
    }


def _reward(visit: Visit, one: Promotion, names: Mapping[int, str]) -> dict[str, Any]:
    worth = f"{words.number(one.cents / 100, visit.lang, 2)}\N{NO-BREAK SPACE}€" if one.cents else ""
    return {
        "id": one.id,
        "name": said_in(one.name, visit.lang),
        "kind": visit.t(f"purpose.verdict.{one.kind}"),
        "worth": worth or visit.t("purpose.promotion.differs"),
        "measure": one.measure,
        "measure_name": names.get(one.measure or 0, ""),
        "is_live": one.state == "live",
        "since": day_told(visit, one.begins),
    }


def _grid(visit: Visit, every: list[Measure]) -> Grid:
    t = visit.t
    rows = [
        {
            "id": one.id,
            "name": said_in(one.name, visit.lang),
            "kind": one.kind,
            "verdict": one.verdict,
            "reason": finding(Verdict(one.verdict, one.reasons, (), one.rules), visit.lang),
            "state": one.state,
            "rules": one.rules,
            "tested": one.tested,
        }
        for one in every
    ]
    columns = [
        Column("name", t("purpose.col.measure"), lambda row: Cell(row["name"], f"{PATH}/one/{row['id']}")),
        Column("kind", t("purpose.col.programme"), lambda row: t(f"purpose.programme.{row['kind']}")),
        Column("verdict", t("purpose.col.verdict"), lambda row: t(f"purpose.verdict.{row['verdict']}")),
        Column("reason", t("purpose.col.reason"), lambda row: row["reason"]),
        Column("state", t("purpose.col.state"), lambda row: t(f"purpose.state.{row['state']}")),
    ]
    keys = ("id", "name", "kind", "verdict", "reason", "state", "rules", "tested")
    return Grid("measures", t("purpose.measures.all"), columns, rows, keys=keys)


def _promotions(visit: Visit, rewards: list[Promotion], names: Mapping[int, str]) -> Grid:
    t = visit.t
    rows = [
        {
            "id": one.id,
            "name": said_in(one.name, visit.lang),
            "kind": one.kind,
            "benefit": one.benefit,
            "cents": one.cents,
            "measure": one.measure,
            "state": one.state,
        }
        for one in rewards
    ]
    columns = [
        Column("name", t("purpose.col.promotion"), lambda row: row["name"]),
        Column("kind", t("purpose.col.verdict"), lambda row: t(f"purpose.verdict.{row['kind']}")),
        Column(
            "measure", t("purpose.col.measure"), lambda row: names.get(row["measure"] or 0, words.MISSING)
        ),
        Column("state", t("purpose.col.state"), lambda row: t(f"purpose.state.{row['state']}")),
    ]
    keys = ("id", "name", "kind", "benefit", "cents", "measure", "state")
    return Grid("promotions", t("purpose.promotions"), columns, rows, keys=keys)
