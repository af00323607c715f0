"""What the linter says of a text: a verdict, and every place that led to it."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

__all__ = ["KINDS", "Finding", "Kind", "Severity", "Verdict"]

Kind = Literal[
    "generic", "offset", "label", "future", "whole", "statutory", "durability", "comparison", "figure"
]
Severity = Literal["blocks", "warns", "check"]

KINDS: tuple[Kind, ...] = (
    "generic",
    "offset",
    "label",
    "future",
    "whole",
    "statutory",
    "durability",
    "comparison",
    "figure",
)
"""What can be wrong with a text."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a text.

    Parameters
    ----------
    kind : str
        Of ``KINDS``.
    severity : {"blocks", "warns", "check"}
        Forbidden now; forbidden from ``begins`` on; to be looked at by a person.
    words : str
        As they stand in the text.
    start, end : int
        Where, in characters of the text.
    why : str
        Why it is no more than a check: ``negated``, ``quoted``, ``asked``, ``spoken_of``, ``specified``,
        ``country``, ``day`` or ``weak``; empty for a plain finding.
    rule : str
        Of ``programmes.law``.
    begins : date or None
        From when on the rule holds in the country.
    said : str
        What is wrong and what to say instead, in the language asked for.
    """

    kind: Kind
    severity: Severity
    words: str
    start: int
    end: int
    why: str
    rule: str
    begins: date | None
    said: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the linter says of a whole text.

    Parameters
    ----------
    verdict : {"passes", "blocked", "check"}
    findings : tuple of Finding
        In the order of the text.
    version : str
        Of the rules of the linter.
    """

    verdict: Literal["passes", "blocked", "check"]
    findings: tuple[Finding, ...]
    version: str
