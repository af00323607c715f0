"""The written pages keep to what the program does: columns, reasons, words, sessions and command lines."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pytest

import oase
from oase.lake.reading.answer_codes import AnswerCodes
from oase.lake.reading.sniffing import kind_of
from oase.lake.reading.times import Times
from oase.model import NOT_ANSWERED, Evidence, Phase, RefusalReason, State

DOCS = Path(__file__).parents[2] / "docs"
RESULTS = DOCS / "reference" / "results.md"
FILES = DOCS / "reference" / "files.md"
TOLD = sorted([*DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md")])
WITH_COMMANDS = sorted(DOCS.glob("**/*.md"))
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    """Return one result of each kind, by the heading of its section."""
    demo = oase.demo.lindwerk(persons=400)
    contacts = oase.read_contacts(demo.contacts, person="person", at="at", touchpoint="touchpoint")
    answers = oase.read_answers(demo.answers, person="person", at="at", brand="brand", own="Lindwerk")
    journeys = oase.Journeys(contacts)
    return {
        "Transitions": journeys.transitions(),
        "Paths": journeys.paths(),
        "Funnel": journeys.funnel(["Newsletter", "Kauf"]),
        "Step matrix": journeys.step_matrix(),
        "Time between": journeys.time_between("Newsletter", "Kauf"),
        "Retention": journeys.retention(),
        "Magic moments": oase.magic_moments(answers, contacts, outcome="Kauf"),
        "Drivers": oase.drivers([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]], n=100),
        "Check": oase.check(demo.answers),
    }


def section(page: Path, heading: str) -> str:
    """Return what stands below a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", page.read_text(), re.M | re.S)
    assert found, f"{page.name} has no section {heading}"
    return found[1]


def table(text: str) -> list[list[str]]:
    """Return the cells of the first table of a text, header left out."""
    lines = [
        list(lines) for is_row, lines in groupby(text.splitlines(), lambda s: s.startswith("|")) if is_row
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[0][2:]]


def codes(text: str) -> list[str]:
    """Return the first cell of each row of the first table, without its quotes."""
    return [row[0].strip("`") for row in table(text)]


@pytest.mark.parametrize(
    "heading",
    [
        "Transitions",
        "Paths",
        "Funnel",
        "Step matrix",
        "Time between",
        "Retention",
        "Magic moments",
        "Drivers",
        "Check",
    ],
)
def test_every_column_is_explained(results, heading):
    """The page lists the columns that a result really has, in their order, and no others."""
    assert codes(section(RESULTS, heading)) == results[heading].table.column_names


def test_every_state_and_letter_is_explained():
    """States come with their signs in the order of precedence, evidence letters are complete."""
    states = [(row[0].strip("`"), row[1]) for row in table(section(RESULTS, "States"))]
    assert states == [(state.value, state.sign) for state in State]
    letters = {letter.value for letter in Evidence}
    assert set(codes(section(RESULTS, "Evidence letters"))) == letters
    assert set(codes(section(DOCS / "tutorial" / "first-hour.md", "Evidence letters"))) == letters


def test_every_flag_is_explained(results):
    """A flag that occurs stands in the list of flags, or is a state."""
    seen = {flag for row in results["Magic moments"].rows() for flag in row["flags"]}
    assert seen <= {*codes(section(RESULTS, "Flags")), *map(str, State)}


def test_every_refusal_reason_is_explained():
    """The closed list of reasons stands in the page, in its order."""
    assert codes(section(FILES, "Refusal reasons")) == [str(reason) for reason in RefusalReason]


@pytest.mark.parametrize("row", table(section(FILES, "Time forms")), ids=lambda row: row[0])
def test_time_forms_are_read_as_told(row):
    """Each form of a time is read as the moment that stands beside it."""
    moments = Times("at", "Europe/Berlin").read(pa.array([row[0].strip("`")]), "page")
    at = _EPOCH + timedelta(microseconds=int(moments.at[0]))
    assert at == datetime.fromisoformat(row[1]).replace(tzinfo=UTC)


@pytest.mark.parametrize("row", table(section(FILES, "Scale words")), ids=lambda row: row[0])
def test_scale_words_are_read_as_told(row):
    """Each word for an answer is read as the row of the table says."""
    words = [word.strip() for word in row[1].split(",")]
    value = {"missed (−1)": -1, "met (0)": 0, "exceeded (1)": 1, "not answered": None}[row[0]]
    codes = AnswerCodes((-1, 1), ())
    assert codes.read(pa.array(words)).values.to_pylist() == [value] * len(words)
    assert value != NOT_ANSWERED


def test_phase_words_are_read_as_told():
    """Each word for a phase is known, and no phase is left out."""
    rows = table(section(DOCS / "how-to" / "prepare-data.md", "Phases"))
    assert [row[0] for row in rows] == [phase.value for phase in Phase]
    for name, words, *_ in rows:
        assert {Phase.parse(word) for word in words.split(",")} == {Phase(name)}


def test_first_bytes_are_those_told():
    """Kinds that are recognised by plain letters are recognised by those in the page."""
    for name, kind in (("Parquet", "parquet"), ("Arrow file (Feather)", "arrow"), ("zip", "zip")):
        told = next(row[1].strip("`") for row in table(section(FILES, "Formats")) if row[0] == name)
        head = told.encode() + (b"\x03\x04" if kind == "zip" else b"")
        assert kind_of(head + b"...", "page") == kind


def sessions(page: Path) -> str:
    """Return the Python sessions of a page, one after another."""
    blocks = [body for kind, body in _BLOCK.findall(page.read_text()) if kind == "python"]
    return "\n".join(body for body in blocks if body.startswith(">>>"))


@pytest.mark.parametrize("page", TOLD, ids=lambda page: page.stem)
def test_sessions_run(page, tmp_path, monkeypatch):
    """The Python sessions of a page give what is printed there, one after another, in an empty folder."""
    text = sessions(page)
    if "lindwerk/files" in text:
        oase.demo.write(tmp_path / "lindwerk" / "files")
    monkeypatch.chdir(tmp_path)
    parsed = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    said: list[str] = []
    runner.run(parsed, out=said.append)
    assert runner.failures == 0, "".join(said)


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Yield page and words of every ``oase …`` line in the pages' sh blocks."""
    for page in WITH_COMMANDS:
        for kind, body in _BLOCK.findall(page.read_text()):
            if kind == "sh":
                for line in body.replace("\\\n", " ").splitlines():
                    words = shlex.split(line, comments=True)
                    if words[:1] == ["oase"]:
                        yield page.name, words[1:]


def test_command_lines_parse():
    """Every command line of the pages names commands, options and values that exist."""
    from oase.cli import oase as group

    seen = list(command_lines())
    assert len(seen) >= 15
    for page, words in seen:
        name, *rest = words
        command = group.get_command(click.Context(group), name)
        assert command is not None, f"{page}: there is no command {name}"
        try:
            command.make_context(name, rest)
        except click.UsageError as error:
            pytest.fail(f"{page}: oase {shlex.join(words)}: {error.format_message()}")
