"""Kits, what the ways of repair cost, and who repairs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import InputError
from oase.programmes.cases.fees import Fees, fees, save_fees
from oase.programmes.cases.form import Repairer
from oase.programmes.cases.guides import all_guides
from oase.programmes.cases.kits import add_shipped, all_kits, kit_of, save_kit
from oase.programmes.cases.reasons import REASONS
from oase.programmes.cases.workshop import save_workshop, workshop
from oase.web.pages.cases.furniture import actor_of, around, cents_of, price, what_wrong
from oase.web.pages.page import Page, action, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MAY = Permission.WORK_CASES
_PATH = "/cases/kits"
_WORKSHOP = ("name", "trade_name", "address", "telephone", "email", "online")
_FEES = ("send_in", "event", "store", "kit")


@page(_PATH, _MAY)
def cases_kits(visit: Visit) -> Page:
    """Show kits, fees and workshop."""
    with visit.reach.database.reading() as connection:
        held, kits = fees(connection), all_kits(connection)
        by, guides = workshop(connection), all_guides(connection)
    out = sum(1 for one in kits if one.is_on and not one.stock)
    context: dict[str, Any] = {
        **around(visit, "kits"),
        "kits": kits,
        "guides": [(one.code, one.title, one.minutes) for one in guides if one.lang == visit.lang],
        "titles": {(one.code, one.lang): one.title for one in guides},
        "fees": [(name, price(visit, getattr(held, name), held.currency)) for name in _FEES],
        "amounts": {name: f"{getattr(held, name) / 100:.2f}" for name in _FEES},
        "exchange_days": held.exchange_days,
        "workshop": {name: getattr(by, name) if by is not None else "" for name in _WORKSHOP},
        "has_workshop": by is not None,
        "price": lambda cents: price(visit, cents, held.currency),
        "reasons": REASONS,
        "wrong": visit.asked("wrong")[:300],
    }
    key = "none" if not kits else "out" if out else "good"
    return Page("cases_kits", visit.t(f"cases.kits.title.{key}", n=len(kits), out=out), context)


@action(f"{_PATH}/shipped", _MAY)
def shipped(visit: Visit) -> Redirect:
    """Add the kits that come along."""
    with visit.reach.database.writing() as connection:
        add_shipped(connection, actor_of(visit))
    return visit.back(_PATH, "cases.said.saved")


@action(f"{_PATH}/one", _MAY)
def kit_changed(visit: Visit) -> Redirect:
    """Change fee, stock and whether a kit is given out."""
    stock = visit.said("stock")

    def keep(connection: Any) -> None:
        held = kit_of(connection, visit.said("code"))
        if held is None:
            raise InputError("There is no such kit", expected="one of the list")
        save_kit(
            connection,
            msgspec.structs.replace(
                held,
                stock=int(stock) if stock.isascii() and stock.isdigit() else -1,
                fee_cents=cents_of(visit.said("fee"), "fee_cents"),
                is_on=visit.said("is_on") == "1",
            ),
            actor_of(visit),
        )

    return _kept(visit, keep)


@action(f"{_PATH}/fees", _MAY)
def fees_changed(visit: Visit) -> Redirect:
    """Set the fees and the term of the exchange."""
    days = visit.said("exchange_days")

    def keep(connection: Any) -> None:
        held: Fees = fees(connection)
        told = {name: cents_of(visit.said(name), name) for name in _FEES}
        term = int(days) if days.isascii() and days.isdigit() else 0
        save_fees(connection, msgspec.structs.replace(held, exchange_days=term, **told))

    return _kept(visit, keep)


@action(f"{_PATH}/workshop", _MAY)
def workshop_changed(visit: Visit) -> Redirect:
    """Say who repairs."""
    told = {name: visit.said(name) for name in _WORKSHOP}
    return _kept(visit, lambda connection: save_workshop(connection, Repairer(**told)))


HANDLERS = [*cases_kits, *shipped, *kit_changed, *fees_changed, *workshop_changed]


def _kept(visit: Visit, keep: Any) -> Redirect:
    try:
        with visit.reach.database.writing() as connection:
            keep(connection)
    except InputError as error:
        return visit.back(_PATH, wrong=what_wrong(error))
    return visit.back(_PATH, "cases.said.saved")
