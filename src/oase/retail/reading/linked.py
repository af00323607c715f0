"""schema.org in JSON-LD: product groups with variants, offers with stock, stores; files and web pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, BinaryIO

from oase.errors import SourceUnreadable
from oase.retail.feed import Refused
from oase.retail.reading.hours_said import osm_hours
from oase.retail.reading.names import Row
from oase.retail.reading.rows import Numbered

__all__ = ["json_rows", "page_rows"]

_MOST = 256 * 1024 * 1024
_DEEPEST = 40
_GTINS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8")
_STORES = frozenset({
    "Store", "ClothingStore", "ShoeStore", "DepartmentStore", "LocalBusiness", "JewelryStore", "OutletStore",
})  # fmt: skip
_INHERITED = ("product", "name", "brand", "material", "care", "description", "image", "url", "category",
              "age_group", "garment")  # fmt: skip
_CARE = ("care", "pflege", "careinstructions", "pflegehinweis", "pflegehinweise")

Node = Mapping[str, Any]


def json_rows(source: BinaryIO, where: str) -> Iterator[Numbered | Refused]:
    """Yield the articles, stock and stores of a JSON-LD file; one object, a list, or one object per line.

    Parameters
    ----------
    source : binary file
    where : str
        Its name, for messages.

    Raises
    ------
    SourceUnreadable
    """
    content = _whole(source, where)
    try:
        found: list[Any] = [_parsed(content)]
    except ValueError as error:
        found = _lines(content)
        if not found:
            raise SourceUnreadable("The file is no JSON", got=str(error), where=where) from error
    yield from _told(found, where)


def page_rows(source: BinaryIO, where: str) -> Iterator[Numbered | Refused]:
    """Yield what the JSON-LD in a web page tells of; parameters and errors as ``json_rows``."""
    scripts = _Scripts()
    scripts.feed(_whole(source, where))
    scripts.close()
    found: list[Any] = []
    broken: list[Refused] = []
    for number, text in enumerate(scripts.texts, 1):
        try:
            found.append(_parsed(text))
        except ValueError as error:
            broken.append(Refused(number, "A script of the page is no JSON", "JSON-LD", str(error)[:100]))
    yield from broken
    if found or not broken:
        yield from _told(found, where)


class _Scripts(HTMLParser):
    """Collects the texts of ``script type="application/ld+json"``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self._is_inside = tag == "script" and kind == "application/ld+json"
        if self._is_inside:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "script"


