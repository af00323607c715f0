"""``/p/take-back/{secret}``: how one take-back stands, by its secret link, and nothing else of the house."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

import segno
from litestar import Response, post, route
from litestar.params import FromPath

from oase.programmes import links
from oase.programmes.returns import acting
from oase.programmes.returns.reading import Piece, TakeBack, get, pieces_of
from oase.programmes.returns.states import StateInvalid, steps
from oase.web.customer.programmes.forms import Form, read_form
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    language,
    moved,
    public_page,
    reach_in,
)
from oase.web.outside import outside
from oase.web.words import TEXTS, text

__all__ = ["HANDLERS"]

_WAY = ("requested", "shipped", "received", "processed", "complete")


@route("/p/take-back/{secret:str}", http_method=LOOKING)
async def look(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show how it stands."""
    return await off(answered, request, lambda: _shown(request, secret))


@post("/p/take-back/{secret:str}", status_code=200)
async def act(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Say that it is under way, call it off, or end the link."""
    form = await read_form(request)
    return await off(answered, request, lambda: _acted(request, secret, form))


HANDLERS = [look, act]


def _shown(request: Asked, secret: str, wrong: str = "", status: int = 200) -> Response[Any]:
    reach = reach_in(request)
    lang = language(request)
    with reach.database.reading() as connection:
        link = links.read(connection, "take_back", secret, reach.moment())
        one = get(connection, link.target)
        pieces = pieces_of(connection, [one.id])[one.id]
    address = f"{outside(request)}/p/take-back/{secret}"
    said = f"public.take.said.{request.query_params.get('said', '')}"
    return public_page(
        request,
        "public_take_back_one.html",
        lang,
        title=text(f"public.take.state.{one.state}", lang),
        status=status,
        styles=("take-back.css",),
        one=one,
        pieces=[(piece, _why(piece, lang)) for piece in pieces],
        estimated=sum(piece.estimated_cents for piece in pieces),
        final=_final(one, pieces),
        next=text(f"public.take.next.{one.state}{_by(one)}", lang, number=one.number),
        way=_done(one),
        can=steps(one.state),
        said=text(said, lang) if said in TEXTS[lang] else "",
        wrong=wrong,
        address=address,
        qr=segno.make(address, error="m", micro=False).svg_data_uri(scale=4, light="#fff", border=4),
        expires=link.expires,
        action=f"/p/take-back/{secret}",
    )


def _acted(request: Asked, secret: str, form: Form) -> Response[Any]:
    reach = reach_in(request)
    now, do = reach.moment(), form.said("do")
    lang: Lang = "en" if form.said("lang") == "en" else "de"
    try:
        with reach.database.writing() as connection:
            number = links.read(connection, "take_back", secret, now).target
            if do == "ship":
                acting.ship(connection, number, now, parcel=form.said("parcel", 60))
            elif do == "cancel":
                acting.cancel(connection, number, now)
            elif do == "end":
                links.end(connection, "take_back", number, now)
    except StateInvalid:
        return _shown(request, secret, text("public.take.wrong.state", lang), 409)
    if do == "end":
        return moved("/p/take-back", lang, said="ended")
    return moved(f"/p/take-back/{secret}", lang, said=do if do in ("ship", "cancel") else "")


def _final(one: TakeBack, pieces: list[Piece]) -> int | None:
    """Return the final credit once every piece was looked at."""
    if one.state not in ("processed", "complete"):
        return None
    return sum(piece.final_cents or 0 for piece in pieces)


def _by(one: TakeBack) -> str:
    """Return what the next step differs by: post, or a place; the credit at the end."""
    if one.state == "requested":
        return ".post" if one.way == "post" else ".place"
    return f".{one.credit}" if one.state == "complete" else ""


def _done(one: TakeBack) -> list[tuple[str, int | None]]:
    """Return the states on its way, each with the moment it was reached; none where it was called off."""
    moments = {
        "requested": one.requested,
        "shipped": one.shipped,
        "received": one.received,
        "processed": one.processed,
        "complete": one.completed,
    }
    if one.state == "cancelled":
        return []
    return [(state, moments[state]) for state in _WAY if state != "shipped" or one.way == "post"]


def _why(piece: Piece, lang: Lang) -> str:
    """Return why the credit is not the estimate, in words."""
    if piece.why.startswith("grade:"):
        _, said, found = piece.why.split(":")
        told = {"said": text(f"returns.grade.{said}", lang), "found": text(f"returns.grade.{found}", lang)}
        return text("returns.why.grade", lang, **told)
    return piece.why
