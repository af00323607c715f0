"""Her wish list."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody, PathParameter

from oase.app.visiting.wishes import Wish, Wishes, add_wish, remove_wish, wishes
from oase.web.customer.api.access import Her, House

__all__ = ["HANDLERS", "Gtin", "NamedGtin"]

NamedGtin = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Gtin = Annotated[str, PathParameter(min_length=1, max_length=60)]
_OF_LIST: dict[str, Any] = {"sync_to_thread": True, "tags": ["wish list"]}


class Noted(msgspec.Struct, frozen=True):
    """The variant to note, by its article number."""

    gtin: NamedGtin


@get("/v1/wishlist/items", operation_id="wishlist", **_OF_LIST)
def wishlist(visiting: House, her: Her) -> Wishes:
    """Return her wish list, with the stores that have a free piece."""
    return wishes(visiting, her)


@post("/v1/wishlist/items", operation_id="add_wish", status_code=200, **_OF_LIST)
def add(visiting: House, her: Her, data: JSONBody[Noted]) -> Wish:
    """Note a variant; one that is noted already stays as it is."""
    return add_wish(visiting, her, data.gtin)


@delete("/v1/wishlist/items/{gtin:str}", operation_id="remove_wish", status_code=204, **_OF_LIST)
def remove(visiting: House, her: Her, gtin: Gtin) -> None:
    """Take a variant off the list."""
    remove_wish(visiting, her, gtin)


HANDLERS = [wishlist, add, remove]