def _whole(source: BinaryIO, where: str) -> str:
    content = source.read(_MOST + 1)
    if len(content) > _MOST:
        raise SourceUnreadable(
            "The file is too large", expected=f"at most {_MOST:,} bytes", where=where, todo="split it"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceUnreadable("The file is not UTF-8", got=str(error)[:100], where=where) from error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _lines(content: str) -> list[Any]:
    try:
        return [_parsed(line) for line in content.splitlines() if line.strip()]
    except ValueError:
        return []


def _told(found: list[Any], where: str) -> Iterator[Numbered | Refused]:
    number = 0
    nodes = sorted(_nodes(found, None, 0), key=lambda one: not _types(one[0]) & _STORES)  # stores, then stock
    for node, group in nodes:
        if _types(node) & _STORES:
            number += 1
            yield number, "stores", _store(node)
            continue
        number += 1
        row = _article(node, group)
        yield number, "articles", row
        for stock in _stock(node, row):
            yield number, "stock", stock
    if not number:
        raise SourceUnreadable(
            "The file tells of no article and no store",
            expected="schema.org Product, ProductGroup or Store",
            where=where,
        )


def _nodes(found: Any, group: Node | None, depth: int) -> Iterator[tuple[Node, Node | None]]:
    """Yield each variant with its group, and each store."""
    if depth > _DEEPEST:
        return
    if isinstance(found, list):
        for one in found:
            yield from _nodes(one, group, depth + 1)
    elif isinstance(found, Mapping):
        kinds = _types(found)
        if "ProductGroup" in kinds:
            yield from _nodes(found.get("hasVariant", []), found, depth + 1)
        elif "Product" in kinds or kinds & _STORES:
            within = _first(found.get("isVariantOf"))
            yield found, within if isinstance(within, Mapping) else group
        else:
            for name in ("@graph", "itemListElement", "item", "mainEntity"):
                yield from _nodes(found.get(name, []), group, depth + 1)


def _article(node: Node, group: Node | None) -> Row:
    own = _fields(node)
    if group is not None:
        whole = _fields(group)
        whole["product"] = (
            _text(group.get("productGroupID")) or _text(group.get("@id")) or whole.get("url", "")
        )
        names = {name for name in whole if name.partition(":")[0] in _INHERITED}
        of_group = {name for name in names if name.partition(":")[0] in ("name", "product")}
        if of_group - {"product"}:  # the group has the name that its variants share
            own = {name: text for name, text in own.items() if name.partition(":")[0] != "name"}
        own = {name: whole[name] for name in names} | own | {name: whole[name] for name in of_group}
    else:
        own["product"] = _text(node.get("inProductGroupWithID"))
    return {name: text for name, text in own.items() if text}


def _fields(node: Node) -> Row:
    offer = _offer(node)
    price = _first(offer.get("priceSpecification"))
    priced: Node = price if isinstance(price, Mapping) and "price" not in offer else offer
    row: Row = {
        "gtin": next((_text(node[name]) for name in _GTINS if node.get(name)), ""),
        "sku": _text(node.get("sku")) or _text(node.get("mpn")),
        "brand": _text(node.get("brand")),
        "category": _text(node.get("category")),
        "material": ", ".join(_texts(node.get("material"))),
        "care": "; ".join(_texts(node.get("careInstructions"))) or _property(node, _CARE),
        "shade": _property(node, ("shade", "hex", "farbwert")),
        "image": _address(node.get("image")),
        "url": _address(node.get("url")),
        "price": _text(priced.get("price")) or _text(priced.get("lowPrice")),
        "currency": _text(priced.get("priceCurrency")) or _text(offer.get("priceCurrency")),
        "availability": _text(offer.get("availability")),
        "online": "" if _places(offer) else _text(_value(offer.get("inventoryLevel"))),
        **_size(node.get("size")),
    }
    for name in ("name", "description", "color"):
        row |= _languages(name, node.get(name))
    return {name: text for name, text in row.items() if text}


def _size(found: Any) -> Row:
    """Return the size of a text or a SizeSpecification, and whether it is for children."""
    said = _first(found)
    if not isinstance(said, Mapping):
        return {"size": _text(said)}
    groups = " ".join(_texts(said.get("sizeGroup")) + _texts(said.get("suggestedAge"))).lower()
    is_kids = any(word in groups for word in ("boys", "girls", "infant", "toddler", "kids"))
    size = _text(said.get("name")) or _text(_value(_first(said.get("hasMeasurement"))))
    return {
        "size": size,
        "size_system": _text(said.get("sizeSystem")),
        "age_group": "kids" if is_kids else "",
    }


def _stock(node: Node, row: Row) -> Iterator[Row]:
    """Yield what offers say of single stores."""
    for offer in _offers(node):
        for place in _places(offer):
            code = _text(place.get("branchCode")) or _text(place.get("@id"))
            if not code:
                continue
            stock = {
                "store": code,
                "gtin": row.get("gtin", ""),
                "quantity": _text(_value(offer.get("inventoryLevel"))),
                "availability": _text(offer.get("availability")),
                "counted": _text(offer.get("dateModified")),
            }
            yield {name: text for name, text in stock.items() if text}


def _store(node: Node) -> Row:
    place, geo = (_first(node.get(name)) for name in ("address", "geo"))
    address: Node = place if isinstance(place, Mapping) else {}
    point: Node = geo if isinstance(geo, Mapping) else {}
    row = {
        "code": _text(node.get("branchCode")) or _text(node.get("@id")),
        "name": _text(node.get("name")),
        "street": _text(address.get("streetAddress")),
        "postcode": _text(address.get("postalCode")),
        "city": _text(address.get("addressLocality")),
        "subdivision": _text(address.get("addressRegion")),
        "country": _text(address.get("addressCountry")),
        "latitude": _text(point.get("latitude") or node.get("latitude")),
        "longitude": _text(point.get("longitude") or node.get("longitude")),
        "phone": _text(node.get("telephone")),
        "hours": osm_hours(node),
    }
    return {name: text for name, text in row.items() if text}


def _offers(node: Node) -> list[Node]:
    found = node.get("offers", [])
    offers = found if isinstance(found, list) else [found]
    inner = [one for offer in offers if isinstance(offer, Mapping) for one in _listed(offer.get("offers"))]
    return [offer for offer in [*offers, *inner] if isinstance(offer, Mapping)]


def _offer(node: Node) -> Node:
    """Return the offer that holds everywhere, else the first."""
    offers = _offers(node)
    return next((offer for offer in offers if not _places(offer)), offers[0] if offers else {})


def _places(offer: Node) -> list[Node]:
    return [one for one in _listed(offer.get("availableAtOrFrom")) if isinstance(one, Mapping)]


def _property(node: Node, names: tuple[str, ...]) -> str:
    for one in _listed(node.get("additionalProperty")):
        if isinstance(one, Mapping) and _text(one.get("name")).replace(" ", "").lower() in names:
            return "; ".join(_texts(one.get("value")))
    return ""


def _languages(name: str, found: Any) -> Row:
    row: Row = {}
    for one in _listed(found):
        lang = _text(one.get("@language"))[:2].lower() if isinstance(one, Mapping) else ""
        row.setdefault(f"{name}:{lang}" if lang else name, _text(one))
    return row


def _types(node: Node) -> frozenset[str]:
    return frozenset(text.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for text in _texts(node.get("@type")))


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _first(found: Any) -> Any:
    return next(iter(found), None) if isinstance(found, list) else found


def _value(found: Any) -> Any:
    return found.get("value") if isinstance(found, Mapping) else found


def _text(found: Any) -> str:
    one = _first(found)
    if isinstance(one, Mapping):
        one = next((one[name] for name in ("@value", "name", "value", "@id") if one.get(name)), "")
    return str(one).strip() if isinstance(one, str | int | float) and not isinstance(one, bool) else ""


def _texts(found: Any) -> list[str]:
    return [text for text in map(_text, _listed(found)) if text]


def _address(found: Any) -> str:
    one = _first(found)
    if isinstance(one, Mapping):
        return _text(one.get("url")) or _text(one.get("contentUrl")) or _text(one.get("@id"))
    return _text(one)
