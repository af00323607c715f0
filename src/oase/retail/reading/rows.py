"""A row of a feed as the things it tells of, or why it cannot be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from oase.errors import InputError, OaseError
from oase.retail.articles import Product, Stock, Store, Text, Variant
from oase.retail.care import read_care
from oase.retail.feed import NOT_SAID, Item, Refused
from oase.retail.gtin import gtin14
from oase.retail.hours import check_hours
from oase.retail.material import read_material
from oase.retail.reading.garments import garment_of
from oase.retail.reading.names import Kind, Row
from oase.retail.reading.regions import subdivision_of
from oase.retail.reading.values import cents, moment, number_of, pieces, shade_of
from oase.retail.sizes import read_size

__all__ = ["Numbered", "Terms", "items_of"]

Numbered = tuple[int, Kind, Row]
"""A row with its number and what it tells of."""

_DAY = 86_400_000_000
_AVAILABLE = (
    "in_stock",
    "instock",
    "in stock",
    "limited_availability",
    "limitedavailability",
    "auf lager",
    "ja",
)
_SOLD_OUT = (
    "out_of_stock", "outofstock", "out of stock", "soldout", "discontinued", "backorder", "preorder",
    "on_display_to_order", "ausverkauft", "nein",
)  # fmt: skip
_LONGEST = 5_000


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed does not say itself.

    Parameters
    ----------
    now : int
        Microseconds since 1970, UTC; the time of stock without one.
    timezone : str
        Of times without an offset.
    lang : str
        Of texts without one; empty where nobody knows.
    size_system : str
        Of sizes that are a number.
    currency : str
    codes : mapping of str to str
        GTIN by the shop's own code, for stock that names only that.
    articles, stores : container of str, optional
        What is known before; stock of anything else is refused, unless this is None.
    """

    now: int
    timezone: str = "Europe/Berlin"
    lang: str = ""
    size_system: str = "DE"
    currency: str = "EUR"
    codes: Mapping[str, str] = {}
    articles: frozenset[str] | None = None
    stores: frozenset[str] | None = None


def items_of(rows: Iterable[Numbered | Refused], terms: Terms) -> Iterator[Item | Refused]:
    """Yield what rows tell of; a row that cannot be taken is refused whole, the others are not touched by it.

    Parameters
    ----------
    rows : iterable of Numbered or Refused
    terms : Terms
    """
    reader = _Reader(terms)
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        try:
            items = reader.take(*row)
        except OaseError as error:
            yield Refused(row[0], error.what, error.expected or "", error.got or "")
            continue
        yield from items


