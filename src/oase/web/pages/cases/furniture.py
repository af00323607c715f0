"""What the pages of the workshop share: tabs, the case that an address names, who acts, prices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.db.connection import Connection
from oase.decisions.saying import money
from oase.errors import InputError, OptionInvalid
from oase.programmes.cases.actor import Actor, acting
from oase.programmes.cases.case import Case, CaseUnknown, find
from oase.web.pages.static import address_of as file_of
from oase.web.pages.visit import Visit

__all__ = ["actor_of", "around", "cents_of", "do", "found", "number_of", "price", "state_told", "what_wrong"]

_TABS = (("queue", "/cases"), ("kits", "/cases/kits"))
_LONGEST_NUMBER = 12
_MOST_EUROS = 1_000_000


def around(visit: Visit, here: str) -> dict[str, Any]:
    """Return what every page of the workshop needs: style sheet and tabs."""
    tabs = [(visit.t(f"cases.tab.{name}"), path, name == here) for name, path in _TABS]
    return {"style": file_of("cases.css"), "tabs": tabs}


def actor_of(visit: Visit) -> Actor:
    """Return the account that acts now."""
    who = visit.account.name if visit.account else ""
    return acting("workshop", visit.reach.clock(), ZoneInfo(visit.reach.settings.timezone), who)


def number_of(told: str) -> int:
    """Return the number in an address or a form.

    Raises
    ------
    NotFoundException
        It is none.
    """
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        raise NotFoundException
    return int(told)


def found(visit: Visit, connection: Connection) -> Case:
    """Return the case that the address names.

    Raises
    ------
    NotFoundException
        There is none.
    """
    try:
        return find(connection, number_of(visit.places["case"]))
    except CaseUnknown as error:
        raise NotFoundException from error


def do(visit: Visit, act: Callable[[Connection, Case, Actor], object], said: str, part: str = "") -> Redirect:
    """Do one thing to a case in one transaction, then lead back to its page, which says so or why not."""
    with visit.reach.database.reading() as connection:
        case = found(visit, connection)
    path = f"/cases/{case.id}"
    try:
        with visit.reach.database.writing() as connection:
            act(connection, found(visit, connection), actor_of(visit))
    except InputError as error:
        return visit.back(path, wrong=what_wrong(error))
    back = visit.back(path, f"cases.said.{said}")
    return Redirect(f"{back.url}#{part}", status_code=303) if part else back


def what_wrong(error: InputError) -> str:
    """Return what is wrong in the error's own words, which name what was expected."""
    told = error.what if not error.expected else f"{error.what} ({error.expected})"
    return told[:300]


def price(visit: Visit, cents: int | None, currency: str = "EUR") -> str:
    """Return an amount in words; empty for none."""
    return "" if cents is None else money(cents, currency, visit.lang)


def cents_of(told: str, where: str) -> int:
    """Return an amount that somebody typed, with comma or point, as cents.

    Raises
    ------
    OptionInvalid
        It is none.
    """
    plain = told.replace(" ", "").replace("€", "")
    plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and int(whole) < _MOST_EUROS and len(part) <= 2):
        raise OptionInvalid("That is no amount", expected="such as 29,90", got=told[:40], where=where)
    if part and not (part.isascii() and part.isdigit()):
        raise OptionInvalid("That is no amount", expected="such as 29,90", got=told[:40], where=where)
    return int(whole) * 100 + int((part or "0").ljust(2, "0"))


def state_told(visit: Visit, state: str) -> str:
    """Return a state in the workshop's words."""
    return visit.t(f"cases.state.{state}")
