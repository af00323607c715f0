"""All fixed texts, one dictionary per language with the same keys."""

from __future__ import annotations

from typing import Literal

from oase.errors import OptionInvalid
from oase.words.english import ENGLISH
from oase.words.filling import filled
from oase.words.german import GERMAN

__all__ = ["CATALOGUE", "Language", "language", "text"]

Language = Literal["de", "en"]

CATALOGUE: dict[Language, dict[str, str]] = {"de": GERMAN, "en": ENGLISH}


def language(lang: str) -> Language:
    """Return the language, or refuse one that Oase does not speak.

    Raises
    ------
    OptionInvalid
        For anything but "de" and "en".

    Examples
    --------
    >>> language("de")
    'de'
    """
    for known in CATALOGUE:
        if lang == known:
            return known
    raise OptionInvalid("Oase does not speak this language", expected='"de" or "en"', got=repr(lang))


def text(key: str, lang: str, **values: object) -> str:
    """Return a text of the catalogue with its places filled.

    Parameters
    ----------
    key : str
        A key of the catalogue; a wrong one is a mistake of ours and raises KeyError.
    lang : {"de", "en"}
    **values
        What the places in braces stand for.

    Examples
    --------
    >>> text("state.magic", "de"), text("form.more", "en", number=2)
    ('Magischer Moment', '2 more')
    """
    return filled(CATALOGUE[language(lang)][key], **values)
