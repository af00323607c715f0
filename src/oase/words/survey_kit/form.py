"""What a questionnaire is made of: bilingual texts, options, items, the whole form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import msgspec

from oase.settings import Lang

__all__ = ["Form", "Item", "Option", "Row", "Text", "code_of", "codes_of"]

Kind = Literal["hidden", "single", "grid", "scale", "text"]

CODE_LENGTH = 20


class Text(msgspec.Struct, frozen=True):
    """The same words in German and English.

    Examples
    --------
    >>> Text("besser", "better").of("en")
    'better'
    """

    de: str
    en: str

    def of(self, lang: Lang) -> str:
        """Return the words in one language."""
        return self.de if lang == "de" else self.en


class Option(msgspec.Struct, frozen=True):
    """One possible answer.

    Parameters
    ----------
    code : str
        What stands in the export (at most 5 letters and digits, the most LimeSurvey keeps).
    text : Text
        What the customer reads.
    apart : bool
        Not on the scale: "not applicable" is not the middle.
    """

    code: str
    text: Text
    apart: bool = False


class Row(msgspec.Struct, frozen=True):
    """One line of a grid: a touchpoint with the code of its column in the export."""

    code: str
    text: Text


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One question.

    Parameters
    ----------
    code : str
        Column in the export (letters and digits).
    role : str
        The argument of ``oase.read_answers`` that takes this column; empty where none does.
    kind : {"hidden", "single", "grid", "scale", "text"}
        ``hidden`` travels with the link; ``scale`` runs over its options as numbers.
    text, help : Text
        The question, and the small line below it.
    options : tuple of Option
        Answers of single, grid and scale items.
    rows : tuple of Row
        Lines of a grid, shown in random order.
    low, high : Text
        Words at the two ends of a scale.
    required : bool
        An answer is needed to go on.
    tap : int
        Which of the three taps it is, 0 for none.
    """

    code: str
    role: str
    kind: Kind
    text: Text
    help: Text = Text("", "")
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    low: Text = Text("", "")
    high: Text = Text("", "")
    required: bool = False
    tap: int = 0


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A whole questionnaire.

    Parameters
    ----------
    name : {"contact", "review"}
        Asked after one contact, or looking back over all touchpoints at once.
    brand : str
        Whose touchpoints are judged.
    title, welcome, thanks : Text
        What frames the items.
    items : tuple of Item
        In the order in which they are asked.
    touchpoints : tuple of Row
        Names and codes of the touchpoints.
    """

    name: Literal["contact", "review"]
    brand: str
    title: Text
    welcome: Text
    thanks: Text
    items: tuple[Item, ...]
    touchpoints: tuple[Row, ...]

    def item(self, code: str) -> Item:
        """Return the item with this code."""
        return next(item for item in self.items if item.code == code)

    @property
    def visible(self) -> tuple[Item, ...]:
        """Items that the customer sees."""
        return tuple(item for item in self.items if item.kind != "hidden")


def code_of(name: str) -> str:
    """Return a name as letters and digits that starts with a letter, at most 18 characters.

    Examples
    --------
    >>> code_of("Rückgabe & Größentausch"), code_of("24h-Chat"), code_of("🌲")
    ('RueckgabeGroessent', 'T24hChat', 'T')
    """
    spelled = name.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
    )
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    joined = "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", ascii_only))
    return (joined if joined[:1].isalpha() else f"T{joined}")[: CODE_LENGTH - 2]


def codes_of(names: Iterable[str], reserved: Iterable[str] = ()) -> tuple[Row, ...]:
    """Return one row per name with codes that differ, also without regard to case and from the reserved.

    Examples
    --------
    >>> [row.code for row in codes_of(["Kasse", "Kasse!", "Chat"])]
    ['Kasse', 'Kasse2', 'Chat']
    >>> codes_of(["Person"], ["person"])[0].code
    'Person2'
    """
    rows: list[Row] = []
    taken = {code.casefold() for code in reserved}
    for name in names:
        code = base = code_of(name)
        number = 2
        while code.casefold() in taken:
            code, number = f"{base[: CODE_LENGTH - len(str(number))]}{number}", number + 1
        taken.add(code.casefold())
        rows.append(Row(code, Text(name, name)))
    return tuple(rows)
