"""``/p/exchange``: the ordinary exchange, in two steps: which thing and why, then what is wanted instead."""

from __future__ import annotations

from asyncio import to_thread as off
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from litestar import Response, post, route

from oase.errors import OptionInvalid
from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import Actor, acting
from oase.programmes.cases.exchange import Possible, Wanted, open_exchange, possible
from oase.programmes.cases.opening import New, Opened
from oase.programmes.cases.reasons import EXCHANGE_REASONS
from oase.programmes.items.handover import brought, used_up
from oase.programmes.items.registry import Item
from oase.web.customer.programmes.advice.beginning import known_already
from oase.web.customer.programmes.advice.question import COUNTRIES, choices
from oase.web.customer.programmes.forms import Form, read_form
from oase.web.customer.programmes.naming import alias_of
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    language,
    moved,
    new_key,
    public_page,
    random_bytes,
    reach_in,
    refused,
    slowed,
)
from oase.web.repair_form import day_told
from oase.web.words import text

__all__ = ["HANDLERS"]

_FIRST = ("what", "order_key", "reason", "delivered", "from")
_SECOND = ("instead", "size", "colour", "name", "street", "postcode", "city", "land", "email")
_INSTEAD = ("size", "colour", "money")


@route("/p/exchange", http_method=LOOKING)
async def look(request: Asked) -> Response[Any]:
    """Show the first step."""
    return await off(answered, request, lambda: _first(request, language(request), _typed_for(request)))


@post("/p/exchange", status_code=200)
async def ask(request: Asked) -> Response[Any]:
    """Say until when it is possible, and ask what is wanted instead; nothing is kept yet."""
    form = await read_form(request)
    return await off(answered, request, lambda: _asked(request, form))


@post("/p/exchange/open", status_code=200)
async def begin(request: Asked) -> Response[Any]:
    """Open the exchange; the same form sent twice opens one."""
    if waits := slowed(request):
        return waits
    form = await read_form(request)
    return await off(answered, request, lambda: _begun(request, form))


HANDLERS = [look, ask, begin]


def _typed_for(request: Asked) -> dict[str, str]:
    """Return what need not be typed, where she comes from an item of her app."""
    code = request.query_params.get("from", "")
    item = _item(request, code)
    if item is None:
        return {}
    delivered = item.delivered or item.sold
    return {
        "from": code,
        "what": item.called(language(request)),
        "delivered": delivered.isoformat() if delivered is not None else "",
    }


def _item(request: Asked, code: str) -> Item | None:
    with reach_in(request).database.reading() as connection:
        handed = brought(connection, code, reach_in(request).moment())
    return None if handed is None else handed.item


def _item_name(request: Asked, typed: Mapping[str, str], lang: Lang) -> str:
    item = _item(request, typed.get("from", ""))
    return "" if item is None else item.called(lang)


def _lang(request: Asked, form: Form) -> Lang:
    told = form.said("lang")
    return "de" if told == "de" else "en" if told == "en" else language(request)


def _first(
    request: Asked, lang: Lang, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None
) -> Response[Any]:
    return public_page(
        request,
        "public_exchange.html",
        lang,
        title=text("public_exchange.title", lang),
        status=400 if wrong else 200,
        styles=("advice.css",),
        typed={name: typed.get(name, "") for name in _FIRST},
        item=_item_name(request, typed, lang),
        wrong=wrong or {},
        reasons=[(one, text(f"public_exchange.reason.{one}", lang)) for one in EXCHANGE_REASONS],
    )


def _asked(request: Asked, form: Form) -> Response[Any]:
    lang = _lang(request, form)
    typed = {name: form.said(name, 200) for name in _FIRST}
    wrong = {
        name: text(f"public_exchange.wrong.{name}", lang)
        for name, is_good in (
            ("what", bool(typed["what"])),
            ("reason", typed["reason"] in EXCHANGE_REASONS),
            ("delivered", not typed["delivered"] or _day(typed["delivered"]) is not None),
        )
        if not is_good
    }
    if wrong:
        return _first(request, lang, typed, wrong)
    return _second(request, lang, typed | {"key": new_key(request), "land": "DE"})


def _second(
    request: Asked, lang: Lang, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None
) -> Response[Any]:
    delivered = _day(typed["delivered"])
    with reach_in(request).database.reading() as connection:
        found = possible(connection, delivered, _actor(request).today)
    return public_page(
        request,
        "public_exchange_open.html",
        lang,
        title=_title(found, lang),
        status=400 if wrong else 200,
        styles=("advice.css",),
        typed={name: typed.get(name, "") for name in ("key", *_FIRST, *_SECOND)},
        item=_item_name(request, typed, lang),
        wrong=wrong or {},
        found=found,
        instead=[(one, text(f"public_exchange.instead.{one}", lang)) for one in _INSTEAD],
        day_told=day_told,
        **choices(lang),
    )


def _title(found: Possible, lang: Lang) -> str:
    if found.until is None:
        return text("public_exchange.unknown", lang)
    key = "possible" if found.is_possible else "over"
    return text(f"public_exchange.{key}", lang, day=day_told(found.until, lang))


def _begun(request: Asked, form: Form) -> Response[Any]:
    lang = _lang(request, form)
    typed = {name: form.said(name, 300) for name in ("key", *_FIRST, *_SECOND)}
    if form.is_by_machine:
        return refused(request, "trouble", 400, lang=lang)
    try:
        opened = _opened(request, form.key, typed, lang)
    except OptionInvalid as error:
        where = "land" if error.where == "country" else error.where or ""
        where = where if where in (*_FIRST, *_SECOND) else "delivered"
        return _second(request, lang, typed, {where: text(f"public_exchange.wrong.{where}", lang)})
    if not opened.secret:
        return known_already(request, opened, lang)
    return moved(f"/c/{opened.secret}", lang, new="1")


def _opened(request: Asked, key: str, typed: Mapping[str, str], lang: Lang) -> Opened:
    actor = _actor(request)
    with reach_in(request).database.writing() as connection:
        handed = used_up(connection, typed["from"], actor.now)
        email = typed["email"]
        new = New(
            key=key,
            item=handed.item.id if handed is not None else None,
            gtin=handed.item.gtin if handed is not None else "",
            what=typed["what"],
            reason=typed["reason"],
            country=typed["land"] if typed["land"] in COUNTRIES else "",
            lang=lang,
            kind="exchange",
            way="send_in",
            order_key=typed["order_key"],
            alias=handed.alias if handed is not None else alias_of(request, connection, email, actor.now),
            name=typed["name"],
            street=typed["street"],
            postcode=typed["postcode"],
            city=typed["city"],
            email=email,
        )
        wanted = Wanted(instead=_instead(typed["instead"]), size=typed["size"], colour=typed["colour"])
        delivered = _day(typed["delivered"])
        opened = open_exchange(connection, new, wanted, actor, random_bytes(request), delivered=delivered)
        if opened.is_new:
            move(connection, opened.id, "label", actor)
    return opened


def _instead(told: str) -> Literal["size", "colour", "money"]:
    if told == "size":
        return "size"
    if told == "colour":
        return "colour"
    if told == "money":
        return "money"
    raise OptionInvalid("Nobody says what is wanted", expected=", ".join(_INSTEAD), got=told, where="instead")


def _actor(request: Asked) -> Actor:
    reach = reach_in(request)
    return acting("customer", reach.moment(), ZoneInfo(reach.settings.timezone))


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
