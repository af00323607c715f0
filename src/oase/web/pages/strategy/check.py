"""The page itself: finding, gate, needs and criteria, traits, decisions; and the approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar.response import Redirect

from oase import strategy, words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.strategy import Compared, Figures, Lack, Missing, Strategy
from oase.web.pages.page import Page, action, page
from oase.web.pages.static import address_of
from oase.web.pages.strategy import grids
from oase.web.pages.strategy.picture import traits_picture
from oase.web.pages.strategy.sentences import finding, lede, missing_told, today
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "compared_of", "figures_of", "style"]

_CHECKS: dict[str, frozenset[Lack]] = {
    "purpose": frozenset({Lack.PURPOSE}),
    "order": frozenset({Lack.ORDER, Lack.ORDER_WRONG}),
    "needs": frozenset({Lack.NEEDS}),
    "criteria": frozenset({Lack.CRITERION, Lack.NEEDS}),
    "evidence": frozenset(
        {Lack.EVIDENCE, Lack.ONLY_ASSUMPTION, Lack.NOBODY, Lack.FUTURE, Lack.TOO_OLD, Lack.NEEDS}
    ),
}
_PLACES = {
    Lack.PURPOSE: "/strategy/new/purpose",
    Lack.ORDER: "/strategy/new/order",
    Lack.NEEDS: "/strategy/new/need",
}


def style() -> str:
    """Return the address of the style sheet that all pages of the strategy share."""
    return address_of("strategy.css")


def figures_of(visit: Visit) -> Figures | None:
    """Return the figures of the house; None while they are being counted."""
    found = visit.look("strategy_figures").result
    return None if found is None else msgspec.convert(found, Figures)


def compared_of(visit: Visit, held: Strategy, figures: Figures | None) -> tuple[Compared, ...] | None:
    """Return the traits claimed and measured; None while figures are being counted."""
    claims = {trait: one.content for trait, one in held.claims.items()}
    return None if figures is None else strategy.compared(claims, figures, visit.reach.clock())


@page("/strategy", Permission.SEE_ANALYSES)
def strategy_check(visit: Visit) -> Page:
    """Show the strategy, what its approval lacks, and what is claimed beside what shows."""
    held, decided = strategy.read(visit.reach.database), strategy.decisions_of(visit.reach.database)
    figures, day = figures_of(visit), today(visit)
    compared = compared_of(visit, held, figures)
    lacking = strategy.missing(held, day)
    stands = strategy.standing(held, decided)
    shown = {
        "needs": grids.needs_grid(visit, held, day),
        "criteria": grids.criteria_grid(visit, held, figures),
        "evidence": grids.evidence_grid(visit, held, day),
        "decisions": grids.decisions_grid(visit, decided),
        "changes": grids.changes_grid(visit, strategy.changes(visit.reach.database, 50)),
    }
    if compared is not None:
        shown["traits"] = grids.traits_grid(visit, compared)
    context = {
        "style": style(),
        "held": held,
        "checks": _checks(lacking),
        "missing": _told(visit, held, lacking),
        "figures": _figures(visit, held, lacking, compared),
        "standing": stands,
        "evidence_days": strategy.EVIDENCE_DAYS,
        "compared": compared,
        "varieties": [_variety(visit, one) for one in strategy.varieties(held)],
        "steps": []
        if held.order is None
        else [visit.t(f"strategy.step.{one}") for one in held.order.content.steps],
    }
    pictures = {} if compared is None else {"traits": traits_picture(visit, compared)}
    eyebrow = (visit.t("shell.strategy"), visit.t(f"strategy.standing.{stands}"))
    title, below = finding(visit, compared), lede(visit, compared, stands)
    return Page("strategy", title, context, shown, pictures, eyebrow=eyebrow, lede=below)


@action("/strategy/approve", Permission.APPROVE_STRATEGY)
def approve(visit: Visit) -> Redirect | Page:
    """Approve the strategy, or refuse it and say what is missing."""
    seen = visit.said("version")
    database, day = visit.reach.database, today(visit)
    try:
        decision = strategy.decide(
            database,
            who=visit.account.name if visit.account else "",
            at=visit.reach.clock(),
            today=day,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else -1,
        )
    except OptionInvalid:
        now = strategy.read(database).version
        more = visit.t("strategy.changed.more", seen=seen or words.MISSING, now=now)
        return Page(
            "strategy_refused",
            visit.t("strategy.changed"),
            {"style": style(), "missing": []},
            lede=more,
            status=409,
        )
    if decision.is_approved:
        return visit.back("/strategy", said="strategy.said.approved")
    held = strategy.read(database)
    told = _told(visit, held, strategy.missing(held, day))
    context = {"style": style(), "missing": told}
    below = visit.t("strategy.refused.lede")
    return Page("strategy_refused", visit.t("strategy.refused"), context, lede=below, status=409)


def _checks(lacking: Sequence[Missing]) -> list[tuple[str, bool]]:
    """Return each item of the checklist, and whether nothing of it is missing."""
    lacks = {one.lack for one in lacking}
    return [(name, not lacks & about) for name, about in _CHECKS.items()]


def _told(visit: Visit, held: Strategy, lacking: Sequence[Missing]) -> list[tuple[str, str]]:
    """Return each missing thing as a sentence, and where it can be mended."""
    return [(missing_told(visit, one), _place(held, one)) for one in lacking]


def _place(held: Strategy, one: Missing) -> str:
    if one.need is not None:
        return f"/strategy/needs/{one.need}"
    if one.lack is Lack.ORDER_WRONG and held.order is not None:
        return f"/strategy/texts/{held.order.id}"
    return _PLACES[one.lack]


def _figures(
    visit: Visit, held: Strategy, lacking: Sequence[Missing], compared: Sequence[Compared] | None
) -> list[tuple[str, str, str]]:
    """Return the key figures: name, value, base."""
    bare = {one.need for one in lacking if one.lack in _CHECKS["evidence"]}
    with_evidence = sum(one.need.id not in bare for one in held.needs)
    counts = {"needs": str(with_evidence), "missing": str(len(lacking))}
    bases = {"needs": {"count": len(held.needs), "days": strategy.EVIDENCE_DAYS}}
    if compared is not None:
        counts["measured"] = str(sum(one.measured.value is not None for one in compared))
        counts["more"] = str(sum(one.is_overclaimed for one in compared))
        bases["more"] = {"count": sum(one.gap is not None for one in compared)}
    return [
        (visit.t(f"strategy.kpi.{name}"), value, visit.t(f"strategy.kpi.{name}.base", **bases.get(name, {})))
        for name, value in counts.items()
    ]


def _variety(visit: Visit, one: strategy.Variety) -> dict[str, Any]:
    none = visit.t("strategy.variety.none")
    told = [visit.t("strategy.variety.shared", criteria=", ".join(one.shared) or none)]
    for segment, criteria in one.alone.items():
        told.append(visit.t("strategy.variety.alone", segment=segment, criteria=", ".join(criteria) or none))
    return {"product": one.product, "told": told}


HANDLERS = [*strategy_check, *approve]
