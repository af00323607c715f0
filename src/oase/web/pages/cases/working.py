"""What the workshop does with a case: move, write, measure, note parts, tell notices, close, undo."""

from __future__ import annotations

import secrets
from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.cases.acting import assign, move, set_fields, undo
from oase.programmes.cases.closing import close, tell_months
from oase.programmes.cases.kits import send_kit
from oase.programmes.cases.messages import note, say
from oase.programmes.cases.notices import tell_found, tell_notice
from oase.programmes.cases.opening import renew_link
from oase.programmes.cases.parts import add_part, parts_of, set_part
from oase.programmes.cases.times import begin, stop
from oase.web.outside import outside
from oase.web.pages.cases.furniture import actor_of, cents_of, do, found
from oase.web.pages.cases.one import shown
from oase.web.pages.page import Here, action, rendered
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MAY = Permission.WORK_CASES


@action("/cases/{case:str}/move", _MAY)
def moved(visit: Visit) -> Redirect:
    """Move a case one state on; a kit is sent, a case closed, by steps of their own."""
    to = visit.said("to")
    return do(visit, lambda c, case, actor: move(c, case.id, to, actor, visit.said("text")[:500]), "moved")


@action("/cases/{case:str}/kit", _MAY)
def kit_sent(visit: Visit) -> Redirect:
    """Send the kit."""
    return do(visit, lambda c, case, actor: send_kit(c, case.id, actor, parcel=visit.said("parcel")), "moved")


@action("/cases/{case:str}/undo", _MAY)
def undone(visit: Visit) -> Redirect:
    """Take the last step back."""
    return do(visit, lambda c, case, actor: undo(c, case.id, actor), "undone")


@action("/cases/{case:str}/assign", _MAY)
def assigned(visit: Visit) -> Redirect:
    """Give the case to who asks, or to nobody."""
    me = visit.account.name if visit.account else ""
    to = me if visit.said("to") == "me" else ""
    return do(visit, lambda c, case, actor: assign(c, case.id, to, actor), "assigned")


@action("/cases/{case:str}/message", _MAY)
def message(visit: Visit) -> Redirect:
    """Write to the customer, or a note that stays within the company."""
    text, kind = visit.said("text"), visit.said("kind")
    keep = note if kind == "note" else say
    return do(
        visit,
        lambda c, case, actor: keep(c, case.id, text, actor),
        f"{'note' if kind == 'note' else 'message'}",
        "talk",
    )


@action("/cases/{case:str}/fields", _MAY)
def fields(visit: Visit) -> Redirect:
    """Set number of the parcel, repairer, GTIN and order."""
    told = {name: visit.said(name) for name in ("parcel", "repairer", "gtin", "order_key")}
    return do(visit, lambda c, case, actor: set_fields(c, case.id, actor, **told), "saved")


@action("/cases/{case:str}/time", _MAY)
def time(visit: Visit) -> Redirect:
    """Start or stop the clock of who asks."""
    if visit.said("do") == "stop":
        return do(visit, lambda c, _case, actor: stop(c, actor, visit.said("note")), "stopped")
    return do(visit, lambda c, case, actor: begin(c, case.id, actor), "started")


@action("/cases/{case:str}/part", _MAY)
def part(visit: Visit) -> Redirect:
    """Note a part that is needed."""

    def add(c: Any, case: Any, actor: Any) -> None:
        told, cents = visit.said("quantity") or "1", visit.said("cents")
        quantity = int(told) if told.isascii() and told.isdigit() else 0
        paid = cents_of(cents, "cents") if cents else 0
        add_part(c, case.id, visit.said("part"), actor, quantity=quantity, cents=paid)

    return do(visit, add, "part", "parts")


@action("/cases/{case:str}/part/state", _MAY)
def part_state(visit: Visit) -> Redirect:
    """Say how far a part of this case is."""

    def change(c: Any, case: Any, actor: Any) -> None:
        known = {str(one.id): one for one in parts_of(c, case.id)}
        held = known.get(visit.said("part"))
        if held is None:
            raise OptionInvalid("This case has no such part", expected="one of its parts")
        set_part(c, held.id, visit.said("state"), actor)  # type: ignore[arg-type]  # it checks by itself

    return do(visit, change, "part", "parts")


@action("/cases/{case:str}/notice", _MAY)
def noticed(visit: Visit) -> Redirect:
    """Tell a notice of law: as the table has it, or as somebody has looked it up."""
    kind, text, months = visit.said("kind"), visit.said("text"), visit.said("months")

    def tell(c: Any, case: Any, actor: Any) -> None:
        if kind not in ("choice", "months"):
            raise OptionInvalid("There is no such notice", expected="choice, months", got=kind)
        if text:
            longer = int(months) if months.isascii() and months.isdigit() else 0
            tell_found(c, case.id, "choice" if kind == "choice" else "months", text, actor, months=longer)
        elif kind == "choice":
            tell_notice(c, case.id, "choice", actor)
        else:
            tell_months(c, case.id, actor)

    return do(visit, tell, "notice", "notices")


@action("/cases/{case:str}/close", _MAY)
def closed(visit: Visit) -> Redirect:
    """Close the case with what became of it."""
    told = {name: visit.said(name) for name in ("outcome", "barrier", "repairer", "text")}
    return do(visit, lambda c, case, actor: close(c, case.id, actor, **told), "closed")


@post("/cases/{case:str}/link", sync_to_thread=True, opt={"permission": _MAY}, status_code=200)
def new_link(visit: Here, request: Request[Any, Any, Any]) -> Response[str]:
    """End the customer's link and show a new one, this once."""
    with visit.reach.database.writing() as connection:
        case = found(visit, connection)
        secret = renew_link(connection, case.id, actor_of(visit), secrets.token_bytes)
    house = visit.reach.settings.address or outside(request)
    return rendered(visit, shown(visit, link=f"{house}/c/{secret}"))


HANDLERS = [
    *moved, *kit_sent, *undone, *assigned, *message, *fields, *time, *part, *part_state, *noticed, *closed,
    new_link,
]  # fmt: skip
