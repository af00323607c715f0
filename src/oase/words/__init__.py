"""Sentences in German and English, number and date forms.

In come figures, states and rows of result tables as plain mappings; out go words for people. A sentence
never says more than its letters of evidence allow. All fixed texts stand in one catalogue per language
(``german``, ``english``) and are fetched with ``text``. Next room: ``charts``.
"""

from oase.words.catalogue import CATALOGUE, Language, language, text
from oase.words.filling import filled
from oase.words.forms import (
    MISSING,
    counted,
    date,
    duration,
    interval,
    listing,
    moment,
    month,
    number,
    one_line,
    points,
    quoted,
    share,
    weekday,
)
from oase.words.headline import headline, lede, whole
from oase.words.names import badge, evidence, flag, lead_kind, letters, phase, signed_state, state
from oase.words.refusal import refusal, refusal_todo
from oase.words.verdict import common_limits, verdict
from oase.words.weights import weight_limits

__all__ = [
    "CATALOGUE",
    "MISSING",
    "Language",
    "badge",
    "common_limits",
    "counted",
    "date",
    "duration",
    "evidence",
    "filled",
    "flag",
    "headline",
    "interval",
    "language",
    "lead_kind",
    "lede",
    "letters",
    "listing",
    "moment",
    "month",
    "number",
    "one_line",
    "phase",
    "points",
    "quoted",
    "refusal",
    "refusal_todo",
    "share",
    "signed_state",
    "state",
    "text",
    "verdict",
    "weekday",
    "weight_limits",
    "whole",
]
