"""``/p/impact``: what the programmes have come to, with method and range."""

from __future__ import annotations

from asyncio import to_thread as off
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Response, route
from litestar.handlers import HTTPRouteHandler

from oase import words
from oase.charts.ranges import Ranged, ranges
from oase.programmes.impact import claims
from oase.programmes.impact.claim_text import METHOD_NAMES, kilograms
from oase.programmes.impact.claims import Claim
from oase.programmes.impact.factors import METHODS, Factors
from oase.programmes.impact.item import Range
from oase.programmes.impact.versions import get
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    language,
    public_page,
    reach_in,
)
from oase.web.words import TEXTS, text

__all__ = ["HANDLERS"]

_EPOCH, _DAY = date(1970, 1, 1), 86_400_000_000


@route("/p/impact", http_method=LOOKING)
async def look(request: Asked) -> Response[Any]:
    """Show the newest claim that holds, with everything it rests on; and which were withdrawn."""
    return await off(answered, request, lambda: _shown(request))


HANDLERS: list[HTTPRouteHandler] = [look]


def _shown(request: Asked) -> Response[Any]:
    lang = language(request)
    with reach_in(request).database.reading() as connection:
        every = claims.every(connection)
        newest = next((one for one in every if one.withdrawn is None), None)
        factors = get(connection, newest.version) if newest is not None else None
    zone = reach_in(request).settings.timezone
    return public_page(
        request,
        "public_impact.html",
        lang,
        title=_title(newest, lang),
        styles=("impact.css",),
        claim=newest,
        made=words.date(newest.made, lang, zone) if newest is not None else "",
        told=newest.text[lang] if newest is not None else "",
        picture=_picture(newest, lang) if newest is not None and newest.outcomes else "",
        methods=_methods(newest, lang) if newest is not None else [],
        factors=_factors(factors, lang) if factors is not None else [],
        withdrawn=_withdrawn(every, lang, zone),
    )


def _title(claim: Claim | None, lang: Lang) -> str:
    if claim is None:
        return text("public_impact.title.none", lang)
    done = claim.counted.repairs
    if not done.all:
        return text("public_impact.title", lang)
    told = {"done": words.number(done.done, lang), "of": words.number(done.all, lang)}
    return text("public_impact.title.mended", lang, **told)


def _picture(claim: Claim, lang: Lang) -> str:
    """Draw the methods one under the other, in the narrow form that fits every screen."""
    rows = [
        Ranged(
            METHOD_NAMES[lang][method],
            *claim.outcomes[method].total[:3],
            said=_range(claim.outcomes[method].total, lang),
            is_strong=method == claim.method,
        )
        for method in reversed(METHODS)
        if method in claim.outcomes
    ]
    return ranges(rows, lang, title=text("public_impact.methods", lang), unit="kg CO2e", compact=True).inline


def _methods(claim: Claim, lang: Lang) -> list[dict[str, str]]:
    return [
        {
            "name": METHOD_NAMES[lang][method],
            "range": _range(claim.outcomes[method].total, lang),
            "negative": words.share(claim.outcomes[method].total.negative, lang, 0),
            "about": text(f"public_impact.method.{method}", lang),
        }
        for method in reversed(METHODS)
        if method in claim.outcomes
    ]


def _factors(factors: Factors, lang: Lang) -> list[dict[str, str]]:
    """Return what was reckoned with, as far as the formula uses it."""
    return [
        {
            "name": _name(one.name, lang),
            "value": f"{words.number(one.value, lang)} {_unit(one.unit, lang)}",
            "ends": ""
            if one.low == one.high
            else text(
                "impact.factor.ends",
                lang,
                low=words.number(one.low, lang),
                high=words.number(one.high, lang),
            ),
            "source": text("impact.factor.own", lang, year=str(one.year))
            if one.kind == "assumption"
            else f"{one.source}, {one.year}, {one.place}",
            "caveat": one.caveat.get(lang, ""),
        }
        for one in factors.table.values()
        if one.kind != "context" and not one.name.startswith("water.")
    ]


def _name(name: str, lang: Lang) -> str:
    key = f"impact.factor.{name}"
    return text(key, lang) if key in TEXTS[lang] else name


def _unit(unit: str, lang: Lang) -> str:
    return text(f"impact.unit.{unit}", lang) if unit in ("years", "share", "days") else unit


def _range(one: Range, lang: Lang) -> str:
    told = {"middle": one.p50, "low": one.p5, "high": one.p95}
    return text("impact.range", lang, **{name: kilograms(value, lang) for name, value in told.items()})


def _withdrawn(every: Sequence[Claim], lang: Lang, zone: str) -> list[str]:
    return [
        text(
            "public_impact.withdrawn",
            lang,
            since=words.date((one.since - _EPOCH).days * _DAY, lang),
            until=words.date((one.until - _EPOCH).days * _DAY, lang),
            day=words.date(one.withdrawn, lang, zone),
            because=one.because,
        )
        for one in every
        if one.withdrawn is not None
    ]
