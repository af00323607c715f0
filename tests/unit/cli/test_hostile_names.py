"""Names from outside that would give orders: to a terminal, a spreadsheet, a browser."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from oase.cli import oase

TERMINAL = "\x1b]0;mine\x07\x9b2J\u202egpj"
FORMULA = '=HYPERLINK("http://evil.example";"Buy")'
SCRIPT = "</title><script>alert(1)</script><img src=x onerror=alert(1)>"
NAMES = (TERMINAL, FORMULA, SCRIPT, "+1", "-2", "@SUM(A1)", "[bold]Shop[/bold]")
COLUMNS = ("--contacts-column", "person=who", "--contacts-column", "at=when",
           "--contacts-column", "touchpoint=what", "--lang", "en")  # fmt: skip
ROLES = ("--person", "who", "--at", "when", "--touchpoint", "what", "--lang", "en")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file in which everyone walks through all names."""
    lines = [
        json.dumps({"who": f"p{person}", "when": f"2026-01-01T10:0{number}:00Z", "what": name})
        for person in range(3)
        for number, name in enumerate(NAMES)
    ]
    path = tmp_path_factory.mktemp("hostile") / "log.jsonl"
    path.write_text("\n".join(lines))
    return path


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(oase, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def obeyed(text: str) -> set[str]:
    return {sign for sign in text if sign in "\x07\x1b\x9b\u202e\r"}


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("show", ["transitions", "paths"])
def test_a_terminal_is_given_no_orders(log: Path, form: str, show: str) -> None:
    output = run("journeys", log, *ROLES, "--show", show, "--format", form)
    assert not obeyed(output)
    assert "2J" in output
    if form == "json":  # which only writes the signs in another way
        names = [name for row in json.loads(output) for name in row.get("path") or [row.get("source")]]
        assert TERMINAL in names


def test_a_terminal_is_given_no_orders_by_errors(log: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text(f"who,when,{TERMINAL}\n1,2026-01-01,x\n")
    done = CliRunner().invoke(oase, ["check", str(odd)])
    assert not obeyed(done.output)


def test_a_spreadsheet_is_given_no_formula(log: Path) -> None:
    """An apostrophe goes before them, as in the report; JSON and Parquet have the names as they are."""
    output = run("journeys", log, *ROLES, "--show", "transitions", "--format", "csv")
    cells = {cell for row in csv.reader(io.StringIO(output)) for cell in row}
    assert {f"'{FORMULA}", "'+1", "'-2", "'@SUM(A1)"} <= cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_browser_is_given_no_script(log: Path, tmp_path: Path) -> None:
    """Neither by the page nor by the pictures in it."""
    out = tmp_path / "report.html"
    run("report", "--contacts", log, *COLUMNS, "--out", out)
    page = out.read_text()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page
