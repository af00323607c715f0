"""Texts written, changed, removed and brought back, each by a plain form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import strategy
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.strategy import Claim, Kind, Revision
from oase.web.pages.page import Page, action, page
from oase.web.pages.strategy.check import figures_of, style
from oase.web.pages.strategy.fields import fields_of, typed
from oase.web.pages.strategy.sentences import today, wording
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MOST_DIGITS = 15


@page("/strategy/new/{kind:str}", Permission.EDIT_STRATEGY)
def strategy_new(visit: Visit) -> Page:
    """Show the form of a text that is not written yet; of purpose and order that of the one there is."""
    kind = _kind(visit)
    return _form(visit, kind, {}, {}, parent=visit.asked("need"))


@page("/strategy/texts/{text:str}", Permission.SEE_ANALYSES)
def strategy_text(visit: Visit) -> Page:
    """Show a text as it holds now, to be changed, and every wording it had."""
    number = _number(visit.places["text"])
    newest = next(iter(strategy.history(visit.reach.database, number)), None)
    if newest is None:
        raise NotFoundException
    return _form(visit, newest.kind, typed(newest.content), {}, text=number)


@action("/strategy/new/{kind:str}", Permission.EDIT_STRATEGY)
def write(visit: Visit) -> Redirect | Page:
    """Write a new text."""
    return _taken(visit, _kind(visit), None)


@action("/strategy/texts/{text:str}", Permission.EDIT_STRATEGY)
def change(visit: Visit) -> Redirect | Page:
    """Write a new wording of a text."""
    number = _number(visit.places["text"])
    newest = next(iter(strategy.history(visit.reach.database, number)), None)
    if newest is None:
        raise NotFoundException
    return _taken(visit, newest.kind, number)


@action("/strategy/texts/{text:str}/remove", Permission.EDIT_STRATEGY)
def remove(visit: Visit) -> Redirect:
    """Take a text out; it stays in the history."""
    number = _number(visit.places["text"])
    newest = next(iter(strategy.history(visit.reach.database, number)), None)
    if newest is None:
        raise NotFoundException
    strategy.remove(visit.reach.database, number, who=_who(visit), at=visit.reach.clock())
    return visit.back(_up(newest), said="strategy.said.removed")


@action("/strategy/restore/{revision:str}", Permission.EDIT_STRATEGY)
def restore(visit: Visit) -> Redirect:
    """Let an earlier wording hold again."""
    number = _number(visit.places["revision"])
    restored = strategy.restore(visit.reach.database, number, who=_who(visit), at=visit.reach.clock())
    newest = strategy.history(visit.reach.database, restored)[0]
    return visit.back(_place(newest), said="strategy.said.restored")


def _taken(visit: Visit, kind: Kind, text: int | None) -> Redirect | Page:
    """Write what a form says, or show it again with what is wrong."""
    raw = {name: values[0] for name, values in visit.form.items() if values}
    content, wrong = strategy.parsed(kind, raw, today(visit))
    if content is None:
        return _form(visit, kind, raw, wrong, text=text, parent=visit.said("need"))
    need, based_on = visit.said("need"), visit.said("based_on")
    try:
        written = strategy.write(
            visit.reach.database,
            content,
            who=_who(visit),
            at=visit.reach.clock(),
            text=text,
            parent=_number(need) if need else None,
            based_on=_number(based_on) if based_on else None,
        )
    except OptionInvalid:
        return _form(visit, kind, raw, wrong, text=text, parent=need, is_conflict=True)
    newest = strategy.history(visit.reach.database, written)[0]
    return visit.back(_place(newest), said="strategy.said.saved")


def _form(
    visit: Visit,
    kind: Kind,
    values: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    text: int | None = None,
    parent: str = "",
    is_conflict: bool = False,
) -> Page:
    history = [] if text is None else strategy.history(visit.reach.database, text)
    figures = figures_of(visit) if kind is Kind.CRITERION else None
    newest = history[0] if history else None
    context: dict[str, Any] = {
        "style": style(),
        "kind": kind.value,
        "fields": fields_of(visit, kind, values, wrong, figures),
        "trait": values.get("trait", ""),
        "target": f"/strategy/new/{kind}" if text is None else f"/strategy/texts/{text}",
        "need": parent,
        "based_on": newest.id if newest else "",
        "is_gone": newest is not None and newest.content is None,
        "is_conflict": is_conflict,
        "is_wrong": bool(wrong),
        "may_remove": text is not None and kind in (Kind.NEED, Kind.CRITERION, Kind.EVIDENCE),
        "history": [(one, wording(visit, one.content)) for one in history],
        "up": _up(newest) if newest else f"/strategy/needs/{parent}" if parent.isdigit() else "/strategy",
    }
    key = "strategy.new.title" if text is None else "strategy.edit.title"
    status = 409 if is_conflict else 400 if wrong else 200
    return Page("strategy_text", visit.t(key, kind=visit.t(f"strategy.kind.{kind}")), context, status=status)


def _kind(visit: Visit) -> Kind:
    told = visit.places["kind"]
    if told not in list(Kind):
        raise NotFoundException
    return Kind(told)


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS):
        raise NotFoundException
    return int(told)


def _place(one: Revision) -> str:
    """Return where a text is read after it was written."""
    if isinstance(one.content, Claim):
        return f"/strategy/traits/{one.content.trait}"
    return f"/strategy/needs/{one.text}" if one.kind is Kind.NEED else _up(one)


def _up(one: Revision) -> str:
    """Return the page that a text stands on."""
    return "/strategy" if one.parent is None else f"/strategy/needs/{one.parent}"


def _who(visit: Visit) -> str:
    return visit.account.name if visit.account else ""


HANDLERS = [*strategy_new, *strategy_text, *write, *change, *remove, *restore]
