"""Self-centred wording found in texts: what speaks of the company's own order instead of her matter.

A list of wordings per language (``wordings/*.toml``, made by hand) is looked for word by word; a company
adds its own and switches ours off. A pattern is plain words: ``*`` stands for any part of a word, ``...``
for up to four words in between. Besides, sentences that begin with "we" are counted. It finds wordings, not
attitudes: a text without any finding may still be about nobody but the company.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from oase.errors import OptionInvalid

__all__ = ["LANGS", "Checked", "Finding", "Wording", "check", "supplied", "to_pattern"]

LANGS = ("de", "en")
LONGEST_PATTERN = 120
MOST_STARS, MOST_GAPS = 3, 3
"""Of ``*`` and of ``...`` in one wording: each multiplies the places that are looked at."""

LONGEST_PART = 40
"""Letters that ``*`` stands for at most."""

MOST_BETWEEN = 4
"""Words that ``...`` stands for at most."""

_WE = {
    lang: frozenset(told.split())
    for lang, told in (
        ("de", "wir unser unsere unserem unseren unserer"),
        ("en", "we our"),
    )
}
_YOU = {
    lang: frozenset(told.split())
    for lang, told in (
        (
            "de",
            "sie ihr ihre ihrem ihren ihrer ihnen du dir dich dein deine deinem deinen deiner euch euer eure",
        ),
        ("en", "you your yours"),
    )
}
_SPELLED = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)", "ß": "(?:ß|ss)"}
# a word begins and ends with a letter: were it not so, a row of apostrophes could be split in endless ways
_GAP = rf"(?:[^\w.!?]+\w+(?:['’-]\w+)*){{0,{MOST_BETWEEN}}}?[^\w.!?]+"
_SPACE = r"[\s,;:–—-]+"
_SHORT = re.compile(
    r"\b(?:z\.\s?B|d\.\s?h|u\.\s?a|bzw|ca|Nr|Dr|Fr|Hr|Tel|inkl|evtl|usw|St|Mr|Mrs|Ms|e\.\s?g|i\.\s?e|\d+)\.",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"“”')\]]*(?=\s|$)|\n\s*\n|\n(?=\s*[-•*])|$")
_WORD = re.compile(r"[^\W\d_]+")


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """One wording that is looked for.

    Parameters
    ----------
    lang : {"de", "en"}
    pattern : str
    why : str
        What is self-centred about it.
    instead : str
        What to say instead.
    unless : tuple of str
        Longer wordings in which it means well.
    is_on : bool
    is_own : bool
        Whether the company has added it.
    """

    lang: str
    pattern: str
    why: str
    instead: str
    unless: tuple[str, ...] = ()
    is_on: bool = True
    is_own: bool = False


class Finding(NamedTuple):
    """Where a wording stands in a checked text, by letters."""

    start: int
    end: int
    wording: Wording


class Checked(NamedTuple):
    """What a text says of whom.

    Parameters
    ----------
    text : str
        As it was looked at: letters composed (NFC).
    findings : list of Finding
        In the order of the text; of two that overlap the longer.
    sentences : int
    we_first : list of (int, int)
        Sentences that begin with "we" or "our", by letters.
    we_words, you_words : int
        Words for the company and for the customer.
    """

    text: str
    findings: list[Finding]
    sentences: int
    we_first: list[tuple[int, int]]
    we_words: int
    you_words: int

    @property
    def share_we_first(self) -> float | None:
        """The share of sentences that begin with "we"; None where there is no sentence."""
        return len(self.we_first) / self.sentences if self.sentences else None


@lru_cache(len(LANGS))
def supplied(lang: str) -> tuple[Wording, ...]:
    """Return the wordings that come along in a language.

    Examples
    --------
    >>> "Sie müssen" in [one.pattern for one in supplied("de")]
    True
    """
    if lang not in LANGS:
        raise OptionInvalid("No wordings in that language", expected=", ".join(LANGS), got=lang)
    raw = (files("oase.service") / "wordings" / f"{lang}.toml").read_bytes()
    rows = msgspec.toml.decode(raw, type=dict[str, list[dict[str, str | list[str]]]])["wording"]
    return tuple(msgspec.convert({"lang": lang, **row}, Wording) for row in rows)


@lru_cache(4_096)
def to_pattern(pattern: str) -> re.Pattern[str]:
    r"""Return what finds a wording, whatever its case, line breaks and spelling of umlauts.

    Raises
    ------
    OptionInvalid
        Nothing to look for, or too much.

    Examples
    --------
    >>> bool(to_pattern("unser* Bearbeitungszeit").search("Unsere\nBEARBEITUNGSZEIT ist lang."))
    True
    >>> bool(to_pattern("Sie müssen").search("Sie muessen")), bool(to_pattern("wir").search("Wirkung"))
    (True, False)
    """
    said = " ".join(unicodedata.normalize("NFC", pattern).replace("…", "...").split())
    words = said.split(" ")
    is_heavy = (
        said.count("*") > MOST_STARS
        or words.count("...") > MOST_GAPS
        or any(word.count("*") > 1 for word in words)
    )
    is_fit = _WORD.search(said) and len(said) <= LONGEST_PATTERN and "..." not in (words[0], words[-1])
    if is_heavy or not is_fit:
        raise OptionInvalid(
            "That is no wording to look for",
            expected=f"words, at most {LONGEST_PATTERN} characters, not beginning or ending with ..., at most"
            f" one * in a word, {MOST_STARS} * and {MOST_GAPS} ... in all",
            got=said[:LONGEST_PATTERN],
            where="pattern",
        )
    written, before = "", ""
    for word in words:
        between = "" if not before or "..." in (before, word) else _SPACE
        written += _GAP if word == "..." else between + _word(word)
        before = word
    head, tail = (r"(?<!\w)" if _is_word(said[0]) else ""), (r"(?!\w)" if _is_word(said[-1]) else "")
    return re.compile(head + written + tail, re.IGNORECASE)


def check(text: str, lang: str, wordings: Sequence[Wording] | None = None) -> Checked:
    """Look through a text.

    Parameters
    ----------
    text : str
    lang : {"de", "en"}
        Of the text; wordings of another language are not looked for.
    wordings : sequence of Wording, optional
        Those that come along by default.

    Examples
    --------
    >>> found = check("Wir bitten um Geduld. Ihre Jacke ist Freitag fertig.", "de")
    >>> [found.text[one.start:one.end] for one in found.findings], len(found.we_first), found.sentences
    (['Wir bitten um Geduld'], 1, 2)
    """
    said = unicodedata.normalize("NFC", text)
    asked = supplied(lang) if wordings is None else wordings
    found = [
        one for wording in asked if wording.is_on and wording.lang == lang for one in _found(said, wording)
    ]
    sentences = _sentences(said)
    we, you = _WE.get(lang, frozenset()), _YOU.get(lang, frozenset())
    words = [word.casefold() for word in _WORD.findall(said)]
    first = [part for part in sentences if _begins(said[part[0] : part[1]]) in we]
    return Checked(
        said,
        _apart(found),
        len(sentences),
        first,
        sum(word in we or word in ("uns", "us", "ours") for word in words),
        sum(word in you for word in words),
    )


def _found(text: str, wording: Wording) -> Iterable[Finding]:
    meant_well = [span.span() for one in wording.unless for span in to_pattern(one).finditer(text)]
    for span in to_pattern(wording.pattern).finditer(text):
        if not any(start <= span.start() < end for start, end in meant_well):
            yield Finding(span.start(), span.end(), wording)


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Return findings that do not overlap, the longer ones first to be kept."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.start - finding.end, finding.start)):
        place = bisect(kept, one.start, key=lambda other: other.start)
        is_free = place == 0 or kept[place - 1].end <= one.start
        if is_free and (place == len(kept) or one.end <= kept[place].start):
            kept.insert(place, one)
    return kept


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return where sentences stand; a point after a short form or a number ends none."""
    hidden = _SHORT.sub(lambda short: short[0].replace(".", "\0"), text)
    parts: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(hidden):
        if len(_WORD.findall(hidden[start : end.end()])) > 1:
            lead = len(text[start : end.end()]) - len(text[start : end.end()].lstrip())
            parts.append((start + lead, end.end()))
        start = end.end()
    return parts


def _begins(sentence: str) -> str:
    first = _WORD.search(sentence)
    return first[0].casefold() if first else ""


def _word(word: str) -> str:
    letters = (rf"\w{{0,{LONGEST_PART}}}" if letter == "*" else _letter(letter) for letter in word)
    return "".join(letters)


def _letter(letter: str) -> str:
    return _SPELLED.get(letter.lower(), re.escape(letter))


def _is_word(letter: str) -> bool:
    return letter.isalnum()
