"""Drop-off places of an extract: read from every form, kept anew, found by postcode, the nearest first."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from oase.db import Database
from oase.errors import InputError, SourceMissing, SourceUnreadable
from oase.programmes.returns.places.keeping import import_extract, own_stores, sources
from oase.programmes.returns.places.nearest import near_postcode, nearest
from oase.programmes.returns.places.postcodes import PostcodeUnknown, kilometres, middle_of
from oase.programmes.returns.places.reading import read_extract
from oase.programmes.tables import drop_offs
from oase.retail import Store, keeping

NOW = 1_795_258_800_000_000


def test_finds_what_takes_clothes_or_shoes_and_nothing_else(invented: Any, tmp_path: Path) -> None:
    read = read_extract(invented.write(tmp_path / "map.osm"), "DE")
    found = {one.key: one for one in read.places}
    assert sorted(found) == ["node/10", "node/11", "node/12", "way/1"]
    assert found["node/10"].takes == ("clothes", "shoes")
    assert found["node/12"].takes == ("shoes",)
    assert found["way/1"].kind == "centre"
    assert found["way/1"].name == "Hof & Halle"
    assert found["way/1"].latitude == pytest.approx(50.301)


def test_one_wrong_address_does_not_move_a_postcode(invented: Any, tmp_path: Path) -> None:
    read = read_extract(invented.write(tmp_path / "map.osm"), "DE")
    middles = {one.postcode: one for one in read.middles()}
    assert middles["99991"].points == 6
    assert middles["99991"].latitude == pytest.approx(50.1025)
    assert middles["99991"].longitude == pytest.approx(8.1)
    assert (middles["99997"].latitude, middles["99997"].place) == (50.4, "Musterheim")  # its first corner


@pytest.mark.parametrize("form", ["gzip", "overpass", "geojson"])
def test_every_form_tells_the_same(invented: Any, tmp_path: Path, form: str) -> None:
    plain = read_extract(invented.write(tmp_path / "map.osm"), "DE")
    other = tmp_path / "other"
    if form == "gzip":
        other = tmp_path / "map.osm.gz"
        other.write_bytes(gzip.compress((tmp_path / "map.osm").read_bytes()))
    else:
        other.write_text(json.dumps(_overpass(plain) if form == "overpass" else _geojson(plain)))
    read = read_extract(other, "DE")
    assert sorted(one.key for one in read.places) == sorted(one.key for one in plain.places)
    assert {one.key: one.takes for one in read.places} == {one.key: one.takes for one in plain.places}


def test_the_nearest_three_of_a_postcode(database: Database, invented: Any, tmp_path: Path) -> None:
    kept = import_extract(database, invented.write(tmp_path / "musterland.osm"), NOW)
    assert (kept.places, kept.postcodes, kept.nowhere) == (4, 3, 0)
    with database.reading() as connection:
        told = near_postcode(connection, "DE", " 99991")
        assert [one.place.key for one in told.places] == ["node/10", "node/11", "node/12"]
        assert told.at.place == "Musterfeld"
        shoes = near_postcode(connection, "DE", "99991", takes="shoes")
        assert [one.place.key for one in shoes.places] == ["node/10", "node/12"]


def test_a_postcode_without_address_takes_its_neighbours(
    database: Database, invented: Any, tmp_path: Path
) -> None:
    import_extract(database, invented.write(tmp_path / "musterland.osm"), NOW)
    with database.reading() as connection:
        assert middle_of(connection, "DE", "99993").is_near
        for country, unknown in (("DE", "12345"), ("AT", "99991"), ("DE", ""), ("DE", "%"), ("DE", "9'; --")):
            with pytest.raises(PostcodeUnknown):
                middle_of(connection, country, unknown)


def test_read_anew_an_extract_replaces_itself_and_nothing_else(
    database: Database, invented: Any, tmp_path: Path
) -> None:
    path = invented.write(tmp_path / "musterland.osm")
    import_extract(database, path, NOW)
    with database.writing() as connection:
        keeping.put(
            connection, [Store(code="K1", name="Mitte", latitude=50.1, longitude=8.1)], now=NOW, source="t"
        )
        assert own_stores(connection, NOW) == 1
    assert import_extract(database, path, NOW + 1).removed == 0
    invented.nodes[9] = (
        invented.nodes[9].replace("recycling:clothes", "was:clothes").replace("recycling:shoes", "x")
    )
    assert import_extract(database, invented.write(path), NOW + 2).removed == 1
    with database.reading() as connection:
        assert [(one.name, one.places) for one in sources(connection)] == [("musterland", 3), ("own", 1)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"{}",
        b"[1, 2]",
        b'{"elements": [1, null, {"tags": 3}]}',
        b"<osm><node id='1' lat='x' lon='8'><tag k='addr:postcode' v='99991'/></node>",
        b"<html/>",
        b'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa">]><osm>&a;</osm>',
        b"<osm></osm>",
    ],
)
def test_what_is_no_extract_is_refused_and_changes_nothing(
    database: Database, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "torn.osm"
    path.write_bytes(content)
    with pytest.raises(InputError):
        import_extract(database, path, NOW)
    with database.reading() as connection:
        assert connection.execute(select(drop_offs)).all() == []


def test_binary_extracts_are_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "land.osm.pbf"
    path.write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader")
    with pytest.raises(SourceUnreadable, match="osmium"):
        read_extract(path, "DE")
    with pytest.raises(SourceMissing):
        read_extract(tmp_path / "none.osm", "DE")


def test_places_off_the_map_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "map.osm"
    tag = "<tag k='amenity' v='recycling'/><tag k='recycling:clothes' v='yes'/>"
    path.write_text(
        f"<osm><node id='1' lat='x' lon='8'>{tag}</node><node id='2' lat='50' lon='8'>{tag}</node></osm>"
    )
    read = read_extract(path, "DE")
    assert (read.nowhere, [one.key for one in read.places]) == (1, ["node/2"])


@pytest.mark.parametrize("seed", range(5))
def test_rings_find_what_measuring_all_finds(
    database: Database, tmp_path: Path, seed: int, invented: Any
) -> None:
    random = Random(seed)
    tags = {"amenity": "recycling", "recycling__clothes": "yes"}
    points = [(random.uniform(-80, 80), random.uniform(-180, 180)) for _ in range(150)]
    points += [(50 + random.uniform(-1, 1), 8 + random.uniform(-1, 1)) for _ in range(50)]
    for at in points:
        invented.node(*at, **tags)
    import_extract(database, invented.write(tmp_path / "map.osm"), NOW)
    with database.reading() as connection:
        every = connection.execute(select(drop_offs)).all()
        for at in ((50.0, 8.0), (random.uniform(-70, 70), random.uniform(-179, 179)), (60.0, 179.9)):
            found = nearest(connection, *at, 4)
            by_hand = sorted(every, key=lambda one: kilometres(at, (one.latitude, one.longitude)))
            assert [one.place.key for one in found] == [one.key for one in by_hand[:4]]


def _overpass(plain: Any) -> dict[str, Any]:
    """Return the same places as Overpass tells them (``out center``)."""
    made: list[dict[str, Any]] = []
    for one in plain.places:
        kind, number = one.key.split("/")
        at = {"lat": one.latitude, "lon": one.longitude}
        tags = {"amenity": "recycling"} | {f"recycling:{what}": "yes" for what in one.takes}
        made.append(
            {"type": kind, "id": int(number), "tags": tags, **(at if kind == "node" else {"center": at})}
        )
    return {"version": 0.6, "elements": made}


def _geojson(plain: Any) -> dict[str, Any]:
    """Return the same places as GeoJSON, areas as polygons."""
    features: list[dict[str, Any]] = []
    for one in plain.places:
        tags = {"@id": one.key, "amenity": "recycling"} | {f"recycling:{what}": "yes" for what in one.takes}
        at = [one.longitude, one.latitude]
        shape = {"type": "Point", "coordinates": at}
        if one.key.startswith("way"):
            shape = {"type": "Polygon", "coordinates": [[at, at, at]]}
        features.append({"type": "Feature", "properties": tags, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="shift_jis"?><osm/>',
        b'<?xml version="1.0" encoding="bogus"?><osm/>',
        b'<?xml version="1.0" encoding="idna"?><osm/>',
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><osm>&b;</osm>',
        b'<!DOCTYPE osm SYSTEM "file:///etc/passwd"><osm/>',
        b"[" * 100_000,
        b'{"elements":[{"lat":' + b"9" * 400 + b',"lon":1,"tags":{"addr:postcode":"50667"}}]}',
        '{"elements":[{"tags":{"addr:postcode":"50667","name":"ü"}}]}'.encode("latin-1"),
    ],
    ids=["many bytes", "no encoding", "idna", "bomb", "file", "deep", "large number", "latin-1"],
)
def test_a_hostile_extract_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "map.osm"
    path.write_bytes(content)
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        read_extract(path, "DE")
