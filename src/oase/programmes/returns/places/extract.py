"""What an extract tells: drop-off places, and of each postcode where its addresses lie.

OpenStreetMap writes a place for used clothes as ``amenity=recycling`` with ``recycling:clothes=yes`` or
``recycling:shoes=yes`` (wiki.openstreetmap.org, Tag:amenity=recycling, read November 2026), and an address by
``addr:postcode``. The data are under the Open Database License: © OpenStreetMap contributors.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

__all__ = ["ATTRIBUTION", "Extract", "Middle", "Place", "is_place", "postcode_of", "tells"]

ATTRIBUTION = "© OpenStreetMap contributors, ODbL"

_TAKES = {"recycling:clothes": "clothes", "recycling:shoes": "shoes"}
_CLOSED = ("private", "no")
_SHOPS = ("second_hand", "charity")


class Place(NamedTuple):
    """A place to drop off clothes or shoes; fields as ``programmes.tables.drop_offs``."""

    key: str
    kind: str
    takes: tuple[str, ...]
    name: str
    operator: str
    street: str
    postcode: str
    city: str
    country: str
    latitude: float
    longitude: float
    hours: str


class Middle(NamedTuple):
    """The middle of a postcode: medians of its addresses, which one wrong address does not move."""

    country: str
    postcode: str
    place: str
    latitude: float
    longitude: float
    points: int


@dataclass
class _Addresses:
    latitudes: array[float] = field(default_factory=lambda: array("d"))
    longitudes: array[float] = field(default_factory=lambda: array("d"))
    cities: Counter[str] = field(default_factory=Counter[str])


class Extract:
    """What was gathered of an extract, element by element.

    Parameters
    ----------
    country : str
        ISO 3166-1, for elements that do not say theirs.
    """

    def __init__(self, country: str) -> None:
        self._country = country
        self._addresses: dict[tuple[str, str], _Addresses] = {}
        self.places: list[Place] = []
        self.elements = 0
        self.nowhere = 0

    def add(self, key: str, tags: Mapping[str, str], latitude: float, longitude: float) -> None:
        """Take in an element that has something to tell; places off the map are counted in ``nowhere``."""
        self.elements += 1
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            self.nowhere += 1
            return
        told = tags.get("addr:country", "").upper()
        country = told if len(told) == 2 else self._country
        postcode = postcode_of(tags.get("addr:postcode", ""))
        if postcode:
            found = self._addresses.setdefault((country, postcode), _Addresses())
            found.latitudes.append(latitude)
            found.longitudes.append(longitude)
            found.cities[tags.get("addr:city", "")] += 1
        if is_place(tags):
            self.places.append(_place(key, tags, country, postcode, latitude, longitude))

    def middles(self) -> list[Middle]:
        """Return the middle of every postcode that was met."""
        return [
            Middle(
                country,
                postcode,
                max((count, city) for city, count in found.cities.items() if city)[1]
                if any(found.cities)
                else "",
                round(median(found.latitudes), 6),
                round(median(found.longitudes), 6),
                len(found.latitudes),
            )
            for (country, postcode), found in sorted(self._addresses.items())
        ]


def is_place(tags: Mapping[str, str]) -> bool:
    """Return whether clothes or shoes can be dropped off there by everybody.

    Examples
    --------
    >>> is_place({"amenity": "recycling", "recycling:clothes": "yes"})
    True
    >>> is_place({"amenity": "recycling", "recycling:glass": "yes"})
    False
    """
    if tags.get("amenity") != "recycling" or tags.get("access", "") in _CLOSED:
        return False
    return any(tags.get(name) == "yes" for name in _TAKES)


def tells(tags: Mapping[str, str]) -> bool:
    """Return whether an element has something to tell here."""
    return "addr:postcode" in tags or is_place(tags)


def postcode_of(text: str) -> str:
    """Return a postcode as it is compared; empty for several at once or none.

    Examples
    --------
    >>> [postcode_of(text) for text in ("50667", " sw1a 1aa ", "D-50667", "50667;50668")]
    ['50667', 'SW1A1AA', '50667', '']
    """
    bare = "".join(text.upper().split())
    if len(bare) > 2 and bare[1:2] == "-" and bare[:1].isalpha():  # D-50667, A-1010
        bare = bare[2:]
    plain = bare.replace("-", "")
    return bare if plain.isalnum() and plain.isascii() and 3 <= len(bare) <= 10 else ""


def _place(
    key: str, tags: Mapping[str, str], country: str, postcode: str, latitude: float, longitude: float
) -> Place:
    kind = "container"
    if tags.get("recycling_type") == "centre":
        kind = "centre"
    elif tags.get("shop") in _SHOPS:
        kind = "store"
    street = " ".join(
        part for part in (tags.get("addr:street", ""), tags.get("addr:housenumber", "")) if part
    )
    return Place(
        key=key,
        kind=kind,
        takes=tuple(what for name, what in _TAKES.items() if tags.get(name) == "yes"),
        name=tags.get("name", "")[:200],
        operator=tags.get("operator", "")[:200],
        street=street[:200],
        postcode=postcode,
        city=tags.get("addr:city", "")[:200],
        country=country,
        latitude=latitude,
        longitude=longitude,
        hours=tags.get("opening_hours", "")[:500],
    )
