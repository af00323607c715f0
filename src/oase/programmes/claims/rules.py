# ruff: noqa: E501
"""Each kind of claim as a rule that reads one sentence: where it stands, and what would make it a check only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from oase.programmes.claims import vocabulary as words
from oase.programmes.claims.finding import Kind
from oase.programmes.claims.proof import Proof, proof_of
from oase.programmes.claims.reading import Sentence, clause
from oase.programmes.claims.statutory import statutory

__all__ = ["RULES", "Hit", "Read"]


class Hit(NamedTuple):
    """A place in a sentence; ``weak`` says why it is no more than a check."""

    kind: Kind
    start: int
    end: int
    weak: str = ""


class Read(NamedTuple):
    """What a rule reads: one sentence, what the whole text brings along, and the day from which it is said."""

    sentence: Sentence
    whole: Proof
    day: date


Rule = Callable[[Read], Iterator[Hit]]


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for hit in pattern.finditer(text):
        yield hit.span()


def _masked(text: str) -> str:
    """Blank out names and labels that claim nothing by their words."""
    for pattern in (words.NEUTRAL, words.RECOGNISED):
        text = pattern.sub(lambda hit: "." * len(hit[0]), text)
    return text


def generic(read: Read) -> Iterator[Hit]:
    """Claims that say nothing one could check; specified in the same sentence they are for a person to look at."""
    here = proof_of(read.sentence.text)
    weak = "specified" if here.figure and here.method else ""
    text = _masked(read.sentence.text)
    for start, end in _spans(words.GENERIC, text):
        yield Hit("generic", start, end, "weak" if _means_for_long(text, start, end) else weak)
    for start, end in _spans(words.PLACE, text):
        if words.GOODNESS.search(" ".join(clause(read.sentence, start, end))):
            yield Hit("generic", start, end, weak)
    for start, end in _spans(words.WEAK, text):
        yield Hit("generic", start, end, "weak")
    if not (here.figure and read.whole.method):
        for start, end in _spans(words.NEAR, _masked(read.sentence.text)):
            yield Hit("generic", start, end, "weak")


def _means_for_long(text: str, start: int, end: int) -> bool:
    """Return whether *nachhaltig* is the adverb "for long": it goes with a change, not with a thing."""
    return text[start:end] == "nachhaltig" and bool(words.ADVERB.match(text[end:].lstrip()))


_EVENED = re.compile(
    r"\b(?:kompens\w*|ausgleich\w*|ausgeglichen\w*|auszugleichen|gleicht?|gleichen|wettgemacht|wettmach\w*|neutralis\w*|offset\w*"
    r"|compensat\w*|counterbalanc\w*|neutrali[sz]\w*|make up for|makes up for|balanced? out|cancel\w* out|wett)\b"
)
_BURDEN = re.compile(
    r"\b(?:co\s?2\w*|\w*emission\w*|klima\w*|carbon|climate|\w*footprint|\w*fussabdr\w*|treibhaus\w*|greenhouse)\b"
)


def offset(read: Read) -> Iterator[Hit]:
    """Neutral, zero or evened out: forbidden whatever figure stands beside it."""
    text = _masked(read.sentence.text)
    found = False
    for start, end in _spans(words.OFFSET, text):
        found = True
        yield Hit("offset", start, end)
    evened = _EVENED.search(text)
    if evened is not None and not found and _BURDEN.search(text):
        yield Hit("offset", *evened.span())


_OWN = re.compile(r"\b(?:unser\w*|eigen\w*|selbst|our|own|in-house|hauseigen\w*)\b")
_SHARE = re.compile(r"\b\d[\d.,]*\s?(?:%|prozent\b|per ?cent\b)")
_NUMBER = re.compile(
    r"\b(?:nr|no|lizenz\w*|licen[cs]e|registr\w*|zertifikat\w*|certificate|cert)\b\W*(?:\w+\W+){0,3}?[\w./-]*\d{3,}"
)


def label(read: Read) -> Iterator[Hit]:
    """Labels of one's own; recognised ones need the number of their certificate or the share they cover."""
    text = read.sentence.text
    recognised = list(_spans(words.RECOGNISED, text))
    if recognised and not (_NUMBER.search(text) or _SHARE.search(text)):
        yield Hit("label", *recognised[0], "weak")
    if recognised and not _OWN.search(text):
        return
    for start, end in _spans(words.LABEL, _masked(text)):
        yield Hit("label", start, end)


_YEAR = re.compile(
    r"\b(?:bis|ab|by|until|till|before|vor|in|from|im jahr|spaetestens|for|fuer)\s+(?:zum jahr |zum |ende |anfang |the year |the end of |end of |spaetestens |latest )?(20\d\d)\b"
)


def future(read: Read) -> Iterator[Hit]:
    """Promises about the environment without a plan that somebody independent checks."""
    text = read.sentence.text
    if not words.TOPIC.search(_masked(text)):
        return
    year = next((hit for hit in _YEAR.finditer(text) if int(hit[1]) > read.day.year), None)
    hit = year or words.FUTURE.search(text)
    if hit is not None:
        yield Hit("future", *hit.span(), "specified" if read.whole.plan else "")


