"""In the store: scanning, the product, what others say, and what now."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, delete, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import JSONBody, PathParameter, QueryParameter

from oase.app.visiting.deciding import (
    Because,
    Choice,
    Questions,
    QuestionShown,
    Reservations,
    ReservationShown,
    Undecided,
    ask,
    cancel,
    questions,
    reservations,
    reserve,
    undecided,
)
from oase.app.visiting.matches import Matches, matches
from oase.app.visiting.products import InStoreProduct, product_in_store
from oase.app.visiting.ratings import Fits, RatingShown, RatingsShown, rate_article, ratings_of
from oase.app.visiting.scanning import Scanned, scan, scan_picture
from oase.retail.pictures import MOST_BYTES
from oase.web.customer.api.access import Her, House
from oase.web.customer.api.visits import NamedStore
from oase.web.customer.api.wishlist import Gtin, NamedGtin

__all__ = ["HANDLERS"]

Asked = Annotated[str, QueryParameter(min_length=1, max_length=2_000)]
StoreAsked = Annotated[str, QueryParameter(max_length=60)]
StoreNamed = Annotated[str, QueryParameter(min_length=1, max_length=60)]
SizeAsked = Annotated[str, QueryParameter(max_length=20)]
ProductId = Annotated[str, PathParameter(min_length=1, max_length=200)]
Number = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
_OF_STORE: dict[str, Any] = {"sync_to_thread": True, "tags": ["in the store"]}


class Wanted(msgspec.Struct, frozen=True):
    """A piece to be put aside, or brought to the fitting room."""

    gtin: NamedGtin
    store: NamedStore
    kind: Literal["hold", "fitting"]


class Hesitating(msgspec.Struct, frozen=True):
    """She cannot decide yet: what is to happen, and what holds her back, if she says so."""

    gtin: NamedGtin
    store: NamedStore
    choice: Choice
    because: Because = ""


class Asking(msgspec.Struct, frozen=True):
    """A question to a store."""

    store: NamedStore
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
    gtin: NamedGtin | None = None


class RatingSaid(msgspec.Struct, frozen=True):
    """What she says of an article."""

    gtin: NamedGtin
    stars: Annotated[int, msgspec.Meta(ge=1, le=5)]
    fit: Fits | None = None
    size: Annotated[str, msgspec.Meta(max_length=20)] = ""
    text: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    lang: Annotated[str, msgspec.Meta(max_length=10)] = ""


@get("/v1/scan", operation_id="scan", **_OF_STORE)
def scanned(visiting: House, her: Her, code: Asked, store: StoreAsked = "") -> Scanned:
    """Return what a scanned or typed code means."""
    return scan(visiting, her, code, store)


@post("/v1/scan/picture", operation_id="scan_picture", status_code=200, request_max_body_size=MOST_BYTES,
      tags=["in the store"])  # fmt: skip
async def picture(
    request: Request[Any, Any, Any], visiting: House, her: Her, store: StoreAsked = ""
) -> Scanned:
    """Return what the bar code or QR code in a picture means; the picture is not kept."""
    seconds = request.app.state.pictures.wait(her.session.id, visiting.rooms.clock())
    if seconds:
        raise TooManyRequestsException("This app asks too often", headers={"Retry-After": str(seconds)})
    data = await request.body()
    return await asyncio.to_thread(scan_picture, visiting, her, data, store)


@get("/v1/pos/products/{gtin:str}", operation_id="product_in_store", **_OF_STORE)
def product(visiting: House, her: Her, gtin: Gtin, store: StoreAsked = "") -> InStoreProduct:
    """Return a product as it is in a store: material, care, colours and sizes, ratings, price."""
    return product_in_store(visiting, her, gtin, store)


@get("/v1/pos/products/{gtin:str}/matches", operation_id="matches", **_OF_STORE)
def goes_with(visiting: House, her: Her, gtin: Gtin, store: StoreNamed) -> Matches:
    """Return what goes with an article in THIS store in HER size, and why."""
    return matches(visiting, her, gtin, store)


@get("/v1/products/{product_id:str}/ratings", operation_id="ratings", **_OF_STORE)
def ratings(visiting: House, her: Her, product_id: ProductId, size: SizeAsked = "") -> RatingsShown:
    """Return what is said of a product; those with the same size first."""
    return ratings_of(visiting, her, product_id, size)


@post("/v1/ratings", operation_id="rate", status_code=200, **_OF_STORE)
def rating(visiting: House, her: Her, data: JSONBody[RatingSaid]) -> RatingShown:
    """Write down what she says of an article; what she said before is replaced."""
    return rate_article(
        visiting,
        her,
        data.gtin,
        stars=data.stars,
        fit=data.fit,
        size=data.size,
        text=data.text,
        lang=data.lang or her.lang,
    )


@get("/v1/reservations", operation_id="reservations", **_OF_STORE)
def kept(visiting: House, her: Her) -> Reservations:
    """Return what is or was kept for her."""
    return reservations(visiting, her)


@post("/v1/reservations", operation_id="reserve", status_code=200, **_OF_STORE)
def keep(visiting: House, her: Her, data: JSONBody[Wanted]) -> ReservationShown:
    """Put a piece aside for her, or have it brought to the fitting room."""
    return reserve(visiting, her, data.gtin, data.store, data.kind)


@delete("/v1/reservations/{number:int}", operation_id="cancel_reservation", status_code=204, **_OF_STORE)
def give_back(visiting: House, her: Her, number: Number) -> None:
    """Cancel a reservation of hers."""
    cancel(visiting, her, number)


@post("/v1/undecided", operation_id="undecided", status_code=200, **_OF_STORE)
def hesitate(visiting: House, her: Her, data: JSONBody[Hesitating]) -> Undecided:
    """Take note that she cannot decide yet; nothing is ever offered for that."""
    return undecided(visiting, her, data.gtin, data.store, data.choice, data.because)


@get("/v1/questions", operation_id="questions", **_OF_STORE)
def asked(visiting: House, her: Her) -> Questions:
    """Return her questions and their answers."""
    return questions(visiting, her)


@post("/v1/questions", operation_id="ask", status_code=200, **_OF_STORE)
def question(visiting: House, her: Her, data: JSONBody[Asking]) -> QuestionShown:
    """Ask a store something; a person answers."""
    return ask(visiting, her, data.store, data.gtin, data.text)


HANDLERS = [
    scanned, picture, product, goes_with, ratings, rating, kept, keep, give_back, hesitate, asked, question,
]  # fmt: skip
