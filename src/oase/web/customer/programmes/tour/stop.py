"""``/p/tour/{stop}``: book a time; ``…/here``: draw a number at the bus, where its poster leads."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, post, route
from litestar.params import FromPath

from oase.errors import OptionInvalid
from oase.programmes import links
from oase.programmes.events import tours
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import (
    EARLY,
    Guest,
    StopFull,
    Ticket,
    book,
    draw,
    of_stop,
    place_left,
    slots,
)
from oase.programmes.items.handover import Brought, brought, used_up
from oase.web.customer.programmes.forms import Form, read_form
from oase.web.customer.programmes.guessing import Guesses
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
from oase.web.customer.programmes.tour.furniture import (
    clock,
    day_of,
    guest_of,
    public_stop,
    reason_names,
    said_of,
    weekday_of,
)
from oase.web.local import address_of_client

__all__ = ["HANDLERS", "NUMBERS_AN_HOUR"]

NUMBERS_AN_HOUR = 120
"""Numbers drawn from one network address that cost no waiting: a whole queue may share one network."""

_LINK_DAYS = 60
_FIELDS = ("name", "email", "phone", "what", "reason", "slot")


@route("/p/tour/{stop:int}", http_method=LOOKING)
async def look(request: Asked, stop: FromPath[int]) -> Response[Any]:
    """Show a stop, and the times that can be booked."""
    return await off(answered, request, lambda: _shown(request, stop))


@post("/p/tour/{stop:int}", status_code=200)
async def send_booking(request: Asked, stop: FromPath[int]) -> Response[Any]:
    """Book a time."""
    form = await read_form(request)
    return await off(answered, request, lambda: _booked(request, stop, form))


@route("/p/tour/{stop:int}/here", http_method=LOOKING)
async def look_here(request: Asked, stop: FromPath[int]) -> Response[Any]:
    """Show who stands at the bus how to draw a number."""
    return await off(answered, request, lambda: _here(request, stop))


@post("/p/tour/{stop:int}/here", status_code=200)
async def send_here(request: Asked, stop: FromPath[int]) -> Response[Any]:
    """Draw a number."""
    form = await read_form(request)
    return await off(answered, request, lambda: _drawn(request, stop, form))


HANDLERS = [look, send_booking, look_here, send_here]


def _shown(
    request: Asked, number: int, form: Form | None = None, wrong: dict[str, str] | None = None
) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    now, t = reach.moment(), said_of(language(request))
    with reach.database.reading() as connection:
        stop = public_stop(connection, number)
        tour = tours.get(connection, stop.tour)
        free = [one for one in slots(connection, stop, now) if one.left] if stop.is_coming(now) else []
        numbers = place_left(connection, stop, None)
        code = form.said("from") if form else request.query_params.get("from", "")
        handed = brought(connection, code, now)
        waiting = sum(one.state in ("waiting", "called") for one in of_stop(connection, number))
    is_now = _is_now(stop, now)
    return public_page(
        request,
        "public_tour_stop.html",
        lang,
        title=t("stop.title", city=stop.city, day=day_of(stop, lang)),
        status=400 if wrong else 200,
        stop=stop,
        lede=_lede(stop, lang, now, is_now=is_now, waiting=waiting),
        facts=_facts(stop, lang, tour.called(lang)),
        slots=[(str(one.begins), clock(one.begins, stop), t("slot.left", n=one.left)) for one in free],
        numbers=numbers,
        is_now=is_now,
        is_coming=stop.is_coming(now),
        reasons=[("", t("reason.none")), *reason_names(lang)],
        key=form.key if form else new_key(request),
        given=_given(form, handed, lang),
        code=code if handed is not None else "",
        item=handed.item.called(lang) if handed is not None else "",
        wrong=wrong or {},
    )


def _given(form: Form | None, handed: Brought | None, lang: Lang) -> dict[str, str]:
    if form is not None:
        return {name: form.said(name) for name in _FIELDS}
    return dict.fromkeys(_FIELDS, "") | ({"what": handed.item.called(lang)} if handed is not None else {})


def _is_now(stop: Stop, now: int) -> bool:
    return stop.state == "open" and stop.opens - EARLY <= now < stop.closes


def _lede(stop: Stop, lang: Lang, now: int, *, is_now: bool, waiting: int) -> str:
    t = said_of(lang)
    if stop.state == "cancelled":
        return t("stop.cancelled")
    if not stop.is_coming(now):
        return t("stop.over")
    return t("stop.now", n=waiting) if is_now else t("stop.coming")


def _facts(stop: Stop, lang: Lang, tour: str) -> list[tuple[str, str]]:
    t = said_of(lang)
    names = dict(reason_names(lang))
    mends = ", ".join(names[one] for one in stop.mends if one in names)
    return [
        (t("fact.where"), ", ".join(filter(None, (stop.name, stop.street, f"{stop.postcode} {stop.city}")))),
        (t("fact.when"), weekday_of(stop, lang)),
        (t("fact.hours"), t("hours", opens=clock(stop.opens, stop), closes=clock(stop.closes, stop))),
        (t("fact.mends"), mends or t("fact.mends.all")),
        (t("fact.tour"), tour),
    ]


def _booked(request: Asked, number: int, form: Form) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    if form.is_by_machine:
        return refused(request, "trouble", 400)
    if held_up := slowed(request):
        return held_up
    told = form.said("slot", 20)
    try:
        guest = guest_of(form, lang)
        slot = int(told) if told.isascii() and told.isdigit() else -1
        with reach.database.writing() as connection:
            public_stop(connection, number)
            guest = guest._replace(alias=_whose(request, connection, form, guest))
            made = book(connection, number, slot, guest, key=form.key, who="", now=reach.moment())
            secret = _link(request, connection, made)
    except OptionInvalid as error:
        return _shown(request, number, form, {error.where or "slot": _said(error, lang)})
    return moved(f"/p/tour/t/{secret}", lang, new="1")


def _whose(request: Asked, connection: Any, form: Form, guest: Guest) -> int | None:
    handed = used_up(connection, form.said("from"), reach_in(request).moment())
    if handed is not None:
        return handed.alias
    return alias_of(request, connection, guest.email, reach_in(request).moment())


def _here(request: Asked, number: int, wrong: str = "", form: Form | None = None) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    now, t = reach.moment(), said_of(language(request))
    with reach.database.reading() as connection:
        stop = public_stop(connection, number)
        numbers = place_left(connection, stop, None)
        waiting = sum(one.state in ("waiting", "called") for one in of_stop(connection, number))
    return public_page(
        request,
        "public_tour_here.html",
        lang,
        title=t("here.title", city=stop.city),
        status=400 if wrong else 200,
        stop=stop,
        waiting=waiting,
        numbers=numbers,
        is_now=_is_now(stop, now),
        opens=clock(stop.opens, stop),
        closes=clock(stop.closes, stop),
        on_day=day_of(stop, lang),
        wrong=wrong,
        key=form.key if form else new_key(request),
        given={name: form.said(name) if form else "" for name in _FIELDS},
    )


def _drawn(request: Asked, number: int, form: Form) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    if form.is_by_machine:
        return refused(request, "trouble", 400)
    if wait := _too_many(request):
        return refused(request, "often", 429, wait=wait)
    try:
        guest = guest_of(form, lang)
        with reach.database.writing() as connection:
            public_stop(connection, number)
            guest = guest._replace(alias=alias_of(request, connection, guest.email, reach.moment()))
            made = draw(connection, number, guest, key=form.key, who="", now=reach.moment())
            secret = _link(request, connection, made)
    except OptionInvalid as error:
        return _here(request, number, _said(error, lang), form)
    return moved(f"/p/tour/t/{secret}", lang, new="1")


def _link(request: Asked, connection: Any, made: Ticket) -> str:
    """Return a link to a ticket; a form sent again gets one more: the first is kept nowhere."""
    now = reach_in(request).moment()
    return links.make(connection, "ticket", made.id, now, random_bytes(request), days=_LINK_DAYS)


def _said(error: OptionInvalid, lang: Lang) -> str:
    t = said_of(lang)
    if isinstance(error, StopFull):
        return t("wrong.full")
    known = ("name", "email", "phone", "what", "slot", "stop")
    return t(f"wrong.{error.where}" if error.where in known else "wrong.other")


def _too_many(request: Asked) -> int:
    state = request.app.state
    if "numbers" not in state:
        state["numbers"] = Guesses(NUMBERS_AN_HOUR)
    drawn: Guesses = state["numbers"]
    who, now = address_of_client(request), reach_in(request).clock()
    if wait := drawn.wait(who, now):
        return wait
    drawn.failed(who, now)
    return 0
