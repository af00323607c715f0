"""The commands of persons, retention and backups, as a person calls them."""

from __future__ import annotations

import io
import json

import pytest

from oase.app import open_house
from oase.cli import main

from .doors import Clock, door, new_house, said


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Return the path of a house with Anna in it."""
    monkeypatch.setenv("OASE_LANG", "en")
    clock = Clock()
    with new_house(tmp_path / "house", clock) as house:
        with door(house) as take:
            ids = {"userId": "anna-17", "anonymousId": "anon-4711"}
            take("identify", **ids, traits={"city": "Ulm"}, messageId="m1", **said(clock.at))
            take("track", **ids, event="Product Viewed", messageId="m2", **said(clock.at))
            consent = {"consent": {"categoryPreferences": {"email": True}}}
            take("track", userId="berta-1", event="x", messageId="m3", context=consent, **said(clock.at))
        house.work_off()
    return str(tmp_path / "house")


@pytest.fixture
def call(capsys):
    def run(*args):
        with pytest.raises(SystemExit) as end:
            main(list(map(str, args)))
        out, err = capsys.readouterr()
        return end.value.code, out, err

    return run


def test_show_is_the_default(house, call):
    code, out, _ = call("person", house, "anna-17")
    assert code == 0
    for part in ("user: anna-17", "anonymous: anon-4711", "city: Ulm", "1 contacts", "number 1: together"):
        assert part in out


def test_the_language_is_that_of_the_system(house, call, monkeypatch):
    monkeypatch.setenv("OASE_LANG", "de")
    assert "widerrufen" in call("person", "object", house, "anna-17")[1].casefold()
    out = call("person", house, "anna-17")[1]
    for part in ("Kennungen", "Nummer 1: together", "email: widerrufen", "1 Kontakte"):
        assert part in out
    assert "Verbunden: Nummer" in call("person", "merge", house, "anna-17", "berta-1")[1]
    assert "Beleg" in call("person", "erase", house, "anna-17", "--yes")[1]


def test_an_unknown_person_is_told(house, call):
    code, _, err = call("person", "export", house, "nobody")
    assert code == 1
    assert "Nobody is known by that id" in err


def test_export_is_json(house, call, tmp_path):
    code, out, _ = call("person", "export", house, "anon-4711")
    assert code == 0
    assert json.loads(out)["identity"]["profile"] == {"city": "Ulm"}
    call("person", "export", house, "anna-17", "--out", tmp_path / "anna.json")
    assert json.loads((tmp_path / "anna.json").read_text())["ids"]


def test_correct_object_consents(house, call):
    assert call("person", "correct", house, "anna-17", "city=Köln", "name=Anna")[0] == 0
    assert call("person", "correct", house, "anna-17", "city=")[1].count("city") == 0
    assert call("person", "correct", house, "anna-17", "city")[0] == 2
    assert call("person", "object", house, "anna-17", "--purpose", "email", "--source", "letter")[0] == 0
    assert "email: withdrawn (letter)" in call("person", "consents", house, "anna-17")[1]
    assert call("person", "consents", house, "anna-17")[1].count("email") == 1  # once, though kept per id
    code, _, err = call("person", "object", house, "anna-17", "--purpose", "emial")
    assert code == 2
    assert "did you mean 'email'" in err


def test_merge_and_unmerge(house, call):
    _, out, _ = call("person", "merge", house, "anna-17", "berta-1")
    number = out.split()[-1]
    assert "berta-1" in call("person", house, "anna-17")[1]
    assert call("person", "unmerge", house, number)[0] == 0
    assert "berta-1" not in call("person", house, "anna-17")[1]
    assert call("person", "unmerge", house, 999)[0] in (1, 2)


def test_erase_asks_unless_told(house, call, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert call("person", "erase", house, "anna-17")[0] == 130
    assert call("person", house, "anna-17")[0] == 0
    code, out, _ = call("person", "erase", house, "anna-17", "--yes")
    assert code == 0
    assert "Receipt" in out
    assert call("person", house, "anna-17")[0] == 1


def test_retention_is_shown_tried_and_set(house, call):
    code, out, _ = call("retention", house)
    assert code == 0
    assert "forever" in out
    out = call("retention", house, "contacts", "10", "--dry-run")[1]
    assert out.split()[-3:] == ["contacts", "10", "2"]
    assert "forever" in call("retention", house, "contacts", "forever", "--dry-run")[1]
    assert call("retention", house, "contacts", "10")[0] == 0
    with open_house(house) as opened:
        assert opened.expire()["contacts"] == 2
        assert opened.contacts().count == 0
    for wrong in (
        ("contakts", "5"),
        ("contacts", "0"),
        ("contacts", "soon"),
        ("messages", "3"),
        ("contacts",),
    ):
        assert call("retention", house, *wrong)[0] == 2


def test_backup_and_restore(house, call, tmp_path):
    code, out, err = call("backup", house, tmp_path / "backups")
    assert code == 0
    assert "The key is not in it" in err
    (backup,) = (tmp_path / "backups").glob("*.tar")
    assert str(backup) in out
    key = f"{house}/keys/pseudonym.key"
    code, out, _ = call("restore", backup, tmp_path / "again", "--key", key)
    assert code == 0
    assert "2 contacts" in out
    assert call("doctor", tmp_path / "again")[0] == 0
    code, _, err = call("restore", backup, house, "--key", key)
    assert code == 1
    assert "never replaces" in err


def test_doctor_sees_what_waits_and_mends_it(house, call, tmp_path):
    with open_house(house) as opened, door(opened) as take:
        take("track", userId="carla", event="y", messageId="m9", **said(opened.rooms.clock()))
    (tmp_path / "house" / "staging").mkdir()
    code, out, _ = call("doctor", house)
    assert code == 1
    assert "1 accepted requests are not contacts yet" in out
    assert "A backup was cut short" in out
    code, out, _ = call("doctor", house, "--mend")
    assert code == 0
    assert "is whole" in out
    with open_house(house) as opened:
        assert opened.contacts().count == 3
        opened.request_erasure("carla")
    assert call("doctor", house)[0] == 1
    assert call("doctor", house, "--mend")[0] == 0
