"""Articles as the house knows them: a product is what has a name, a variant is what has a bar code."""

from __future__ import annotations

import msgspec

__all__ = ["Price", "Product", "Stock", "Store", "Text", "Variant", "said"]

Text = dict[str, str]
"""A text by language; ``""`` where the source does not say which."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A group of variants that differ in colour and size (schema.org ProductGroup).

    Parameters
    ----------
    id : str
        The shop's own.
    name, description : dict of str to str
        By language.
    brand : str
    garment : str
        Class of garment that sizes are kept for, of ``retail.sizes.GARMENTS``; empty where it has no size.
    material : tuple of (str, float)
        Fibre code and per cent, largest first.
    care : tuple of str
        Codes of ``retail.care``.
    image, url : str
        Addresses; ``drawing:<name>`` is one of the demo's drawings.
    """

    id: str
    name: Text
    brand: str = ""
    garment: str = ""
    material: tuple[tuple[str, float], ...] = ()
    care: tuple[str, ...] = ()
    description: Text = {}
    image: str = ""
    url: str = ""


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One colour and size of a product: what has a bar code and a price.

    Parameters
    ----------
    gtin : str
        14 digits.
    product : str
        Id of its product.
    sku : str
    color : dict of str to str
        By language.
    shade : str
        ``#rrggbb``, empty where it is not known.
    size, size_system : str
        As on the label, and the system it belongs to: DE, EU, UK, US, IT, FR, INT (S, M, L).
    price : int
        In cents of ``currency``.
    currency : str
        ISO 4217.
    online : int
        Pieces that can be ordered online.
    """

    gtin: str
    product: str
    sku: str = ""
    color: Text = {}
    shade: str = ""
    size: str = ""
    size_system: str = ""
    price: int = 0
    currency: str = "EUR"
    online: int = 0


class Price(msgspec.Struct, frozen=True):
    """A price in cents, and since when it holds (microseconds since 1970, UTC)."""

    price: int
    at: int


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """A shop.

    Parameters
    ----------
    code : str
        The company's own (``store_code`` of Google's local inventory).
    name, street, postcode, city, phone : str
    country, subdivision : str
        ISO 3166-1 and -2 (``DE``, ``NW``): which holidays it keeps.
    latitude, longitude : float
        Degrees, WGS 84.
    timezone : str
        IANA name.
    hours : str
        OpenStreetMap's ``opening_hours``.
    """

    code: str
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    subdivision: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    timezone: str = "Europe/Berlin"
    hours: str = ""
    phone: str = ""


class Stock(msgspec.Struct, frozen=True):
    """How many pieces of a variant a store has; ``counted`` by its source (microseconds since 1970, UTC)."""

    store: str
    gtin: str
    quantity: int
    counted: int
    source: str = ""


def said(text: Text, lang: str) -> str:
    """Return a text in a language, else in the one without a name, else in any.

    Examples
    --------
    >>> said({"de": "Sand", "en": "sand"}, "en"), said({"": "Sand"}, "en"), said({}, "de")
    ('sand', 'Sand', '')
    """
    return text.get(lang) or text.get("") or next(iter(text.values()), "")
