"""The demo as files."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from oase.demo import ANSWERS_HEADER, CONTACTS_HEADER, SEGMENTS, lindwerk, write
from oase.errors import StorageError, StorageForbidden


def test_contacts_parquet_is_the_table(tmp_path: Path):
    """The Parquet file holds exactly the contacts of the demo in memory, segments named as in the answers."""
    files = write(tmp_path / "demo", persons=120)
    held = pq.read_table(files.contacts)
    assert set(SEGMENTS.values()) <= set(held.column_names) & set(ANSWERS_HEADER.values())
    assert held.rename_columns(lindwerk(120).contacts.column_names).equals(lindwerk(120).contacts)


def test_german_csv(tmp_path: Path):
    """Answers come as German Excel saves them: mark, semicolons, local times, one line each."""
    files = write(tmp_path, persons=120)
    assert files.answers.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = files.answers.read_text("utf-8-sig").splitlines()
    answers = lindwerk(120).answers
    assert lines[0].split(";") == list(ANSWERS_HEADER.values())
    assert len(lines) == answers.num_rows + 1
    first = dict(zip(lines[0].split(";"), lines[1].split(";"), strict=True))
    assert first["Kunde"] == "K-0000000"
    assert first["Antwort"] in {"schlechter als erwartet", "wie erwartet", "besser als erwartet"}
    assert first["Phase"] == "Kauf"
    day, month, year = first["Zeitpunkt"].split(" ")[0].split(".")
    assert f"{year}-{month}-{day}" == str(answers["at"][0].as_py().date())


def test_contacts_as_csv(tmp_path: Path):
    """On request contacts are German CSV too, baskets with a decimal comma."""
    files = write(tmp_path, persons=50, contacts="csv")
    rows = [line.split(";") for line in files.contacts.read_text("utf-8-sig").splitlines()]
    assert rows[0] == list(CONTACTS_HEADER.values())
    baskets = [row[5] for row in rows[1:] if row[2] == "Kauf"]
    assert baskets
    assert any("," in basket for basket in baskets)
    assert not any("." in basket for basket in baskets)


def test_invitations_file(tmp_path: Path):
    """The denominators are written with one line per touchpoint asked about."""
    files = write(tmp_path, persons=50)
    lines = files.invitations.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Kontaktpunkt;Kontakte;Eingeladen;Geantwortet"
    assert len(lines) == len(lindwerk(1).truth) + 1


def test_folder_is_a_file(tmp_path: Path):
    """A file where the folder should be is told as such, without a traceback of another kind."""
    taken = tmp_path / "demo"
    taken.write_text("", "utf-8")
    with pytest.raises(StorageError, match="demo"):
        write(taken, persons=5)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_no_right_to_write(tmp_path: Path):
    """A folder without write permission is named."""
    tmp_path.chmod(0o500)
    with pytest.raises(StorageForbidden):
        write(tmp_path / "demo", persons=5)
