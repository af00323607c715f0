"""What was noted on the way to the verdicts, in the language of the reader."""

from __future__ import annotations

import re

from oase import words
from oase.report.catalogue import text
from oase.words import Language

__all__ = ["remark"]

_KNOWN = (
    ("old", r"no answer is old enough .*"),
    ("young", r"(?P<number>[\d,]+) answers are younger than the window .*"),
    ("without", r"(?P<number>[\d,]+) answers have no outcome .*"),
    ("context", r"context (?P<quote>['\"])(?P<name>.*)(?P=quote) adjusts for nothing: .*"),
    (
        "columns",
        r"evidence B needs at least (?P<least>\d+) context columns that vary, there are (?P<number>\d+)",
    ),
    ("few", r"too few persons missed, met or exceeded for reward or penalty: (?P<name>.*)"),
    ("twins", r"answers cannot be told apart from those about other touchpoints: (?P<name>.*)"),
    ("lost", r"(?P<number>[\d,]+) of (?P<all>[\d,]+) persons who answered have no contact: .*"),
    ("before", r"the window of (?P<number>[\d,]+) answers ended before the first contact: .*"),
)
_COUNTS = ("number", "all", "least")


def remark(note: str, lang: Language) -> str:
    """Return a note of ``experience`` as a sentence; what is not known stays as it is.

    Examples
    --------
    >>> remark("6,235 answers are younger than the window and not used for reward and penalty", "de")
    '6.235 Antworten sind jünger als die Frist und zählen bei Bedeutung und Strafe nicht mit.'
    >>> remark("something else", "de")
    'something else'
    """
    for key, pattern in _KNOWN:
        found = re.fullmatch(pattern, note, re.DOTALL)
        if found is not None:
            parts = {name: part for name, part in found.groupdict().items() if name != "quote"}
            told = {
                name: words.number(int(part.replace(",", "")), lang)
                if name in _COUNTS
                else words.one_line(part, lang)
                for name, part in parts.items()
            }
            return text(f"remark.{key}", lang, **told)
    return words.one_line(note, lang)
