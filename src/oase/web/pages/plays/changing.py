"""What is done to a play: checked, tried, saved, taken back, switched on and off."""

from __future__ import annotations

from collections.abc import Sequence

from litestar.response import Redirect

from oase.accounts import Permission
from oase.decisions.plays import Version, history, save, switch
from oase.web.pages.page import Page, action
from oase.web.pages.plays.draft import NEW, Draft, drafted
from oase.web.pages.plays.one import shown, versions_of
from oase.web.pages.visit import Visit

__all__ = ["CHANGES"]


@action("/plays/{play:str}", Permission.EDIT_PLAYS)
def change(visit: Visit) -> Redirect | Page:
    """Do what a button of the page asks."""
    name, does = visit.places["play"], visit.said("do")
    held = versions_of(visit, name)
    if does in ("on", "off") and held:
        return _switch(visit, name, held, is_live=does == "on")
    if does == "restore" and held:
        return _restore(visit, name, held)
    draft = _written(visit)
    if draft.error is not None or draft.play is None:
        return shown(visit, name, draft, held, status=400)
    if remark := _misnamed(visit, name, draft.play.name):
        return shown(visit, name, draft._replace(remark=remark), held, status=409)
    if does == "try":
        by = visit.account.id if visit.account else None
        task = visit.tasks.ask("play_trial", {"text": draft.text, "base": draft.base}, by)
        return visit.back(f"/plays/{name}", task=task.id)
    if does != "save":
        return shown(visit, name, draft._replace(remark=visit.t("plays.checked")), held)
    return _save(visit, draft, draft.play.name, held)


CHANGES = [*change]


def _written(visit: Visit) -> Draft:
    text = next(iter(visit.form.get("text", ())), "").replace("\r\n", "\n")
    base = visit.said("base")
    return drafted(text, int(base) if base.isdecimal() and len(base) < 10 else 0)


def _misnamed(visit: Visit, name: str, said: str) -> str:
    """Return what is wrong with the name a text gives its play: it neither changes nor takes another's."""
    if name != NEW:
        return "" if said == name else visit.t("plays.renamed", name=name)
    with visit.reach.database.reading() as connection:
        return visit.t("plays.taken", name=said) if said == NEW or history(connection, said) else ""


def _save(visit: Visit, draft: Draft, name: str, held: Sequence[Version]) -> Redirect | Page:
    if held and draft.text.strip() == held[0].text.strip():
        return visit.back(f"/plays/{name}", "plays.said.unchanged")
    if held and draft.base != held[0].number:
        remark = visit.t("plays.overtaken", number=held[0].number, who=held[0].who)
        return shown(visit, name, draft._replace(base=held[0].number, remark=remark), held, status=409)
    _keep(visit, draft.text, is_live=bool(held) and held[0].is_live)
    return visit.back(f"/plays/{name}", "plays.said.saved")


def _restore(visit: Visit, name: str, held: Sequence[Version]) -> Redirect:
    asked = visit.said("version")
    old = [one for one in held if asked.isdecimal() and one.number == int(asked[:10])]
    if not old or old[0].text == held[0].text:
        return visit.back(f"/plays/{name}", "plays.said.unchanged")
    _keep(visit, old[0].text, is_live=held[0].is_live)
    return visit.back(f"/plays/{name}", "plays.said.restored")


def _switch(visit: Visit, name: str, held: Sequence[Version], *, is_live: bool) -> Redirect:
    if held[0].is_live == is_live:
        return visit.back(f"/plays/{name}", "plays.said.unchanged")
    with visit.reach.database.writing() as connection:
        switch(connection, name, who=_who(visit), now=visit.reach.clock(), is_live=is_live)
    return visit.back(f"/plays/{name}", f"plays.said.{'on' if is_live else 'off'}")


def _keep(visit: Visit, text: str, *, is_live: bool) -> None:
    with visit.reach.database.writing() as connection:
        save(connection, text, who=_who(visit), now=visit.reach.clock(), is_live=is_live)


def _who(visit: Visit) -> str:
    return visit.account.name if visit.account else ""
