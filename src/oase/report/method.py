"""Method and limits, with the settings of this very report filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oase import words
from oase.model import Evidence, State
from oase.report.catalogue import text
from oase.report.data import JourneysData, MagicData, ReportData
from oase.report.magic import main_rows
from oase.words import Language
from oase.words.row import letters_of, state_of

__all__ = [
    "Claim",
    "Letter",
    "claims",
    "definitions",
    "journey_definitions",
    "letters",
    "limits",
    "timespan",
]

PLANNED = 0.05

_UNITS = {
    "de": {"m": "Minuten", "h": "Stunden", "d": "Tagen", "w": "Wochen"},
    "en": {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"},
}
_ONE = {
    "de": {"m": "einer Minute", "h": "einer Stunde", "d": "einem Tag", "w": "einer Woche"},
    "en": {"m": "one minute", "h": "one hour", "d": "one day", "w": "one week"},
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A state, when it is shown, and how many touchpoints have it here."""

    state: str
    sign: str
    word: str
    when: str
    found: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of evidence, what it means, and whether it occurs in this report."""

    letter: str
    word: str
    meaning: str
    is_here: bool


def definitions(magic: MagicData, lang: Language) -> list[tuple[str, str]]:
    """Return terms and what they mean, with the settings used."""
    outcome = (
        text("define.outcome.named", lang, name=magic.outcome)
        if magic.outcome
        else text("define.outcome", lang)
    )
    within = text("define.within", lang, within=timespan(magic.within, lang)) if magic.within else ""
    context = (
        words.listing(list(magic.context), lang, most=6) if magic.context else text("define.context", lang)
    )
    delta, negligible = (
        words.share(value, lang, 0 if value * 100 == round(value * 100) else 1)
        for value in (magic.delta, magic.negligible)
    )
    return [
        _term("expectation", lang),
        _term("fulfilment", lang),
        _term("lead", lang),
        _term("reward", lang, outcome=outcome, within=within),
        _term("twice", lang, context=context),
        _term("delta", lang, value=delta),
        _term("negligible", lang, value=negligible),
        _term("range", lang),
        _term("false", lang, value=words.share(magic.q, lang, 0)),
        _term("needed", lang, value=words.share(magic.delta + PLANNED, lang, 0)),
        _term("e_value", lang),
    ]


def journey_definitions(journeys: JourneysData, lang: Language) -> list[tuple[str, str]]:
    """Return what a journey, a transition and the order of contacts mean."""
    gap = timespan(journeys.sessions, lang) if journeys.sessions else ""
    term, whole = _term("journey", lang)
    shown = text("define.journey.session", lang, gap=gap) if gap else whole
    return [(term, shown), _term("transition", lang), _term("order", lang)]


def claims(magic: MagicData, lang: Language) -> list[Claim]:
    """Return the table of claims in the order of precedence."""
    rows = main_rows(magic)
    negligible = words.share(magic.negligible, lang, 0)
    return [
        Claim(
            state,
            state.sign,
            words.state(state, lang),
            text(f"claim.{state}", lang, negligible=negligible),
            sum(state_of(row) is state for row in rows),
        )
        for state in State
    ]


def letters(magic: MagicData, lang: Language) -> list[Letter]:
    """Return all letters of evidence, marked where they occur."""
    here = {letter for row in magic.rows for letter in letters_of(row)}
    return [
        Letter(letter, words.evidence(letter, lang), words.evidence(letter, lang, long=True), letter in here)
        for letter in Evidence
    ]


def limits(data: ReportData, lang: Language) -> Sequence[str]:
    """Return what this report cannot say."""
    of_magic = ["cause", "self", "open", "depends"] if data.magic is not None else []
    of_journeys = ["journeys"] if data.journeys is not None else []
    of_funnel = ["funnel"] if data.journeys is not None and data.journeys.funnel else []
    of_chosen = _of_chosen(data) if data.chosen is not None else []
    return [text(f"limit.{key}", lang) for key in (*of_magic, *of_journeys, *of_funnel, *of_chosen)]


def _of_chosen(data: ReportData) -> list[str]:
    """Return what the selection was not applied to."""
    chosen = data.chosen
    purchases = ["chosen.purchases"] if data.magic is not None and data.magic.within else []
    if chosen is None:
        return purchases
    channel = ["chosen.channel"] if chosen.channel and data.magic is not None else []
    return [*purchases, *channel, *([f"chosen.only.{chosen.only}"] if chosen.only else [])]


def timespan(written: str, lang: Language) -> str:
    """Return a span such as ``"90d"`` in words; anything else as it stands.

    Examples
    --------
    >>> timespan("90d", "de"), timespan("1h", "en"), timespan("a while", "en")
    ('90 Tagen', 'one hour', 'a while')
    """
    found = re.fullmatch(r"(\d+)\s*([mhdw])", written.strip())
    if found is None:
        return written
    count, unit = int(found[1]), found[2]
    return _ONE[lang][unit] if count == 1 else f"{words.number(count, lang)} {_UNITS[lang][unit]}"


def _term(key: str, lang: Language, **values: object) -> tuple[str, str]:
    return text(f"define.{key}", lang, **values), text(f"define.{key}.is", lang, **values)
