"""Sizes by class of garment and size system: as on the label, put in order, and roughly converted.

Systems are those of schema.org (``WearableSizeSystem…``) and EN 13402; ``CM`` is a measure of the body in
centimetres (EN 13402): bust girth for dresses, tops and jackets, height for children.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "GARMENTS",
    "SYSTEMS",
    "Converted",
    "converted",
    "normal_size",
    "read_size",
    "size_fact",
    "size_order",
    "system_of",
]

GARMENTS = ("dress", "top", "trousers", "skirt", "jacket", "shoe", "bra", "kids", "")
"""Classes of garment that sizes are kept for; ``""`` is for what has no size, such as a bag."""

SYSTEMS = ("DE", "EU", "FR", "IT", "UK", "US", "INT", "CM")
"""Size systems; ``INT`` is XS to XXL, ``CM`` a measure of the body."""

_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL", "5XL")
_ALIASES = {
    "2XL": "XXL",
    "XXXL": "3XL",
    "XXXXL": "4XL",
    "2XS": "XXS",
    "SMALL": "S",
    "MEDIUM": "M",
    "LARGE": "L",
}
_ONE_SIZE = frozenset({"ONE SIZE", "ONESIZE", "OS", "OSFA", "EINHEITSGRÖSSE", "EINHEITSGROESSE", "UNI", "TU"})
_LABEL = re.compile(r"^(?:gr(?:ö(?:ß|ss)e|oesse|\.)?|size|taille|taglia)[\s.:]*", re.IGNORECASE)
_SYSTEM = re.compile(r"^(DE|D|EU|EUR|FR|F|IT|I|UK|GB|US|USA|INT)\b[\s.:\-]*(?=\S)", re.IGNORECASE)
_HALF = re.compile(r"\s*(?:½|\s1/2|[.,]5)$")
_NUMBER = re.compile(r"^\d+(?:\.\d+)?")
_CODES = {
    "D": "DE", "GERMANY": "DE", "EUR": "EU", "EUROPE": "EU", "F": "FR", "FRANCE": "FR", "I": "IT",
    "ITALY": "IT",
    "GB": "UK", "USA": "US", "EN13402": "CM", "METRIC": "CM", "CONTINENTAL": "EU", "INTERNATIONAL": "INT",
}  # fmt: skip

_FROM_DE = {"DE": 0, "EU": 0, "FR": 2, "IT": 6, "UK": -26, "US": -30}
_CLOTHES = ("dress", "top", "trousers", "skirt", "jacket")
_BUST = ("dress", "top", "jacket")
_LETTER_OF_DE = {
    32: "XXS", 34: "XS", 36: "S", 38: "M", 40: "M", 42: "L", 44: "XL", 46: "XL", 48: "XXL", 50: "XXL",
    52: "3XL",
}  # fmt: skip
_SHOES = {  # women's
    "35": ("2.5", "5"), "36": ("3.5", "6"), "37": ("4", "6.5"), "37.5": ("4.5", "7"), "38": ("5", "7.5"),
    "38.5": ("5.5", "8"), "39": ("6", "8.5"), "40": ("6.5", "9"), "41": ("7.5", "10"), "42": ("8", "10.5"),
    "43": ("9", "11.5"),
}  # fmt: skip


class Converted(NamedTuple):
    """A size in another system; ``is_approximate`` for all but those that only have another name."""

    size: str
    system: str
    is_approximate: bool


def size_fact(garment: str, system: str) -> str:
    """Return the name of the fact that keeps a person's size.

    Examples
    --------
    >>> size_fact("dress", "DE")
    'size:dress:DE'
    """
    return f"size:{garment}:{system}"


def normal_size(text: str) -> str:
    """Return a size as it is compared: without the word "size", letters large, halves as ``.5``.

    Examples
    --------
    >>> [normal_size(text) for text in ("Gr. 38", "39 1/2", "39,5", "2xl", "one size", "75 b")]
    ['38', '39.5', '39.5', 'XXL', '', '75B']
    """
    bare = " ".join(_LABEL.sub("", text.strip()).split()).upper()
    if bare in _ONE_SIZE:
        return ""
    bare = _HALF.sub(".5", bare)
    joined = bare.replace(" ", "")
    if joined.endswith(".0"):
        joined = joined[:-2]
    return _ALIASES.get(joined, joined)


def system_of(text: str) -> str:
    """Return the size system that a code, a name or an address of schema.org means; empty for an unknown one.

    Examples
    --------
    >>> [system_of(t) for t in ("de", "https://schema.org/WearableSizeSystemDE", "EN13402", "JP")]
    ['DE', 'DE', 'CM', '']
    """
    last = text.strip().rsplit("/", 1)[-1]
    code = last.removeprefix("WearableSizeSystem").upper()
    code = _CODES.get(code, code)
    return code if code in SYSTEMS else ""


def read_size(text: str, system: str = "", garment: str = "", fallback: str = "DE") -> tuple[str, str]:
    """Return a size and its system as a label or a feed says them.

    Parameters
    ----------
    text : str
        Such as ``38``, ``EU 39``, ``M``.
    system : str
        As far as the feed says it.
    garment : str
        Class of garment.
    fallback : str
        System of a number where nobody says one.

    Examples
    --------
    >>> read_size("38"), read_size("EU 39"), read_size("m"), read_size("128", garment="kids")
    (('38', 'DE'), ('39', 'EU'), ('M', 'INT'), ('128', 'CM'))
    """
    bare = _LABEL.sub("", text.strip())
    known = system_of(system)
    if found := _SYSTEM.match(bare):
        known = known or system_of(found[1])
        bare = bare[found.end() :]
    size = normal_size(bare)
    if not size:
        return "", ""
    if size in _LETTERS:
        return size, "INT"
    if known:
        return size, known
    return size, "CM" if garment == "kids" else fallback


def converted(garment: str, size: str, system: str, to: str) -> Converted | None:
    """Return a size in another system by the usual tables for women; None where they say nothing.

    Labels differ between brands: what comes is approximate, except between DE and EU, which are the same.

    Parameters
    ----------
    garment, size, system, to : str

    Examples
    --------
    >>> converted("dress", "38", "DE", "FR")
    Converted(size='40', system='FR', is_approximate=True)
    >>> converted("shoe", "39", "EU", "UK").size
    '6'
    >>> converted("shoe", "39", "DE", "EU")
    Converted(size='39', system='EU', is_approximate=False)
    """
    size = normal_size(size)
    if system == to or {system, to} == {"DE", "EU"}:
        return Converted(size, to, is_approximate=False)
    if garment in _CLOTHES:
        found = _clothes(garment, size, system, to)
    elif garment == "shoe":
        found = _shoe(size, system, to)
    elif garment == "bra":
        found = _bra(size, system, to)
    else:
        same = garment == "kids" and {system, to} <= {"DE", "EU", "CM"}
        return Converted(size, to, is_approximate=False) if same else None
    return None if found is None else Converted(found, to, is_approximate=True)


def size_order(size: str) -> tuple[int, float, str]:
    """Return a key by which sizes stand as in a shop: numbers, then letters from small to large.

    Examples
    --------
    >>> sorted(["M", "XL", "40", "8", "S", "Schal", "39.5"], key=size_order)
    ['8', '39.5', '40', 'S', 'M', 'XL', 'Schal']
    """
    if found := _NUMBER.match(size):
        return 0, float(found[0]), size
    if size.upper() in _LETTERS:
        return 1, _LETTERS.index(size.upper()), size
    return 2, 0.0, size


def _clothes(garment: str, size: str, system: str, to: str) -> str | None:
    german = _german(garment, size, system)
    if german is None or not min(_LETTER_OF_DE) <= german <= max(_LETTER_OF_DE) or german % 2:
        return None
    if to == "INT":
        return _LETTER_OF_DE[german]
    if to == "CM":
        return str(2 * (german + 6)) if garment in _BUST else None
    other = german + _FROM_DE[to]
    return str(other) if other >= 0 else None


def _german(garment: str, size: str, system: str) -> int | None:
    if system == "INT":
        return next((number for number, letter in _LETTER_OF_DE.items() if letter == size), None)
    if not (size.isdecimal() and size.isascii()):
        return None
    number = int(size)
    if system == "CM":  # the German size is half the bust girth less six
        return 2 * round((number / 2 - 6) / 2) if garment in _BUST else None
    return number - _FROM_DE[system] if system in _FROM_DE else None


def _shoe(size: str, system: str, to: str) -> str | None:
    columns = {"UK": 0, "US": 1}
    if system in ("DE", "EU", "FR", "IT"):
        european: str | None = size
    elif system in columns:
        european = next((own for own, others in _SHOES.items() if others[columns[system]] == size), None)
    else:
        return None
    if european not in _SHOES:
        return None
    return (
        _SHOES[european][columns[to]]
        if to in columns
        else european
        if to in ("DE", "EU", "FR", "IT")
        else None
    )


def _bra(size: str, system: str, to: str) -> str | None:
    found = re.fullmatch(r"(\d{1,3})([A-D])", size)
    if not found:
        return None
    band, cup = int(found[1]), found[2]
    step = {  # the band of a German 75, and by how much the next one is larger
        "DE": (75, 5), "EU": (75, 5), "FR": (90, 5), "IT": (3, 1), "UK": (34, 2), "US": (34, 2),
    }  # fmt: skip
    if system not in step or to not in step or (band - step[system][0]) % step[system][1]:
        return None
    steps = (band - step[system][0]) // step[system][1]
    other = step[to][0] + steps * step[to][1]
    return f"{other}{cup}" if other > 0 else None
