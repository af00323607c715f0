"""What was read and what was refused, with the first rows that were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oase import words
from oase.model import Reading, Refusal
from oase.report.catalogue import text
from oase.report.data import Row
from oase.report.remarks import remark
from oase.report.tables import Column, Table, table
from oase.words import Language

__all__ = ["Note", "note"]

FIRST = 8
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Note:
    """A reading in words: the finding, files, remarks, reasons and first refusals."""

    title: str
    finding: str
    files: Sequence[str]
    remarks: Sequence[str]
    reasons: Table | None
    refusals: Table | None


def note(kind: str, reading: Reading | None, lang: Language) -> Note | None:
    """Return the note on one reading, None where there was none.

    Parameters
    ----------
    kind : {"contacts", "answers"}
    reading : Reading or None
    lang : {"de", "en"}
    """
    if reading is None:
        return None
    reasons: list[Row] = [
        {"reason": text(f"reason.{reason}", lang), "rows": count}
        for reason, count in sorted(reading.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    refusals = [_refusal(refusal, lang) for refusal in reading.refusals]
    return Note(
        title=text(f"notes.{kind}", lang),
        finding=_finding(reading, lang),
        files=[words.one_line(name, lang) for name in reading.files],
        remarks=[remark(noted, lang) for noted in reading.notes],
        reasons=table("reasons", reasons, [Column("reason"), Column("rows", "count")], lang)
        if reasons
        else None,
        refusals=table("refusals", refusals, _COLUMNS, lang, FIRST) if refusals else None,
    )


_COLUMNS = [Column("file"), Column("line", "count"), Column("reason"), Column("column"), Column("value")]


def _finding(reading: Reading, lang: Language) -> str:
    read = words.number(reading.rows_read, lang)
    if reading.rows_read == 0:
        return text("notes.none", lang)
    if reading.rows_refused == 0:
        return text("notes.all", lang, read=read)
    return text(
        "notes.finding",
        lang,
        read=read,
        accepted=words.number(reading.rows_accepted, lang),
        refused=words.number(reading.rows_refused, lang),
        share=words.share(reading.rows_refused / reading.rows_read, lang, 2),
    )


def _refusal(refusal: Refusal, lang: Language) -> Row:
    """Show one refused row; whole rows stay out, since they may hold names."""
    whole_row = refusal.reason.value.startswith("row_")
    value = text("notes.whole_row", lang) if whole_row else refusal.value[:SHOWN]
    return {
        "file": refusal.file,
        "line": refusal.line or None,
        "reason": text(f"reason.{refusal.reason}", lang),
        "column": refusal.column or None,
        "value": value or None,
    }
