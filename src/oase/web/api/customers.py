"""Signing customers in: the company says who she is, and hands what it gets to her app."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.params import JSONBody

from oase.web.api.access import may_administer
from oase.web.api.times import moment
from oase.web.reach import Here

__all__ = ["HANDLERS"]


class Customer(msgspec.Struct, frozen=True):
    """The id that her contacts carry: as ``userId``, or ``anonymousId`` for one who is not known by name."""

    value: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    kind: Literal["user", "anonymous"] = "user"


class CustomerSession(msgspec.Struct, frozen=True, rename="camel"):
    """What her app needs: a token, until when it holds, and what renews it."""

    token: str
    refresh: str
    expires_at: datetime


@post(
    "/customers/sessions",
    operation_id="begin_customer_session",
    status_code=201,
    sync_to_thread=True,
    tags=["customers"],
    guards=[may_administer],
)
def begin(reach: Here, data: JSONBody[Customer]) -> CustomerSession:
    """Sign a customer in whom the company has recognised; the app keeps ``refresh``, no one else does."""
    from oase.app.visiting import enter  # here, so that a web process starts sooner

    entered = enter(reach.house.rooms, data.value, data.kind)
    return CustomerSession(entered.token, entered.refresh, moment(entered.expires))


HANDLERS = [begin]
