"""Near a store, in it, and out again."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from oase.app.visiting.noting import Event, note
from oase.app.visiting.stores import Stores, StoreShown, store_of, stores
from oase.app.visiting.visits import Begun, Passed, begin_visit, end_visit, pass_by
from oase.errors import OptionInvalid
from oase.web.customer.api.access import Her, House

__all__ = ["HANDLERS", "Code", "Metres", "NamedStore"]

NamedStore = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Code = Annotated[str, PathParameter(min_length=1, max_length=60)]
Metres = Annotated[float, msgspec.Meta(ge=0, le=100_000)]
Latitude = Annotated[float | None, QueryParameter(ge=-90, le=90)]
Longitude = Annotated[float | None, QueryParameter(ge=-180, le=180)]
Text = Annotated[str, msgspec.Meta(max_length=500)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
_OF_VISIT: dict[str, Any] = {"sync_to_thread": True, "tags": ["visit"]}


class Transition(msgspec.Struct, frozen=True, rename="camel"):
    """Her device has matched her position with a store; the position itself is never sent."""

    store: NamedStore
    transition: Literal["enter", "exit"]
    distance_m: Metres = 0.0
    accuracy_m: Metres = 0.0


class Entering(msgspec.Struct, frozen=True):
    """She is in a store: by its code scanned, by staying there, or by her own word."""

    store: NamedStore
    how: Literal["qr", "dwell", "hand"]


class Noted(msgspec.Struct, frozen=True):
    """Something she did in her app; ``id`` is the same for the same thing told twice."""

    event: Event
    properties: Annotated[dict[Name, Text | int | float | bool | None], msgspec.Meta(max_length=20)] = (
        msgspec.field(default_factory=dict)
    )
    id: Annotated[str, msgspec.Meta(max_length=100)] = ""


@post("/v1/geo/transitions", operation_id="pass_by", status_code=200, **_OF_VISIT)
def transition(visiting: House, her: Her, data: JSONBody[Transition]) -> Passed:
    """Take note that she came near a store or went away; that alone never begins a visit."""
    return pass_by(visiting, her, data.store, data.transition, data.accuracy_m)


@post("/v1/visits", operation_id="begin_visit", status_code=200, **_OF_VISIT)
def begin(visiting: House, her: Her, data: JSONBody[Entering]) -> Begun:
    """Begin a visit; it ends by her word, ten minutes after she left, or after an hour without a sign."""
    return begin_visit(visiting, her, data.store, data.how)


@delete("/v1/visits/current", operation_id="end_visit", status_code=204, **_OF_VISIT)
def end(visiting: House, her: Her) -> None:
    """End the visit that goes on."""
    end_visit(visiting, her)


@post("/v1/me/contacts", operation_id="note", status_code=202, **_OF_VISIT)
def noted(visiting: House, her: Her, data: JSONBody[Noted]) -> None:
    """Let something she did become a contact, from a closed list."""
    note(visiting, her, data.event, data.properties, data.id)


@get("/v1/stores", operation_id="stores", sync_to_thread=True, tags=["stores"])
def near(visiting: House, her: Her, latitude: Latitude = None, longitude: Longitude = None) -> Stores:
    """Return the stores and whether they are open; the nearest first where a place is given."""
    if (latitude is None) != (longitude is None):
        raise OptionInvalid("A place needs both numbers", expected="latitude and longitude, or neither")
    place = None if latitude is None or longitude is None else (latitude, longitude)
    return stores(visiting, her, place)


@get("/v1/stores/{code:str}", operation_id="store", sync_to_thread=True, tags=["stores"])
def store(visiting: House, her: Her, code: Code) -> StoreShown:
    """Return one store."""
    return store_of(visiting, her, code)


HANDLERS = [transition, begin, end, noted, near, store]
