# ruff: noqa: E501
"""What stands around a word: denied, quoted, asked, or spoken of; then a person has to look at it."""

from __future__ import annotations

import re

from oase.programmes.claims.reading import Sentence, clause
from oase.programmes.claims.vocabulary import SPOKEN_OF

__all__ = ["why_only_check"]

_NOT = re.compile(
    r"\b(?:nicht|keine?[rnsm]?|nie|niemals|weder|nein|kaum|statt|anstatt|not|never|neither|nor|cannot|instead of"
    r"|rather than|no(?! ?\d|\. ?\d))\b|\b\w+n't\b"
)
_SEEMING = re.compile(
    r"\bnicht (?:nur|bloss|allein|zuletzt|umsonst|ohne|mehr wegzudenken|weniger als|genug|irgend)\b"
    r"|\bnot (?:only|just|merely|simply|to mention|without|least)\b|\b(?:kein|no) (?:wunder|zweifel|wonder|doubt|problem\w*)\b"
    r"|\b(?:warum|why|wieso) (?:nicht|not)\b|\bnoch nie\b|\bnie(?:mals)?\s+(?:so|war\w*|\w+er)\b|\bnever\s+(?:been|so|more)\b"
    r"|\bnie (?:wieder|mehr) ohne\b|\b(?:verpass|vergess|warte|zoeger|such)\w*(?:\s+\w+){0,2}\s+nicht\b"
    r"|\b(?:don't|do not|never)\s+(?:miss|wait|forget|hesitate|settle|worry|compromise)\b|\bwhy wait\b"
    r"|\bkeine? (?:andere?[rns]?|sorge\w*|kompromisse|frage)\b|\bno (?:other|one|compromise\w*|question|brand)\b|\bnobody\b|\bnothing\b"
    r"|\b\w+er geht(?: e?s| es)?(?: \w+)? nicht\b|\bnichts\b|\bnot your (?:average|ordinary|usual)\b|\bkeine? \w+ (?:ist|war|sind) \w*(?:er|er als|so)\b"
    r"|\b(?:can't|couldn't|cannot|doesn't|don't) (?:get|be) (?:any )?(?:more|greener|better)\b"
)
_MORE = re.compile(r"\b\w+er als\b|\bmore\b|\b\w+er than\b|\bso \w+ wie\b|\bas \w+ as\b")
_COMPARES = re.compile(r"(?:ig|lich|end|bewusst|gruen|arm|recht)ere[snrm]?\b|green(?:er|est)\b|ste[snrm]?$")
_ASKS = re.compile(
    r"^[\s\"'-]*(?:was|warum|wieso|weshalb|wie|wann|wer|welche\w*|ist|sind|kann|koennen|darf|duerfen|stimmt|woran"
    r"|what|why|how|when|who|which|is|are|can|does|do|may|could|should)\b"
)


def why_only_check(sentence: Sentence, start: int, end: int) -> str:
    """Return why a word in a sentence is no plain claim: denied, quoted, asked, spoken of; empty for a claim.

    Examples
    --------
    >>> one = Sentence("diese jacke ist nicht nachhaltig.", 0, (), False)
    >>> why_only_check(one, 22, 32)
    'negated'
    """
    if _is_denied(sentence, start, end):
        return "negated"
    inside = any(first < start and end <= last for first, last in sentence.quoted)
    outside = sentence.text[:start] + " " * (end - start) + sentence.text[end:]
    if inside and SPOKEN_OF.search(outside):
        return "quoted"
    if SPOKEN_OF.search(outside) and _is_word_meant(sentence, start):
        return "spoken_of"
    if sentence.is_question and _ASKS.search(sentence.text) and not re.search(r"\bwe\b|\bwir\b", outside):
        return "asked"
    return ""


_ADVISES = re.compile(
    r"\b(?:nobody|no one|niemand|keiner)\s+(?:should|must|may|ought to|sollte?|darf|muss)\b.*?\b(?:call\w*|claim\w*|say\w*|nenn\w*|behaupt\w*|sag\w*)\b"
    r"|\b(?:niemand|keiner)\s+(?:sollte?|darf|muss)\b.*\b(?:nennen|behaupten|sagen)\b"
)
_MEANT = re.compile(
    r"\b(?:wie|wort|worte|woerter|begriffe?|aussagen?|such as|like|words?|terms?|claims?|label\w*|the phrase|"
    r"heisst|bedeutet|nennt|nennen|verboten|untersagt|unzulaessig|forbidden|banned|prohibited|means?|greenwashing|"
    r"vermeiden|verzichten|avoid|refrain)\b"
)


def _is_word_meant(sentence: Sentence, start: int) -> bool:
    """Return whether a sentence speaks of the word: says that it is forbidden, avoided, or what it means."""
    before, whole = sentence.text[:start], sentence.text
    strong = re.search(
        r"\b(?:verboten\w*|untersagt\w*|unzulaessig\w*|forbidden|banned|prohibited|greenwashing|vermeiden|verzichten"
        r"|avoid\w*|refrain\w*|definition|bedeutet|was heisst|what does)\b",
        whole,
    )
    near = re.search(
        r"\b(?:wort|worte|woerter\w*|begriffe?|aussagen?|words?|terms?|phrases?|claims?)\s+(?:wie|such as|like|is|ist|of being|to be)?\s*\"?$",
        before,
    )
    if _ADVISES.search(whole):
        return True
    return bool(strong or near) and bool(_MEANT.search(whole))


def _is_denied(sentence: Sentence, start: int, end: int) -> bool:
    before, after = clause(sentence, start, end)
    whole = f"{before}{sentence.text[start:end]}{after}"
    if _SEEMING.search(whole):
        return False
    hits = list(_NOT.finditer(before)) + list(_NOT.finditer(after))
    if not hits:
        return False
    return not _MORE.search(whole) and not _COMPARES.search(sentence.text[start:end])
