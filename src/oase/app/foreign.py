"""Other survey tools and a house: their answers in, the neutral long form out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from oase.app.retention import since
from oase.app.rooms import Rooms
from oase.errors import OptionInvalid
from oase.experience.foreign import (
    Meaning,
    Record,
    Refused,
    Said,
    Submission,
    flat,
    meanings,
    said_in,
    submissions_of,
    tool_of,
)
from oase.identity.ledger import withdrawn_aliases
from oase.lake.instants import instant
from oase.model import Purpose
from oase.model.moments import iso
from oase.surveys import foreign as kept
from oase.surveys.foreign import Foreign, Kept

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["TakenIn", "neutral_table", "take_file", "take_submissions"]

MOST_REFUSALS = 1_000
LONGEST_NAME = 200
"""Letters of a field or a touchpoint."""

_AT_ONCE = 2_000
_FIRST = 946_684_800_000_000
_DAY = 86_400_000_000
"""What is dated before 2000, or more than a day ahead, was dated by a broken clock; zones differ by a day."""

_ROLES = {
    "answer": ("disconfirmation", "disconfirmation", "rating"),
    "expectation": ("expectation", "expectation", "rating"),
    "recommend": ("recommend", "perception", "nps"),
    "compared": ("compared", "perception", "rating"),
}
"""Columns of the lake: the house's role, the neutral one, the type."""
_TYPES = {"recommend": "nps", "effort": "ces", "satisfaction": "csat", "heard": "categorical",
          "by_whom": "categorical", "functional": "categorical", "dysfunctional": "categorical"}  # fmt: skip


class TakenIn(NamedTuple):
    """What became of an export: submissions read, answers kept, and what was refused.

    ``unmapped`` are fields that mean nothing to the house, with how often each was answered.
    """

    tool: str
    submissions: int
    answers: Kept
    refused: int
    refusals: tuple[Refused, ...]
    unmapped: Mapping[str, int]


def take_file(
    rooms: Rooms,
    path: Path,
    *,
    name: str = "",
    tool: str | None = None,
    told: Mapping[str, Meaning] | None = None,
    timezone: str = "",
) -> TakenIn:
    """Take the export of a survey tool into a house; the same export again adds nothing.

    Parameters
    ----------
    rooms : Rooms
    path : Path
    name : str
        What the file is called, where the path does not say it.
    tool : str, optional
        Found out by its columns when left out.
    told : mapping of field to Meaning, optional
        What fields say that are not the survey kit's.
    timezone : str
        Of times without an offset; that of the house when empty.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid, OptionInvalid, HouseBusy
    """
    found = tool_of(path, tool)
    return take_submissions(
        rooms, submissions_of(path, found, name), found, told=told or {}, timezone=timezone
    )


def take_submissions(
    rooms: Rooms,
    given: Iterable[Submission | Refused],
    tool: str,
    *,
    told: Mapping[str, Meaning],
    timezone: str = "",
) -> TakenIn:
    """Take submissions into a house; parameters and errors as ``take_file``."""
    read = list(given)
    refused = [one for one in read if isinstance(one, Refused)]
    made = [one for one in read if isinstance(one, Submission)]
    fields = Counter(name for one in made for name in one.fields)
    meant = meanings(fields, told, rooms.store.touchpoints()) if made else {}
    taken = _Taking(rooms, tool, meant, timezone or rooms.settings.timezone)
    rows: list[Foreign] = []
    for one in made:
        for row in taken.rows(one):
            if isinstance(row, Refused):
                refused.append(row)
            else:
                rows.append(row)
    done = Kept()
    for start in range(0, len(rows), _AT_ONCE):
        with rooms.database.writing() as connection:
            part = kept.keep(connection, rows[start : start + _AT_ONCE])
        done = Kept(*(sum(pair) for pair in zip(done, part, strict=True)))
    unmapped = {name: count for name, count in fields.most_common() if name not in meant}
    return TakenIn(tool, len(made), done, len(refused), tuple(refused[:MOST_REFUSALS]), unmapped)


