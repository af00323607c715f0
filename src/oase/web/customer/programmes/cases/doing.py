"""What the owner does on the page of her case: write, send photos, say that it is on its way, end it."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, post, route
from litestar.exceptions import ClientException
from litestar.params import FromPath

from oase.db.connection import Connection
from oase.errors import ExtraMissing, InputError
from oase.programmes import links
from oase.programmes.cases.acting import cancel, move, set_fields
from oase.programmes.cases.messages import say
from oase.programmes.cases.photos import Drawn, PhotoRefused, draw_anew, take
from oase.web.customer.programmes.cases.meeting import Met, act, actor_in, meet, page_of
from oase.web.customer.programmes.forms import MOST_PICTURE, Form, read_form
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    answered,
    language,
    moved,
    public_page,
    reach_in,
    refused,
)
from oase.web.words import text

__all__ = ["HANDLERS", "MOST_AT_ONCE", "PHOTO_BYTES", "drawn_of"]

MOST_AT_ONCE = 6
PHOTO_BYTES = MOST_AT_ONCE * MOST_PICTURE + 200_000
"""Largest form with photos; all other public forms may have 100,000 bytes."""

_LONGEST_PARCEL = 60
_MESSAGES, _PHOTOS = "#messages", "#photos"


@post("/c/{secret:str}/message", status_code=200)
async def message(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep a message to the workshop."""
    form = await read_form(request)

    def do(connection: Connection, met: Met) -> str:
        say(connection, met.case.id, form.said("text", 4_001), actor_in(request))
        return "message"

    return await off(act, request, secret, form.said("lang"), do, wrong="message", to=_MESSAGES)


@post("/c/{secret:str}/photos", status_code=200, request_max_body_size=PHOTO_BYTES)
async def photos(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep photos, drawn anew; all of them, or none."""
    known = await off(answered, request, lambda: _known(request, secret))
    if known.status_code != 200:
        return known
    try:
        form = await read_form(request)
    except (InputError, ClientException):
        return refused(request, "large", 413)
    return await off(_photos, request, secret, form)


@post("/c/{secret:str}/shipped", status_code=200)
async def shipped(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Note that the parcel is on its way."""
    form = await read_form(request)

    def do(connection: Connection, met: Met) -> str:
        actor = actor_in(request)
        if number := form.said("parcel", _LONGEST_PARCEL):
            set_fields(connection, met.case.id, actor, parcel=number)
        move(connection, met.case.id, "shipped", actor)
        return "shipped"

    return await off(act, request, secret, form.said("lang"), do, wrong="step")


@route("/c/{secret:str}/cancel", http_method=LOOKING)
async def ask_cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask whether the case is to end."""
    return await off(answered, request, lambda: _asked(request, secret, "cancel"))


@post("/c/{secret:str}/cancel", status_code=200)
async def do_cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """End the case before anything was done."""
    form = await read_form(request)

    def do(connection: Connection, met: Met) -> str:
        cancel(connection, met.case.id, actor_in(request))
        return "cancelled"

    return await off(act, request, secret, form.said("lang"), do, wrong="step")


@route("/c/{secret:str}/end", http_method=LOOKING)
async def ask_end(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask whether the link is to be made invalid."""
    return await off(answered, request, lambda: _asked(request, secret, "end"))


@post("/c/{secret:str}/end", status_code=200)
async def do_end(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Make every link to the case invalid; the case goes on."""
    form = await read_form(request)
    return await off(answered, request, lambda: _ended(request, secret, form))


HANDLERS = [message, photos, shipped, ask_cancel, do_cancel, ask_end, do_end]


def drawn_of(form: Form) -> list[Drawn]:
    """Return the photos of a form drawn anew, before anything is written.

    Raises
    ------
    PhotoRefused
        None, too many, or one that is no picture.
    ExtraMissing
        Pictures cannot be read here.
    """
    sent = form.files.get("photo", ())
    if len(sent) > MOST_AT_ONCE:
        raise PhotoRefused("too_many", "Too many photos at once", f"up to {MOST_AT_ONCE}", str(len(sent)))
    return [draw_anew(one) for one in sent]


def _known(request: Asked, secret: str) -> Response[Any]:
    with reach_in(request).database.reading() as connection:
        meet(request, connection, secret)
    return Response(b"", status_code=200)


def _photos(request: Asked, secret: str, form: Form) -> Response[Any]:
    lang = "en" if form.said("lang") == "en" else "de"
    path = f"/c/{secret}{_PHOTOS}"
    if not form.files.get("photo"):
        return moved(path, lang, wrong="none")
    try:
        drawn = drawn_of(form)
    except PhotoRefused as error:
        return moved(path, lang, wrong="many" if error.reason == "too_many" else "photo")
    except ExtraMissing:
        return moved(path, lang, wrong="no_pictures")

    def do(connection: Connection, met: Met) -> str:
        folder = reach_in(request).database.folder
        for one in drawn:
            take(connection, folder, met.case.id, one, actor_in(request))
        return "photos"

    return act(request, secret, lang, do, wrong="many", to=_PHOTOS)


def _asked(request: Asked, secret: str, what: str) -> Response[Any]:
    with reach_in(request).database.reading() as connection:
        met = meet(request, connection, secret)
    return page_of(
        request,
        met,
        "public_case_sure.html",
        text(f"public_case.{what}.title", met.lang),
        what=text(f"public_case.{what}.what", met.lang, number=met.case.number),
        action=f"{met.path}/{what}",
        button=text(f"public_case.{what}.button", met.lang),
        fields={},
    )


def _ended(request: Asked, secret: str, form: Form) -> Response[Any]:
    reach = reach_in(request)
    lang = form.said("lang")
    with reach.database.writing() as connection:
        met = meet(request, connection, secret, lang)
        links.end(connection, "case", met.case.id, reach.moment())
    return public_page(
        request,
        "public_refused.html",
        language(request) if lang not in ("de", "en") else met.lang,
        title=text("public_case.end.done", met.lang),
        what=text("public_case.end.done.what", met.lang, number=met.case.number),
    )
