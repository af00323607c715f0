"""Exports of survey tools: found out by their columns, read as submissions, then as answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from oase.errors import HeaderInvalid, OptionInvalid
from oase.experience.foreign import formbricks, limesurvey, neutral, qualtrics
from oase.experience.foreign.record import Refused, Submission
from oase.experience.foreign.roles import Meaning
from oase.lake.reading.answer_codes import word_value
from oase.lake.reading.plain import PlainRow, plain_columns, plain_rows
from oase.model import Refusal

__all__ = ["TOOLS", "Said", "said_in", "submissions_of", "tool_of"]

_Knows = Callable[[Iterable[str]], bool]
_Reads = Callable[[Iterable[PlainRow]], Iterator[Submission | Refused]]

_READERS: Mapping[str, tuple[_Knows, _Reads]] = {
    formbricks.TOOL: (formbricks.is_export, formbricks.submissions),
    qualtrics.TOOL: (qualtrics.is_export, qualtrics.submissions),
    limesurvey.TOOL: (limesurvey.is_export, limesurvey.submissions),
    neutral.TOOL: (neutral.is_export, neutral.submissions),
}
TOOLS = tuple(_READERS)

_SCALES = {
    "recommend": (0, 10),
    "expectation": (1, 5),
    "satisfaction": (1, 10),
    "effort": (1, 7),
    "trust": (0, 10),
}
_THREE = ("disconfirmation", "compared")
_WORDS = ("voice", "said", "heard", "by_whom", "other", "functional", "dysfunctional")


class Said(NamedTuple):
    """One answer of a submission, as a house keeps it; ``touchpoint`` empty where nobody says."""

    field: str
    role: str
    touchpoint: str
    number: float | None
    text: str | None


def tool_of(path: Path, wanted: str | None = None) -> str:
    """Return which tool has written an export.

    Raises
    ------
    OptionInvalid
        There is no such tool.
    HeaderInvalid
        No tool writes such columns; ``oase import --answers`` reads any other table.
    """
    columns = plain_columns(path)
    if wanted is not None:
        if wanted not in _READERS:
            raise OptionInvalid(
                "There is no such tool", expected=", ".join(TOOLS), got=wanted, where="--tool"
            )
        return wanted
    for tool, (is_export, _) in _READERS.items():
        if is_export(columns):
            return tool
    raise HeaderInvalid(
        "No survey tool that is known writes such columns",
        expected="Response ID, Survey ID (Formbricks); ResponseId, RecordedDate (Qualtrics); id, submitdate,"
        " lastpage (LimeSurvey); submission_id, field_id (neutral)",
        got=", ".join(columns[:20]),
        where=path.name,
        todo="read any other table with `oase import FILE --answers`",
    )


def submissions_of(path: Path, tool: str, name: str = "") -> Iterator[Submission | Refused]:
    """Yield the submissions of an export, and each row that is none with its line and column."""
    rows: list[PlainRow] = []
    for row in plain_rows(path, name):
        if isinstance(row, Refusal):
            yield Refused(row.line, row.column, row.reason.value, "", row.value)
        else:
            rows.append(row)
    yield from _READERS[tool][1](rows)


def said_in(one: Submission, meant: Mapping[str, Meaning]) -> Iterator[Said | Refused]:
    """Yield what a submission says of the fields that mean something; a value that cannot be is refused.

    Examples
    --------
    >>> made = Submission(tool="x", id="1", at="2026-11-21", fields={"q": "besser als erwartet", "n": "12"})
    >>> list(said_in(made, {"q": Meaning("disconfirmation", "Chat"), "n": Meaning("recommend")}))
    [Said(field='q', ...number=1.0, text=None), Refused(line=0, column='n', ...expected='0 to 10', got='12')]
    """
    for field, value in one.fields.items():
        if field in meant:
            role, touchpoint = meant[field]
            yield _said(one, field, role, touchpoint or one.touchpoint, value)


def _said(one: Submission, field: str, role: str, touchpoint: str, value: str | float) -> Said | Refused:
    if role in _WORDS:
        text = value if isinstance(value, str) else f"{value:g}"
        return Said(field, role, touchpoint, None, text)
    if role in _THREE:
        found = word_value(str(value) if isinstance(value, str) else f"{value:g}")
        if found == "unknown":
            return Refused(one.line, field, "This says neither missed nor met nor exceeded",
                           "worse, as expected, better", str(value)[:100])  # fmt: skip
        return Said(field, role, touchpoint, found, "not_applicable" if found is None else None)
    low, high = _SCALES[role]
    number = _number(value)
    if number is None or not low <= number <= high:
        return Refused(
            one.line, field, "The value is outside the scale", f"{low} to {high}", str(value)[:100]
        )
    return Said(field, role, touchpoint, number, None)


def _number(value: str | float) -> float | None:
    if not isinstance(value, str):
        return float(value)
    head = value.strip().split(" ")[0].replace(",", ".")
    return float(head) if head.replace(".", "", 1).isdecimal() else None
