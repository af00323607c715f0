"""What is noticed of an answer before it is written down: a bare template, a hole, self-centred wording."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from oase.service.inside_out import LANGS, Wording, check
from oase.service.templates import PLACES

__all__ = ["Remarks", "remarks"]


class Remarks(NamedTuple):
    """What was noticed.

    Parameters
    ----------
    is_unchanged : bool
        The text is that of the template, word for word.
    hole : str
        A place that is still to be filled in; empty for none.
    inward : list of (str, str)
        Self-centred wording, and what to say instead.
    """

    is_unchanged: bool
    hole: str
    inward: list[tuple[str, str]]

    @property
    def holds(self) -> bool:
        """Whether the answer is shown once more before it is written down."""
        return self.is_unchanged or bool(self.hole) or bool(self.inward)


def remarks(text: str, template: str, lang: str, wordings: Sequence[Wording]) -> Remarks:
    """Look at an answer.

    Parameters
    ----------
    text : str
        As it was typed.
    template : str
        Text of the template it began with, filled in; empty for none.
    lang : str
        Language of the message; where the list has no wording of it, none is looked for.
    wordings : sequence of Wording
        Self-centred ones, as the company has edited them.

    Examples
    --------
    >>> from oase.service.inside_out import supplied
    >>> found = remarks("Wir bitten um Geduld, {name}.", "", "de", supplied("de"))
    >>> found.is_unchanged, found.hole, [said for said, _ in found.inward]
    (False, '{name}', ['Wir bitten um Geduld'])
    """
    hole = next((f"{{{place}}}" for place in PLACES if f"{{{place}}}" in text), "")
    inward: list[tuple[str, str]] = []
    if lang in LANGS:
        checked = check(text, lang, wordings)
        inward = [(checked.text[one.start : one.end], one.wording.instead) for one in checked.findings]
    return Remarks(bool(template) and _plain(text) == _plain(template), hole, inward)


def _plain(text: str) -> str:
    """Return a text as two of them are compared: white space and the form of its letters do not count."""
    return " ".join(unicodedata.normalize("NFC", text).split())
