"""A house that takes back, and a map of invented places around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from sqlalchemy import Connection

from oase.db import Database, open_database
from oase.programmes.returns import acting, looking, opening, reading

NOW = 1_795_258_800_000_000  # 21.11.2026, 12:00 in Cologne
HOUR = 3_600_000_000
GTIN = "09520000000011"
WHOLE = {
    "wear": "visible",
    "holes": "none",
    "stains": "none",
    "parts": "whole",
    "smell": "none",
    "clean": "yes",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A house without anything in it."""
    with open_database(tmp_path / "house", create=True, own_brand="Lindwerk") as opened:
        yield opened


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A writing transaction of that house."""
    with database.writing() as opened:
        yield opened


Random = Callable[[int], bytes]


@pytest.fixture
def random_bytes() -> Random:
    """Bytes that are never the same twice."""
    made = iter(range(1, 1_000_000))
    return lambda n: next(made).to_bytes(n, "big")


Brings = Callable[..., opening.Opened]


@pytest.fixture
def brings(connection: Connection, random_bytes: Random) -> Brings:
    """Somebody opens a take-back; pieces by category, each with what is said otherwise of it."""

    def made(
        *categories: str, key: str = "k1", said: Mapping[str, str] = WHOLE, **more: Any
    ) -> opening.Opened:
        told = {name: more.pop(name) for name in ("gtin", "serial", "brand") if name in more}
        brought = [opening.Brought(one, said, what=one, **told) for one in categories or ("jacket",)]
        fields: dict[str, Any] = {"email": "a@example.org", "country": "DE", **more}
        new = opening.New(key, brought, **fields)
        return opening.open_take_back(connection, new, NOW, random_bytes, own_brand="Lindwerk")

    return made


Completes = Callable[..., list[reading.Piece]]


@pytest.fixture
def completes(connection: Connection, brings: Brings) -> Completes:
    """A take-back from the form to the credit; every piece found as it was said."""

    def made(*categories: str, grams: int | None = 700, **more: Any) -> list[reading.Piece]:
        opened = brings(*categories, **more)
        acting.receive(connection, opened.id, NOW)
        for one in reading.pieces_of(connection, [opened.id])[opened.id]:
            found = looking.Looked(grade=one.said_grade, grams=grams)
            looking.look(connection, one.id, found, "Mia", NOW + HOUR, own_brand="Lindwerk")
        acting.process(connection, opened.id, NOW + HOUR)
        acting.complete(connection, opened.id, "Mia", NOW + 2 * HOUR)
        return reading.pieces_of(connection, [opened.id])[opened.id]

    return made


class Map:
    """A map that grows: nodes and ways with tags, as a file of OpenStreetMap."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.ways: list[str] = []

    def node(self, latitude: float, longitude: float, **tags: str) -> int:
        """Put a point on it; ``recycling__clothes`` stands for ``recycling:clothes``."""
        number = len(self.nodes) + 1
        inner = _tagged(tags)
        self.nodes.append(f'<node id="{number}" lat="{latitude}" lon="{longitude}">{inner}</node>')
        return number

    def way(self, *nodes: int, **tags: str) -> None:
        """Draw a line along points."""
        inner = "".join(f'<nd ref="{one}"/>' for one in nodes) + _tagged(tags)
        self.ways.append(f'<way id="{len(self.ways) + 1}">{inner}</way>')

    def write(self, path: Path) -> Path:
        """Write it to a file."""
        inner = "\n".join((*self.nodes, *self.ways))
        path.write_text(f'<?xml version="1.0"?>\n<osm version="0.6">\n{inner}\n</osm>\n', encoding="utf-8")
        return path


def _tagged(tags: Mapping[str, str]) -> str:
    return "".join(
        f"<tag k={quoteattr(name.replace('__', ':'))} v={quoteattr(value)}/>" for name, value in tags.items()
    )


@pytest.fixture
def invented() -> Map:
    """Musterfeld with two postcodes, five places to drop off, one of them private and one for glass only."""
    made = Map()
    home = {"addr__country": "DE", "addr__city": "Musterfeld"}
    for number in range(5):
        made.node(50.10 + number / 1000, 8.10, **home, addr__postcode="99991", addr__housenumber=str(number))
    made.node(51.90, 9.90, **home, addr__postcode="99991")  # a slip of the hand, far away
    for number in range(3):
        made.node(50.20, 8.20 + number / 1000, **home, addr__postcode="99995")
    clothes = {"amenity": "recycling", "recycling__clothes": "yes"}
    made.node(50.103, 8.101, **clothes, operator="Kleiderwerk", recycling__shoes="yes")
    made.node(50.150, 8.100, **clothes, name="Am Markt", opening_hours="Mo-Sa 08:00-20:00")
    made.node(50.201, 8.201, amenity="recycling", recycling__shoes="yes")
    made.node(50.102, 8.100, **clothes, access="private")
    made.node(50.102, 8.100, amenity="recycling", recycling__glass="yes")
    corners = [
        made.node(50.30 + dy, 8.30 + dx) for dy, dx in ((0, 0), (0, 0.002), (0.002, 0.002), (0.002, 0))
    ]
    made.way(*corners, **clothes, recycling_type="centre", name="Hof & Halle")
    house = [made.node(50.40, 8.40), made.node(50.41, 8.41)]
    made.way(*house, addr__postcode="99997", addr__city="Musterheim")
    return made
