"""A backup is whole whatever happens meanwhile, and becomes a house again only as it was."""

from __future__ import annotations

import io
import shutil
import tarfile
import threading
from dataclasses import replace

import msgspec
import pytest

from oase.app import Manifest, Works, erasure, open_house, restore
from oase.app.backup import MANIFEST, backup
from oase.errors import (
    HouseExists,
    InputError,
    OptionInvalid,
    SourceMissing,
    SourceUnreadable,
)

from .doors import Clock, door, new_house, said


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


def _view(house, n, user="anna"):
    return {"event": "Product Viewed", "userId": user, "messageId": f"m{n}", **said(house.rooms.clock())}


def _filled(house, contacts=6):
    with door(house) as take:
        for number in range(contacts):
            take("track", **_view(house, number, f"p{number % 2}"))
    house.work_off()


def _key(house):
    return house.folder / "keys" / "pseudonym.key"


def test_what_was_acknowledged_before_is_in_it_while_more_arrives(house, tmp_path):
    """Whatever the works and the door do between two steps of a backup, nothing is lost and nothing twice."""
    number = 0
    with door(house) as take:

        def arrive():
            nonlocal number
            take("track", **_view(house, number))
            number += 1

        def between(step):
            arrive()
            if step in ("inbox copied", "database copied"):
                Works(house).run_until_idle()
                house.seal()
                house.rooms.store.fold(share=0.0)
            arrive()

        for _ in range(5):
            arrive()
        house.work_off()
        house.seal()
        arrive()
        before = number
        path = backup(replace(house.rooms, steps=between), tmp_path / "backups")
    restored = restore(path, tmp_path / "again", key=_key(house), clock=house.rooms.clock)
    assert before <= restored.contacts <= number
    with open_house(tmp_path / "again", clock=house.rooms.clock) as again:
        assert again.check() == ()
        with door(again) as take:
            take("track", **_view(again, 0))  # known already
            take("track", **_view(again, "new"))
        again.work_off()
        assert again.contacts().count == restored.contacts + 1


def test_backup_beside_running_works(house, tmp_path):
    stop = threading.Event()
    running = threading.Thread(target=Works(house).run, args=(stop,))
    running.start()
    try:
        with door(house) as take:
            for number in range(20):
                take("track", **_view(house, number))
            path = house.backup(tmp_path / "backups")
    finally:
        stop.set()
        running.join(60)
    assert restore(path, tmp_path / "again", key=_key(house)).contacts == 20


def test_the_key_is_never_in_it_and_no_draft_stays(house, tmp_path):
    _filled(house)
    path = house.backup(tmp_path / "backups")
    again = house.backup(tmp_path / "backups")
    assert _key(house).read_bytes() not in path.read_bytes()
    found = {one.name for one in (tmp_path / "backups").iterdir()}
    assert {path.name, again.name, "erasures.jsonl"} == {name for name in found if "lock" not in name}
    assert not (house.folder / "staging").exists()
    assert path.stat().st_mode & 0o077 == 0


def test_a_restored_house_is_the_same(house, tmp_path, clock):
    _filled(house)
    house.seal()
    path = house.backup(tmp_path / "backups")
    restore(path, tmp_path / "again", key=_key(house), clock=clock)
    with open_house(tmp_path / "again", clock=clock) as again:
        assert again.contacts().to_arrow().equals(house.contacts().to_arrow())
        assert again.find_person("p1") == house.find_person("p1")


@pytest.fixture
def taken(house, tmp_path):
    _filled(house)
    house.seal()
    return house.backup(tmp_path / "backups")


def test_it_is_refused_without_the_list_of_erasures(house, taken, tmp_path):
    listed = taken.with_name("erasures.jsonl")
    listed.rename(tmp_path / "list.jsonl")
    with pytest.raises(SourceMissing, match="bring erased persons back"):
        restore(taken, tmp_path / "again", key=_key(house))
    assert not (tmp_path / "again").exists()
    restore(taken, tmp_path / "again", key=_key(house), erasures=tmp_path / "list.jsonl")


def test_it_is_refused_where_a_house_stands(house, taken):
    with pytest.raises(HouseExists, match="never replaces"):
        restore(taken, house.folder, key=_key(house))


def test_it_is_refused_with_no_key_or_another_one(house, taken, tmp_path):
    with pytest.raises(SourceMissing, match="key"):
        restore(taken, tmp_path / "again", key=tmp_path / "nothing")
    other = tmp_path / "other.key"
    other.write_bytes(bytes(32))
    with pytest.raises(InputError, match="not that of the house"):
        restore(taken, tmp_path / "again", key=other)
    other.write_bytes(b"short")
    with pytest.raises(InputError, match="no key"):
        restore(taken, tmp_path / "again", key=other)
    assert not (tmp_path / "again").exists()


