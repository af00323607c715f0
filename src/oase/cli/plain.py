"""Texts from outside on their way to a terminal: shown, never obeyed."""

from __future__ import annotations

import re

__all__ = ["escaped", "plain"]

# control characters but tab and line feed, what turns the direction of writing, halves of pairs
_OBEYED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def plain(text: str) -> str:
    r"""Return a text without what a terminal would obey, each such sign replaced by one that is seen.

    Examples
    --------
    >>> plain("Kauf\x1b[2J")
    'Kauf�[2J'
    """
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped(json_text: str) -> str:
    r"""Return JSON with the same content in which nothing is left that a terminal would obey.

    Examples
    --------
    >>> escaped('{"name":"Kauf\x9b2J"}')
    '{"name":"Kauf\\u009b2J"}'
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)
