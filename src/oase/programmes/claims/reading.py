"""A text as the rules read it: one spelling, sentences and clauses, and the way back to what was written."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

__all__ = ["Sentence", "clause", "fold", "sentences"]

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_SPACES = re.compile(r"\s")
_DASHES = "‐‑‒–—−"
_INVISIBLE = frozenset(
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\ufeff"
)
_QUOTES = '„“”"»«›‹‚‘'
_APOSTROPHES = "’ʼ´`"
_CLAUSE = re.compile(
    r",(?!\s*(?:dass|that)\b)|[;:()\n]| - |\b(?:sondern|aber|jedoch|but|yet|however|dafuer|stattdessen)\b"
)
_END = re.compile(
    r"(?P<mark>[.!?]+)[\"')]*(?=\s|$)|\n+|\s\|\s",
)
_SHORT = re.compile(
    r"(?:\b(?:z\. ?b|d\. ?h|u\. ?a|ca|bzw|nr|no|vgl|inkl|art|abs|e\. ?g|i\. ?e|approx|vs|etc|st|mr|ms)|\b\w)$"
)
_MONTH = re.compile(
    r"\s(?:jan|feb|maerz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|jahr|quartal|[a-z])"
)


class Sentence(NamedTuple):
    """One sentence in the spelling of the rules.

    Attributes
    ----------
    text : str
        Folded.
    start : int
        Where it begins in the folded text.
    quoted : tuple of (int, int)
        What stands in quotation marks, in characters of ``text``.
    is_question : bool
    """

    text: str
    start: int
    quoted: tuple[tuple[int, int], ...]
    is_question: bool


def fold(text: str) -> tuple[str, list[int]]:
    r"""Return a text in one spelling, and for each of its characters where it comes from.

    Small letters, umlauts as two letters, invisible characters gone, one kind of dash, quotation mark and
    apostrophe, digits as such; a capital inside a word begins a new part (``EcoLine``: ``eco-line``).

    Examples
    --------
    >>> fold("Klima\N{SOFT HYPHEN}Neutral, ökologisch, CO₂")[0]
    'klima-neutral, oekologisch, co2'
    """
    letters: list[str] = []
    places: list[int] = []
    before = ""
    for place, raw in enumerate(text):
        if raw in _INVISIBLE:
            continue
        told = _letter(raw)
        if raw.isupper() and before.islower():
            told = f"-{told}"
        letters.append(told)
        places += [place] * len(told)
        before = raw
    places.append(len(text))
    return "".join(letters), places


def _letter(raw: str) -> str:
    if raw in _DASHES:
        return "-"
    if raw in _QUOTES:
        return '"'
    if raw in _APOSTROPHES:
        return "'"
    if raw == "\n":
        return raw
    if _SPACES.fullmatch(raw):
        return " "
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", raw)).lower()
    return "".join(_UMLAUTS.get(one, one) for one in plain)


def sentences(folded: str, original: str, places: list[int]) -> list[Sentence]:
    """Return the sentences of a folded text."""
    found: list[Sentence] = []
    start = 0
    for hit in _END.finditer(folded):
        if _goes_on(folded, original, places, hit):
            continue
        found.append(_sentence(folded, start, hit.end()))
        start = hit.end()
    found.append(_sentence(folded, start, len(folded)))
    return [one for one in found if one.text.strip()]


def _goes_on(folded: str, original: str, places: list[int], hit: re.Match[str]) -> bool:
    """Return whether a full stop belongs to an abbreviation, a day or a number."""
    if hit["mark"] != ".":
        return False
    before, after = folded[: hit.start()], folded[hit.end() :]
    if _SHORT.search(before[-12:]):
        return True
    if before[-1:].isdigit():
        nearest = original[places[min(hit.end() + 1, len(folded))] :][:1]
        return bool(_MONTH.match(after)) and (
            nearest.islower()
            or bool(
                re.match(r"\s(?:jan|feb|maerz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)", after)
            )
        )
    return False


def _sentence(folded: str, start: int, end: int) -> Sentence:
    text = folded[start:end]
    marks = [hit.start() for hit in re.finditer('"', text)]
    marks += [hit.start() for hit in re.finditer(r"(?<!\w)'|'(?!\w)", text)] if not marks else []
    quoted = tuple((marks[n], marks[n + 1]) for n in range(0, len(marks) - 1, 2))
    return Sentence(text, start, quoted, text.rstrip(" \"')\n").endswith("?"))


def clause(sentence: Sentence, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a place in its own clause.

    Examples
    --------
    >>> one = Sentence("nicht teuer, sondern nachhaltig.", 0, (), False)
    >>> clause(one, 21, 31)
    (' ', '.')
    """
    cuts = list(_CLAUSE.finditer(sentence.text))
    first = max((cut.end() for cut in cuts if cut.end() <= start), default=0)
    last = min((cut.start() for cut in cuts if cut.start() >= end), default=len(sentence.text))
    return sentence.text[first:start], sentence.text[end:last]
