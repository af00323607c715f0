"""Her items: what she has, what happened to it, what can be done when it is damaged."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from oase.app.visiting.items import (
    AdviceShown,
    Handed,
    Items,
    advice,
    claim,
    hand_over,
    hand_to_page,
    item,
    items,
    take_over_again,
)
from oase.app.visiting.owned import ItemShort, ItemWhole
from oase.web.customer.api.access import Her, House

__all__ = ["HANDLERS"]

Number = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
Reason = Annotated[str, QueryParameter(min_length=1, max_length=40)]
Wear = Annotated[Literal["yes", "no", ""], QueryParameter()]
Key = Annotated[str, msgspec.Meta(min_length=8, max_length=60, pattern=r"^[\w-]+$")]
KeyAsked = Annotated[str, PathParameter(min_length=8, max_length=60)]
Short = Annotated[str, msgspec.Meta(max_length=120)]
_OF_ITEMS: dict[str, Any] = {"sync_to_thread": True, "tags": ["her items"]}


class Claiming(msgspec.Struct, frozen=True):
    """Which item is hers: by the code of its label, by both numbers, or by its name."""

    code: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    gtin: Short = ""
    serial: Short = ""
    name: Short = ""
    garment: Short = ""
    brand: Short = ""
    country: Annotated[str, msgspec.Meta(max_length=2)] = ""
    bought: date | None = None
    order: Annotated[str, msgspec.Meta(max_length=100)] = ""
    key: Annotated[str, msgspec.Meta(max_length=60, pattern=r"^[\w-]*$")] = ""


class Passing(msgspec.Struct, frozen=True):
    """How she passes it on; what is sent twice with one key happens once."""

    how: Literal["gift", "second_hand"]
    key: Key


@get("/v1/items", operation_id="items", **_OF_ITEMS)
def hers(visiting: House, her: Her) -> Items:
    """Return what is hers, and what she has bought but not registered."""
    return items(visiting, her)


@post("/v1/items", operation_id="claim_item", status_code=200, **_OF_ITEMS)
def claimed(visiting: House, her: Her, data: JSONBody[Claiming]) -> ItemShort:
    """Let an item be hers."""
    return claim(visiting, her, **msgspec.structs.asdict(data))


@get("/v1/items/{number:int}", operation_id="item", **_OF_ITEMS)
def one(visiting: House, her: Her, number: Number) -> ItemWhole:
    """Return one item of hers: line of life, guarantees, footprint."""
    return item(visiting, her, number)


@get("/v1/items/{number:int}/advice", operation_id="advice", **_OF_ITEMS)
def advised(visiting: House, her: Her, number: Number, reason: Reason, wear: Wear = "") -> AdviceShown:
    """Return what can be done about damage: repair first, a new one last."""
    return advice(visiting, her, number, reason, is_wear={"yes": True, "no": False}.get(wear))


@post("/v1/items/{number:int}/handover", operation_id="hand_to_page", status_code=200, **_OF_ITEMS)
def handed(visiting: House, her: Her, number: Number) -> Handed:
    """Return a code that a public page takes as ``?from=``, for one form within the hour."""
    return hand_to_page(visiting, her, number)


@post("/v1/items/{number:int}/passed-on", operation_id="pass_on", status_code=204, **_OF_ITEMS)
def passed_on(visiting: House, her: Her, number: Number, data: JSONBody[Passing]) -> None:
    """Pass an item on; it is hers no longer."""
    hand_over(visiting, her, number, data.how, data.key)


@delete("/v1/items/{number:int}/passed-on/{key:str}", operation_id="keep_item", status_code=204, **_OF_ITEMS)
def kept_after_all(visiting: House, her: Her, number: Number, key: KeyAsked) -> None:
    """Take that back, as long as nobody else has claimed the item."""
    take_over_again(visiting, her, number, key)


HANDLERS = [hers, claimed, one, advised, handed, passed_on, kept_after_all]
