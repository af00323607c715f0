"""The quote editor: the fields of the European repair form; and an answer given on the telephone."""

from __future__ import annotations

from typing import Any

from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.cases.form import Ancillary, Form
from oase.programmes.cases.quotes import answer, make_quote
from oase.programmes.cases.workshop import workshop
from oase.web.pages.cases.furniture import cents_of, do
from oase.web.pages.page import action
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MAY = Permission.WORK_CASES


@action("/cases/{case:str}/quote", _MAY)
def quoted(visit: Visit) -> Redirect:
    """Hand out a quote."""

    def make(c: Any, case: Any, actor: Any) -> None:
        by = workshop(c)
        if by is None:
            raise OptionInvalid(
                "Nobody has said who repairs", expected="name, address, telephone and mail of the workshop"
            )
        days = visit.said("days")
        service = visit.said("service")
        services: tuple[Ancillary, ...] = ()
        if service:
            services = (Ancillary(name=service, cents=cents_of(visit.said("service_cents"), "services")),)
        fixed, most = visit.said("price"), visit.said("most")
        form = Form(
            repairer=by,
            goods=visit.said("goods"),
            defect=visit.said("defect"),
            repair=visit.said("repair"),
            days=int(days) if days.isascii() and days.isdigit() else 0,
            days_from=visit.said("days_from"),
            place=visit.said("place"),
            price_cents=cents_of(fixed, "price_cents") if fixed else None,
            reckoned=visit.said("reckoned"),
            most_cents=cents_of(most, "most_cents") if most else None,
            replacement=visit.said("replacement"),
            services=services,
            further=visit.said("further"),
            currency=case.currency,
            lang=case.lang,
        )
        make_quote(c, case.id, form, actor, asked=visit.said("asked"))

    return do(visit, make, "quote", "quotes")


@action("/cases/{case:str}/answer", _MAY)
def answered(visit: Visit) -> Redirect:
    """Keep what the customer said on the telephone or in the store."""

    def keep(c: Any, case: Any, actor: Any) -> None:
        told, by, version = visit.said("answer"), visit.said("by"), visit.said("version")
        if told not in ("accepted", "rejected") or by not in ("telephone", "store"):
            raise OptionInvalid("There is no such answer", expected="accepted, rejected; telephone, store")
        number = int(version) if version.isascii() and version.isdigit() else 0
        answer(
            c,
            case.id,
            number,
            "accepted" if told == "accepted" else "rejected",
            actor,
            by="telephone" if by == "telephone" else "store",
        )

    return do(visit, keep, "answer", "quotes")


HANDLERS = [*quoted, *answered]
