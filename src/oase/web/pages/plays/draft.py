"""``Draft``: what stands in the editor of a play, and what there is to say of it."""

from __future__ import annotations

import difflib
from typing import NamedTuple

from oase.decisions.plays import Play, PlayInvalid, Version, parse

__all__ = ["NEW", "Draft", "difference", "drafted"]

NEW = "new"
"""Address of the page on which a play is begun; no play can be called so."""


class Draft(NamedTuple):
    """What stands in the editor.

    Parameters
    ----------
    text : str
    base : int
        The version that held when editing began.
    play : Play or None
        What the text describes; None where it is wrong.
    error : PlayInvalid or None
    remark : str
        What else there is to say.
    shown : int or None
        Number of an older version that is looked at.
    """

    text: str
    base: int
    play: Play | None = None
    error: PlayInvalid | None = None
    remark: str = ""
    shown: int | None = None

    @property
    def line(self) -> int | None:
        """The line to look at first."""
        return self.error.line if self.error else None

    @property
    def quoted(self) -> str:
        """The line that is wrong."""
        lines = self.text.splitlines()
        return lines[self.line - 1][:200] if self.line and self.line <= len(lines) else ""


def drafted(text: str, base: int) -> Draft:
    """Return a text with what it describes, or with what is wrong about it."""
    try:
        return Draft(text, base, play=parse(text))
    except PlayInvalid as error:
        return Draft(text, base, error=error)


def difference(held: Version, other: str) -> list[tuple[str, str]]:
    """Return the lines that differ: sign (plus, minus, blank) and text, with two lines around each."""
    lines = difflib.unified_diff(held.text.splitlines(), other.splitlines(), lineterm="", n=2)
    told = [line for line in lines if not line.startswith(("---", "+++"))]
    return [("…", "") if line.startswith("@@") else (line[:1], line[1:]) for line in told]
