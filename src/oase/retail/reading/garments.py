"""Which class of garment the category of a feed means."""

from __future__ import annotations

import re

from oase.errors import InputError, nearest
from oase.retail.sizes import GARMENTS

__all__ = ["garment_of"]

_GOOGLE = {
    "2271": "dress", "212": "top", "204": "trousers", "1581": "skirt", "203": "jacket", "5598": "jacket",
    "187": "shoe", "214": "bra", "207": "trousers", "5388": "dress", "182": "kids",
}  # fmt: skip
"""Numbers of Google's product taxonomy."""

_WORDS: tuple[tuple[str, str], ...] = (
    (r"\bkinder|\bbaby|\bkids?\b|\btoddler|\bgirls?\b|\bboys?\b", "kids"),
    (r"schuh|stiefel|sneaker|sandale|pumps|\bshoes?\b|\bboots?\b|loafer", "shoe"),
    (r"büstenhalter|buestenhalter|\bbhs?\b|\bbras?\b", "bra"),
    (r"\brock\b|röcke|\bskirts?\b", "skirt"),
    (r"\bkleid\b|\w+kleid\b|\w*kleider\b|\bdress(?:es)?\b", "dress"),
    (r"jacke|mantel|mäntel|blazer|parka|\bcoats?\b|jacket|outerwear|trench", "jacket"),
    (r"hose|jeans|trouser|\bpants\b|shorts|chino|leggings", "trousers"),
    (r"bluse|hemd|shirt|pullover|pulli|strick|cardigan|\btops?\b|blouse|sweater|jumper", "top"),
)
_COMPILED = tuple((re.compile(pattern), garment) for pattern, garment in _WORDS)


def garment_of(said: str, category: str, name: str, age_group: str = "") -> str:
    """Return the class of garment that a row means; empty where nothing says it.

    Parameters
    ----------
    said : str
        The class itself, where the feed has it.
    category : str
        Google's number or path, or the shop's own words.
    name : str
        Of the article.
    age_group : str
        Google's: adult, kids, toddler, infant, newborn.

    Raises
    ------
    InputError
        There is no such class.

    Examples
    --------
    >>> garment_of("", "Clothing > Dresses", ""), garment_of("", "", "Leinenkleid Ada")
    ('dress', 'dress')
    """
    if said.strip():
        return _exactly(said.strip().casefold())
    if age_group.strip().casefold() in ("kids", "toddler", "infant", "newborn"):
        return "kids"
    if category.strip() in _GOOGLE:
        return _GOOGLE[category.strip()]
    last = category.rsplit(">", 1)[-1]
    for text in (last.casefold(), name.casefold()):
        for pattern, garment in _COMPILED:
            if pattern.search(text):
                return garment
    return ""


def _exactly(said: str) -> str:
    if said in GARMENTS:
        return said
    for pattern, garment in _COMPILED:
        if pattern.search(said):
            return garment
    close = nearest(said, [one for one in GARMENTS if one])
    raise InputError(
        "There is no such class of garment",
        expected=", ".join(one for one in GARMENTS if one) + ", or nothing",
        got=repr(said[:60]) + (f" (did you mean {close[0]}?)" if close else ""),
    )
