# ruff: noqa: E501
"""Rights that the law gives, sold as a gift of the brand (Directive 2005/29/EC, Annex I no. 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["statutory"]

_GIFT = re.compile(
    r"\b(?:ge?schenk\w*|schenk\w*|gratis|exklusiv\w*|nur bei uns|extra|bonus\w*|kulanz\w*|freiwillig\w*|dankeschoen"
    r"|obendrauf|spendier\w*|goennen|on top|oben drauf|treuebonus|besonder\w* (?:service|vorteil|angebot|leistung)"
    r"|unser (?:service|vorteil|versprechen|plus)|unser\w* grosszuegig\w*|grosszuegig\w*|als service|geben wir dir dazu|vorteil\w*"
    r"|gifts?|free|exclusive\w*|only (?:with|from|at) us|bonus\w*|goodwill|voluntar\w*|our treat|on the house|on us"
    r"|special (?:offer|service|perk|benefit)|perks?|generous\w*|thank[\s-]you|complimentary|throw in|reward\w*|our promise)\b"
)
_LAW = re.compile(
    r"\b(?:gewaehrleistung\w*|maengelrecht\w*|maengelhaftung|gesetzlich\w* (?:garantie|recht\w*|anspr\w*)"
    r"|widerruf\w*|statutory\b(?:\s+\w+)?|legal guarantee|legal rights?|right (?:of|to) withdraw\w*|cancellation right"
    r"|guarantee of conformity|conformity guarantee|consumer rights?)\b"
)
_MONTHS = (
    r"(?:\+?\s?(?:12|zwoelf|twelve|24|vierundzwanzig|6|sechs|six)[\s-]?(?:weitere|zusaetzliche|extra|more|additional|further)?\s?"
    r"(?:monat\w*|months?)|(?:(?:ein|1|one|2|zwei|two|a)\s?(?:weitere\w*|zusaetzliche\w*|extra|more|full|volle\w*|additional|whole|ganze\w*)?[\s-]?(?:jahr\w*|years?)))"
)
_GUARANTEE = r"(?:\w*garantie\w*|gewaehrleistung\w*|guarantee|warranty|haftung|liability)"
_TERM = re.compile(
    rf"{_MONTHS}(?:[\s-]+\w+){{0,4}}[\s-]+{_GUARANTEE}\b|\b{_GUARANTEE}(?:[\s-]+\w+){{0,5}}[\s-]+{_MONTHS}"
)
_WITHDRAWAL = re.compile(
    r"\b(?:14|vierzehn|fourteen)[\s-](?:tag\w*|days?)(?:[\s-]+\w+){0,3}[\s-]+(?:rueckgabe\w*|widerruf\w*|umtausch\w*|returns?|withdraw\w*|refund\w*|right)\b"
)
_REPAIR = re.compile(r"\b(?:reparatur\w*|reparier\w*|repair\w*)\b")
_BESIDES = re.compile(
    r"\b(?:zusaetzlich zu|neben|ueber)\s+(?:\w+\s+){0,2}(?:gesetzlich\w*|gewaehrleistung)|\bgesetzlich\w*(?:\s+\w+){0,3}\s+(?:bleib\w*|unberuehrt)"
    r"|\b(?:in addition to|besides|on top of|beyond|does not affect|do not affect|without affecting)(?:\s+\w+){0,2}\s+(?:statutory|legal)"
    r"|\b(?:statutory|legal)(?:\s+\w+){0,3}\s+(?:remain\w*|unaffected|not affected)"
)
_OWED = re.compile(
    r"\b(?:ist|sind|bleib\w*) (?:ihr|dein|ein)\w* (?:gesetzliches? )?recht\w*|\b(?:nach dem gesetz|laut gesetz|kraft gesetzes|by law|the law gives|das gesetz gibt)\b"
    r"|\bkein geschenk\b|\b(?:not|no) (?:a )?gift\b"
)


def statutory(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the places where a folded sentence gives away what the law gives.

    Examples
    --------
    >>> list(statutory("wir schenken dir zwei jahre gewaehrleistung"))
    [(17, 43)]
    >>> list(statutory("sie haben zwei jahre gewaehrleistung"))
    []
    """
    if not _GIFT.search(sentence) or _BESIDES.search(sentence) or _OWED.search(sentence):
        return
    term = _TERM.search(sentence) or _WITHDRAWAL.search(sentence) or _LAW.search(sentence)
    if term is not None:
        yield term.span()
