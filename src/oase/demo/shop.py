"""Lindwerk's shop: articles, stores, stock, ratings, and what customers have put aside; drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from oase.demo.collection import COLLECTION, COLORS, Garment
from oase.model import Fact
from oase.model.facts import facts_in
from oase.retail.articles import Product, Stock, Store, Variant

__all__ = [
    "DRESS",
    "STORES",
    "Rated",
    "Shop",
    "Wanted",
    "as_facts",
    "as_ratings",
    "gtin_of",
    "rated",
    "shop",
    "wanted",
]

PREFIX: Final = "952"
"""Of GS1, for examples: no article that is sold bears a number that begins with it."""

_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_HOLIDAYS = "Dec 24 10:00-13:00; Dec 31 10:00-14:00; Su,PH off"

STORES: Final = tuple(
    Store(
        code=code,
        name=name,
        street=street,
        postcode=postcode,
        city=city,
        subdivision=state,
        latitude=latitude,
        longitude=longitude,
        hours=f"{hours}; {_HOLIDAYS}",
        phone=phone,
    )
    for code, name, street, postcode, city, state, latitude, longitude, hours, phone in (
        ("koeln-ehrenstrasse", "Ehrenstraße", "Ehrenstraße 40", "50672", "Köln", "NW",
         50.93893, 6.94102, "Mo,We-Fr 10:00-19:30; Tu 10:00-21:00; Sa 10:00-18:00",
         "0221 5550140"),
        ("koeln-sued", "Köln-Süd", "Severinstraße 71", "50678", "Köln", "NW",
         50.92342, 6.95861, "Mo-Fr 10:00-19:00; Sa 10:00-18:00", "0221 5550171"),
        ("bonn", "Bonn Sternstraße", "Sternstraße 20", "53111", "Bonn", "NW",
         50.73592, 7.10022, "Mo-Fr 10:00-19:00; Sa 10:00-18:00", "0228 5550120"),
        ("duesseldorf", "Düsseldorf Flingern", "Ackerstraße 113", "40233", "Düsseldorf", "NW",
         51.22961, 6.80712, "Tu-Fr 11:00-19:00; Sa 10:00-17:00", "0211 5550113"),
        ("hamburg", "Hamburg Ottensen", "Bahrenfelder Straße 98", "22765", "Hamburg", "HH",
         53.55432, 9.92853, "Mo-Sa 10:00-19:00", "040 5550198"),
        ("leipzig", "Leipzig Südvorstadt", "Karl-Liebknecht-Straße 52", "04275", "Leipzig", "SN",
         51.32302, 12.37341, "Mo-Fr 10:00-19:00; Sa 10:00-16:00", "0341 5550152"),
        ("muenchen", "München Glockenbach", "Hans-Sachs-Straße 6", "80469", "München", "BY",
         48.13052, 11.57012, "Mo-Fr 10:00-20:00; Sa 10:00-18:00", "089 5550106"),
        ("bremen", "Bremen Viertel", "Ostertorsteinweg 59", "28203", "Bremen", "HB",
         53.07232, 8.82312, "Mo-Fr 10:00-19:00; Sa 10:00-17:00", "0421 5550159"),
    )
)  # fmt: skip
"""Eight shops with the hours they might really keep; the first is the one of the scene."""

_CITY_WEIGHT: Final = dict(zip((store.code for store in STORES), (9, 6, 4, 4, 8, 5, 7, 4), strict=True))


class Shop(NamedTuple):
    """What a company would hand over about its articles."""

    products: tuple[Product, ...]
    variants: tuple[Variant, ...]
    stores: tuple[Store, ...]
    stock: tuple[Stock, ...]

    @property
    def articles(self) -> tuple[Product | Variant | Store, ...]:
        """Everything but the stock."""
        return (*self.products, *self.variants, *self.stores)


class Rated(NamedTuple):
    """One rating that was given before Oase came: of which article, how many stars, how it fits."""

    product: str
    gtin: str
    size: str
    stars: int
    fit: int
    text: str
    lang: str
    days_ago: int


class Wanted(NamedTuple):
    """A customer of the demo has put an article on her list, or bought it."""

    person: str
    gtin: str
    event: str
    days_ago: int


def gtin_of(product: str, color: str = "", size: str = "") -> str:
    """Return the bar code, 14 digits, of a colour and size of a product; of the first of each if not said.

    Examples
    --------
    >>> gtin_of("L-101", "sand", "38")
    '09520001000034'
    """
    for number, garment in enumerate(COLLECTION, 1):
        if garment.id == product:
            colors = garment.colors.split()
            place = colors.index(color) if color else 0
            turn = garment.sizes.index(size) if size else 0
            return _gtin(number, place * len(garment.sizes) + turn + 1)
    raise KeyError(product)


def shop(now: int, seed: int = 7) -> Shop:
    """Return the articles, stores and stock of Lindwerk.

    Parameters
    ----------
    now : int
        Microseconds since 1970, UTC; the stock was counted within the hours before it.
    seed : int

    Examples
    --------
    >>> held = shop(1_795_000_000_000_000)
    >>> len(held.products), len(held.stores), held.variants[2].size
    (24, 8, '38')
    """
    rng = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    products = tuple(_product(garment) for garment in COLLECTION)
    variants = tuple(
        variant for number, garment in enumerate(COLLECTION, 1) for variant in _variants(number, garment, rng)
    )
    stock = tuple(_stock(variants, rng, now))
    return Shop(products, variants, STORES, stock)


def rated(seed: int = 7) -> Iterator[Rated]:
    """Yield what customers have rated: 52 the dress in size 38, of whom 41 say it fits as expected."""
    rng = random.Random(seed + 1)  # noqa: S311
    for fit in [0] * 41 + [-1] * 7 + [1] * 4:
        yield _rating(rng, COLLECTION[0], 1, "38", fit)
    for number, garment in enumerate(COLLECTION, 1):
        for _ in range(rng.randint(8, 34)):
            size = rng.choice([size for size in garment.sizes if (number, size) != (1, "38")])
            yield _rating(rng, garment, number, size, rng.choices((-1, 0, 1), (15, 72, 13))[0])


def wanted(persons: int, seed: int = 7) -> Iterator[Wanted]:
    """Yield what one in four customers of the demo has put aside or bought, in tastes that go together.

    Examples
    --------
    >>> lines = list(wanted(100, seed=1))
    >>> lines == list(wanted(100, seed=1)), sorted({line.event for line in lines})
    (True, ['Order Completed', 'Product Added to Wishlist'])
    """
    rng = random.Random(seed + 2)  # noqa: S311
    by_id = {garment.id: garment for garment in COLLECTION}
    for number in range(persons):
        if rng.random() >= _SHARE:
            continue
        taste = rng.choice(_TASTES)
        size, letter, shoe = (
            rng.choice(("36", "38", "38", "40", "42")),
            rng.choice("SMML"),
            str(rng.randint(37, 43)),
        )
        others: list[str] = [rng.choice(COLLECTION).id] if rng.random() < _STRAYS else []
        chosen: set[str] = {*rng.sample(taste, rng.randint(2, 4)), *others}
        for product in sorted(chosen):
            garment = by_id[product]
            fits = {"DE": size, "INT": letter, "EU": shoe}.get(garment.system, "")
            event = "Order Completed" if rng.random() < _BUYS else "Product Added to Wishlist"
            gtin = gtin_of(product, rng.choice(garment.colors.split()), fits)
            yield Wanted(f"K-{number:07}", gtin, event, rng.randint(1, 300))


def as_ratings(rows: Iterable[Rated], now: int) -> Iterator[dict[str, Any]]:
    """Return ratings as ``retail.ratings`` takes them over; four in five name a receipt by its number."""
    for number, row in enumerate(rows, 1):
        said = row._asdict() | {"at": now - row.days_ago * _DAY}
        del said["days_ago"]
        yield said | {"verified": f"order:BON-{number:05}" if row.days_ago % 5 else ""}


def as_facts(
    rows: Iterable[Wanted], alias_of: Callable[[str, str], int], now: int
) -> dict[int, dict[str, Fact]]:
    """Return what customers want as facts by alias, as their contacts would have told them."""
    found: dict[int, dict[str, Fact]] = {}
    for row in rows:
        told = facts_in(row.event, {"gtin": row.gtin}, now - row.days_ago * _DAY)
        found.setdefault(alias_of("user", row.person), {}).update(told)
    return found


_SHARE, _BUYS, _STRAYS = 0.25, 0.45, 0.3
_TASTES: Final = (
    ("L-101", "L-204", "L-601", "L-701", "L-302"),
    ("L-101", "L-601", "L-702", "L-501", "L-204"),
    ("P-300", "L-301", "P-100", "P-210", "L-203"),
    ("L-303", "L-202", "L-602", "L-502", "L-205"),
    ("L-401", "L-201", "L-204", "L-601", "L-702"),
    ("L-102", "L-501", "P-100", "L-702", "L-402"),
)


def _gtin(product: int, variant: int) -> str:
    digits = f"{PREFIX}{product:04}{variant:05}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"0{digits}{-total % 10}"


DRESS: Final = gtin_of("L-101", "sand", "38")
"""Anna's linen dress: sand, size 38."""


