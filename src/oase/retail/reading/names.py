"""What columns of feeds are called: German, English, Google's and schema.org's names, and ours for them."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Kind", "Row", "field_of", "fields_of", "kind_of"]

Kind = Literal["articles", "stock", "stores"]
"""What a row tells of."""

Row = dict[str, str]
"""Texts by the name of the field; ``name:de`` is the name in German."""

_LANGUAGES = "de|en|fr|it|nl|es|pl"
_LANGUAGE = re.compile(rf"^(.+?)[\s_:.(\[-]+({_LANGUAGES})[)\]]?$")
_BETWEEN = re.compile(r"[\s_\-/.]+")

_ARTICLES = {
    "product": "item_group_id group product product_id product_group model modell artikelgruppe produkt"
    " produktnummer modellnummer style gruppe",
    "sku": "id sku offer_id offerid mpn artikelnummer artikel_nr artikelnr art_nr"
    " bestellnummer item_id variante",
    "gtin": "gtin ean upc barcode strichcode gtin8 gtin12 gtin13 gtin14 ean13 ean_code",
    "name": "name title bezeichnung titel artikelname produktname artikelbezeichnung",
    "brand": "brand marke hersteller",
    "garment": "garment warengruppe_code kleidungsart groessenklasse größenklasse",
    "category": "google_product_category category product_type kategorie warengruppe",
    "material": "material materialien zusammensetzung stoff fabric",
    "care": "care pflege pflegehinweise pflegehinweis care_instructions",
    "description": "description beschreibung",
    "image": "image image_link bild bild_url image_url foto",
    "url": "url link adresse_im_web deeplink",
    "color": "color colour farbe",
    "shade": "shade farbwert hex farbcode color_code",
    "size": "size größe groesse grösse",
    "size_system": "size_system größensystem groessensystem grössensystem",
    "age_group": "age_group altersgruppe",
    "price": "price preis vk vk_preis verkaufspreis",
    "sale_price": "sale_price aktionspreis angebotspreis sonderpreis",
    "sale_time": "sale_price_effective_date aktionszeitraum",
    "currency": "currency währung waehrung",
    "availability": "availability verfügbarkeit verfuegbarkeit",
    "online": "online quantity bestand_online onlinebestand online_stock sell_on_google_quantity",
}
_STOCK = {
    "store": "store store_code storecode filiale filialnummer filialcode laden markt",
    "sku": _ARTICLES["sku"],
    "gtin": _ARTICLES["gtin"],
    "quantity": "quantity bestand menge anzahl stück stueck stock",
    "availability": _ARTICLES["availability"],
    "counted": "collection_time collectiontime counted gezählt gezaehlt stand zeit zeitpunkt timestamp"
    " erhoben",
}
_STORES = {
    "code": "code store_code storecode store filialnummer filialcode filiale id laden",
    "name": "name title store_name bezeichnung filialname",
    "street": "street street_address address_line_1 straße strasse adresse address",
    "postcode": "postcode postal_code zip plz postleitzahl",
    "city": "city locality ort stadt",
    "country": "country country_code land",
    "subdivision": "subdivision region state bundesland administrative_area kanton",
    "latitude": "latitude lat breite breitengrad",
    "longitude": "longitude lon lng long länge laenge längengrad laengengrad",
    "timezone": "timezone time_zone zeitzone",
    "hours": "hours opening_hours öffnungszeiten oeffnungszeiten",
    "phone": "phone telephone telefon tel primary_phone",
}


def _turned(names: dict[str, str]) -> dict[str, str]:
    return {alias: field for field, aliases in names.items() for alias in aliases.split()}


_FIELDS: dict[Kind, dict[str, str]] = {
    "articles": _turned(_ARTICLES),
    "stock": _turned(_STOCK),
    "stores": _turned(_STORES),
}


def field_of(header: str, kind: Kind) -> str | None:
    """Return the field that a column's name means, with its language where it says one; None for another.

    Examples
    --------
    >>> field_of("Größe", "articles"), field_of("g:store code", "stock"), field_of("Titel (EN)", "articles")
    ('size', 'store', 'name:en')
    """
    bare = header.strip().strip("\ufeff").casefold().removeprefix("g:")
    plain = _BETWEEN.sub("_", bare)
    if field := _FIELDS[kind].get(plain):
        return field
    found = _LANGUAGE.match(bare)
    field = _FIELDS[kind].get(_BETWEEN.sub("_", found[1].strip())) if found else None
    return f"{field}:{found[2]}" if found and field in ("name", "color", "description") else None


def fields_of(headers: list[str], kind: Kind) -> list[str | None]:
    """Return the field of each column; of two columns for the same field the first counts."""
    taken: set[str] = set()
    fields: list[str | None] = []
    for header in headers:
        field = field_of(header, kind)
        fields.append(None if field in taken else field)
        taken |= {field} if field else set()
    return fields


def kind_of(headers: list[str]) -> Kind | None:
    """Return what rows with such columns tell of; None where that cannot be told.

    Examples
    --------
    >>> kind_of(["store code", "id", "quantity"]), kind_of(["EAN", "Titel"]), kind_of(["Filiale", "PLZ"])
    ('stock', 'articles', 'stores')
    """
    stores = set(fields_of(headers, "stores"))
    if "code" in stores and stores & {"street", "postcode", "city", "latitude", "hours"}:
        return "stores"
    stock = set(fields_of(headers, "stock"))
    if "store" in stock and stock & {"gtin", "sku"}:
        return "stock"
    articles = set(fields_of(headers, "articles"))
    return "articles" if "gtin" in articles or {"sku", "name"} <= articles else None
