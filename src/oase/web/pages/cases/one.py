"""One case: a page to work from."""

from __future__ import annotations

from datetime import date
from typing import Any

from oase.accounts import Permission
from oase.app.programmes.advising import grants_on
from oase.db.connection import Connection
from oase.programmes.cases.acting import can_move_to
from oase.programmes.cases.case import Case, log_of
from oase.programmes.cases.kits import kit_of
from oase.programmes.cases.notices import due, told_of
from oase.programmes.cases.parts import STATES as PART_STATES
from oase.programmes.cases.parts import parts_of
from oase.programmes.cases.photos import photos_of
from oase.programmes.cases.quotes import quotes_of
from oase.programmes.cases.reasons import BARRIERS, OUTCOMES
from oase.programmes.cases.states import ENDS, allowed
from oase.programmes.cases.times import minutes_of, running
from oase.programmes.cases.workshop import workshop
from oase.programmes.items.owners import owner_of
from oase.programmes.items.registry import Item, several
from oase.programmes.law import Notice
from oase.web.grants_told import GrantTold, grants_told
from oase.web.pages.cases.furniture import actor_of, around, found, price, state_told
from oase.web.pages.page import Page, page
from oase.web.pages.visit import Visit
from oase.web.repair_form import day_told, price_told

__all__ = ["HANDLERS", "shown"]


@page("/cases/{case:str}", Permission.WORK_CASES)
def cases_one(visit: Visit) -> Page:
    """Show a case with all that can be done."""
    return shown(visit)


HANDLERS = [*cases_one]


def shown(visit: Visit, *, link: str = "", wrong: str = "", status: int = 200) -> Page:
    """Return the page of the case that the address names.

    Parameters
    ----------
    visit : Visit
    link : str
        A new link for the customer, shown this once.
    wrong : str
        What could not be done, and why.
    status : int
    """
    actor = actor_of(visit)
    with visit.reach.database.reading() as connection:
        case = found(visit, connection)
        item = several(connection, [case.item]).get(case.item) if case.item is not None else None
        context: dict[str, Any] = {
            **around(visit, "queue"),
            "case": case,
            "item": item,
            "owner": None if item is None else owner_of(connection, item.id),
            "log": list(reversed(log_of(connection, case.id, is_inside=True))),
            "photos": photos_of(connection, case.id),
            "quotes": list(reversed(quotes_of(connection, case.id))),
            "parts": parts_of(connection, case.id),
            "minutes": minutes_of(connection, case.id),
            "running": running(connection, actor.who),
            "notices": told_of(connection, case.id),
            "due": [
                (kind, one if isinstance(one, Notice) else None)
                for kind in ("choice", "months")
                if (one := due(connection, case, kind, actor.today)) is not None
            ],
            "kit": kit_of(connection, case.kit) if case.kit else None,
            "by": workshop(connection),
            "grants": _grants(visit, connection, case, item, actor.today),
        }
    follows = allowed(case.kind, case.way, case.state)
    context |= {
        "moves": [(one, state_told(visit, one)) for one in can_move_to(case) if one != "kit_sent"],
        "may_kit": "kit_sent" in follows,
        "may_close": "closed" in follows,
        "may_quote": case.state == "estimated" or "estimated" in follows,
        "has_ended": case.state in ENDS,
        "outcomes": OUTCOMES,
        "barriers": BARRIERS,
        "part_states": PART_STATES,
        "state_told": lambda name: state_told(visit, name),
        "price": lambda cents: price(visit, cents, case.currency),
        "price_told": lambda form: price_told(form, visit.lang),
        "day_told": lambda day: day_told(day, visit.lang),
        "reason": _reason(visit, case),
        "link": link,
        "wrong": wrong or visit.asked("wrong")[:300],
        "me": actor.who,
    }
    title = visit.t("cases.one.title", what=case.what, state=state_told(visit, case.state))
    eyebrow = (case.number, visit.t(f"cases.kind.{case.kind}"), visit.t(f"cases.way.{case.way or 'none'}"))
    return Page("cases_one", title, context, eyebrow=eyebrow, status=status)


def _grants(
    visit: Visit, connection: Connection, case: Case, item: Item | None, today: date
) -> list[GrantTold]:
    """Return what others may add to a repair, to tell her of; an exchange is none."""
    if case.kind != "repair":
        return []
    garment = item.garment if item is not None else "other"
    return grants_told(grants_on(connection, case.country, garment, (), today), case.currency, visit.lang)


def _reason(visit: Visit, case: Case) -> str:
    room = "public_exchange" if case.kind == "exchange" else "public_advice"
    return visit.t(f"{room}.reason.{case.reason}")
