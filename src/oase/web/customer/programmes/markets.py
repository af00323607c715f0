"""``/p/rights``: what holds in each country, for guarantee, repair and subsidies."""

from __future__ import annotations

from asyncio import to_thread as off
from datetime import date
from typing import Any

from litestar import Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from oase import words
from oase.programmes.claims import markets
from oase.programmes.items import guarantees
from oase.programmes.items.guarantee_label import label_told
from oase.programmes.items.guarantees import Term
from oase.programmes.law import subsidies as kept
from oase.programmes.law.subsidies import Subsidy
from oase.retail.articles import said
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    brand_of,
    language,
    public_page,
    reach_in,
)
from oase.web.law_words import (
    COUNTRIES,
    country_name,
    day_in_words,
    liability_told,
    rules_told,
    today,
)
from oase.web.words import text

__all__ = ["HANDLERS"]

_SHOWN = ("guarantee", "repair", "reviews", "price", "textiles", "privacy")
"""What customers are told of; how advertising is judged is for those who write it."""


@route("/p/rights", http_method=LOOKING)
async def every(request: Asked) -> Response[Any]:
    """Show the countries."""
    return await off(answered, request, lambda: _countries(request))


@route("/p/rights/{country:str}", http_method=LOOKING)
async def one(request: Asked, country: FromPath[str]) -> Response[Any]:
    """Show what holds in a country today."""
    return await off(answered, request, lambda: _rights(request, country))


HANDLERS: list[HTTPRouteHandler] = [every, one]


def _countries(request: Asked) -> Response[Any]:
    lang = language(request)
    choices = sorted(((code.lower(), country_name(code, lang)) for code in COUNTRIES), key=lambda row: row[1])
    title = text("public.rights.title", lang)
    return public_page(request, "public_markets.html", lang, title=title, countries=choices)


def _rights(request: Asked, told: str) -> Response[Any]:
    code, lang, reach = told.upper(), language(request), reach_in(request)
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise NotFoundException
    day = today(reach)
    with reach.database.reading() as connection:
        own = markets.of_country(connection, code, lang)
        known = kept.every(connection)
        terms = [one for one in guarantees.every(connection) if _is_promised(one, code, day)]
    here = [row for row in known if row.country == code and row.begins <= day <= (row.ends or day)]
    rules = [rule for rule in rules_told(code, day, lang) if rule.section in _SHOWN]
    name = country_name(code, lang)
    return public_page(
        request,
        "public_market.html",
        lang,
        title=text("public.rights.of", lang, country=name),
        is_known=code in COUNTRIES,
        paragraphs=own.paragraphs if own else (),
        liability=liability_told(code, day, lang),
        holding=[rule for rule in rules if rule.state == "holds"],
        later=[rule for rule in rules if rule.state == "later"],
        subsidies=[_subsidy(row, lang) for row in here],
        guarantees=[_guarantee(one, code, day, lang, brand_of(request)) for one in terms],
        today=day_in_words(day, lang),
    )


def _is_promised(one: Term, country: str, day: date) -> bool:
    return one.state == "live" and one.country in ("", country) and one.begins <= day


def _guarantee(one: Term, country: str, day: date, lang: Lang, brand: str) -> dict[str, str]:
    """Return a guarantee of the brand, with what its label says where one is asked for."""
    name = said(one.name, lang)
    label = label_told(one.months, country, day, item=name, by=brand)
    told = ""
    if label is not None:
        years = words.number(label.years, lang, 0 if label.years.is_integer() else 1)
        told = text("public.rights.label", lang, years=years, item=label.item, by=label.by)
    months = "" if one.months is None else text("public.rights.months", lang, n=one.months)
    return {"name": name, "promise": said(one.promise, lang), "months": months, "label": told}


def _subsidy(row: Subsidy, lang: Lang) -> dict[str, str]:
    most = words.number(row.most_cents / 100, lang, 2 if row.most_cents % 100 else 0)
    return {
        "name": row.name or text("public.rights.subsidy", lang),
        "region": row.region,
        "told": text("public.rights.share", lang, share=row.share, most=most),
        "category": text(f"law.category.{row.category}", lang),
        "source": row.source,
        "checked": day_in_words(row.checked, lang),
    }
