"""``/p/repair/start``: one way chosen, the form for it, and the case that comes of it."""

from __future__ import annotations

from asyncio import to_thread as off
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, post, route
from litestar.exceptions import ClientException
from msgspec import structs

from oase.app.programmes.advising import Question, Told, advice_on
from oase.db.connection import Connection
from oase.decisions.saying import money
from oase.errors import ExtraMissing, InputError, OptionInvalid
from oase.programmes.adviser import Way
from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import Actor, acting
from oase.programmes.cases.opening import New, Opened, open_case, opened_before
from oase.programmes.cases.photos import Drawn, PhotoRefused, take
from oase.programmes.items.handover import brought, used_up
from oase.programmes.items.registry import Item, register
from oase.programmes.items.registry import New as NewItem
from oase.web.customer.programmes.advice.question import (
    COUNTRIES,
    FIELDS,
    address,
    choices,
    fields_of,
    question_of,
)
from oase.web.customer.programmes.cases.doing import PHOTO_BYTES, drawn_of
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
from oase.web.words import text

__all__ = ["HANDLERS", "known_already"]

PERSONAL = ("what", "problem", "name", "street", "postcode", "city", "land", "email", "phone", "order_key")
_PARCEL = ("send_in", "kit")
_CHOSEN = ("send_in", "kit")
"""Ways that begin here; a stop of the tour is booked on its own page."""


@route("/p/repair/start", http_method=LOOKING)
async def start(request: Asked) -> Response[Any]:
    """Show the form for a way that was chosen."""

    def made() -> Response[Any]:
        lang = language(request)
        told = fields_of(lambda name: request.query_params.get(name, ""))
        way = request.query_params.get("way", "")
        return _form(request, lang, told, way, {"key": new_key(request), "land": told["country"] or "DE"})

    return await off(answered, request, made)


@post("/p/repair/start", status_code=200, request_max_body_size=PHOTO_BYTES)
async def begin(request: Asked) -> Response[Any]:
    """Open a case; the same form sent twice opens one."""
    if waits := slowed(request):
        return waits
    try:
        form = await read_form(request)
    except (InputError, ClientException):
        return refused(request, "large", 413)
    return await off(answered, request, lambda: _begun(request, form))


HANDLERS = [start, begin]


def known_already(request: Asked, opened: Opened, lang: Lang) -> Response[Any]:
    """Return what is said where a form came again after its link was given out."""
    return public_page(
        request,
        "public_refused.html",
        lang,
        title=text("public_case.again.title", lang),
        what=text("public_case.again.what", lang, number=opened.number),
    )


def _begun(request: Asked, form: Form) -> Response[Any]:
    lang = _lang(request, form)
    told, way = fields_of(form.said), form.said("way")
    typed = {name: form.said(name) for name in ("key", *PERSONAL)}
    if form.is_by_machine:
        return refused(request, "trouble", 400, lang=lang)
    try:
        drawn = drawn_of(form)
    except PhotoRefused as error:
        key = "many" if error.reason == "too_many" else "photo"
        return _form(request, lang, told, way, typed, wrong={"photo": text(f"public_case.wrong.{key}", lang)})
    except ExtraMissing:
        wrong = {"photo": text("public_case.wrong.no_pictures", lang)}
        return _form(request, lang, told, way, typed, wrong=wrong)
    try:
        opened = _opened(request, form, told, way, typed, drawn, lang)
    except _FeeChanged:
        wrong = {"fee": text("public_advice.wrong.fee", lang)}
        return _form(request, lang, told, way, typed, wrong=wrong, status=409)
    except OptionInvalid as error:
        where = error.where if error.where in PERSONAL else "land" if error.where == "country" else "fee"
        wrong = {where or "fee": text(f"public_advice.wrong.{_wrong(where or '')}", lang)}
        return _form(request, lang, told, way, typed, wrong=wrong)
    if not opened.secret:
        return known_already(request, opened, lang)
    return moved(f"/c/{opened.secret}", lang, new="1")


class _FeeChanged(Exception):
    """What is told beforehand has changed since the form was shown."""


