"""Reads an extract of a map: OpenStreetMap XML, Overpass JSON or GeoJSON, also packed (gzip, bzip2)."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from oase.errors import SourceMissing, SourceUnreadable
from oase.programmes.returns.places.extract import Extract, is_place, tells

__all__ = ["MOST_JSON", "read_extract"]

MOST_JSON = 300_000_000
"""Bytes of JSON that are held at once; XML is read in passing and may be of any size."""

_EXPECTED = ".osm or .osm.xml (also .gz, .bz2), or JSON of Overpass or GeoJSON"
_CONVERT = "write it as XML: osmium tags-filter and osmium cat -o extract.osm"
_BROKEN = (
    ParseError, EOFError, zlib.error, msgspec.DecodeError,
    ValueError, LookupError,  # encodings that there are not, or that XML cannot be written in
    RecursionError, OverflowError,  # JSON within JSON without end, numbers with hundreds of digits
)  # fmt: skip
_KINDS = {"n": "node", "w": "way", "r": "relation"}


def read_extract(path: Path, country: str) -> Extract:
    """Return what an extract tells of drop-off places and postcodes.

    Parameters
    ----------
    path : Path
    country : str
        ISO 3166-1, for what does not say its own.

    Raises
    ------
    SourceMissing
        There is no such file.
    SourceUnreadable
        It is torn, of another kind, or unsafe (it declares entities).
    """
    if not path.is_file():
        raise SourceMissing("There is no such extract", where=str(path))
    extract = Extract(country)
    try:
        with _opened(path) as source:
            start = source.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start == b"<":
            _read_xml(path, extract)
        elif start in (b"{", b"["):
            _read_json(path, extract)
        else:
            todo = _CONVERT if path.name.endswith(".pbf") else "export it again"
            raise SourceUnreadable(
                "This is no extract that can be read", expected=_EXPECTED, where=str(path), todo=todo
            )
    except SourceUnreadable:
        raise
    except DefusedXmlException as error:
        raise _torn(path, "an XML file that declares entities") from error
    except _BROKEN as error:
        raise _torn(path, str(error)) from error
    except OSError as error:
        raise _torn(path, error.strerror or str(error)) from error
    return extract


def _torn(path: Path, got: str) -> SourceUnreadable:
    return SourceUnreadable(
        "The extract cannot be read to its end",
        expected=_EXPECTED,
        got=got[:200],
        where=str(path),
        todo="export it again",
    )


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    return cast("BinaryIO", bz2.open(path, "rb")) if path.suffix == ".bz2" else path.open("rb")


def _read_xml(path: Path, extract: Extract) -> None:
    """Read in two passes: which ways tell something and of which nodes, then where those nodes lie.

    An address drawn as a way (a house) lies where its first node does; a place in the middle of its nodes.
    """
    ways: list[tuple[str, dict[str, str], list[str]]] = []
    for element in _elements(path, "way"):
        tags = _tags(element)
        if tells(tags):
            refs = [nd.get("ref", "") for nd in element.iter("nd")]
            ways.append((f"way/{element.get('id', '')}", tags, refs if is_place(tags) else refs[:1]))
    wanted = {ref for _, _, refs in ways for ref in refs}
    known: dict[str, tuple[float, float]] = {}
    for element in _elements(path, "node"):
        at = _degrees(element.get("lat"), element.get("lon"))
        if element.get("id") in wanted:
            known[element.get("id", "")] = at
        tags = _tags(element)
        if tells(tags):
            extract.add(f"node/{element.get('id', '')}", tags, *at)
    for key, tags, refs in ways:
        found = [known[ref] for ref in refs if ref in known]
        extract.add(key, tags, *(_middle(found) if found else _degrees(None, None)))


def _elements(path: Path, name: str) -> Iterator[Element]:
    """Read one kind of elements in passing, keeping none of them."""
    with _opened(path) as source:
        read: Iterator[tuple[str, Element]] = iterparse(source, events=("start", "end"), forbid_dtd=True)
        _, root = next(read)
        if root.tag != "osm":
            raise SourceUnreadable(
                "This XML is no extract of a map",
                expected="the element osm",
                got=str(root.tag)[:60],
                where=str(path),
            )
        for event, element in read:
            if event == "end" and element.tag in ("node", "way", "relation"):
                if element.tag == name:
                    yield element
                root.clear()


def _tags(element: Element) -> dict[str, str]:
    return {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}


def _degrees(latitude: Any, longitude: Any) -> tuple[float, float]:
    """Return a place; one that is none lies off the map, where ``Extract`` counts it."""
    try:
        return float(latitude), float(longitude)
    except (TypeError, ValueError):
        return 999.0, 999.0


def _middle(found: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(one[0] for one in found) / len(found), sum(one[1] for one in found) / len(found)


def _read_json(path: Path, extract: Extract) -> None:
    with _opened(path) as source:
        content = source.read(MOST_JSON + 1)
    if len(content) > MOST_JSON:
        raise SourceUnreadable(
            "This JSON is too large to be held at once",
            expected=f"{MOST_JSON} bytes at most, or XML",
            where=str(path),
        )
    whole = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    held: Mapping[str, Any] = whole if isinstance(whole, dict) else {}
    if isinstance(held.get("elements"), list):
        for one in _mappings(held["elements"]):
            centre = _mapping(one.get("center"))
            at = _degrees(one.get("lat", centre.get("lat")), one.get("lon", centre.get("lon")))
            _add(extract, f"{one.get('type', 'node')}/{one.get('id', '')}", one.get("tags"), at)
    elif held.get("type") == "FeatureCollection" and isinstance(held.get("features"), list):
        for number, one in enumerate(_mappings(held["features"]), 1):
            tags = _mapping(one.get("properties"))
            _add(extract, _key(one, tags, number), tags, _point(one.get("geometry")))
    else:
        raise SourceUnreadable(
            "This JSON is no extract of a map",
            expected="elements of Overpass, or a FeatureCollection",
            where=str(path),
        )


def _add(extract: Extract, key: str, tags: object, at: tuple[float, float]) -> None:
    told = {str(name): str(value) for name, value in _mapping(tags).items() if value is not None}
    if tells(told):
        extract.add(key, told, *at)


def _mappings(values: list[Any]) -> Iterator[Mapping[str, Any]]:
    for one in values:
        if isinstance(one, dict):
            yield one


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _key(one: Mapping[str, Any], tags: Mapping[str, Any], number: int) -> str:
    """Return which element it is: ``node/1`` (overpass), ``n1`` (osmium), else its place in the file."""
    told = str(one.get("id") or tags.get("@id") or tags.get("id") or "")
    if told[:1] in _KINDS and told[1:].isdigit():
        return f"{_KINDS[told[0]]}/{told[1:]}"
    return told or f"feature/{number}"


def _point(geometry: object) -> tuple[float, float]:
    """Return the place of a point, or the middle of all corners of anything else."""
    points = list(_corners(_mapping(geometry).get("coordinates")))
    return _middle(points) if points else _degrees(None, None)


def _corners(held: object) -> Iterator[tuple[float, float]]:
    if not isinstance(held, list):
        return
    values: list[Any] = held
    if len(values) >= 2 and all(isinstance(one, int | float) for one in values[:2]):
        yield float(values[1]), float(values[0])
        return
    for one in values:
        yield from _corners(one)
