"""``mask``: personal data in one text replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from oase.contacts.masking.keys import is_personal_key
from oase.contacts.masking.numbers import MAY_BE_CERTAIN, MAY_BE_NUMBER, Span, cards, ibans, phones

__all__ = ["SUSPECT", "SUSPECT_NUMBER", "mask", "masked"]

_AT = r"(?:@|%(?:25)*40|\s?[(\[](?:at|ät)[)\]]\s?)"
_SIGNS = r"@|%(?:25)*40|=|[(\[](?i:at|ät)[)\]]"
SUSPECT = f"{_SIGNS}|{MAY_BE_NUMBER}"
"""Expression that every text meets in which something is found, quick in a column (RE2)."""
SUSPECT_NUMBER = f"{_SIGNS}|{MAY_BE_CERTAIN}"
"""The same for numbers of things."""

_hint = re.compile(r"[0-9@%=(\[]").search
_has_sign = re.compile(r"@|%(?:25)*40|[(\[](?:at|ät)[)\]]", re.IGNORECASE).search
_has_digits = re.compile("[0-9](?:[^0-9]*+[0-9]){4}").search

_LOCAL = r"""[^\s@<>()\[\]{},;:"'/\\?&=|„“”]"""
_MAIL = re.compile(
    rf"""(?:"[^"\n]{{1,64}}"|{_LOCAL}{{1,64}}){_AT}(?:[\w\-]{{1,63}}(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?)){{1,8}}"""
    r"(?:xn--[A-Za-z0-9\-]+|[^\W\d_]{2,63})",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"""(?<=[?&;])([\w.%\[\]\-]{1,64})=[^&#\s"'<>]*(&|)""")
_LEFT_OVER = re.compile(r"[?&]+(?=$|[#\s])")
_PLACEHOLDER = r"(?!(?<=\[)(?:mail|phone|card|iban|name|ip|masked)\])"
_IP = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?!\.?\w)"
)
_DOTS = 3
_NAME_LETTERS = 3
_MOST_PASSES = 8


def mask(text: str, names: frozenset[str] = frozenset()) -> str:
    """Return a text with personal data replaced by placeholders.

    Parameters
    ----------
    text : str
    names : frozenset of str
        Names by which the person is known; those of at least three letters are found as whole words, with
        the s of a genitive, whatever their case.

    Returns
    -------
    str
        At most twice as long; masking it again changes nothing.

    Examples
    --------
    >>> mask("Annas Nummer ist 0171 2345678, sonst anna@lindwerk.example", frozenset({"Anna"}))
    '[name] Nummer ist [phone], sonst [mail]'
    >>> mask("Artikel 4006381333931 am 09.11.2025 für 1.299,00 €")
    'Artikel 4006381333931 am 09.11.2025 für 1.299,00 €'
    """
    return masked(text, names, is_number=False)


def masked(text: str, names: frozenset[str], *, is_number: bool) -> str:
    """Return a masked text; of numbers of things only what is certain is masked."""
    if _hint(text):
        text = _settled(text, is_number=is_number)
    return _without_names(text, names) if names else text


def _settled(text: str, *, is_number: bool) -> str:
    """Mask what is found until nothing is; a placeholder can lay bare what stood beside it."""
    for _ in range(_MOST_PASSES):
        shorter = _once(text, is_number=is_number)
        if shorter == text:
            return text
        text = shorter
    return "[masked]"  # no person writes like that: it would cost a pass for every few signs


def _once(text: str, *, is_number: bool) -> str:
    if "=" in text:
        text = _without_parameters(text)
    if _has_sign(text):
        text = _MAIL.sub("[mail]", text)
    if not _has_digits(text):
        return text
    text = _replaced(text, ibans(text), "[iban]")
    if not is_number:
        text = _replaced(text, cards(text), "[card]")
        text = _IP.sub(_ip, text) if text.count(".") >= _DOTS else text
    return _replaced(text, phones(text, is_number=is_number), "[phone]")


def _ip(found: re.Match[str]) -> str:
    """Return the placeholder, unless it is as short as the number of a version."""
    return "[ip]" if len(found[0]) > 8 else found[0]


def _replaced(text: str, spans: Iterable[Span], placeholder: str) -> str:
    return "".join(_parts(text, sorted(spans), placeholder))


def _parts(text: str, spans: list[Span], placeholder: str) -> Iterator[str]:
    after = 0
    for start, end in spans:
        if start >= after:
            yield text[after:start]
            yield placeholder
        after = max(after, end)
    yield text[after:]


def _without_parameters(text: str) -> str:
    """Return an address without its personal query parameters."""

    def kept(found: re.Match[str]) -> str:
        return "" if is_personal_key(found[1]) else found[0]

    shorter = _PARAMETER.sub(kept, text)
    return text if shorter == text else _LEFT_OVER.sub("", shorter)


def _without_names(text: str, names: frozenset[str]) -> str:
    words, pattern = _known(names)
    folded = text.casefold()
    if not any(word in folded for word in words):
        return text
    return pattern.sub("[name]", text)


@lru_cache(maxsize=4096)
def _known(names: frozenset[str]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    whole = sorted({name.strip() for name in names}, key=lambda name: (-len(name), name))
    long = [name for name in whole if sum(map(str.isalpha, name)) >= _NAME_LETTERS]
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in long) or "(?!)"
    pattern = re.compile(rf"(?<![^\W_]){_PLACEHOLDER}(?:{either})(?:['’]?s|['’])?(?![^\W_])", re.IGNORECASE)
    return tuple(name.split()[0].casefold() for name in long), pattern
