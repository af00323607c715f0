"""``/p`` says what there is; ``/p/repair`` asks what is broken and gives advice. Both keep nothing."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, route

from oase.app.programmes.advising import Told, advice_on
from oase.decisions.saying import money
from oase.programmes.adviser import Right
from oase.programmes.items.handover import brought
from oase.web.customer.programmes.advice.question import (
    address,
    choices,
    fields_of,
    known_of,
    question_of,
)
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    language,
    public_page,
    reach_in,
)
from oase.web.grants_told import grants_told
from oase.web.repair_form import day_told
from oase.web.words import text

__all__ = ["HANDLERS", "first_told"]


@route("/p", http_method=LOOKING)
async def home(request: Asked) -> Response[Any]:
    """Say what is done for a thing."""

    def made() -> Response[Any]:
        lang = language(request)
        return public_page(request, "public_home.html", lang, title=text("public_advice.home.title", lang))

    return await off(answered, request, made)


@route("/p/repair", http_method=LOOKING)
async def repair(request: Asked) -> Response[Any]:
    """Ask what is broken, and give advice once that is said."""
    return await off(answered, request, lambda: _repair(request))


HANDLERS = [home, repair]


def _repair(request: Asked) -> Response[Any]:
    reach, lang = reach_in(request), language(request)
    told = fields_of(lambda name: request.query_params.get(name, ""))
    with reach.database.reading() as connection:
        handed = brought(connection, told["from"], reach.moment())
        told = known_of(told, handed.item) if handed is not None else told
        question = question_of(connection, told, handed)
        if question is None:
            found = None
        else:
            found = advice_on(connection, question, reach.moment(), reach.settings.timezone)
    is_asked = any(request.query_params.get(name) for name in ("garment", "reason"))
    item = handed.item.called(lang) if handed is not None else ""
    if found is None:
        return public_page(
            request,
            "public_repair.html",
            lang,
            title=text("public_advice.title", lang),
            styles=("advice.css",),
            told=told,
            item=item,
            lacks=is_asked,
            **choices(lang),
        )
    return public_page(
        request,
        "public_advice.html",
        lang,
        title=_title(found, lang),
        styles=("advice.css",),
        told=told,
        item=item,
        found=found,
        grants=grants_told(found.grants, found.advice.currency, lang),
        again=address("/p/repair", {"from": told["from"]}, lang),
        tour=address("/p/tour", {"from": told["from"]}, lang),
        first=first_told(found, lang),
        to=lambda way: address("/p/repair/start", told, lang, way=way),
        money=lambda cents: money(cents, found.advice.currency, lang),
        kit_name=_named(found, lang),
        day_told=day_told,
        **choices(lang),
    )


def first_told(found: Told, lang: Lang) -> tuple[str, str]:
    """Return what comes first, as a heading and a sentence: what the law or the brand's guarantee gives."""
    first = found.advice.first
    key = f"public_advice.first.{first.kind}{'' if first.is_certain or first.kind == 'check' else '.maybe'}"
    if first.right is None:
        return text(key, lang), text(f"{key}.what", lang)
    return text(key, lang), text(f"{key}.what", lang, until=_until(first.right, lang))


def _until(right: Right, lang: Lang) -> str:
    return day_told(right.until, lang) if right.until is not None else text("public_advice.unknown", lang)


def _title(found: Told, lang: Lang) -> str:
    """Return the finding: what it costs at least to repair it."""
    known = [one for one in found.advice.ways if one.pays_cents is not None]
    if not known or known[0].pays_cents is None:
        return text("public_advice.title.found", lang)
    if known[0].pays_cents == 0:
        return text("public_advice.title.free", lang)
    return text(
        "public_advice.title.from", lang, price=money(known[0].pays_cents, found.advice.currency, lang)
    )


def _named(found: Told, lang: Lang) -> str:
    if found.kit is None:
        return ""
    return found.kit.name.get(lang) or next(iter(found.kit.name.values()), found.kit.code)
