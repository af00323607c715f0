"""Drop-off places in words: how far, what they take, and whether they are open now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from oase import words
from oase.errors import OaseError
from oase.programmes.returns.places.nearest import DropOff, Near
from oase.retail import Store
from oase.retail.hours import Hours
from oase.settings import Lang
from oase.web.words import text

__all__ = ["Told", "told_places"]


class Told(NamedTuple):
    """A place as it is read out."""

    name: str
    kind: str
    takes: str
    address: str
    km: str
    hours: str
    is_open: str
    place: DropOff


def told_places(places: Sequence[Near], now: int, timezone: str, lang: Lang) -> list[Told]:
    """Return places in words, in their order."""
    return [_told(one, now, timezone, lang) for one in places]


def _told(one: Near, now: int, timezone: str, lang: Lang) -> Told:
    place = one.place
    town = " ".join(part for part in (place.postcode, place.city) if part)
    address = ", ".join(part for part in (place.street, town) if part)
    kind = text(f"returns.place.{'own' if place.is_own else place.kind}", lang)
    return Told(
        name=place.name or place.operator or kind,
        kind=kind,
        takes=words.listing([text(f"returns.takes.{what}", lang) for what in place.takes], lang),
        address=address,
        km=words.number(one.km, lang, 1) if one.km >= 0.1 else text("returns.place.here", lang),
        hours=place.hours,
        is_open=_open(place, now, timezone, lang),
        place=place,
    )


def _open(place: DropOff, now: int, timezone: str, lang: Lang) -> str:
    """Return whether it is open now; empty where nobody says or what is said cannot be understood."""
    if not place.hours:
        return ""
    store = Store(
        code=place.key,
        name=place.name,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        timezone=timezone,
        hours=place.hours,
    )
    try:
        opening = Hours(store).opening(now)
    except OaseError:
        return ""
    if opening.is_open and opening.closes:
        until = datetime.fromtimestamp(opening.closes / 1_000_000, ZoneInfo(timezone)).strftime("%H:%M")
        return text("returns.place.open_until", lang, until=until)
    if opening.is_open:
        return text("returns.place.open", lang)
    return "" if opening.why == "unknown" else text("returns.place.closed", lang)
