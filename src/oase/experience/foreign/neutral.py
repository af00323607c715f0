"""The neutral long form read back: one answer a row, gathered by submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from oase.experience.foreign.record import Refused, Submission
from oase.lake.reading.plain import PlainRow

__all__ = ["TOOL", "is_export", "submissions"]

TOOL = "neutral"
_SIGNS = {"submission_id", "field_id", "collected_at"}


def is_export(columns: Iterable[str]) -> bool:
    """Tell whether columns are those of the neutral form."""
    return set(columns) >= _SIGNS


def submissions(rows: Iterable[PlainRow]) -> Iterator[Submission | Refused]:
    """Yield submissions with their touchpoint: one that tells of several comes as several."""
    gathered: dict[tuple[str, str, str], list[PlainRow]] = {}
    for row in rows:
        cells = row.cells
        if not cells.get("submission_id") or not cells.get("field_id") or not cells.get("collected_at"):
            yield Refused(
                row.line, "submission_id", "The row has no submission, field or time", "all three", "empty"
            )
            continue
        key = (cells.get("source_type", TOOL), cells["submission_id"], cells.get("touchpoint", ""))
        gathered.setdefault(key, []).append(row)
    for (tool, number, touchpoint), found in gathered.items():
        first = found[0].cells
        yield Submission(
            tool=tool,
            id=number,
            at=max(row.cells["collected_at"] for row in found),
            line=found[0].line,
            fields={_field(row.cells): _value(row.cells) for row in found if _value(row.cells)},
            labels={_field(row.cells): row.cells.get("field_label", "") for row in found},
            person=first.get("user_id", ""),
            transaction=first.get("transaction_id", ""),
            touchpoint=touchpoint,
            language=first.get("language", ""),
        )


def _field(cells: Mapping[str, str]) -> str:
    """Return the field's name; its role where the row says it in the words of a house."""
    try:
        told = msgspec.json.decode(cells.get("metadata") or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        told = {}  # somebody else's metadata, in which no role can stand
    return told.get("role") or cells["field_id"]


def _value(cells: Mapping[str, str]) -> str:
    named = ("value_text", "value_number", "value_boolean", "value_date")
    return next((cells[name] for name in named if cells.get(name)), "")
