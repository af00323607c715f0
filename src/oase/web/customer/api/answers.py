"""What the house decided about her, believes of her and has told her; her data, and her leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, delete, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import JSONBody, PathParameter, QueryParameter

from oase.app.visiting.going import export, go
from oase.app.visiting.messages import Messages, messages, push_key, subscribe, unsubscribe
from oase.app.visiting.receipts import (
    Belief,
    Beliefs,
    Receipts,
    ReceiptShown,
    beliefs,
    contradict,
    not_today,
    receipt,
    receipts,
    say_wrong,
)
from oase.errors import OptionInvalid
from oase.web.customer.api.access import Her, House

__all__ = ["HANDLERS"]

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
After = Annotated[str, QueryParameter(max_length=40)]
Number = Annotated[str, PathParameter(min_length=1, max_length=40)]
FactName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
KeyText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_RECEIPTS: dict[str, Any] = {"sync_to_thread": True, "tags": ["receipts"]}
_MESSAGES: dict[str, Any] = {"sync_to_thread": True, "tags": ["messages"]}
_RIGHTS: dict[str, Any] = {"sync_to_thread": True, "tags": ["her data"]}


class Word(msgspec.Struct, frozen=True):
    """Her word against a decision; ``about`` names what is wrong, all of it when left out."""

    said: Literal["not_today", "wrong"]
    about: Annotated[str, msgspec.Meta(max_length=200)] = ""


class BeliefSaid(msgspec.Struct, frozen=True, rename="camel"):
    """Whether what the house believes is right."""

    name: FactName
    is_right: bool


class PushKey(msgspec.Struct, frozen=True):
    """The public key that a browser needs to subscribe (VAPID, base64url)."""

    key: str


class Keys(msgspec.Struct, frozen=True):
    """Public key and secret of a subscription, base64url."""

    p256dh: KeyText
    auth: KeyText


class Device(msgspec.Struct, frozen=True):
    """A subscription as browsers give it."""

    endpoint: Address
    keys: Keys


class DeviceNamed(msgspec.Struct, frozen=True):
    """Which subscription ends."""

    endpoint: Address


class Erasure(msgspec.Struct, frozen=True):
    """Number of the receipt of an erasure."""

    number: str


@get("/v1/me/receipts", operation_id="receipts", **_RECEIPTS)
def all_receipts(visiting: House, her: Her, limit: Limit = 20) -> Receipts:
    """Return the decisions about her, sent and withheld, the latest first."""
    return receipts(visiting, her, limit)


@get("/v1/me/receipts/{number:str}", operation_id="receipt", **_RECEIPTS)
def one_receipt(visiting: House, her: Her, number: Number) -> ReceiptShown:
    """Return one decision about her: every gate in order, and what it has used."""
    return receipt(visiting, her, number)


@post("/v1/me/receipts/{number:str}/said", operation_id="contradict_decision", status_code=204, **_RECEIPTS)
def said(visiting: House, her: Her, number: Number, data: JSONBody[Word]) -> None:
    """Say "not today" or "that is wrong" to a decision; the next one goes by it."""
    if data.said == "not_today":
        not_today(visiting, her, number)
    else:
        say_wrong(visiting, her, number, data.about)


@get("/v1/me/beliefs", operation_id="beliefs", **_RECEIPTS)
def all_beliefs(visiting: House, her: Her) -> Beliefs:
    """Return what the house believes of her, since when and why."""
    return beliefs(visiting, her)


@post("/v1/me/beliefs", operation_id="contradict_belief", status_code=200, **_RECEIPTS)
def belief(visiting: House, her: Her, data: JSONBody[BeliefSaid]) -> Belief:
    """Say that a belief is wrong, or right after all."""
    return contradict(visiting, her, data.name, is_right=data.is_right)


@get("/v1/me/messages", operation_id="messages", **_MESSAGES)
def all_messages(visiting: House, her: Her, after: After = "") -> Messages:
    """Return what the house has told her, later than a moment if one is given (ISO 8601)."""
    return messages(visiting, her, _moment(after))


@get("/v1/push/key", operation_id="push_key", **_MESSAGES)
def vapid(visiting: House, her: Her) -> PushKey:
    """Return the public key that a browser needs to subscribe."""
    del her
    return PushKey(push_key(visiting))


@post("/v1/push/subscriptions", operation_id="subscribe", status_code=204, **_MESSAGES)
def device(visiting: House, her: Her, data: JSONBody[Device]) -> None:
    """Keep a device that takes pushes."""
    subscribe(visiting, her, data.endpoint, data.keys.p256dh, data.keys.auth)


@delete("/v1/push/subscriptions", operation_id="unsubscribe", status_code=204, **_MESSAGES)
def no_device(visiting: House, her: Her, data: JSONBody[DeviceNamed]) -> None:
    """Forget a device that takes pushes."""
    unsubscribe(visiting, her, data.endpoint)


@get("/v1/me/export", operation_id="export", **_RIGHTS)
def exported(request: Request[Any, Any, Any], visiting: House, her: Her) -> dict[str, Any]:
    """Return everything that is kept about her."""
    seconds = request.app.state.exports.wait(her.alias, visiting.rooms.clock())
    if seconds:
        raise TooManyRequestsException("This app asks too often", headers={"Retry-After": str(seconds)})
    return export(visiting, her)


@post("/v1/me/erasure", operation_id="erase", status_code=202, **_RIGHTS)
def erased(visiting: House, her: Her) -> Erasure:
    """Have everything erased that is kept about her; no token opens anything after this."""
    return Erasure(go(visiting, her))


HANDLERS = [
    all_receipts, one_receipt, said, all_beliefs, belief, all_messages, vapid, device, no_device,
    exported, erased,
]  # fmt: skip


def _moment(text: str) -> int:
    if not text:
        return -1
    try:
        then = datetime.fromisoformat(text)
        return round(then.timestamp() * 1_000_000)
    except (ValueError, OverflowError, OSError) as error:
        raise OptionInvalid(
            "The moment cannot be read", expected="ISO 8601, such as 2026-11-21T11:00:00Z", got=repr(text)
        ) from error
