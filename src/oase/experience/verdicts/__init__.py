"""Verdicts of the house: what was said of each touchpoint, night after night, and why it changed.

Comes in: the result of ``magic_moments`` on the house's own answers. Goes out: versions that can be compared,
and how many invitations each touchpoint needs.
"""

from oase.experience.verdicts.differences import Change, Difference, Span, Step, compared, condition_names
from oase.experience.verdicts.keeping import before, find, keep, newest, versions
from oase.experience.verdicts.run import Cause, Head, Rule, Run, main_rows
from oase.experience.verdicts.steering import Share, shares

__all__ = [
    "Cause",
    "Change",
    "Difference",
    "Head",
    "Rule",
    "Run",
    "Share",
    "Span",
    "Step",
    "before",
    "compared",
    "condition_names",
    "find",
    "keep",
    "main_rows",
    "newest",
    "shares",
    "versions",
]