def test_a_torn_or_changed_backup_is_refused(house, taken, tmp_path):
    whole = taken.read_bytes()
    for content in (whole[: len(whole) // 2], b"", whole.replace(b"SQLite format 3", b"SQLite format 4", 1)):
        taken.write_bytes(content)
        with pytest.raises(SourceUnreadable, match="not whole"):
            restore(taken, tmp_path / "again", key=_key(house))
        assert [one.name for one in tmp_path.iterdir() if "again" in one.name] == []


@pytest.mark.parametrize(
    "name",
    ["../outside", "/tmp/outside", "lake/../../outside", "house.sqlite/x", "keys/pseudonym.key", "x"],  # noqa: S108
)
def test_names_that_lead_out_of_the_house_are_refused(house, taken, tmp_path, name):
    with tarfile.open(taken) as tar:
        manifest = msgspec.json.decode(tar.extractfile(MANIFEST).read(), type=Manifest)
    part = msgspec.structs.replace(manifest.parts[0], path=name, size=1)
    with tarfile.open(taken, "w") as tar:
        for path, content in (
            (name, b"x"),
            (MANIFEST, msgspec.json.encode(msgspec.structs.replace(manifest, parts=(part,)))),
        ):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    with pytest.raises(SourceUnreadable, match="not whole"):
        restore(taken, tmp_path / "deep" / "again", key=_key(house))
    assert not list(tmp_path.rglob("outside"))


def test_a_link_in_a_backup_is_refused(house, taken, tmp_path):
    with tarfile.open(taken) as tar:
        manifest = tar.extractfile(MANIFEST).read()
    with tarfile.open(taken, "w") as tar:
        link = tarfile.TarInfo("house.sqlite")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(manifest)
        tar.addfile(member, io.BytesIO(manifest))
    with pytest.raises(SourceUnreadable, match="not whole"):
        restore(taken, tmp_path / "again", key=_key(house))


def test_a_backup_inside_the_house_is_refused(house):
    with pytest.raises(OptionInvalid, match="inside the house"):
        house.backup(house.folder / "backups")


def test_the_list_of_a_house_that_still_stands_counts(house, taken, tmp_path, clock):
    """The list beside the backup is older than the erasure: the house itself knows."""
    listed = taken.with_name("erasures.jsonl").read_bytes()
    clock.wait(5)
    house.erase_person("p1")
    taken.with_name("erasures.jsonl").write_bytes(listed)
    assert restore(taken, tmp_path / "again", key=_key(house), clock=clock).ids_erased_again == 1
    shutil.move(house.folder, tmp_path / "moved")
    assert restore(taken, tmp_path / "third", key=tmp_path / "moved/keys/pseudonym.key").ids_erased_again == 0


class Cut(BaseException):
    """The process ends here."""


def test_who_started_anew_before_the_backup_is_kept_beside_an_erasure_under_way(house, tmp_path, clock):
    """An erasure under way is done again; one that was asked for later, and was done, is not."""
    _filled(house)
    first = clock.at
    clock.wait(60)
    house.erase_person("p1")
    clock.wait(60)
    with door(house) as take:
        take("track", **_view(house, 9, "p1"))
    house.work_off()

    def cut(name):
        if name == "listed":
            raise Cut

    clock.at, later = first, clock.at
    erasure.request(house.rooms, "p0")
    with pytest.raises(Cut):
        erasure.work_off(replace(house.rooms, steps=cut))
    clock.at = later
    clock.wait(60)
    path = house.backup(tmp_path / "backups")
    assert restore(path, tmp_path / "again", key=_key(house), clock=clock).ids_erased_again == 1
    with open_house(tmp_path / "again", clock=clock) as again:
        assert again.find_person("p0") is None
        assert again.find_person("p1") is not None
        assert again.contacts().count == 1


def test_what_others_may_read_is_told_and_taken_from_them(house, taken):
    """Copied by hand, or made under an open mask: doctor says so, and mend keeps the owner's rights."""
    paths = [house.folder / "house.sqlite", house.folder / "inbox" / "w1.sqlite", taken]
    assert house.check() == ()
    for path in paths:
        path.chmod(0o644)
    assert {found.where for found in house.check()} == set(map(str, paths))
    assert {found.where for found in house.mend()} == set(map(str, paths))
    assert house.check() == ()
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600] * 3
