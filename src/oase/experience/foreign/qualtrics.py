"""Qualtrics: CSV exports, whose second and third row say what was asked and where it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from oase.experience.foreign.record import Refused, Submission
from oase.lake.reading.plain import PlainRow

__all__ = ["TOOL", "is_export", "submissions"]

TOOL = "qualtrics"
_SIGNS = {"ResponseId", "RecordedDate", "Finished"}
_META = frozenset(
    {"StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
     "ResponseId", "DistributionChannel", "UserLanguage"}
)  # fmt: skip
_PERSONAL = frozenset(
    {"IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "LocationLatitude",
     "LocationLongitude", "ExternalReference"}
)  # fmt: skip
"""Never read further than here; of them only ``ExternalReference`` may name the person."""
_HIDDEN = ("person", "transaction", "touchpoint")
_REAL = ("0", "ip address", "ip-adresse", "imported", "importiert", "4", "12", "16", "offline", "")
_PREVIEW = (
    "1",
    "survey preview",
    "umfragevorschau",
    "2",
    "survey test",
    "umfragetest",
    "8",
    "9",
    "17",
    "spam",
)
_YES = ("1", "true", "wahr")


def is_export(columns: Iterable[str]) -> bool:
    """Tell whether columns are those of an export."""
    return set(columns) >= _SIGNS


def submissions(rows: Iterable[PlainRow]) -> Iterator[Submission | Refused]:
    """Yield what an export tells; previews and what was not finished are refused by their line."""
    labels: dict[str, str] = {}
    for line, cells in rows:
        if _is_heading(cells):
            labels = labels or dict(cells)
            continue
        status = cells.get("Status", "").casefold()
        if not cells.get("ResponseId") or not _moment(cells):
            yield Refused(line, "ResponseId", "The row has no id or no time", "both", "empty")
        elif status in _PREVIEW:
            yield Refused(
                line, "Status", "A preview or a test, not a customer", "IP Address", cells["Status"]
            )
        elif status not in _REAL:
            yield Refused(line, "Status", "The status is not known", "IP Address", cells["Status"])
        elif cells.get("Finished", "1").casefold() not in _YES:
            yield Refused(line, "Finished", "Not finished", "True", cells.get("Finished", ""))
        else:
            yield _of_row(line, cells, labels)


def _is_heading(cells: Mapping[str, str]) -> bool:
    """Tell the rows that explain the columns: one in words, one with ids of Qualtrics."""
    return '"ImportId"' in cells.get("StartDate", "") + cells.get("ResponseId", "") or (
        cells.get("ResponseId", "") in ("Response ID", "Antwort-ID", "Antwort ID")
    )


def _of_row(line: int, cells: Mapping[str, str], labels: Mapping[str, str]) -> Submission:
    asked = [name for name in cells if name not in _META and name not in _PERSONAL and name not in _HIDDEN]
    return Submission(
        tool=TOOL,
        id=cells["ResponseId"],
        at=_moment(cells),
        line=line,
        fields={name: cells[name] for name in asked},
        labels={name: labels[name] for name in asked if name in labels},
        person=cells.get("person") or cells.get("ExternalReference", ""),
        transaction=cells.get("transaction", ""),
        touchpoint=cells.get("touchpoint", ""),
        language=cells.get("UserLanguage", ""),
    )


def _moment(cells: Mapping[str, str]) -> str:
    return cells.get("RecordedDate") or cells.get("EndDate", "")
