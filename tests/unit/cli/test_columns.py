"""Columns the command finds by itself, and what it says about them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from oase.cli import main
from oase.experience.guesses import guess, guess_contacts

LOG = """Kundennr.;Datum;Ereignis;Kanal;Umsatz
7;21.11.2026 14:32;Startseite;Online;
7;21.11.2026 14:40;Kauf;Online;1.129,90 €
8;22.11.2026 09:05;Rückgabe;Filiale;
8;22.11.2026 09:05;Rückgabe;Filiale;
"""
SURVEY = "Kundennummer;Alter;Kinder;Beratung;Kasse;Lieferung;Zufriedenheit\n" + "".join(
    f"K{i};{18 + i % 60};{i % 4};{1 + i % 5};{1 + i * 3 % 5};{1 + i * 7 % 5};{('ja', 'nein')[i % 5 < 2]}\n"
    for i in range(200)
)


@pytest.fixture
def call(capfdbinary, monkeypatch):
    """Return a function that runs the command and gives exit code, output and messages."""
    monkeypatch.setenv("OASE_LANG", "en")

    def run(*args: str | Path) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        return stop.value.code, out.decode(), err.decode()

    return run


@pytest.fixture
def log(tmp_path) -> Path:
    """Return a contact log as German Excel writes it."""
    path = tmp_path / "kontakte.csv"
    path.write_text(LOG, "cp1252")
    return path


@pytest.fixture
def survey(tmp_path) -> Path:
    """Return a wide table of answers."""
    path = tmp_path / "umfrage.csv"
    path.write_text(SURVEY, "cp1252")
    return path


def test_german_headings_need_no_option(call, log):
    """A German export is read by its headings, and the command says what it took."""
    code, out, err = call(
        "journeys", log, "--timezone", "Europe/Berlin", "--show", "transitions", "--lang", "de"
    )
    assert code == 0
    assert "Übergänge" in out
    assert "Startseite" in out
    said = "person = Kundennr., at = Datum, touchpoint = Ereignis, channel = Kanal, value = Umsatz"
    assert err == f"kontakte.csv: Spalten, am Namen erkannt: {said}\n"


def test_check_and_the_other_commands_take_the_same_columns(call, log):
    """`oase check` guesses person, time and touchpoint as `oase journeys` does."""
    assert "person = Kundennr.; at = Datum; touchpoint = Ereignis" in call("check", log)[1]


def test_a_wide_table_needs_no_touchpoints(call, survey):
    """Columns of ratings become the touchpoints; a count beside them, the scale and the outcome are told."""
    code, out, err = call(
        "magic", survey, "--outcome", "Zufriedenheit", "--positive", "ja", "--format", "json"
    )
    assert code == 0, err
    assert {row["touchpoint"] for row in json.loads(out)} == {"Beratung", "Kasse", "Lieferung"}
    assert "Columns of ratings taken as touchpoints: Beratung, Kasse, Lieferung" in err
    assert "Scale 1 to 5, as found" in err


def test_a_segment_need_not_be_named_as_context(call, survey):
    """The column of the segments is read along."""
    named = ["--outcome", "Zufriedenheit", "--positive", "ja", "--segment", "Kinder", "--format", "json"]
    code, out, err = call("magic", survey, *named)
    assert code == 0, err
    assert {row["segment"] for row in json.loads(out)} == {None, "0", "1", "2", "3"}


def test_what_is_missing_is_asked_for_with_its_option(call, tmp_path):
    """Where no column has a usual name, the message names the options, not the arguments of the library."""
    path = tmp_path / "a.csv"
    path.write_text("wer,was\n1,Laden\n")
    code, _, err = call("journeys", path)
    assert code == 1
    assert "name it: --person COLUMN --at COLUMN --touchpoint COLUMN" in err
    assert "name it with --own" in call("magic", _brands(tmp_path))[2]


def _brands(folder: Path) -> Path:
    path = folder / "b.csv"
    rows = [f"{i},{('App', 'Shop')[i % 2]},met,{('Lindwerk', 'Norrfell')[i % 2]},9\n" for i in range(20)]
    path.write_text("person,touchpoint,answer,brand,nps\n" + "".join(rows))
    return path


def test_two_files_with_different_names(call, log, tmp_path):
    """A role can be named for one of the two files only; an unknown role is refused."""
    path = tmp_path / "antworten.csv"
    rows = [f"K{i};20.11.2026 10:00;{('App', 'Laden')[i % 2]};erfüllt\n" for i in range(20)]
    path.write_text("wer;Datum;Kontaktpunkt;Antwort\n" + "".join(rows))
    named = ["--contacts", log, "--outcome", "Kauf", "--within", "1d", "--timezone", "Europe/Berlin"]
    _, _, err = call("magic", path, *named, "--answers-column", "person=wer")
    assert "antworten.csv: Columns taken by their names: at = Datum" in err
    assert "kontakte.csv: Columns taken by their names: person = Kundennr." in err
    assert call("magic", path, *named, "--answers-column", "kunde=wer")[0] == 2


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Kunden-Nr.", "person"),
        ("customer_id", "person"),
        ("case:concept:name", "person"),
        ("Zeitstempel", "at"),
        ("time:timestamp", "at"),
        ("Berührungspunkt", "touchpoint"),
        ("concept:name", "touchpoint"),
        ("Kontaktkanal", "channel"),
    ],
)
def test_usual_names_of_contacts(name, role):
    """Usual German and English headings, and those of process logs, are known."""
    assert guess_contacts(pa.table({name: ["x"]}), {}) == {role: name}


def test_the_surest_name_wins():
    """A customer number is the person, also where a counter called id stands before it."""
    table = pa.table({"id": [1, 2], "customer_id": ["a", "b"], "ts": [1, 2], "event": ["x", "y"]})
    assert guess_contacts(table, {})["person"] == "customer_id"


def test_a_value_in_words_is_no_value():
    """A column named like a value that holds words is left alone, so that it refuses no rows."""
    table = pa.table({"id": [1], "ts": [1], "event": ["x"], "wert": ["hoch"]})
    assert "value" not in guess_contacts(table, {})


def test_a_column_that_serves_otherwise_is_no_touchpoint():
    """A rating that is the outcome is not a touchpoint as well."""
    table = pa.table({"a": [1, 2, 5], "b": [2, 3, 5], "gesamt": [1, 3, 5]})
    assert guess(table, {}, taken=["gesamt"]).touchpoints == ("a", "b")


def test_answers_are_known_by_their_words():
    """A column of any name that says exceeded, met, missed is the answer."""
    table = pa.table({"Stelle": ["Laden", "App"], "Erwartung": ["übertroffen", "erfüllt"]})
    assert guess(table, {}).roles == {"touchpoint": "Stelle", "answer": "Erwartung"}


def test_a_separate_time_of_day_is_told(call, tmp_path):
    """Date and time of day in two columns: the date serves, and it is said that the other does not."""
    path = tmp_path / "zwei.csv"
    path.write_text("Kunde;Datum;Uhrzeit;Ereignis\n1;21.11.2026;14:32;Laden\n2;22.11.2026;09:00;App\n")
    code, _, err = call("journeys", path, "--timezone", "UTC", "--show", "paths")
    assert code == 0
    assert "The time of day in 'Uhrzeit' is left out" in err


def test_the_sheet_that_is_named_is_looked_at(call, tmp_path):
    """Columns are recognised in the sheet that is asked for, not in the first one."""
    path = tmp_path / "mappe.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Deckblatt").write_row(0, 0, ["Stand", "von"])
        sheet = book.add_worksheet("Export")
        for row, line in enumerate(LOG.splitlines()):
            sheet.write_row(row, 0, line.split(";"))
    named = ["--sheet", "Export", "--timezone", "Europe/Berlin"]
    assert "touchpoint = Ereignis" in call("check", path, "--sheet", "Export")[1]
    assert "touchpoint = Ereignis" in call("journeys", path, *named)[2]
    assert "4 contacts added" in call("import", path, *named, "--house", tmp_path / "h")[1]


FILES = ["kontakte_1.csv", "kontakte_2.csv"]


def _overlapping(folder: Path) -> list[Path]:
    """Write two exports that share a day; one row stands twice in the first of them."""
    head, *rows = LOG.splitlines(keepends=True)
    paths = [folder / name for name in FILES]
    paths[0].write_text("".join([head, *rows]), "cp1252")
    paths[1].write_text("".join([head, *rows[1:], "9;kein Datum;Kauf;Online;\n"]), "cp1252")
    return paths


def test_overlapping_exports_count_a_row_once(call, tmp_path):
    """Rows that two exports share count once; equal rows of one export count each."""
    _overlapping(tmp_path)
    refused = tmp_path / "refused.csv"
    code, out, err = call(
        "import", tmp_path / "kontakte_*.csv", "--house", tmp_path / "h", "--timezone", "Europe/Berlin",
        "--refusals", refused,
    )  # fmt: skip
    assert code == 0, err
    assert "kontakte_1.csv: 4 contacts added, 0 already known, 0 refused, of 4 rows." in out
    assert out.endswith(": 4 contacts added, 3 already known, 1 refused, of 8 rows.\n")
    assert [line.split(",")[0] for line in refused.read_text().splitlines()] == ["file", "kontakte_2.csv"]


def test_overlapping_exports_in_an_archive_count_a_row_once(call, tmp_path):
    """The files in an archive are taken in one by one, like those of a pattern."""
    packed = tmp_path / "exports.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in _overlapping(tmp_path):
            archive.write(path, path.name)
    _, out, _ = call("import", packed, "--house", tmp_path / "h", "--timezone", "Europe/Berlin")
    assert out.endswith(": 4 contacts added, 3 already known, 1 refused, of 8 rows.\n")


def test_files_of_different_kinds_are_refused_before_the_first_is_taken_in(call, tmp_path):
    """A pattern that also matches another table changes nothing."""
    _overlapping(tmp_path)
    (tmp_path / "kontakte_3.csv").write_text("a;b\n1;2\n")
    house = tmp_path / "h"
    code, _, err = call(
        "import", tmp_path / "kontakte_*.csv", "--house", house, "--timezone", "Europe/Berlin"
    )
    assert code == 1
    assert "kontakte_3.csv" in err
    assert not house.exists()


def test_two_results_do_not_overwrite_each_other(call, log, tmp_path):
    """Transitions and paths go into one JSON object, one workbook, or a CSV or Parquet file each."""
    named = [log, "--timezone", "Europe/Berlin"]
    for kind in ("json", "xlsx", "csv", "parquet"):
        assert call("journeys", *named, "--out", tmp_path / f"j.{kind}")[0] == 0
    assert list(json.loads((tmp_path / "j.json").read_text())) == ["transitions", "paths"]
    assert CalamineWorkbook.from_path(tmp_path / "j.xlsx").sheet_names == ["transitions", "paths"]
    assert (tmp_path / "j-paths.csv").read_text().startswith('"path"')
    assert pq.read_table(tmp_path / "j-transitions.parquet").num_rows == 2
    assert list(json.loads(call("journeys", *named, "--format", "json")[1])) == ["transitions", "paths"]
    code, out, err = call("journeys", *named, "--format", "csv")
    assert (code, out) == (2, "")
    assert "--show transitions" in err


def test_an_unknown_ending_is_refused(call, log, tmp_path):
    """A file named .pdf is not filled with CSV."""
    code, _, err = call("journeys", log, "--timezone", "UTC", "--out", tmp_path / "j.pdf")
    assert code == 2
    assert ".xlsx" in err
    assert not (tmp_path / "j.pdf").exists()


def test_a_report_on_a_house_that_is_not_there(call, tmp_path):
    """A mistyped house is told as a house, not as a file."""
    code, _, err = call("report", "--house", tmp_path / "hous")
    assert code == 1
    assert "There is no house at that path" in err


def test_a_house_is_checked_by_what_it_holds(call, log, tmp_path):
    """`oase check` and `oase magic` on a house look at its answers, and say where there are none."""
    house = tmp_path / "h"
    call("import", log, "--house", house, "--timezone", "Europe/Berlin")
    assert "G (behaviour only)" in call("check", house)[1]
    code, _, err = call("magic", house, "--outcome", "Kauf")
    assert code == 1
    assert "The house holds no answers" in err
    call("import", _brands(tmp_path), "--house", house, "--answers", "--own", "Lindwerk")
    assert "C (recommendation)" in call("check", house)[1]


def test_a_file_is_written_whole_or_not_at_all(log, tmp_path):
    """Where the new file cannot be written, the one that was there stays."""
    out = tmp_path / "j.json"
    out.write_text("old")
    command = [sys.executable, "-m", "oase", "journeys", str(log), "--timezone", "UTC", "--out", str(out)]
    limited = shlex.join(["ulimit", "-f", "0"]) + "; exec " + shlex.join(command)
    done = subprocess.run(["/bin/sh", "-c", "trap '' XFSZ; " + limited], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"The file cannot be written" in done.stderr
    assert out.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"j.json", "kontakte.csv"}
