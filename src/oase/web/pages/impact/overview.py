"""What the programmes of a period came to: range, methods side by side, and what may be published of it."""

from __future__ import annotations

from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.impact import claims
from oase.programmes.impact.claims import Claim, ClaimRefused, Draft, drafted, findings
from oase.programmes.impact.counting import Counted
from oase.programmes.impact.period import Period, day_of, period
from oase.programmes.impact.versions import current
from oase.web.pages.impact.said import (
    day_words,
    finding_words,
    method_grid,
    method_pictures,
    programme_grid,
    read_day,
    tabs,
    wrong_words,
)
from oase.web.pages.page import Page, action, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@page("/impact", Permission.SEE_PROGRAMMES)
def impact(visit: Visit) -> Page:
    """Show what a period came to."""
    try:
        return _shown(visit, _period(visit, visit.asked("since"), visit.asked("until")))
    except OptionInvalid as error:
        return _shown(visit, _period(visit, "", ""), wrong=wrong_words(visit, error), status=400)


@action("/impact/publish", Permission.EDIT_PROGRAMMES)
def publish(visit: Visit) -> Redirect | Page:
    """Publish what a period came to, frozen; refused where the text does not pass the linter of claims."""
    since, until = visit.said("since"), visit.said("until")
    try:
        of = _period(visit, since, until)
    except OptionInvalid as error:
        return _shown(visit, _period(visit, "", ""), wrong=wrong_words(visit, error), status=400)
    now = visit.reach.clock()
    today = day_of(now, visit.reach.settings.timezone)
    who = visit.account.name if visit.account is not None else ""
    try:
        with visit.reach.database.reading() as connection:
            draft = drafted(connection, current(connection), of)
        with visit.reach.database.writing() as connection:
            made = claims.publish(connection, of, who=who, now=now, day=today, draft=draft)
    except ClaimRefused as error:
        said = " ".join(dict.fromkeys(one.said for one in error.found))
        wrong = f"{visit.t('impact.wrong.text')} {said}"
        return _shown(visit, of, wrong=wrong, status=409)
    except OptionInvalid as error:
        return _shown(visit, of, wrong=wrong_words(visit, error), status=409)
    return visit.back(f"/impact/claims/{made.id}", "impact.said.published")


HANDLERS = [*impact, *publish]


def _period(visit: Visit, since: str, until: str) -> Period:
    """Return the period that is asked for; this year until yesterday unless told otherwise."""
    zone = visit.reach.settings.timezone
    today = day_of(visit.reach.clock(), zone)
    yesterday = day_of(visit.reach.clock() - 86_400_000_000, zone)
    last = read_day(until, "until") if until else yesterday
    first = read_day(since, "since") if since else min(today, last).replace(month=1, day=1)
    return period(first, last, zone)


def _shown(visit: Visit, of: Period, *, wrong: str = "", status: int = 200) -> Page:
    with visit.reach.database.reading() as connection:
        draft = drafted(connection, current(connection), of)
        published = claims.every(connection)
    today = day_of(visit.reach.clock(), visit.reach.settings.timezone)
    method, outcomes = draft.factors.method, draft.outcomes
    context: dict[str, Any] = {
        "tabs": tabs(visit, "overview"),
        "since": of.since.isoformat(),
        "until": of.until.isoformat(),
        "figures": _figures(visit, draft.counted),
        "grams": _grams(visit, draft.counted),
        "has_range": bool(outcomes),
        "has_any": draft.counted.everything.all > 0,
        "is_over": of.ends <= visit.reach.clock(),
        "text": draft.text,
        "found": findings(draft.text, today) if draft.counted.everything.all else [],
        "version": draft.factors.version,
        "claims": [_line(visit, one) for one in published],
        "wrong": wrong,
    }
    grids = {"programmes": programme_grid(visit, draft.counted, outcomes, method)}
    pictures = {}
    if outcomes:
        grids["methods"] = method_grid(visit, outcomes, method)
        pictures["methods"] = method_pictures(visit, outcomes, method, visit.t("impact.methods"))
    told = visit.t(
        "impact.period", since=day_words(of.since, visit.lang), until=day_words(of.until, visit.lang)
    )
    return Page(
        "impact",
        _title(visit, draft),
        context,
        grids,
        pictures,
        eyebrow=(told,),
        lede=_lede(visit, draft),
        status=status,
    )


def _title(visit: Visit, draft: Draft) -> str:
    everything = draft.counted.everything
    if not everything.all:
        return visit.t("impact.title.none")
    if not draft.outcomes:
        return visit.t("impact.title.no_factor", n=words.number(everything.all, visit.lang))
    return finding_words(visit, draft.outcomes[draft.factors.method].total)


def _lede(visit: Visit, draft: Draft) -> str:
    everything = draft.counted.everything
    if not everything.all:
        return visit.t("impact.lede.none")
    return visit.t(
        "impact.lede",
        reckoned=words.number(everything.reckoned, visit.lang),
        all=words.number(everything.all, visit.lang),
        version=str(draft.factors.version),
    )


def _figures(visit: Visit, counted: Counted) -> list[tuple[str, str, str]]:
    """Return what was counted: name, figure, what it is a part of."""
    t, lang, repairs, everything = visit.t, visit.lang, counted.repairs, counted.everything

    def n(value: int) -> str:
        return words.number(value, lang)

    part = words.share(repairs.done / repairs.all, lang) if repairs.all else words.MISSING
    return [
        (
            t("impact.figure.done"),
            n(repairs.done),
            t("impact.figure.done.base", all=n(repairs.all), share=part),
        ),
        (t("impact.figure.unknown"), n(repairs.unknown), t("impact.figure.unknown.base", all=n(repairs.all))),
        (t("impact.figure.resold"), n(counted.resold.all), t("impact.figure.resold.base")),
        (
            t("impact.figure.reckoned"),
            n(everything.reckoned),
            t("impact.figure.reckoned.base", all=n(everything.all)),
        ),
        (t("impact.figure.open"), n(counted.open), t("impact.figure.open.base")),
    ]


def _grams(visit: Visit, counted: Counted) -> list[tuple[str, str]]:
    """Return kilograms by fate of what was taken back."""
    return [
        (visit.t(f"impact.fate.{kind}"), visit.t("impact.kg", n=words.number(grams / 1000, visit.lang, 1)))
        for kind, grams in counted.grams.items()
    ]


def _line(visit: Visit, one: Claim) -> dict[str, str]:
    state = "withdrawn" if one.withdrawn is not None else "live"
    return {
        "href": f"/impact/claims/{one.id}",
        "period": visit.t(
            "impact.period", since=day_words(one.since, visit.lang), until=day_words(one.until, visit.lang)
        ),
        "made": visit.moment(one.made),
        "state": visit.t(f"impact.state.{state}"),
    }