class _Taking:
    """Turns submissions into rows that may be kept."""

    def __init__(self, rooms: Rooms, tool: str, meant: Mapping[str, Meaning], zone: str) -> None:
        self._rooms = rooms
        self._tool = tool
        self._meant = meant
        self._zone = zone
        self._oldest = since(rooms, "answers")
        with rooms.database.reading() as connection:
            self._withdrawn = withdrawn_aliases(connection, [Purpose.ANALYTICS, Purpose.SURVEY])

    def rows(self, one: Submission) -> Iterator[Foreign | Refused]:
        try:
            at = instant(one.at, self._zone)
        except OptionInvalid as error:
            yield Refused(one.line, "time", error.what, error.expected or "", one.at[:100])
            return
        if not _FIRST <= at <= self._rooms.clock() + _DAY:
            yield Refused(one.line, "time", "The time cannot be right", "from 2000 until now", one.at[:100])
            return
        alias = self._rooms.aliases.one("user", one.person) if one.person else None
        if (why := self._unwanted(alias, at)) is not None:
            yield Refused(one.line, "person", why)
            return
        for said in said_in(one, self._meant):
            yield said if isinstance(said, Refused) else self._row(one, said, alias, at)

    def _unwanted(self, alias: int | None, at: int) -> str | None:
        if self._oldest is not None and at < self._oldest:
            return "Older than answers are kept"
        if alias is None:
            return None
        if self._rooms.erased.refused(np.array([alias]), np.array([at]))[0]:
            return "The person was erased since"
        return "The person has withdrawn her consent" if alias in self._withdrawn else None

    def _row(self, one: Submission, said: Said, alias: int | None, at: int) -> Foreign | Refused:
        if not said.touchpoint:
            return Refused(one.line, said.field, "Nobody says about which touchpoint this is",
                           "a field touchpoint, or field=role:touchpoint", "")  # fmt: skip
        for name, column in ((said.field, "field"), (said.touchpoint, "touchpoint")):
            if len(name) > LONGEST_NAME or not name.isprintable():
                return Refused(one.line, column, "This is no name that can be kept",
                               f"up to {LONGEST_NAME} printable characters", repr(name[:100]))  # fmt: skip
        return Foreign(
            submission=f"{one.tool}:{one.id}:{said.touchpoint}",
            alias=alias,
            survey=self._tool,
            item=said.field,
            role=said.role,
            touchpoint=said.touchpoint,
            number=said.number,
            text=said.text,
            at=at,
            medium=one.tool,
            lang=one.language[:20],
        )


def neutral_table(house: House) -> pa.Table:
    """Return every answer of a house in the neutral long form, persons as pseudonyms, oldest first."""
    rows = [flat(record) for record in (*_sealed(house), *_beside(house))]
    rows.sort(key=lambda row: row["collected_at"])
    return pa.Table.from_pylist(rows, _schema())


def _schema() -> pa.Schema:
    kinds = {"value_number": pa.float64(), "value_boolean": pa.bool_(), "weight": pa.float64()}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in Record.__struct_fields__])


def _sealed(house: House) -> Iterator[Record]:
    """Yield what votes: each answer of the lake, and those beside it that may still be changed."""
    answers = house.answers()
    for row in answers.table.to_pylist() if len(answers) else ():
        for column, (role, neutral, kind) in _ROLES.items():
            if row.get(column) is not None:
                yield _of_row(row, role, neutral, kind, float(row[column]), answers.context)


def _of_row(
    row: Mapping[str, Any], role: str, neutral: str, kind: str, value: float, context: Sequence[str]
) -> Record:
    person, at = row.get("person"), row.get("at")
    told = {name: str(row[name]) for name in context if row.get(name) is not None}
    return Record(
        collected_at="" if at is None else iso(at),
        source_type="oase",
        submission_id=f"{row.get('transaction') or ''}|{_named(person)}|{at}|{row.get('brand') or ''}",
        field_id=role,
        field_type=kind,
        value_number=value,
        user_id=_named(person),
        metadata={"role": role, **told},
        transaction_id=str(row.get("transaction") or ""),
        touchpoint=str(row["touchpoint"]),
        brand=str(row.get("brand") or ""),
        facet=str(row.get("facet") or ""),
        role=neutral,
        weight=row.get("weight"),
    )


def _beside(house: House) -> Iterator[Record]:
    """Yield what only surveys keep: words, effort, satisfaction, trust, and whatever else was asked."""
    in_lake = {role for role, _, _ in _ROLES.values()}
    with house.rooms.database.reading() as connection:
        for row in kept.read(connection):
            if row.role not in in_lake and (row.number is not None or row.text is not None):
                is_word = row.number is None
                yield Record(
                    collected_at=iso(row.at),
                    source_type=row.medium,
                    submission_id=row.submission,
                    field_id=row.item,
                    field_type=_TYPES.get(row.role, "text" if is_word else "rating"),
                    value_text=row.text if is_word else None,
                    value_number=row.number,
                    language=row.lang,
                    user_id=_named(row.alias),
                    metadata={"role": row.role, "way": row.way, "survey": row.survey},
                    transaction_id=row.key or "",
                    touchpoint=row.touchpoint,
                )


def _named(alias: int | None) -> str:
    return "" if alias is None else f"{alias & (2**64 - 1):016x}"