def _product(garment: Garment) -> Product:
    pairs = (part.partition(":") for part in garment.material.split())
    return Product(
        id=garment.id,
        name={"de": garment.german, "en": garment.english},
        brand="Lindwerk",
        garment=garment.garment,
        material=tuple((fibre, float(percent)) for fibre, _, percent in pairs),
        care=tuple(garment.care.split()),
        description={"de": garment.about, "en": garment.about_english},
        image=f"drawing:{garment.drawing}",
    )


def _variants(number: int, garment: Garment, rng: random.Random) -> Iterator[Variant]:
    turn = 0
    for color in garment.colors.split():
        german, english, shade = COLORS[color]
        for size in garment.sizes:
            turn += 1
            yield Variant(
                gtin=_gtin(number, turn),
                product=garment.id,
                sku="-".join(part for part in (garment.id, color.upper(), size) if part),
                color={"de": german, "en": english},
                shade=shade,
                size=size,
                size_system=garment.system,
                price=garment.price,
                online=rng.choice((0, 3, 8, 14, 22)),
            )


def _stock(variants: Sequence[Variant], rng: random.Random, now: int) -> Iterator[Stock]:
    """Yield what each store has counted; in the first one the dress hangs as the scene needs it."""
    for store in STORES:
        counted = now - rng.randint(5, 110) * 60_000_000
        for variant in variants:
            drawn = rng.choices((0, 1, 2, 3, 5), (9, 5, 6, 4, _CITY_WEIGHT[store.code] / 3))[0]
            quantity = _planted(store.code, variant)
            yield Stock(store.code, variant.gtin, drawn if quantity is None else quantity, counted, "kasse")


