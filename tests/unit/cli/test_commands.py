"""The command as people call it: what it prints, writes, and returns."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

import oase
from oase.cli import main
from oase.demo.listening.truth import RATED
from oase.demo.plan import ASKED

CONTACTS = """customer,time,event
1,2026-03-01 10:00,Search
1,2026-03-01 10:05,Basket
1,2026-03-02 09:00,Purchase
2,2026-03-01 11:00,Search
2,2026-03-01 11:30,Search
3,2026-03-03 08:00,"=1+1 ""→"" 🙂"
"""
NAMED = ["--person", "customer", "--at", "time", "--touchpoint", "event", "--timezone", "Europe/Berlin"]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Let the command speak English where a test asks for no other language."""
    monkeypatch.setenv("OASE_LANG", "en")


class Called:
    """What one call of the command left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def call(capfdbinary):
    """Return a function that runs the command and gives exit code, output and messages."""

    def run(*args: str | Path) -> Called:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        return Called(stop.value.code, out.decode(), err.decode())

    return run


@pytest.fixture
def log(tmp_path) -> Path:
    """Return a small contact log."""
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS)
    return path


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory) -> Path:
    """Return a folder in which ``oase demo`` was run once."""
    folder = tmp_path_factory.mktemp("demo") / "lindwerk"
    with pytest.raises(SystemExit) as stop:
        main(["demo", "--once", "--folder", str(folder), "--persons", "1500", "--lang", "en"])
    assert stop.value.code == 0
    return folder


def test_version_and_help_name_every_command(call):
    """``--version`` and ``--help`` answer at once, and every command is listed with what it does."""
    assert call("--version").out == f"oase, version {oase.__version__}\n"
    listed = call("--help").out
    for name in ("demo", "import", "check", "journeys", "magic", "report", "survey-kit", "doctor"):
        assert name in listed
        helped = call(name, "--help")
        assert helped.code == 0
        assert "xample" in helped.out, f"oase {name} --help shows no example"


def test_journeys_prints_transitions_and_paths(call, log):
    """Without further options a contact log shows its transitions and its paths."""
    done = call("journeys", log, *NAMED, "--lang", "en")
    assert done.code == 0
    assert "Search" in done.out
    assert "Search → Basket → Purchase" in done.out
    assert "other" in done.out


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_text_formats_are_for_programs(call, log, kind):
    """JSON and CSV go to standard output and nothing else does."""
    done = call("journeys", log, *NAMED, "--show", "transitions", "--format", kind)
    if kind == "json":
        rows = json.loads(done.out)
        assert {(row["source"], row["target"], row["contacts"]) for row in rows} == {
            ("Search", "Basket", 1),
            ("Basket", "Purchase", 1),
            ("Search", "Search", 1),
        }
    else:
        assert done.out.splitlines()[0].startswith('"source","target","contacts"')


def test_excel_keeps_a_formula_like_name_as_text(call, log, tmp_path):
    """A touchpoint named like a formula stays a text in the workbook."""
    out = tmp_path / "paths.xlsx"
    assert call("journeys", log, *NAMED, "--show", "paths", "--out", out).code == 0
    cells = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert '=1+1 "→" 🙂' in [row[0] for row in cells]


def test_parquet_is_written_by_the_ending_of_the_file(call, log, tmp_path):
    """The ending of ``--out`` names the format."""
    out = tmp_path / "deep" / "t.parquet"
    done = call("journeys", log, *NAMED, "--show", "transitions", "--out", out)
    assert done.code == 0
    assert pq.read_table(out).num_rows == 3


def test_funnel_from_the_command_line(call, log):
    """A funnel counts persons step by step."""
    done = call("journeys", log, *NAMED, "--funnel", "Search, Basket, Purchase", "--format", "json")
    assert [row["persons"] for row in json.loads(done.out)] == [2, 1, 1]


def test_demo_finds_what_it_can_and_writes_both_reports(demo_folder, call):
    """The demo leaves two reports and a house, and says what to try; a second run takes nothing in twice."""
    for name in ("bericht.html", "report.html"):
        assert (demo_folder / name).read_text().startswith("<!doctype html>")
    again = call("demo", "--once", "--folder", demo_folder, "--persons", "1500", "--lang", "de")
    assert again.code == 0
    assert "bericht.html" in again.out
    assert "Zum Weitermachen" in again.out
    with oase.open(demo_folder / "house") as house:
        assert len(house.imports()) == 2


def test_demo_never_touches_a_foreign_folder(call, tmp_path, demo_folder):
    """The demo refuses a folder with other things, and another demo in its place."""
    (tmp_path / "mine.txt").write_text("precious")
    done = call("demo", "--once", "--folder", tmp_path)
    assert done.code == 1
    assert "choose another --folder" in done.err
    assert (tmp_path / "mine.txt").exists()
    other = call("demo", "--once", "--folder", demo_folder, "--persons", "1600")
    assert other.code == 1
    assert "--fresh" in other.err


def test_house_goes_through_every_command(demo_folder, call, tmp_path):
    """A house can be asked for journeys, verdicts and a report, and is found whole."""
    house = demo_folder / "house"
    assert call("doctor", house).out.strip().endswith("is whole.")
    assert "Kauf" in call("journeys", house, "--show", "transitions").out
    rows = json.loads(call("magic", house, "--outcome", "Kauf", "--format", "json").out)
    assert len(rows) == len(ASKED) + len(RATED)
    out = tmp_path / "b.html"
    done = call("report", "--house", house, "--outcome", "Kauf", "--out", out, "--lang", "de")
    assert done.code == 0
    assert out.exists()
    assert call("report", house, "--outcome", "Kauf", "--out", out).code == 0
    assert call("report", house, "--house", house).code == 2


def test_import_adds_nothing_twice(call, log, tmp_path):
    """The same file again adds nothing, a grown file only its new rows."""
    house = tmp_path / "house"
    first = call("import", log, "--house", house, *NAMED)
    assert "6 contacts added, 0 already known, 0 refused, of 6 rows" in first.out
    log.write_text(CONTACTS + "3,2026-03-04 08:00,Purchase\n")
    assert "1 contacts added, 6 already known" in call("import", log, "--house", house, *NAMED).out


def test_refused_rows_are_shown_and_written(call, tmp_path):
    """Rows that cannot be read are counted, shown with line and reason, and written on request."""
    path, refused = tmp_path / "c.csv", tmp_path / "refused.csv"
    path.write_text(CONTACTS + "4,not a time,Search\n,2026-03-01 10:00,Search\n")
    done = call("journeys", path, *NAMED, "--refusals", refused)
    assert done.code == 0
    assert "2 of 8 rows were refused" in done.err
    assert "line 8: time not readable: time = 'not a time'" in done.err
    assert len(refused.read_text().splitlines()) == 3


def test_survey_kit_needs_touchpoints_and_writes_files(call, tmp_path):
    """The survey kit says what it needs, and writes print page and imports."""
    assert call("survey-kit", "--brand", "Lindwerk").code == 2
    done = call("survey-kit", "--brand", "Lindwerk", "--touchpoint", "Beratung", "--out", tmp_path / "kit")
    assert done.code == 0
    endings = {path.suffix for path in (tmp_path / "kit").rglob("*") if path.is_file()}
    assert {".html", ".json"} <= endings


def test_quiet_and_plain_when_piped(log):
    """Into a pipe go no colours, no bars, and a closed pipe is no error."""
    code = [sys.executable, "-m", "oase", "journeys", str(log), *NAMED]
    done = subprocess.run(code, capture_output=True, check=True)
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stderr == b""
    shell = subprocess.run(
        f"{sys.executable} -m oase journeys {log} {' '.join(NAMED)} | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in shell.stderr


def _zip(path: Path, *members: tuple[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members:
            archive.writestr(name, text)
    return path


WRONG = {
    "missing file": (lambda d: d / "contacts.cvs", "contacts.csv"),
    "empty file": (lambda d: _text(d / "e.csv", ""), "empty"),
    "a folder": (lambda d: d, "folder"),
    "binary rubbish": (lambda d: _bytes(d / "r.csv", bytes(range(256)) * 40), "what to do"),
    "duplicated header": (
        lambda d: _text(d / "d.csv", "customer,time,event,event\n1,2026-01-01,a,b\n"),
        "event",
    ),
    "no readable time": (lambda d: _text(d / "t.csv", "customer,time,event\n1,soon,a\n2,later,b\n"), "soon"),
    "all-null touchpoint": (
        lambda d: _text(d / "n.csv", "customer,time,event\n1,2026-01-01 10:00,\n"),
        "event",
    ),
    "zip with differing headers": (
        lambda d: _zip(d / "z.zip", ("a.csv", CONTACTS), ("b.csv", "who,when,what\n1,2,3\n")),
        "b.csv",
    ),
    "a column that is not there": (
        lambda d: _text(d / "w.csv", "custmer,time,event\n1,2026-01-01,a\n"),
        "'custmer'",
    ),
}


def _text(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_gives_a_message_and_no_traceback(what, call, log):
    """Each kind of wrong input ends with exit code 1 and a message that names it."""
    make, said = WRONG[what]
    done = call("journeys", make(log.parent), *NAMED)
    assert done.code == 1
    assert done.err.startswith("Error: ")
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_wrong_call_is_exit_code_two(call, log):
    """A mistyped command or option is told with the nearest name, and ends with 2."""
    assert "Did you mean journeys" in call("journey", log).err
    assert call("journeys", log, "--persn", "x").code == 2
    assert call("journeys", log, *NAMED, "--show", "funnel").code == 2
    assert call("journeys", log, *NAMED, "--sessions", "soon").code == 2


WORDS = ("missed", "met", "exceeded")
ANSWERS = "who,when,where,answer,outcome\n" + "".join(
    f"{i},2026-01-{1 + i % 28:02d} 10:00,{('App', 'Shop')[i % 2]},{WORDS[i % 3]},{i % 5 == 0:d}\n"
    for i in range(60)
)
SAID = ["--person", "who", "--at", "when", "--touchpoint", "where", "--answer", "answer", "--timezone", "UTC"]


def test_few_answers_are_open_not_wrong(call, tmp_path):
    """Sixty answers give a table of open verdicts with the number still needed."""
    path = _text(tmp_path / "a.csv", ANSWERS)
    done = call("magic", path, *SAID, "--outcome", "outcome", "--format", "json")
    assert done.code == 0
    assert {row["state"] for row in json.loads(done.out)} == {"open"}


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (ANSWERS.replace(",1\n", ",0\n"), ["--outcome", "outcome"], "one value"),
        (ANSWERS.replace("App", "Shop"), ["--outcome", "outcome"], "touchpoint"),
        (
            ANSWERS.replace("met", "9").replace("missed", "8").replace("exceeded", "7"),
            ["--scale", "1-5"],
            "scale",
        ),
        (ANSWERS, ["--outcome", "outcom"], "'outcome'"),
    ],
    ids=["outcome with one value", "one touchpoint only", "answers outside the scale", "outcome mistyped"],
)
def test_answers_without_a_verdict_say_why(call, tmp_path, text, options, said):
    """Answers from which no verdict can follow are told so, with what is missing."""
    done = call("magic", _text(tmp_path / "a.csv", text), *SAID, *options)
    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_segment_of_three_people_is_open(demo_folder, call, tmp_path):
    """A tiny segment is no error: its touchpoints are open."""
    rows = ANSWERS.replace("who,", "group,who,").splitlines()
    text = "\n".join([rows[0], *(f"{'tiny' if i < 6 else 'rest'},{row}" for i, row in enumerate(rows[1:]))])
    path = _text(tmp_path / "s.csv", text + "\n")
    done = call(
        "magic",
        path,
        *SAID,
        "--outcome",
        "outcome",
        "--context",
        "group",
        "--segment",
        "group",
        "--format",
        "json",
    )
    assert done.code == 0, done.err
    tiny = [row for row in json.loads(done.out) if row["segment"] == "tiny"]
    assert tiny
    assert {row["state"] for row in tiny} == {"open"}
