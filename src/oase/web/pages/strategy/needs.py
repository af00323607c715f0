"""The page of one need, and the history of all texts."""

from __future__ import annotations

from litestar.exceptions import NotFoundException

from oase import strategy, words
from oase.accounts import Permission
from oase.strategy import Strategy
from oase.web.pages.page import Page, page
from oase.web.pages.strategy import grids
from oase.web.pages.strategy.check import figures_of, style
from oase.web.pages.strategy.sentences import missing_told, today
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@page("/strategy/needs/{need:str}", Permission.SEE_ANALYSES)
def strategy_need(visit: Visit) -> Page:
    """Show a need with its criteria and its evidence."""
    held = strategy.read(visit.reach.database)
    found = next((one for one in held.needs if str(one.need.id) == visit.places["need"]), None)
    if found is None:
        raise NotFoundException
    day, alone = today(visit), Strategy(needs=(found,))
    lacking = [one for one in strategy.missing(held, day) if one.need == found.need.id]
    shown = {
        "criteria": grids.criteria_grid(visit, alone, figures_of(visit)),
        "evidence": grids.evidence_grid(visit, alone, day),
        "changes": grids.changes_grid(visit, strategy.history(visit.reach.database, found.need.id)),
    }
    content = found.need.content
    eyebrow = [visit.t("strategy.kind.need"), content.product, content.segment]
    if content.phase:
        eyebrow.append(words.phase(content.phase, visit.lang))
    context = {
        "style": style(),
        "found": found,
        "missing": [missing_told(visit, one) for one in lacking],
    }
    return Page(
        "strategy_need", content.text, context, shown, eyebrow=tuple(part for part in eyebrow if part)
    )


@page("/strategy/history", Permission.SEE_ANALYSES)
def strategy_history(visit: Visit) -> Page:
    """Show every change of every text, the newest first."""
    changed = strategy.changes(visit.reach.database, 5000)
    key = "none" if not changed else "title.one" if len(changed) == 1 else "title"
    title = visit.t(f"strategy.history.{key}", count=words.number(len(changed), visit.lang, 0))
    shown = {"changes": grids.changes_grid(visit, changed)}
    below = visit.t("strategy.history.lede")
    return Page("strategy_history", title, {"style": style()}, shown, lede=below)


HANDLERS = [*strategy_need, *strategy_history]
