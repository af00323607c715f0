"""``/returns/parcel/{id}``: one parcel, worked through on a phone until the credit is given."""

from __future__ import annotations

from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import InputError, SourceMissing
from oase.programmes.returns import acting
from oase.programmes.returns.checklist import QUESTIONS, TAKEN
from oase.programmes.returns.looking import Looked, look
from oase.programmes.returns.reading import Piece, TakeBack, get, piece_of, pieces_of
from oase.programmes.returns.states import steps
from oase.web.pages.page import Page, action, page
from oase.web.pages.returns.furniture import (
    around,
    cents_of,
    grams_of,
    number_in,
    own_brand,
    who,
    why_of,
    wrong_of,
)
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/returns/parcel/{number:str}"


@page(PATH, Permission.WORK_CASES)
def returns_parcel(visit: Visit) -> Page:
    """Show a take-back with its pieces."""
    return _page(visit)


@action(PATH, Permission.WORK_CASES)
def move(visit: Visit) -> Redirect | Page:
    """Do the next step, or keep what was found of a piece."""
    number = number_in(visit.places["number"])
    try:
        if visit.said("do") == "look":
            _look(visit)
        else:
            _step(visit, number)
    except SourceMissing as error:
        raise NotFoundException from error
    except InputError as error:
        return _page(visit, error)
    return visit.back(f"/returns/parcel/{number}", "returns.said.done")


HANDLERS = [*returns_parcel, *move]


def _step(visit: Visit, number: int) -> None:
    do, now = visit.said("do"), visit.reach.clock()
    with visit.reach.database.writing() as connection:
        if do == "complete":
            acting.complete(connection, number, who(visit), now)
        elif do == "ship":
            acting.ship(connection, number, now, parcel=visit.said("parcel"))
        elif do in ("receive", "process", "reopen", "cancel"):
            step = {
                "receive": acting.receive,
                "process": acting.process,
                "reopen": acting.reopen,
                "cancel": acting.cancel,
            }[do]
            step(connection, number, now)
        else:
            raise InputError("There is no such step", got=repr(do[:40]))


def _look(visit: Visit) -> None:
    is_refused = visit.said("grade") == "refused"
    if is_refused and not visit.said("refused"):
        raise InputError("It is not said why the piece is refused", expected="the reason", where="refused")
    found = {name: visit.said(name) for name in QUESTIONS if visit.said(name)}
    told = Looked(
        grade="" if is_refused else visit.said("grade"),
        found=found if len(found) == len(QUESTIONS) else {},
        grams=grams_of(visit.said("grams")),
        cents=cents_of(visit.said("cents"), "cents"),
        refused=visit.said("refused") if is_refused else "",
        why=visit.said("why"),
        gtin=visit.said("gtin"),
        serial=visit.said("serial"),
    )
    with visit.reach.database.writing() as connection:
        piece = piece_of(connection, number_in(visit.said("piece")))
        if piece.take_back != number_in(visit.places["number"]):
            raise SourceMissing("This piece belongs to another take-back", got=str(piece.id))
        look(connection, piece.id, told, who(visit), visit.reach.clock(), own_brand=own_brand(visit))


def _page(visit: Visit, error: InputError | None = None) -> Page:
    number = number_in(visit.places["number"])
    with visit.reach.database.reading() as connection:
        try:
            one = get(connection, number)
        except SourceMissing as missing:
            raise NotFoundException from missing
        pieces = pieces_of(connection, [number])[number]
    looked = sum(piece.looked is not None for piece in pieces)
    context = around(
        visit,
        "queue",
        one=one,
        pieces=[_shown(visit, piece) for piece in pieces],
        can=[step for step in steps(one.state) if step != "ship" or one.way == "post"],
        grades=TAKEN,
        may_look=one.state == "received",
        estimated=sum(piece.estimated_cents for piece in pieces),
        final=sum(piece.final_cents or 0 for piece in pieces) if looked == len(pieces) else None,
        is_all=looked == len(pieces),
        wrong=wrong_of(visit, error) if error is not None else None,
        wrong_piece=number_in(visit.said("piece")) if error is not None else 0,
        typed={
            name: visit.said(name) for name in ("grade", "grams", "cents", "refused", "why", "gtin", "serial")
        },
    )
    title = visit.t(f"returns.parcel.{one.state}", **_counted(visit, pieces, looked))
    return Page(
        "returns_parcel", title, context, eyebrow=(one.number, visit.t(f"returns.way.{one.way}")),
        lede=_lede(visit, one), status=400 if error is not None else 200,
    )  # fmt: skip


def _counted(visit: Visit, pieces: list[Piece], looked: int) -> dict[str, str]:
    told = words.number(len(pieces), visit.lang)
    return {"n": visit.t("returns.pieces.one" if len(pieces) == 1 else "returns.pieces", n=told),
            "looked": words.number(looked, visit.lang), "of": told}  # fmt: skip


def _lede(visit: Visit, one: TakeBack) -> str:
    where = ", ".join(part for part in (one.name, one.street, f"{one.postcode} {one.city}".strip()) if part)
    credit = visit.t("returns.parcel.credit", credit=visit.t(f"returns.credit.{one.credit}"))
    return f"{where}. {credit}" if where else credit


def _shown(visit: Visit, piece: Piece) -> dict[str, Any]:
    said = [
        (visit.t(f"returns.ask.{name}"), visit.t(f"returns.{name}.{given}"))
        for name, given in piece.said.items()
    ]
    return {"it": piece, "said": said, "why": why_of(visit, piece),
            "name": piece.what or visit.t(f"returns.category.{piece.category}")}  # fmt: skip
