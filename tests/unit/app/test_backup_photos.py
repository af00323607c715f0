"""Photos of cases and evidence of claims are in a backup; those of erased persons do not come back."""

from __future__ import annotations

import io
import os
from random import Random

import pytest
from PIL import Image

from oase.app import erasure, open_house, restore
from oase.app.access_ended import end_again
from oase.app.backup import backup
from oase.errors import HouseDamaged
from oase.programmes import links
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.photos import draw_anew, keep, path_of, photos_of, take
from oase.programmes.items.standing import day_at

from .doors import Clock, door, new_house, said


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


@pytest.fixture
def drawn():
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG")
    return draw_anew(out.getvalue())


def opened(house, drawn, alias):
    now = house.rooms.clock()
    actor = Actor("customer", now, day_at(now, "UTC"))
    with house.rooms.database.writing() as connection:
        new = New(key="a", what="Jacke", reason="zip", country="DE", alias=alias)
        case = open_case(connection, new, actor, lambda size: b"a" * size).id
        take(connection, house.folder, case, drawn, actor)
    return case


def key_of(house):
    return house.folder / "keys" / "pseudonym.key"


def test_photos_and_evidence_come_back(house, drawn, tmp_path):
    case = opened(house, drawn, None)
    proof = house.folder / "evidence" / "ab" / "proof.pdf"
    proof.parent.mkdir(parents=True)
    proof.write_bytes(b"%PDF proof")
    path = backup(house.rooms, tmp_path / "backups")
    restore(path, tmp_path / "again", key=key_of(house))
    assert (tmp_path / "again" / "evidence" / "ab" / "proof.pdf").read_bytes() == b"%PDF proof"
    assert path_of(tmp_path / "again", drawn.digest).read_bytes() == drawn.content
    with open_house(tmp_path / "again") as again, again.rooms.database.reading() as connection:
        assert len(photos_of(connection, case)) == 1


def test_who_was_erased_since_does_not_come_back_with_her_photos(house, drawn, tmp_path, clock):
    with door(house) as send:
        send("track", event="Product Viewed", userId="anna", messageId="m1", **said(clock()))
    house.work_off()
    with house.rooms.database.reading() as connection:
        alias = house.rooms.graph.find(connection, "anna", "user").aliases[0]
    case = opened(house, drawn, alias)
    path = backup(house.rooms, tmp_path / "backups")
    clock.wait(10)
    erasure.request(house.rooms, "anna")
    erasure.work_off(house.rooms)
    assert not path_of(house.folder, drawn.digest).exists()
    restore(path, tmp_path / "again", key=key_of(house), clock=clock)
    assert not path_of(tmp_path / "again", drawn.digest).exists()
    with open_house(tmp_path / "again", clock=clock) as again, again.rooms.database.reading() as connection:
        assert photos_of(connection, case) == []


def test_a_photo_that_is_missing_stops_the_backup(house, drawn, tmp_path):
    opened(house, drawn, None)
    path_of(house.folder, drawn.digest).unlink()
    with pytest.raises(HouseDamaged):
        backup(house.rooms, tmp_path / "backups")
    assert [one.what for one in house.check()] == ["A photo of a case is missing"]


def test_a_file_without_a_case_is_swept_up(house, drawn, clock):
    path = keep(house.folder, drawn)
    os.utime(path, (0, clock() / 1e6))
    assert house.check() == ()
    clock.wait(2 * 3_600)
    assert [one.mendable for one in house.check()] == [True]
    house.mend()
    assert not path.exists()
    assert house.check() == ()


def test_a_link_that_was_ended_since_stays_ended(house, drawn, tmp_path, clock):
    case = opened(house, drawn, None)
    random_bytes = Random(1).randbytes
    with house.rooms.database.writing() as connection:
        ended = links.make(connection, "take_back", 5, clock(), random_bytes)
        kept = links.make(connection, "ticket", 6, clock(), random_bytes)
    path = backup(house.rooms, tmp_path / "backups")
    clock.wait(10)
    with house.rooms.database.writing() as connection:
        links.end(connection, "take_back", 5, clock())
        links.end(connection, "case", case, clock())
    restore(path, tmp_path / "again", key=key_of(house), clock=clock)
    with open_house(tmp_path / "again", clock=clock) as again, again.rooms.database.reading() as connection:
        assert links.read(connection, "ticket", kept, clock()).target == 6
        with pytest.raises(links.LinkInvalid):
            links.read(connection, "take_back", ended, clock())


def test_a_former_house_that_is_damaged_stops_no_restoring(house, drawn, tmp_path, clock):
    with house.rooms.database.writing() as connection:
        secret = links.make(connection, "ticket", 6, clock(), Random(1).randbytes)
    path = backup(house.rooms, tmp_path / "backups")
    former = tmp_path / "former"
    (former / "keys").mkdir(parents=True)
    (former / "house.sqlite").write_bytes(b"no database at all" * 100)
    with open_house(tmp_path / "again", create=True) as again:
        assert end_again(again.rooms, former) == 0
        assert end_again(again.rooms, tmp_path / "nowhere") == 0
    restore(path, tmp_path / "more", key=key_of(house), clock=clock)
    with open_house(tmp_path / "more", clock=clock) as more, more.rooms.database.reading() as connection:
        assert links.read(connection, "ticket", secret, clock()).target == 6
