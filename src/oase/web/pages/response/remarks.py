"""What is noticed of an answer before it is written down: a bare template, a hole, self-centred wording."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from sqlalchemy import Connection

from oase.service.checked import wordings_of
from oase.service.inside_out import LANGS, check
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


def remarks(connection: Connection, text: str, template: str, lang: str) -> Remarks:
    """Look at an answer.

    Parameters
    ----------
    connection : Connection
    text : str
        As it was typed.
    template : str
        Text of the template it began with, filled in; empty for none.
    lang : str
        Language of the message; where the list has no wording of it, none is looked for.
    """
    hole = next((f"{{{place}}}" for place in PLACES if f"{{{place}}}" in text), "")
    inward: list[tuple[str, str]] = []
    if lang in LANGS:
        checked = check(text, lang, wordings_of(connection, lang))
        inward = [(checked.text[one.start : one.end], one.wording.instead) for one in checked.findings]
    return Remarks(bool(template) and _plain(text) == _plain(template), hole, inward)


def _plain(text: str) -> str:
    """Return a text as two of them are compared: white space and the form of its letters do not count."""
    return " ".join(unicodedata.normalize("NFC", text).split())
