"""LimeSurvey: response exports as CSV or Excel, with codes, whole questions, or both as headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from oase.experience.foreign.record import Refused, Submission
from oase.lake.reading.plain import PlainRow

__all__ = ["TOOL", "is_export", "submissions"]

TOOL = "limesurvey"
_HEADS = {
    "id": ("id", "response id", "antwort id", "antwort-id"),
    "submitdate": ("submitdate", "date submitted", "datum abgeschickt", "abgeschickt am"),
    "lastpage": ("lastpage", "last page", "letzte seite"),
    "startlanguage": ("startlanguage", "start language", "start-sprache", "startsprache"),
    "seed": ("seed", "zufallsstartwert"),
    "startdate": ("startdate", "date started", "datum gestartet"),
    "datestamp": ("datestamp", "date last action", "datum letzte aktivität"),
    "ipaddr": ("ipaddr", "ip address", "ip-adresse"),
    "refurl": ("refurl", "referrer url", "referrer-url"),
    "token": ("token", "access code", "zugangscode", "zugangsschlüssel"),
}
"""Columns of the tool itself, under their codes and as it writes them in English and German."""
_KNOWN = {word: name for name, words in _HEADS.items() for word in words}
_CODE = re.compile(r"^([A-Za-z][A-Za-z0-9]*(?:\[[^\]]+\])?)\. ")
"""``G01Q02. How was it?``: the export with code and question."""
_EMPTY_DATE = "1980-01-01"
"""What an anonymous survey writes in place of the time."""
_HIDDEN = ("person", "transaction", "touchpoint")


def is_export(columns: Iterable[str]) -> bool:
    """Tell whether columns are those of an export."""
    heads = {_head(name) for name in columns}
    return {"id", "submitdate"} <= heads and bool(heads & {"lastpage", "startlanguage", "seed"})


def submissions(rows: Iterable[PlainRow]) -> Iterator[Submission | Refused]:
    """Yield what an export tells; what was not finished is refused by its line."""
    for line, cells in rows:
        meta = {_head(name): text for name, text in cells.items() if _head(name)}
        done = meta.get("submitdate", "")
        if not meta.get("id"):
            yield Refused(line, "id", "The row has no id", "a number", "empty")
        elif not done:
            yield Refused(line, "submitdate", "Not finished", "a time", "empty")
        elif done.startswith(_EMPTY_DATE) and not meta.get("datestamp"):
            yield Refused(line, "submitdate", "The survey keeps no times", "responses with date stamps", done)
        else:
            at = meta["datestamp"] if done.startswith(_EMPTY_DATE) else done
            yield _of_row(line, cells, meta, at)


def _of_row(line: int, cells: Mapping[str, str], meta: Mapping[str, str], at: str) -> Submission:
    asked = {_code(name): name for name in cells if not _head(name)}
    return Submission(
        tool=TOOL,
        id=meta["id"],
        at=at,
        line=line,
        fields={code: cells[name] for code, name in asked.items() if code not in _HIDDEN},
        labels={code: _CODE.sub("", name) for code, name in asked.items()},
        person=cells.get("person") or meta.get("token", ""),
        transaction=cells.get("transaction", ""),
        touchpoint=cells.get("touchpoint", ""),
        language=meta.get("startlanguage", ""),
    )


def _head(name: str) -> str:
    """Return which column of the tool a heading is; empty for a question."""
    code, _, label = name.partition(". ")
    return _KNOWN.get(code.strip().casefold()) or _KNOWN.get(label.strip().casefold(), "")


def _code(name: str) -> str:
    found = _CODE.match(name)
    return found[1] if found else name.strip()
