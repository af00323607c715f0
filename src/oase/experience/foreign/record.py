"""``Record``: one answer to one question of any survey tool, in a neutral long form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

__all__ = ["COLUMNS", "FIELD_TYPES", "FieldType", "Record", "Refused", "Submission", "flat"]

FieldType = Literal["text", "categorical", "nps", "csat", "ces", "rating", "number", "boolean", "date"]
FIELD_TYPES: tuple[str, ...] = get_args(FieldType)

Role = Literal["", "expectation", "perception", "disconfirmation", "outcome"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One answer.

    Parameters
    ----------
    collected_at : str
        ISO 8601.
    source_type : str
        Name of the tool: formbricks, qualtrics, limesurvey, oase …
    submission_id, field_id : str
    field_type : str
        Of ``FIELD_TYPES``.
    field_label : str
        What was asked, where the tool says it.
    value_text, value_number, value_boolean, value_date : str, float, bool, str, or None
        Exactly one of them for an answer.
    language : str
    user_id : str
        As the tool knows the person; a pseudonym in what a house gives out.
    metadata : mapping of str to str
    transaction_id, touchpoint, brand, facet : str
        Empty where nobody says.
    role : {"", "expectation", "perception", "disconfirmation", "outcome"}
    weight : float or None
    """

    collected_at: str
    source_type: str
    submission_id: str
    field_id: str
    field_type: str = "text"
    field_label: str = ""
    value_text: str | None = None
    value_number: float | None = None
    value_boolean: bool | None = None
    value_date: str | None = None
    language: str = ""
    user_id: str = ""
    metadata: Mapping[str, str] = {}
    transaction_id: str = ""
    touchpoint: str = ""
    brand: str = ""
    facet: str = ""
    role: str = ""
    weight: float | None = None


COLUMNS: tuple[str, ...] = Record.__struct_fields__


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody handed in at once: its fields by name, as the tool wrote them.

    Parameters
    ----------
    tool, id : str
    at : str
        ISO 8601; without a zone it is that of the house.
    line : int
        Where it stands in the file; 0 for a webhook.
    fields : mapping of str to str or float
        Answers that were given; what was left out is not there.
    labels : mapping of str to str
        What was asked, by field.
    person, transaction, touchpoint, language : str
    """

    tool: str
    id: str
    at: str
    line: int = 0
    fields: Mapping[str, str | float]
    labels: Mapping[str, str] = {}
    person: str = ""
    transaction: str = ""
    touchpoint: str = ""
    language: str = ""


class Refused(msgspec.Struct, frozen=True):
    """A row or an answer that was not taken: where, and why."""

    line: int
    column: str
    what: str
    expected: str = ""
    got: str = ""


def flat(record: Record) -> dict[str, Any]:
    """Return a record as a row of a table.

    Examples
    --------
    >>> row = flat(Record(collected_at="2026-11-21", source_type="oase", submission_id="1", field_id="q"))
    >>> list(row) == list(COLUMNS), row["metadata"]
    (True, '')
    """
    row = msgspec.structs.asdict(record)
    row["metadata"] = msgspec.json.encode(record.metadata).decode() if record.metadata else ""
    return row
