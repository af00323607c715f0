"""The inventory as a table of a file: CSV or Excel out, edited, and in again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, delete

from oase.db import Database
from oase.errors import HeaderInvalid, OptionInvalid
from oase.experience.inventory.budgets import add_budget, budgets_of
from oase.experience.inventory.registry import add, change, touchpoints
from oase.experience.inventory.tables import budgets
from oase.experience.inventory.touchpoint import STEPS, Touchpoint
from oase.lake.reading.plain import PlainRow, plain_columns, plain_rows
from oase.model import Phase, Refusal

__all__ = ["COLUMNS", "MOST_REFUSALS", "NOTE", "RefusedRow", "Taken", "cents_of", "rows_of", "take_file"]

MOST_REFUSALS = 1_000
MOST_ROWS = 5_000
"""Of a file: an inventory is kept by hand, and nobody writes to the house while it is taken in."""

_LONGEST_NUMBER = 15
NOTE = "import"
"""Note of a budget line that came from a file; the next file replaces it."""

COLUMNS = (
    "name", "channel", "phase", "kind", "steering", "media", "downstream", "owner", "about", "asked", "step",
    *(f"loop_{step}" for step in STEPS), "verdict", "verdict_with", "verdict_because",
)  # fmt: skip
"""Of the file, followed by ``cost_<year>`` in whole currency."""

_COST = "cost_"
_QUOTED = re.compile(r"^'(?=[=+\-@])")
"""What exports put before words that a spreadsheet would run as a formula."""
_NAMES = {
    "touchpoint": "name", "kanal": "channel", "phase": "phase", "art": "kind", "steuerung": "steering",
    "medium": "media", "handel": "downstream", "verantwortlich": "owner", "beschreibung": "about",
    "bewerten": "asked", "schritt": "step", "urteil": "verdict", "zusammen_mit": "verdict_with",
    "grund": "verdict_because",
}  # fmt: skip
"""German headings beside our own."""

_WORDS = {
    "kind": {"eigen": "own", "eigener": "own", "fremd": "foreign", "fremder": "foreign"},
    "steering": {"steuerbar": "steerable", "beeinflussbar": "influenceable"},
    "media": {"bezahlt": "paid", "eigen": "owned", "verdient": "earned", "geteilt": "shared"},
    "step": {"ist": "as_is", "soll": "to_be", "umsetzen": "implement", "beobachten": "monitor"},
    "verdict": {"behalten": "keep", "streichen": "drop", "zusammenlegen": "combine", "fehlt": "missing"},
}
_YES, _NO = (
    frozenset(["1", "yes", "true", "ja", "x", "wahr"]),
    frozenset(["0", "no", "false", "nein", "falsch"]),
)


class RefusedRow(msgspec.Struct, frozen=True):
    """A row that was not taken: where, and why."""

    line: int
    column: str
    what: str
    expected: str
    got: str


class Taken(msgspec.Struct, frozen=True):
    """What became of the rows of a file."""

    name: str
    added: int
    changed: int
    same: int
    refused: int
    refusals: tuple[RefusedRow, ...]


class _Row(NamedTuple):
    name: str
    fields: dict[str, Any]
    costs: dict[int, int]


def rows_of(connection: Connection, year: int) -> list[dict[str, Any]]:
    """Return the inventory as rows of a file, with what each touchpoint costs in a year.

    Examples
    --------
    >>> COLUMNS[:3], COLUMNS[-1]
    (('name', 'channel', 'phase'), 'verdict_because')
    """
    cost: dict[str, int] = {}
    for line in budgets_of(connection):
        if line.year == year:
            cost[line.touchpoint] = cost.get(line.touchpoint, 0) + line.cents
    return [_flat(one) | {f"{_COST}{year}": _amount(cost.get(one.name))} for one in touchpoints(connection)]


def take_file(database: Database, path: Path, name: str, *, who: str, now: int) -> Taken:
    """Take rows of a file into the inventory; those that cannot be kept are named, the others count.

    Parameters
    ----------
    database : Database
    path : Path
        CSV, Excel or another table; recognised by its content.
    name : str
        What the file is called.
    who : str
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    HeaderInvalid
        No column is called ``name`` or ``touchpoint``.
    SourceMissing, SourceUnreadable, HouseBusy
    """
    columns = plain_columns(path)
    if "name" not in {_heading(column) for column in columns}:
        raise HeaderInvalid(
            "No column names the touchpoint",
            expected=", ".join(COLUMNS),
            got=", ".join(columns[:20]),
            where=name,
            todo="take the columns of an export",
        )
    rows = list(islice(plain_rows(path, name), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise OptionInvalid(
            "The file has too many rows for an inventory",
            expected=f"up to {MOST_ROWS:,}",
            got="more",
            where=name,
        )
    with database.writing() as connection:
        return _taken(connection, rows, name, who=who, now=now)


def _taken(
    connection: Connection, rows: Iterable[PlainRow | Refusal], name: str, *, who: str, now: int
) -> Taken:
    counts = {"added": 0, "changed": 0, "same": 0}
    refused: list[RefusedRow] = []
    known = {one.name: one for one in touchpoints(connection)}
    for row in rows:
        if isinstance(row, Refusal):
            refused.append(RefusedRow(row.line, row.column, row.reason.value, "", row.value))
            continue
        try:
            said = _row(row.cells)
            counts[_put(connection, said, known.get(said.name), who, now)] += 1
        except OptionInvalid as error:
            told = (error.where or "", error.what, error.expected or "", error.got or "")
            refused.append(RefusedRow(row.line, *told))
    return Taken(name, **counts, refused=len(refused), refusals=tuple(refused[:MOST_REFUSALS]))


def _put(connection: Connection, said: _Row, known: Touchpoint | None, who: str, now: int) -> str:
    with connection.begin_nested():  # a row counts whole or not at all
        if known is None:
            add(connection, said.name, said.fields, who=who, now=now)
            outcome = "added"
        else:
            loop = {"loop": {**known.loop, **said.fields["loop"]}} if "loop" in said.fields else {}
            now_known = change(connection, said.name, said.fields | loop, who=who, now=now)
            outcome = "same" if now_known == known else "changed"
        return "changed" if _cost(connection, said, who, now) and outcome == "same" else outcome


def _cost(connection: Connection, said: _Row, who: str, now: int) -> bool:
    """Let the file's sum hold for a year: a line of its own makes up what other lines leave."""
    is_changed = False
    for year, cents in said.costs.items():
        lines = [line for line in budgets_of(connection, said.name) if line.year == year]
        if sum(line.cents for line in lines) == cents:
            continue
        ours = [line.id for line in lines if line.note == NOTE]
        connection.execute(delete(budgets).where(budgets.c.id.in_(ours)))
        rest = cents - sum(line.cents for line in lines if line.note != NOTE)
        if rest < 0:
            raise OptionInvalid(
                "Lines of the budget come to more than the file says",
                expected=f"at least {(cents - rest) / 100:,.2f}",
                got=f"{cents / 100:,.2f}",
                where=f"{_COST}{year}",
            )
        if rest:
            add_budget(connection, said.name, year=year, cents=rest, note=NOTE, who=who, now=now)
        is_changed = True
    return is_changed


