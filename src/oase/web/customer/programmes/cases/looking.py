"""``/c/{secret}``: how the case stands, in words, what can be done now, and what has been said."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from oase.app.programmes.rating import rating_path
from oase.programmes.cases.case import Case, Entry, log_of
from oase.programmes.cases.fees import fees
from oase.programmes.cases.notices import told_of
from oase.programmes.cases.photos import PhotoRefused, photos_of, read_photo
from oase.programmes.cases.quotes import Quote, quotes_of
from oase.programmes.cases.reasons import BARRIERS, OUTCOMES
from oase.programmes.cases.states import ENDS, allowed, path_of
from oase.retail.signs import sign
from oase.web.customer.programmes.cases.meeting import Met, actor_in, link_to, meet, page_of
from oase.web.customer.programmes.rendering import LOOKING, Asked, answered, file_answer, reach_in
from oase.web.repair_form import day_told, price_told
from oase.web.words import text

__all__ = ["HANDLERS", "STEPS", "steps_of"]

STEPS: dict[str, tuple[str, ...]] = {
    "send_in": ("opened", "shipped", "received", "estimated", "in_repair", "repaired", "sent_back", "closed"),
    "event": ("opened", "booked", "received", "estimated", "in_repair", "repaired", "closed"),
    "store": ("opened", "booked", "received", "estimated", "in_repair", "repaired", "closed"),
    "kit": ("opened", "kit_sent", "repaired", "closed"),
    "guarantee": ("opened", "shipped", "received", "in_repair", "repaired", "sent_back", "closed"),
    "exchange": ("opened", "shipped", "received", "replaced", "closed"),
    "": ("opened",),
}
"""The way of a case as it is drawn: what usually comes one after another."""

_SAME = {
    "advised": "opened", "label": "opened", "accepted": "in_repair", "waiting_for_part": "in_repair",
    "failed": "in_repair", "rejected": "estimated", "notice": "repaired", "refunded": "replaced",
}  # fmt: skip
_SAID = ("message", "photos", "shipped", "outcome", "accepted", "rejected", "cancelled", "send_in")
_WRONG = ("message", "photo", "none", "many", "no_pictures", "step", "outcome")


@route("/c/{secret:str}", http_method=LOOKING)
async def look(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show one case."""
    return await off(answered, request, lambda: _looked(request, secret))


@route("/c/{secret:str}/photo/{number:int}", http_method=LOOKING)
async def photo(request: Asked, secret: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Show one photo of this case."""

    def drawn() -> Response[Any]:
        reach = reach_in(request)
        with reach.database.reading() as connection:
            met = meet(request, connection, secret)
            try:
                content = read_photo(connection, reach.database.folder, met.case.id, number)
            except PhotoRefused as none:
                raise NotFoundException from none
        return file_answer(content, "image/jpeg")

    return await off(answered, request, drawn)


@route("/c/{secret:str}/qr.svg", http_method=LOOKING)
async def drawn(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show the link as a QR code."""

    def made() -> Response[Any]:
        with reach_in(request).database.reading() as connection:
            meet(request, connection, secret)
        return file_answer(sign(link_to(request, secret)), "image/svg+xml")

    return await off(answered, request, made)


HANDLERS = [look, photo, drawn]


def steps_of(case: Case, has_quote: bool) -> list[tuple[str, str]]:
    """Return the way of a case: each step with ``done``, ``now`` or ``open``.

    A quote is a step only where there is one, or may still come.
    """
    told = list(STEPS[path_of(case.kind, case.way)])
    state = _SAME.get(case.state, case.state)
    if state == "in_repair" and case.way == "kit":
        state = "repaired"
    if state not in told:
        return []
    here = told.index(state)
    steps = [(one, "done" if n < here else "now" if n == here else "open") for n, one in enumerate(told)]
    return [one for one in steps if one[0] != "estimated" or has_quote or one[1] != "done"]


def _looked(request: Asked, secret: str) -> Response[Any]:
    reach = reach_in(request)
    with reach.database.reading() as connection:
        met = meet(request, connection, secret)
        case, quotes = met.case, quotes_of(connection, met.case.id)
        log, photos = log_of(connection, case.id), photos_of(connection, case.id)
        notices = told_of(connection, case.id)
        instead = fees(connection).of("send_in", case.reason) if _may_send_in(case) else None
    today = actor_in(request).today
    return page_of(
        request,
        met,
        "public_case.html",
        text(f"public_case.title.{case.state}", met.lang),
        next=_next(met),
        steps=steps_of(case, bool(quotes)),
        quote=_standing(quotes, case),
        is_open=bool(quotes) and quotes[-1].is_open(today) and case.state == "estimated",
        photos=photos,
        messages=[one for one in log if one.kind == "message" and not one.after.startswith("notice:")],
        story=_story(log),
        notices=notices,
        can=allowed(case.kind, case.way, case.state),
        has_ended=case.state in ENDS,
        rate=rating_path(reach.house.rooms, case.number) if case.state == "closed" else "",
        send_in_cents=instead,
        outcomes=[(one, text(f"public_case.outcome.{one}", met.lang)) for one in OUTCOMES],
        barriers=[
            ("", text("public_case.outcome.barrier.none", met.lang)),
            *((one, text(f"public_case.barrier.{one}", met.lang)) for one in BARRIERS),
        ],
        price_told=price_told,
        day_told=day_told,
        link=link_to(request, secret) if "new" in request.query_params else "",
        said=_among(request.query_params.get("said", ""), _SAID),
        wrong=_among(request.query_params.get("wrong", ""), _WRONG),
    )


def _may_send_in(case: Case) -> bool:
    """Whether a repair at home that did not work out can go on in the workshop."""
    return case.way == "kit" and case.state == "failed"


def _next(met: Met) -> str:
    case = met.case
    is_own = case.way == "kit" and case.state in ("repaired", "failed") and case.kind == "repair"
    if case.state == "closed" and case.outcome in OUTCOMES:
        ended = text(f"public_case.ended.{case.outcome}", met.lang)
        return f"{ended} {text('public_case.next.closed', met.lang)}"
    is_choosing = case.state == "opened" and not case.way and case.kind == "repair"
    return text(
        f"public_case.next.{case.state}{'.kit' if is_own else '.choosing' if is_choosing else ''}", met.lang
    )


def _standing(quotes: list[Quote], case: Case) -> Quote | None:
    """Return the quote that is spoken of: the accepted one, else the newest."""
    chosen = [one for one in quotes if one.answer is not None and one.answer.answer == "accepted"]
    if chosen and case.state != "estimated":
        return chosen[-1]
    return quotes[-1] if quotes else None


def _story(log: list[Entry]) -> list[Entry]:
    return [one for one in reversed(log) if one.kind in ("state", "undone")]


def _among(told: str, known: tuple[str, ...]) -> str:
    return told if told in known else ""