def _planted(store: str, variant: Variant) -> int | None:
    """Return what must hang there for the scene; None where anything may."""
    if store == STORES[0].code:
        if variant.product == "L-101" and variant.color["en"] == "Sand":
            return {"34": 0, "36": 3, "38": 2, "40": 1, "42": 0, "44": 2, "46": 0}[variant.size]
        if (variant.product, variant.size) in {("L-204", "M"), ("L-601", "39"), ("L-302", "38")}:
            return 2
    if store == "koeln-sued" and variant.gtin == DRESS:
        return 1
    return None


_TEXTS: Final = {
    -1: (
        ("Schön, aber ich hätte eine Nummer größer gebraucht.", "de"),
        ("Fällt an den Schultern schmal aus.", "de"),
        ("Lovely, though a size up would have been right.", "en"),
    ),
    0: (
        ("Sitzt wie gedacht, auch nach zehn Wäschen.", "de"),
        ("Genau wie auf dem Bild.", "de"),
        ("Passt. Trage ich dauernd.", "de"),
        ("Fits as I thought and feels good.", "en"),
        ("Gute Qualität, ehrlicher Preis.", "de"),
        ("", "de"),
    ),
    1: (
        ("Weiter als erwartet, mit Gürtel sehr schön.", "de"),
        ("Ich habe eine Nummer kleiner genommen.", "de"),
        ("Roomier than I thought.", "en"),
    ),
}


def _rating(rng: random.Random, garment: Garment, number: int, size: str, fit: int) -> Rated:
    stars = rng.choices((5, 4, 3, 2), (50, 38, 10, 2) if fit == 0 else (16, 44, 30, 10))[0]
    text, lang = rng.choice(_TEXTS[fit])
    colors = len(garment.colors.split())
    gtin = _gtin(number, rng.randrange(colors) * len(garment.sizes) + garment.sizes.index(size) + 1)
    return Rated(garment.id, gtin, size, stars, fit, text, lang, rng.randint(2, 400))