def _opened(
    request: Asked,
    form: Form,
    told: Mapping[str, str],
    way: str,
    typed: Mapping[str, str],
    drawn: list[Drawn],
    lang: Lang,
) -> Opened:
    """Open the case with its item and photos in one transaction."""
    reach = reach_in(request)
    key, zone = form.key, reach.settings.timezone
    actor = acting("customer", reach.moment(), ZoneInfo(zone))
    with reach.database.writing() as connection:
        if (before := opened_before(connection, key, actor.now, random_bytes(request))) is not None:
            return before
        handed = used_up(connection, told["from"], actor.now)
        question = question_of(connection, told, handed)
        if question is None or way not in _CHOSEN:
            raise InputError("The form says nothing of the damage", expected="the fields of the page")
        found = advice_on(connection, question, actor.now, zone)
        chosen = _way(found, way)
        if chosen is None or form.said("fee") != _fee(chosen):
            raise _FeeChanged
        new = _new(connection, found, question, chosen, typed, key, lang, actor)
        her = handed.alias if handed is not None else alias_of(request, connection, new.email, actor.now)
        new = structs.replace(new, alias=her)
        opened = open_case(connection, new, actor, random_bytes(request))
        if opened.is_new:
            for one in drawn:
                take(connection, reach.database.folder, opened.id, one, actor)
            if way == "send_in":
                move(connection, opened.id, "label", actor)
    return opened


def _new(
    connection: Connection,
    found: Told,
    question: Question,
    chosen: Way,
    typed: Mapping[str, str],
    key: str,
    lang: Lang,
    actor: Actor,
) -> New:
    offer, way = chosen.offer, chosen.offer.way
    is_liability = found.advice.first.kind in ("statutory", "own") and question.is_wear is False
    what = typed["what"] or text(f"public_advice.garment.{question.garment}", lang)
    item = question.item or _registered(connection, question, key, {lang: what[:120]}, actor.now)
    return New(
        key=key,
        kind="guarantee" if is_liability and way == "send_in" else "repair",
        way=way,
        reason=question.reason,
        what=what,
        country=typed["land"] if typed["land"] in COUNTRIES else "",
        problem=typed["problem"],
        lang=lang,
        item=item.id,
        gtin=item.gtin,
        order_key=typed["order_key"],
        name=typed["name"],
        email=typed["email"],
        phone=typed["phone"],
        street=typed["street"],
        postcode=typed["postcode"],
        city=typed["city"],
        kit=offer.name if way == "kit" else "",
        fee_cents=chosen.pays_cents or 0,
        currency=found.advice.currency,
        told=_told(found, chosen),
    )


def _registered(
    connection: Connection, question: Question, key: str, name: Mapping[str, str], now: int
) -> Item:
    """Return the thing, registered by what she says of it, once per form."""
    made = NewItem(
        key=key,
        name=name,
        garment=question.garment,
        country=question.country,
        sold=question.sold,
        source="customer",
    )
    return register(connection, made, now).item


def _told(found: Told, chosen: Way) -> dict[str, Any]:
    """Return what is shown beforehand: it is kept with the case."""
    spares = chosen.offer.kilograms
    return {
        "fee_cents": chosen.pays_cents,
        "saves_cents": chosen.saves_cents,
        "kilograms": None if spares is None else [spares.low, spares.middle, spares.high],
        "factors": found.version,
        "days": chosen.offer.days,
        "first": found.advice.first.kind,
    }


def _form(
    request: Asked,
    lang: Lang,
    told: dict[str, str],
    way: str,
    typed: Mapping[str, str],
    *,
    wrong: Mapping[str, str] | None = None,
    status: int = 0,
) -> Response[Any]:
    reach = reach_in(request)
    with reach.database.reading() as connection:
        handed = brought(connection, told["from"], reach.moment())
        question = question_of(connection, told, handed)
        if question is None:
            return moved("/p/repair", lang)
        found = advice_on(connection, question, reach.moment(), reach.settings.timezone)
    chosen = _way(found, way) if way in _CHOSEN else None
    if chosen is None:
        return moved("/p/repair", lang, **{name: told[name] for name in FIELDS if told[name]})
    return public_page(
        request,
        "public_start.html",
        lang,
        title=text(f"public_advice.start.{way}", lang),
        status=status or (400 if wrong else 200),
        styles=("advice.css",),
        told=told,
        item=handed.item.called(lang) if handed is not None else "",
        way=chosen,
        fee=_fee(chosen),
        typed={
            **{name: typed.get(name, "") for name in ("key", *PERSONAL)},
            "what": typed.get("what") or (question.item.called(lang) if question.item is not None else ""),
        },
        wrong=wrong or {},
        needs_address=way in _PARCEL,
        back=address("/p/repair", told, lang),
        money=lambda cents: money(cents, found.advice.currency, lang),
        **choices(lang),
    )


def _way(found: Told, way: str) -> Way | None:
    return next((one for one in found.advice.ways if one.offer.way == way), None)


def _fee(chosen: Way) -> str:
    """Return the fee as the form carries it: what was shown is what holds."""
    return "" if chosen.pays_cents is None else str(chosen.pays_cents)


def _wrong(where: str) -> str:
    return where if where in ("email", "country", "name", "street", "postcode", "city", "what") else "other"


def _lang(request: Asked, form: Form) -> Lang:
    told = form.said("lang")
    return "de" if told == "de" else "en" if told == "en" else language(request)
