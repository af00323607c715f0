"""``oase keys`` and ``oase tail`` as someone at a terminal uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert

from oase import read_contacts
from oase.app import open_house
from oase.cli import oase
from oase.contacts.keys import Keyring
from oase.contacts.tables import door_counts, refusals
from oase.db import open_database
from oase.db.schema import contact_log
from oase.errors import HouseExists, HouseMissing, OaseError, OptionInvalid

AT = 1_795_000_000_000_000


@pytest.fixture
def house(tmp_path: Path) -> Path:
    open_database(tmp_path / "house", create=True).close()
    return tmp_path / "house"


def _run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(oase, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_keys_are_made_listed_and_revoked(house: Path) -> None:
    """The secret alone goes to standard output, so that a script can take it; listed is its beginning."""
    declared = ("--source", "shop", "--channel", "web", "--basis", "consent", "--text", "Banner, v3")
    secret = _run("keys", "create", house, *declared).stdout.strip()
    with open_database(house) as database:
        key = Keyring(database).find(secret, "write")
        assert key is not None
        assert (key.name, key.channel) == ("shop", "web")
    told = json.loads(_run("keys", "create", house, "--kind", "admin", "--format", "json").stdout)
    assert told["key"].startswith(told["hint"])
    listed = _run("keys", "list", house, "--lang", "en").output
    assert "shop" in listed
    assert secret not in listed
    assert "no write key" not in listed
    assert "revoked" in _run("keys", "revoke", house, "1", "--lang", "en").output
    rows = json.loads(_run("keys", "list", house, "--format", "json").stdout)
    assert [bool(row["revoked"]) for row in rows] == [True, False]
    assert "Schreibschlüssel" in _run("keys", "list", house, "--lang", "de").stderr


def test_the_first_key_makes_the_house(tmp_path: Path) -> None:
    """A house is made where nothing is; a wrong call, or a folder with other things, makes none."""
    folder, declared = tmp_path / "new" / "house", ("--source", "shop", "--basis", "consent", "--text", "v3")
    refused = CliRunner().invoke(oase, ["keys", "create", str(folder), "--source", "shop"])
    assert isinstance(refused.exception, OptionInvalid)
    assert "basis" in (refused.exception.expected or "")
    assert not folder.exists()
    made = _run("keys", "create", folder, *declared, "--lang", "de")
    assert "Neues Haus" in made.stderr
    again = _run("keys", "create", folder, *declared, "--lang", "de")
    assert "Neues Haus" not in again.stderr
    assert len(json.loads(_run("keys", "list", folder, "--format", "json").stdout)) == 2
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").touch()
    taken = CliRunner().invoke(oase, ["keys", "create", str(tmp_path / "photos"), *declared])
    assert isinstance(taken.exception, HouseExists)
    assert isinstance(
        CliRunner().invoke(oase, ["keys", "list", str(tmp_path / "no")]).exception, HouseMissing
    )
    assert not (tmp_path / "no").exists()


def _arrive(house: Path) -> None:
    with open_database(house) as database, database.writing() as connection:
        contact = {
            "alias": 0x0123456789ABCDEF, "at": AT, "received": AT, "touchpoint": "Product\x1b[31m page",
            "channel": "Website", "source": "shop", "message_key": b"1", "tie": "1",
        }  # fmt: skip
        connection.execute(insert(contact_log).values(contact))
        refusal = {
            "received": AT + 1, "source": "shop", "worker": "w1", "row": 1, "item": 0, "step": "validate",
            "reason": "event_empty", "detail": "track without event",
        }  # fmt: skip
        connection.execute(insert(refusals).values(refusal))


def test_what_arrived_is_shown_in_order(house: Path) -> None:
    """Contacts and refusals with their reason; what a terminal would obey is not passed on."""
    _arrive(house)
    head, contact, refusal = _run("tail", house, "--once", "--lang", "de").output.splitlines()
    assert head.split("\t") == ["Zeit", "Quelle", "Touchpoint", "Kanal", "Person"]
    assert contact.split("\t")[1:] == [
        "shop",
        "Product\N{REPLACEMENT CHARACTER}[31m page",
        "Website",
        "01234567",
    ]
    assert refusal.split("\t")[1:] == ["shop", "abgelehnt: event_empty  track without event"]
    assert len(_run("tail", house, "--once", "--refusals").output.splitlines()) == 2


def test_programs_get_json_lines_since_a_moment(house: Path) -> None:
    """One object a line; what came before is left out."""
    _arrive(house)
    output = _run("tail", house, "--once", "--format", "json", "--since", "2020-01-01T00:00+00:00").output
    rows = [json.loads(line) for line in output.splitlines()]
    assert [row.get("reason") for row in rows] == [None, "event_empty"]
    assert rows[0]["alias"] == "0123456789abcdef"
    later = _run("tail", house, "--once", "--format", "json", "--since", "2999-01-01T00:00+00:00")
    assert later.output == ""


def test_an_analysis_says_where_refusals_of_the_door_are_shown(tmp_path: Path) -> None:
    """They are in no file that could be written anew."""
    with open_house(tmp_path / "house", create=True) as house:
        times = ["2026-11-21T10:00Z", "2026-11-21T11:00Z"]
        rows = pa.table({"who": ["a", "a"], "ts": times, "what": ["web", "shop"]})
        house.import_contacts(read_contacts(rows, person="who", at="ts", touchpoint="what"), source="till")
        with house.rooms.database.writing() as connection:
            day = {"day": "2026-11-21", "source": "shop", "outcome": "event_empty", "contacts": 7}
            connection.execute(insert(door_counts).values(day))
    told = _run("journeys", tmp_path / "house", "--show", "transitions", "--lang", "en").stderr
    assert "7 of 9 rows were refused" in told
    assert "oase tail HOUSE --refusals" in told


@pytest.mark.parametrize("command", ["try", "set"])
def test_a_mapping_that_cannot_be_read_is_told_with_its_file(
    house: Path, tmp_path: Path, command: str
) -> None:
    """File and line; the mapping that holds stays."""
    file = tmp_path / "mapping.toml"
    file.write_text('ignore_case = true\n[[rules]]\ntouchpoint = "Kauf"\n')
    told = CliRunner().invoke(oase, ["mapping", command, str(house), str(file)]).exception
    assert isinstance(told, OaseError)
    assert (told.where or "").startswith(f"{file}, line 2")
    file.write_text("[[rule\n")
    told = CliRunner().invoke(oase, ["mapping", command, str(house), str(file)]).exception
    assert isinstance(told, OaseError)
    assert told.where == str(file)
    assert len(_run("mapping", "versions", house).output.split("\n")) < 7
