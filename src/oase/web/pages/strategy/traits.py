"""The page of one trait: what is claimed, what shows, by which formula, and the rows behind it."""

from __future__ import annotations

from litestar.exceptions import NotFoundException

from oase import strategy, words
from oase.accounts import Permission
from oase.strategy import FORMULAS, MISSING, SOURCES, Compared, Kind, Measured, Trait
from oase.web.pages.page import Page, page
from oase.web.pages.strategy.check import compared_of, figures_of, style
from oase.web.pages.strategy.fields import fields_of, typed
from oase.web.pages.strategy.sentences import part_told, rating, wording
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_LINKS = {
    Trait.PERSPECTIVE: ("/magic-moments", "shell.magic"),
    Trait.DURATION: ("/journey", "shell.journey"),
    Trait.DYNAMIC: ("/magic-moments", "shell.magic"),
    Trait.MULTI_FACETED: ("/magic-moments", "shell.magic"),
}
_WORDS = ("touchpoint", "phase", "consents")


@page("/strategy/traits/{trait:str}", Permission.SEE_ANALYSES)
def strategy_trait(visit: Visit) -> Page:
    """Show one trait."""
    told = visit.places["trait"]
    if told not in list(Trait):
        raise NotFoundException
    which = Trait(told)
    held = strategy.read(visit.reach.database)
    compared = compared_of(visit, held, figures_of(visit))
    one = next((one for one in compared or () if one.trait is which), None)
    formula, claim = FORMULAS[which], held.claims.get(which)
    history = [] if claim is None else strategy.history(visit.reach.database, claim.id)
    values = typed(claim.content) if claim else {"trait": which.value}
    context = {
        "style": style(),
        "trait": which.value,
        "one": one,
        "formula": formula,
        "value": rating(visit, one.measured.value) if one else "",
        "sources": [SOURCES[name][visit.lang] for name in formula.sources],
        "conditions": [MISSING[name][visit.lang] for name in formula.missing],
        "missing": _missing(visit, one),
        "parts": []
        if one is None
        else [(visit.t(f"strategy.part.{part.key}"), part_told(visit, part)) for part in one.measured.parts],
        "fields": fields_of(visit, Kind.CLAIM, values, {}),
        "target": "/strategy/new/claim" if claim is None else f"/strategy/texts/{claim.id}",
        "based_on": claim.revision if claim else "",
        "history": [(kept, wording(visit, kept.content)) for kept in history],
        "link": _LINKS.get(which),
    }
    shown = {} if one is None or not one.measured.rows else {"rows": _rows(visit, one.measured)}
    eyebrow = (visit.t("shell.strategy"), visit.t("strategy.trait"))
    title = _finding(visit, formula.name[visit.lang], one)
    return Page("strategy_trait", title, context, shown, eyebrow=eyebrow, lede=formula.question[visit.lang])


def _missing(visit: Visit, one: Compared | None) -> str:
    if one is None or one.measured.missing is None:
        return ""
    key = one.trait.value if one.measured.missing == "later" else one.measured.missing
    return MISSING[key][visit.lang]


def _finding(visit: Visit, name: str, one: Compared | None) -> str:
    if one is None:
        return name
    if one.measured.value is None:
        key = "unshown"
    elif one.claimed is None:
        key = "unclaimed"
    else:
        key = "over" if one.is_overclaimed else "under" if one.is_underclaimed else "even"
    return visit.t(f"strategy.trait.{key}", name=name)


def _rows(visit: Visit, measured: Measured) -> Grid:
    """Return what was counted, one row each."""
    columns = [
        Column(
            key,
            visit.t(f"strategy.row.{key}"),
            lambda row, key=key: _value(visit, row, key),
            is_number=key not in _WORDS and key != "counts",
        )
        for key in measured.rows[0]
    ]
    return Grid("rows", visit.t("strategy.trait.rows"), columns, measured.rows, most=200)


def _value(visit: Visit, row: Row, key: str) -> str:
    value = row[key]
    if isinstance(value, bool):
        return visit.t("strategy.yes" if value else "strategy.no")
    if key == "phase":
        return words.phase(value, visit.lang)
    if key == "consents":
        return visit.t(f"strategy.row.{value}")
    return value if isinstance(value, str) else words.number(value, visit.lang, 0)


HANDLERS = strategy_trait
