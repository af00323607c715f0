"""The fixed texts of the report, one dictionary per language with the same keys."""

from __future__ import annotations

from oase.report.english import ENGLISH
from oase.report.german import GERMAN
from oase.words import Language, filled

__all__ = ["TEXTS", "text"]

TEXTS: dict[Language, dict[str, str]] = {"de": GERMAN, "en": ENGLISH}


def text(key: str, lang: Language, **values: object) -> str:
    """Return a text of the report with its places filled.

    Examples
    --------
    >>> text("column.answers", "de"), text("more_rows", "en", number=3)
    ('Antworten', '3 more rows are in the CSV file.')
    """
    return filled(TEXTS[lang][key], **values)
