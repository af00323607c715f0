"""Stores as everybody may see them: where they are and whether they are open now."""

from __future__ import annotations

from datetime import datetime

import msgspec

from oase.app.visiting.herself import Herself, time_of
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.visits import need_store
from oase.retail.articles import Store
from oase.retail.hours import Opening
from oase.retail.shelf import Shelf

__all__ = ["OpeningShown", "StoreShown", "Stores", "store_of", "stores"]

MOST_STORES = 50

_WHY = {
    "open": ("", ""),
    "sunday": ("Sonntag", "Sunday"),
    "special": ("heute geänderte Zeiten", "other hours today"),
    "night": ("außerhalb der Öffnungszeiten", "outside opening hours"),
    "day": ("an diesem Tag geschlossen", "closed on this day"),
    "unknown": ("Öffnungszeiten nicht bekannt", "opening hours not known"),
}
_HOLIDAY = "holiday"


class OpeningShown(msgspec.Struct, frozen=True, rename="camel"):
    """Whether a store is open; ``why`` says in words why it is not, ``code`` the same for programs."""

    is_open: bool
    closes: datetime | None
    opens: datetime | None
    why: str
    code: str


class StoreShown(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A store."""

    code: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str
    latitude: float
    longitude: float
    timezone: str
    hours: str
    opening: OpeningShown
    distance_m: int | None = None


class Stores(msgspec.Struct, frozen=True):
    """Stores, the nearest first where she says where she is."""

    stores: list[StoreShown]


def stores(visiting: Visiting, her: Herself, place: tuple[float, float] | None) -> Stores:
    """Return the stores; of a place only the order and the distances follow, it is not kept."""
    shelf = visiting.shelf
    if place is None:
        return Stores([_shown(shelf, one, her) for one in shelf.stores[:MOST_STORES]])
    near = shelf.nearest(*place, most=MOST_STORES)
    return Stores([_shown(shelf, one, her, metres) for one, metres in near])


def store_of(visiting: Visiting, her: Herself, code: str) -> StoreShown:
    """Return one store.

    Raises
    ------
    SourceMissing
        There is no such store.
    """
    shelf = visiting.shelf
    return _shown(shelf, need_store(shelf, code), her)


def _shown(shelf: Shelf, store: Store, her: Herself, distance_m: int | None = None) -> StoreShown:
    return StoreShown(
        code=store.code,
        name=store.name,
        street=store.street,
        postcode=store.postcode,
        city=store.city,
        country=store.country,
        phone=store.phone,
        latitude=store.latitude,
        longitude=store.longitude,
        timezone=store.timezone,
        hours=store.hours,
        opening=_opening(shelf.opening(store.code, her.moment), her.lang),
        distance_m=distance_m,
    )


def _opening(opening: Opening, lang: str) -> OpeningShown:
    code, _, name = opening.why.partition(":")
    if code == _HOLIDAY:
        why = f"Feiertag: {name}" if lang == "de" else f"public holiday: {name}"
    else:
        why = _WHY.get(code, ("", ""))[0 if lang == "de" else 1]
    closes = None if opening.closes is None else time_of(opening.closes)
    opens = None if opening.opens is None else time_of(opening.opens)
    return OpeningShown(opening.is_open, closes, opens, why, code)
