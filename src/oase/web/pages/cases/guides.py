"""``/cases/kits/new`` and ``/cases/kits/guide/…``: a kit of one's own; how something is mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.db.connection import Connection
from oase.errors import InputError, OptionInvalid
from oase.programmes.cases.guides import LEVELS, Guide, all_guides, save_guide
from oase.programmes.cases.kits import Kit, kit_of, save_kit
from oase.programmes.cases.reasons import REASONS
from oase.programmes.items.registry import GARMENTS
from oase.web.pages.cases.furniture import actor_of, around, cents_of, what_wrong
from oase.web.pages.page import Page, action, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MAY = Permission.WORK_CASES
_KITS = "/cases/kits"
_LANGS = ("de", "en")
_NEW = "new"
_PER_LANG = ("title", "needs", "steps")
_OF_KIT = ("code", "name_de", "name_en", "guide", "fee", "grams", "stock")


@page(f"{_KITS}/new", _MAY)
def cases_kit_new(visit: Visit) -> Page:
    """Show an empty kit."""
    return _kit_page(visit, dict.fromkeys(_OF_KIT, ""))


@action(f"{_KITS}/new", _MAY)
def kit_made(visit: Visit) -> Redirect | Page:
    """Keep a new kit; one of this code is never overwritten."""
    typed = {name: visit.said(name) for name in _OF_KIT}
    try:
        with visit.reach.database.writing() as connection:
            if kit_of(connection, typed["code"]) is not None:
                raise OptionInvalid(
                    "There is a kit of this code", expected="another", got=typed["code"], where="code"
                )
            save_kit(connection, _kit(visit, typed), actor_of(visit))
    except InputError as error:
        return _kit_page(visit, typed, what_wrong(error))
    return visit.back(_KITS, "cases.said.saved")


@page(f"{_KITS}/guide/{{code:str}}", _MAY)
def cases_guide(visit: Visit) -> Page:
    """Show a guide in both languages; a new one is empty."""
    return _guide_page(visit, _known(visit))


@action(f"{_KITS}/guide/{{code:str}}", _MAY)
def guide_kept(visit: Visit) -> Redirect | Page:
    """Keep a guide in both languages, or neither."""
    names = [f"{name}_{lang}" for name in _PER_LANG for lang in _LANGS]
    typed = {name: visit.said(name) for name in ("code", "minutes", "level", *names)}
    try:
        with visit.reach.database.writing() as connection:
            for one in _guides(visit, connection, typed):
                save_guide(connection, one, actor_of(visit))
    except InputError as error:
        return _guide_page(visit, typed, what_wrong(error))
    return visit.back(_KITS, "cases.said.saved")


HANDLERS = [*cases_kit_new, *kit_made, *cases_guide, *guide_kept]


def _kit(visit: Visit, typed: Mapping[str, str]) -> Kit:
    return Kit(
        code=typed["code"],
        name={lang: typed[f"name_{lang}"][:120] for lang in _LANGS},
        defects=tuple(one for one in REASONS if one in visit.form.get("defect", ())),
        garments=tuple(one for one in GARMENTS if one in visit.form.get("garment", ())),
        guide=typed["guide"],
        fee_cents=cents_of(typed["fee"], "fee_cents"),
        grams=_whole(typed["grams"] or "0", "grams"),
        stock=_whole(typed["stock"] or "0", "stock"),
    )


def _kit_page(visit: Visit, typed: Mapping[str, str], wrong: str = "") -> Page:
    with visit.reach.database.reading() as connection:
        guides = {one.code: one.title for one in all_guides(connection) if one.lang == visit.lang}
    context = {
        **around(visit, "kits"),
        "typed": typed,
        "wrong": wrong,
        "defects": _boxes(visit, "defect", "reason", REASONS),
        "garments": _boxes(visit, "garment", "garment", GARMENTS),
        "guides": sorted(guides.items(), key=lambda one: one[1]),
    }
    return Page("cases_kit_new", visit.t("cases.kit.new"), context, status=400 if wrong else 200)


def _boxes(visit: Visit, field: str, kind: str, names: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    chosen = visit.form.get(field, ())
    return [(one, visit.t(f"public_advice.{kind}.{one}"), one in chosen) for one in names]


def _known(visit: Visit) -> dict[str, str]:
    """Return a guide as the form shows it: lists by line."""
    code = visit.places["code"]
    with visit.reach.database.reading() as connection:
        held = {one.lang: one for one in all_guides(connection) if one.code == code}
    first = next(iter(held.values()), None)
    if first is None and code != _NEW:
        raise NotFoundException
    typed = {"code": "" if first is None else code, "minutes": "", "level": LEVELS[0]}
    if first is not None:
        typed |= {"minutes": str(first.minutes), "level": first.level}
    for lang in _LANGS:
        one = held.get(lang)
        typed[f"title_{lang}"] = one.title if one is not None else ""
        typed[f"needs_{lang}"] = "\n".join(one.needs) if one is not None else ""
        typed[f"steps_{lang}"] = "\n".join(one.steps) if one is not None else ""
    return typed


def _guides(visit: Visit, connection: Connection, typed: Mapping[str, str]) -> list[Guide]:
    code = visit.places["code"]
    known = {one.code for one in all_guides(connection)}
    if code != _NEW and code not in known:
        raise NotFoundException
    if code == _NEW:
        code = typed["code"].strip()
        if code in (_NEW, *known):
            raise OptionInvalid("There is a guide of this code", expected="another", got=code, where="code")
    minutes = _whole(typed["minutes"], "minutes")
    return [
        Guide(
            code=code,
            lang=lang,
            title=typed[f"title_{lang}"].strip(),
            minutes=minutes,
            level=cast("Any", typed["level"]),
            needs=_lines(typed[f"needs_{lang}"]),
            steps=_lines(typed[f"steps_{lang}"]),
        )
        for lang in ("de", "en")
    ]


def _guide_page(visit: Visit, typed: Mapping[str, str], wrong: str = "") -> Page:
    is_new = visit.places["code"] == _NEW
    context = {
        **around(visit, "kits"),
        "typed": typed,
        "wrong": wrong,
        "is_new": is_new,
        "action": f"{_KITS}/guide/{visit.places['code']}",
        "levels": [(one, visit.t(f"public_case.guide.level.{one}")) for one in LEVELS],
        "langs": [(lang, visit.t(f"cases.guide.in.{lang}")) for lang in _LANGS],
    }
    title = visit.t("cases.guide.new") if is_new else typed[f"title_{visit.lang}"] or visit.places["code"]
    return Page("cases_guide", title, context, status=400 if wrong else 200)


def _lines(told: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in told.splitlines() if line.strip())


def _whole(told: str, where: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 8):
        raise OptionInvalid("That is no whole number", expected="such as 15", got=told[:40], where=where)
    return int(told)