_ALL = re.compile(
    r"\b(?:ganz\w*|komplett\w*|gesamt\w*|vollstaendig\w*|durchgaengig|alle[snrm]?|saemtliche\w*|hundertprozentig\w*|rundum"
    r"|entire\w*|whole|all|every|everything|completely|fully|totally|100 percent)\b|\b100\s?(?:%|prozent|percent)"
)
_PART = re.compile(
    r"\b(?:\w*verpackung\w*|etikett\w*|\w*futter|aussenstoff\w*|oberstoff\w*|reissverschl\w*|kapuze\w*|knoepfe?\w*|faden|garn\w*"
    r"|anhaenger|beutel|karton\w*|papier|fuellung|sohle\w*|innen\w*|packaging|labels?|lining|outer|shell|zip\w*|hood|buttons?"
    r"|threads?|tags?|bags?|pockets?|soles?|filling|insulation|boxes|box|paper|membran\w*)\b"
)
_BECAUSE = re.compile(r"\b(?:dank|weil|wegen|durch|denn|because|thanks to|due to|since|as its|as the)\b")
_MASS = re.compile(
    r"\b\d[\d.,]*\s?(?:%|prozent|percent|per cent|kg|g|t|tonn\w*|kilo\w*|gramm|stueck|pieces|jack\w+|paar|pairs|teile|artikel|items)\b|\b\d[\d.,]*\s?%"
    r"|\b(?:half|a third|two thirds|a quarter|three quarters) of\b|\b(?:zur haelfte|die haelfte|ein drittel|zwei drittel|ein viertel|drei viertel)\b"
)
_CLAIMED = re.compile(
    r"\b(?:ist|sind|aus|macht|made|is|are|from|of|unsere?\w*|our|this|diese?\w*|mit|with)\b"
)


def whole_product(read: Read) -> Iterator[Hit]:
    """Qualities of a part that are told of the whole, and qualities without share or part."""
    text = _masked(read.sentence.text)
    greens = list(_spans(words.GENERIC, text)) + list(_spans(words.RECYCLED, text))
    parts, because = _PART.search(text), _BECAUSE.search(text)
    if greens and parts and because and because.start() < parts.start():
        yield Hit("whole", *greens[0])
        return
    quality = words.RECYCLED.search(text)
    if quality is None or not _CLAIMED.search(text):
        return
    if _ALL.search(text) and not parts and not read.whole.method:
        yield Hit("whole", *quality.span())
    elif not _MASS.search(text) and not parts:
        yield Hit("whole", *quality.span(), "weak")


def gift(read: Read) -> Iterator[Hit]:
    """Rights that the law gives, told as a gift."""
    for start, end in statutory(read.sentence.text):
        yield Hit("statutory", start, end)


_YEARS = re.compile(
    r"\b(?:\d+|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|fuenfzehn|zwanzig|three|four|five|six|seven|eight|nine|ten|fifteen|twenty)[\s-]*"
    r"(?:jahr\w*|years?|monat\w*|months?|waesche\w*|washes|zyklen|cycles|scheuertouren|rubs|touren)\b"
)
_PROMISE = re.compile(r"\b\w*(?:garantie|guarantee|warranty|gewaehrleistung)\w*")


def durability(read: Read) -> Iterator[Hit]:
    """Durability without an end or a figure; a guarantee for life is for a lawyer to look at."""
    text = read.sentence.text
    told = bool(_YEARS.search(text))
    for start, end in _spans(words.DURABLE, text):
        weak = "weak" if _PROMISE.search(text) else ""
        if not told:
            yield Hit("durability", start, end, weak)
    for start, end in _spans(words.LASTING, text):
        if not told and not (read.whole.figure and read.whole.method):
            yield Hit("durability", start, end, "weak")


_CARE = re.compile(
    r"\b(?:wasch\w*|waesch\w*|trockn\w*|buegel\w*|wash\w*|dry\w*|iron\w*|impraegnier\w*|grad|degrees)\b"
)


def comparison(read: Read) -> Iterator[Hit]:
    """Less of something without saying than what, and by which method."""
    text = read.sentence.text
    here = proof_of(text)
    found = words.COMPARED.search(text)
    if found is None or (here.basis and read.whole.method and read.whole.figure):
        return
    amount = bool(words.FIGURE.search(text)) and "%" not in text  # told as a figure: see there
    carried = here.figure and (here.basis or read.whole.method)
    weak = "weak" if carried or amount or _CARE.search(text) else ""
    yield Hit("comparison", *found.span(), weak)


def figure(read: Read) -> Iterator[Hit]:
    """Quantities of what burdens the environment, without method or range."""
    found = words.FIGURE.search(read.sentence.text)
    if found is None:
        return
    is_compared = re.search(r"%|prozent|per ?cent", found[0]) and proof_of(read.sentence.text).basis
    if not (read.whole.method and (read.whole.range or is_compared)):
        yield Hit("figure", *found.span(), "weak")


RULES: Sequence[Rule] = (
    generic,
    offset,
    label,
    future,
    whole_product,
    gift,
    durability,
    comparison,
    figure,
)
"""Every rule."""
