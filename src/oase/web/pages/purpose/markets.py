"""Own paragraphs for the public pages about rights, by country and language."""

from __future__ import annotations

from typing import Any

from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.claims import check, markets
from oase.web.law_words import COUNTRIES, country_name, today
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/purpose/markets"
_LANGS = ("de", "en")


@page(PATH, Permission.SEE_PROGRAMMES)
def purpose_markets(visit: Visit) -> Page:
    """Show which markets have paragraphs of their own, and the form of one."""
    lang = visit.asked("in", visit.lang)
    return _shown(visit, visit.asked("country", "DE").upper()[:2], lang if lang in _LANGS else visit.lang)


@action(PATH, Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Keep the paragraphs of a market; live only what the linter does not block."""
    country, lang, text = visit.said("country").upper(), visit.said("lang"), visit.said("text")
    try:
        if visit.said("live"):
            told = check(text, lang=visit.lang, country=country, day=today(visit.reach))
            if told.verdict == "blocked":
                words = ", ".join(one.words for one in told.findings if one.severity == "blocks")
                raise OptionInvalid("Blocked", expected="a text that passes", got=words, where="claims")
        with visit.reach.database.writing() as connection:
            markets.put(
                connection,
                country,
                lang,
                text,
                is_live=bool(visit.said("live")),
                who=visit.account.name if visit.account else "",
                now=visit.reach.moment(),
            )
    except OptionInvalid as error:
        return _shown(visit, country[:2], lang if lang in _LANGS else visit.lang, error)
    return visit.back(PATH, "markets.said.kept", **{"country": country, "in": lang})


HANDLERS = [*purpose_markets, *change]


def _shown(visit: Visit, country: str, lang: str, wrong: OptionInvalid | None = None) -> Page:
    with visit.reach.database.reading() as connection:
        every = markets.every(connection)
    held = next((one for one in every if (one.country, one.lang) == (country, lang)), None)
    text = visit.said("text") if wrong else "\n\n".join(held.paragraphs) if held else ""
    live = sum(one.is_live for one in every)
    told = ""
    if wrong is not None:
        key = "markets.wrong.claims" if wrong.where == "claims" else "markets.wrong"
        told = visit.t(key, words=wrong.got or "")
    context: dict[str, Any] = {
        **around(visit, "markets"),
        "country": country,
        "in_lang": lang,
        "text": text,
        "is_live": held.is_live if held else False,
        "countries": sorted(
            ((one, country_name(one, visit.lang)) for one in COUNTRIES), key=lambda one: one[1]
        ),
        "wrong": told,
        "longest": markets.LONGEST,
        "public": f"/p/rights/{country.lower()}?lang={lang}",
    }
    key = "markets.title" if every else "markets.title.none"
    title = visit.t(key, n=len({one.country for one in every}), live=live)
    grids = {"markets": _grid(visit, every)}
    return Page(
        "purpose_markets", title, context, grids, lede=visit.t("markets.lede"), status=400 if wrong else 200
    )


def _grid(visit: Visit, every: list[markets.Market]) -> Grid:
    t = visit.t
    rows = [
        {
            "country": one.country,
            "lang": one.lang,
            "live": one.is_live,
            "updated": one.updated,
            "who": one.who,
        }
        for one in every
    ]
    columns = [
        Column(
            "country",
            t("claims.field.country"),
            lambda row: Cell(
                country_name(row["country"], visit.lang), f"{PATH}?country={row['country']}&in={row['lang']}"
            ),
        ),
        Column("lang", t("markets.lang"), lambda row: t(f"markets.lang.{row['lang']}")),
        Column(
            "live", t("claims.field.state"), lambda row: t("markets.live" if row["live"] else "markets.draft")
        ),
        Column("updated", t("markets.updated"), lambda row: visit.moment(row["updated"])),
        Column("who", t("claims.field.who"), lambda row: row["who"]),
    ]
    return Grid("markets", t("markets.all"), columns, rows)
