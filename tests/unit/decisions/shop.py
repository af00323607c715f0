"""A street with two shops, a wished dress, and all a decision asks for: well unless a test changes it."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from oase.decisions import Place, Situation
from oase.decisions.plays.play import Content, Play
from oase.model import Fact, Facts, Purpose
from oase.retail.articles import Product, Stock, Store, Variant
from oase.retail.hours import Hours, Opening

BERLIN = ZoneInfo("Europe/Berlin")
DRESS, DRESS_40, SHOES = "09520000000011", "09520000000028", "09520000000035"
NEAR, FAR = "K1", "K2"
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
HOURS = "Mo-Sa 10:00-20:00; PH off; Dec 24 09:00-14:00"
PERSON = 7


def at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> int:
    """Return a local time in microseconds since 1970, UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp() * 1_000_000)


SATURDAY = at("2026-11-21 14:00")


class Street:
    """Two shops of the same company; tests change quantities, stores and the count."""

    def __init__(self, moment: int = SATURDAY) -> None:
        self.products = {
            "dress": Product(id="dress", name={"de": "Leinenkleid", "en": "linen dress"}, garment="dress"),
            "shoes": Product(id="shoes", name={"de": "Halbschuh", "en": "shoe"}, garment="shoe"),
        }
        self.variants = {
            DRESS: self._variant(DRESS, "38"),
            DRESS_40: self._variant(DRESS_40, "40"),
            SHOES: Variant(gtin=SHOES, product="shoes", sku="S-39", size="39", size_system="EU", price=9900),
        }
        self.stores = {
            NEAR: Store(code=NEAR, name="Ehrenstraße", subdivision="NW", hours=HOURS),
            FAR: Store(code=FAR, name="Schildergasse", subdivision="NW", hours=HOURS),
        }
        self.quantity = {(NEAR, DRESS): 2, (FAR, DRESS): 3, (NEAR, SHOES): 1}
        self.counted = moment - 10 * MINUTE

    def variant(self, gtin: str) -> Variant | None:
        return self.variants.get(gtin)

    def find(self, code: str) -> Variant | None:
        return next((one for one in self.variants.values() if one.sku == code), None)

    def product(self, product: str) -> Product | None:
        return self.products.get(product)

    def variants_of(self, product: str) -> tuple[Variant, ...]:
        return tuple(one for one in self.variants.values() if one.product == product)

    def store(self, code: str) -> Store | None:
        return self.stores.get(code)

    def stock(self, store: str, gtin: str) -> Stock | None:
        quantity = self.quantity.get((store, gtin))
        return None if quantity is None else Stock(store, gtin, quantity, self.counted, "till")

    def opening(self, store: str, at: int) -> Opening:
        return Hours(self.stores[store]).opening(at)

    @staticmethod
    def _variant(gtin: str, size: str) -> Variant:
        return Variant(
            gtin=gtin, product="dress", sku=f"L-{size}", color={"de": "Sand", "en": "sand"}, size=size,
            size_system="DE", price=8900,
        )  # fmt: skip


def play(**changes: Any) -> Play:
    """Return the play of the scene: a wished dress, in her size, in an open shop nearby."""
    content = Content(
        arm="plain",
        title={"de": "Ganz in der Nähe", "en": "Very near"},
        body={
            "de": "{product} in Größe {size}, {distance} weiter bei {store}.",
            "en": "{product} in size {size}, {distance} on at {store}.",
        },
        actions=("way", "not_today", "why"),
    )
    fields: dict[str, Any] = {
        "name": "wish-nearby",
        "title": {"de": "Gemerktes in der Nähe", "en": "Wished, nearby"},
        "trigger": "store.near",
        "version": 3,
        "purpose": Purpose.PUSH,
        "consents": (Purpose.PUSH, Purpose.LOCATION, Purpose.PERSONALISATION),
        "about": "wish",
        "radius_m": 250.0,
        "needs_place": True,
        "needs_stock": True,
        "reserve": 1,
        "stock_age_minutes": 240,
        "open_minutes": 30,
        "quiet": ("20:00", "09:00"),
        "per_day": 1,
        "per_week": 3,
        "cool_down_days": 14,
        "ttl_minutes": 20,
        "contents": (content,),
    }
    return Play(**fields | changes)


def facts(**changes: Fact | None) -> Facts:
    """Return what is known of Anna; a change to None takes a fact away (``__`` stands for a colon)."""
    known = {
        "consent:push": Fact(["v3", "app"], at("2026-10-01 10:00")),
        "consent:location": Fact(["v3", "app"], at("2026-10-01 10:00")),
        "consent:personalisation": Fact(["v3", "app"], at("2026-10-01 10:00")),
        f"wish:{DRESS}": Fact(1, at("2026-11-19 21:00")),
        "size:dress:DE": Fact("38", at("2026-10-01 10:05")),
    }
    for change, fact in changes.items():
        name = change.replace("__", ":")
        if fact is None:
            known.pop(name, None)
        else:
            known[name] = fact
    return known


def near(moment: int = SATURDAY, **changes: Any) -> Situation:
    """Return Anna's situation, 150 m from one shop and 230 m from the other."""
    fields: dict[str, Any] = {
        "trigger": "store.near",
        "at": moment,
        "places": (Place(FAR, 230.0, 20.0), Place(NEAR, 150.0, 20.0)),
    }
    return Situation(**fields | changes)


def ids() -> Any:
    """Return what gives ids of receipts."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):016x}"