def _row(cells: Mapping[str, str]) -> _Row:
    told = {_heading(key): _QUOTED.sub("", text) for key, text in cells.items()}
    if not told.get("name"):
        raise OptionInvalid("The row names no touchpoint", expected="its name", got="empty", where="name")
    fields = {key: _value(key, text) for key, text in told.items() if key in COLUMNS and key != "name"}
    loop = {step: fields.pop(f"loop_{step}") for step in STEPS if f"loop_{step}" in fields}
    return _Row(told["name"], fields | ({"loop": loop} if loop else {}), dict(_costs(told)))


def _heading(text: str) -> str:
    said = text.strip().casefold().replace(" ", "_").replace("-", "_")
    return _NAMES.get(said, said)


def _value(key: str, text: str) -> Any:
    word = text.strip().casefold()
    if key in ("downstream", "asked"):
        if word not in _YES | _NO:
            raise OptionInvalid("This is neither yes nor no", expected="yes or no", got=repr(text), where=key)
        return word in _YES
    if key == "phase":
        phase = Phase.parse(text)
        return text if phase is None else phase.value
    return _WORDS.get(key, {}).get(word, word if key in _WORDS else text)


def _costs(told: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    for key, text in told.items():
        year = key.removeprefix(_COST)
        if key.startswith(_COST) and year.isdecimal() and len(year) <= _LONGEST_NUMBER:
            yield int(year), cents_of(text, key)


def cents_of(text: str, where: str) -> int:
    """Return an amount in cents; a point or comma before three digits parts thousands.

    Raises
    ------
    OptionInvalid
        It is none, or less than nothing; ``where`` is as given.

    Examples
    --------
    >>> [cents_of(text, "cost") for text in ("12000", "1.234,50 €", "1,234.5", "0.99")]
    [1200000, 123450, 123450, 99]
    """
    plain = text.replace(" ", "").replace("\u00a0", "").removesuffix("€").removesuffix("EUR")
    whole, _, part = re.sub(r"[.,](?=\d{3}(\D|$))", "", plain).replace(",", ".").partition(".")
    if (
        not whole.isdecimal()
        or len(whole) > _LONGEST_NUMBER
        or (part and not (part.isdecimal() and len(part) <= 2))
    ):
        raise OptionInvalid(
            "This is no amount", expected="such as 12000 or 1.234,50", got=repr(text[:100]), where=where
        )
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _amount(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _flat(one: Touchpoint) -> dict[str, Any]:
    row = msgspec.structs.asdict(one)
    row |= {f"loop_{step}": one.loop.get(step, "") for step in STEPS}
    return {key: row[key] for key in COLUMNS}