class _Reader:
    """Remembers what a feed has told of so far: articles twice, the shop's own codes."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._row_by_gtin: dict[str, int] = {}
        self._products: dict[str, Product] = {}
        self._codes: dict[str, str] = {}
        self._stores: set[str] = set()
        self._take: dict[Kind, Callable[[int, Row], list[Item]]] = {
            "articles": self._article,
            "stock": self._count,
            "stores": self._place,
        }

    def take(self, number: int, kind: Kind, row: Row) -> list[Item]:
        too_long = next((name for name, text in row.items() if len(text) > _LONGEST), None)
        if too_long is not None:
            raise InputError(
                f"The field {too_long} is too long",
                expected=f"at most {_LONGEST:,} signs",
                got=f"{len(row[too_long]):,}",
            )
        return self._take[kind](number, row)

    def _article(self, number: int, row: Row) -> list[Item]:
        gtin = gtin14(_needed(row, "gtin"))
        if gtin in self._row_by_gtin:
            raise InputError(
                "The article number stands in the feed twice",
                expected="each article once",
                got=f"{row['gtin']!r}, also in row {self._row_by_gtin[gtin]}",
            )
        sku = row.get("sku", "")
        product = _product(row, row.get("product", "") or sku or gtin, self._terms)
        variant = _variant(row, gtin, product, self._terms)
        self._row_by_gtin[gtin] = number
        if sku:
            self._codes[sku] = gtin
        items: list[Item] = [variant]
        if product.id not in self._products:
            self._products[product.id] = product
            items.insert(0, product)
        return items

    def _count(self, number: int, row: Row) -> list[Item]:  # noqa: ARG002 - called like the others
        terms = self._terms
        store = _needed(row, "store")
        counted = moment(row["counted"], terms.timezone) if row.get("counted") else terms.now
        if counted > terms.now + _DAY:
            raise InputError(
                "The stock was counted in the future", expected="a time that is over", got=row["counted"]
            )
        if terms.stores is not None and store not in terms.stores and store not in self._stores:
            raise _unknown("store", "code", store)
        gtin = self._number(row)
        if terms.articles is not None and gtin not in terms.articles and gtin not in self._row_by_gtin:
            raise _unknown("article", "number", row.get("gtin", gtin))
        return [Stock(store, gtin, _quantity(row), min(counted, terms.now))]

    def _number(self, row: Row) -> str:
        if row.get("gtin"):
            return gtin14(row["gtin"])
        sku = _needed(row, "sku", "gtin")
        gtin = self._codes.get(sku) or self._terms.codes.get(sku)
        if gtin is None:
            raise InputError(
                "No article has this code, or several have it",
                expected="the code of an article that was taken in before",
                got=repr(sku[:80]),
            )
        return gtin

    def _place(self, number: int, row: Row) -> list[Item]:  # noqa: ARG002 - called like the others
        country = row.get("country", "").upper() or "DE"
        store = Store(
            code=_needed(row, "code"),
            name=_needed(row, "name"),
            street=row.get("street", ""),
            postcode=row.get("postcode", ""),
            city=row.get("city", ""),
            country=country,
            subdivision=subdivision_of(row.get("subdivision", ""), country),
            latitude=number_of(row.get("latitude") or "0", "latitude", -90, 90),
            longitude=number_of(row.get("longitude") or "0", "longitude", -180, 180),
            timezone=row.get("timezone") or self._terms.timezone,
            hours=row.get("hours", ""),
            phone=row.get("phone", ""),
        )
        check_hours(store)
        self._stores.add(store.code)
        return [store]


def _product(row: Row, name: str, terms: Terms) -> Product:
    names = _texts(row, "name", terms.lang)
    if not names:
        raise _missing("name")
    category = row.get("category", "")
    return Product(
        id=name,
        name=names,
        brand=row.get("brand", ""),
        garment=garment_of(
            row.get("garment", ""), category, " ".join(names.values()), row.get("age_group", "")
        ),
        material=read_material(row.get("material", "")),
        care=read_care(row.get("care", "")),
        description=_texts(row, "description", terms.lang),
        image=row.get("image", ""),
        url=row.get("url", ""),
    )


def _variant(row: Row, gtin: str, product: Product, terms: Terms) -> Variant:
    size, system = read_size(
        row.get("size", ""), row.get("size_system", ""), product.garment, terms.size_system
    )
    price, currency = _price(row, terms)
    return Variant(
        gtin=gtin,
        product=product.id,
        sku=row.get("sku", ""),
        color=_texts(row, "color", terms.lang),
        shade=shade_of(row.get("shade", "")),
        size=size,
        size_system=system,
        price=price,
        currency=currency,
        online=_online(row),
    )


def _price(row: Row, terms: Terms) -> tuple[int, str]:
    """Return the price that holds now."""
    currency = row.get("currency", "").upper() or terms.currency
    usual = cents(row["price"], currency) if row.get("price") else (0, currency)
    if not row.get("sale_price"):
        return usual
    reduced = cents(row["sale_price"], currency)
    if row.get("sale_time"):
        since, _, until = row["sale_time"].partition("/")
        is_now = moment(since, terms.timezone) <= terms.now
        return reduced if is_now and (not until or terms.now < moment(until, terms.timezone)) else usual
    return reduced


def _online(row: Row) -> int:
    if row.get("online"):
        return pieces(row["online"])
    return _available(row["availability"]) if row.get("availability") else NOT_SAID


def _quantity(row: Row) -> int:
    if row.get("quantity"):
        return pieces(row["quantity"])
    if row.get("availability"):
        return _available(row["availability"])
    raise _missing("quantity")


def _available(said: str) -> int:
    """Return 1 for what is there, in a number that nobody says, and 0 for what is not."""
    word = said.strip().rsplit("/", 1)[-1].casefold()
    if word in _AVAILABLE:
        return 1
    if word in _SOLD_OUT:
        return 0
    raise InputError(
        "The availability cannot be read",
        expected="in_stock, limited_availability, out_of_stock",
        got=repr(said[:60]),
    )


def _texts(row: Row, field: str, lang: str) -> Text:
    texts = {
        name.partition(":")[2] or lang: text for name, text in row.items() if name.partition(":")[0] == field
    }
    return {said: text for said, text in texts.items() if text}


def _needed(row: Row, field: str, other: str = "") -> str:
    if text := row.get(field, ""):
        return text
    raise _missing(f"{field} or {other}" if other else field)


def _unknown(what: str, name: str, got: str) -> InputError:
    return InputError(
        f"There is no {what} with this {name}",
        expected=f"the {name} of {'an' if what == 'article' else 'a'} {what} that was taken in before",
        got=repr(got[:80]),
    )


def _missing(field: str) -> InputError:
    return InputError(f"The row says nothing of the {field}", expected=f"a value for {field}", got="nothing")
