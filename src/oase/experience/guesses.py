"""Guesses at what the columns of an unknown file are, from their names and their first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow.compute as pc

from oase.lake.reading.answer_codes import are_answers

__all__ = ["Guessed", "guess", "guess_contacts"]

Table: TypeAlias = Any  # pyarrow ships no types

# Usual names of a role's column, German and English, the surest first; see `_plain` for their spelling.
_NAMES: dict[str, tuple[str, ...]] = {
    "person": (
        r"person(en)?(_?(id|nr|nummer))?|pseudonym",
        (
            r"(kunden?|customer|user|client|member|mitglied|besucher|visitor|respondent|teilnehmer)"
            r"_?(id|no|nr|number|nummer|key)?|kundin|user_pseudo_id"
        ),
        r"case_concept_name|case(_?id)?|id",
    ),
    "at": (
        r"at|ts|time_?stamp|zeit(punkt|stempel)|time_timestamp|event_?time(stamp)?|date_?time|datum_uhrzeit",
        (
            r"(created|collected|answered|submitted|occurred)_?(at|on)|submitdate"
            r"|(kontakt|antwort|kauf|bestell|event)_?(zeit(punkt)?|datum|date)"
        ),
        r"date|datum",
        r"time|zeit",
    ),
    "touchpoint": (
        r"touch_?point(_?name)?|kontakt_?punkt|beruehrungspunkt",
        r"event(_?(name|type))?|ereignis(_?(art|typ|name))?|activity|aktivitaet|concept_name",
        r"handlung|aktion|action|kontakt_?(art|typ)|interaktion|interaction|item|aspect|aspekt|stelle|seite|page",
    ),
    "answer": (
        r"answer|antwort|disconfirmation|compared_?with_?expectation|erfuellung",
        r"rating|bewertung|score|note|wertung|sterne|stars",
    ),
    "brand": (r"brand|marke", r"company|anbieter|haendler|shop"),
    "channel": (r"channel|kanal|kontakt_?kanal|medium",),
    "phase": (r"(journey_?)?phase",),
    "value": (r"value|wert|umsatz|revenue|betrag|amount|(bestell|warenkorb)_?wert|basket_?value",),
    "tie": (r"tie",),
    "compared": (r"compared|vergleich|comparison|versus",),
    "compared_with": (r"compared_?with|verg(lichen|leich)_?mit|other_?(shop|brand)|anderer_?shop",),
    "expectation": (r"expectation|expected|erwartung|erwartet",),
    "outcome": (
        r"outcome|bought|(ge|wieder)?kauft?|(re)?purchased?",
        r"(overall_?|gesamt_?)?(satisf(action|ied)|zufrieden(heit)?)(_?(overall|gesamt))?",
    ),
    "recommend": (
        r"nps(_?(score|wert))?|recommend(ation)?|(weiter)?empfehlung(sbereitschaft)?|weiterempfehlen",
        r"likelihood_?to_?recommend",
    ),
    "weight": (r"weight|gewicht",),
    "transaction": (
        r"transaction(_?id)?|vorgang(s_?(id|nr|nummer))?|order(_?id)?|receipt",
        r"bestell(ung|_?nr|_?nummer)|beleg(_?nr|_?nummer)?|bon(_?nr|_?nummer)?|auftrag(s_?(nr|nummer))?",
    ),
    "randomised": (r"randomi[sz]ed|experiment|arm|variant(e)?|treatment",),
    "text": (r"text|comment|kommentar|freitext|review|review_?text|feedback",),
}
_OF_CONTACTS = ("person", "at", "touchpoint", "channel", "phase", "value", "tie")
_OF_ANSWERS = tuple(role for role in _NAMES if role not in ("channel", "value", "tie"))
_NEEDED = ("person", "at", "touchpoint", "answer")
_NUMBER = re.compile(r"[+-]?\d[\d.,']*\s*(€|\$|£|eur|usd|chf)?", re.IGNORECASE)
_COUNTERS = re.compile(r"^(unnamed.*|column_\d+|index|row|zeile|)$")
_MOST_STEPS = 11
_MOST_LEVELS = 30


@dataclass(frozen=True, slots=True)
class Guessed:
    """What each column was taken for.

    Parameters
    ----------
    roles : dict of role to column
    touchpoints : tuple of str
        Columns of ratings, where the file is wide.
    context : tuple of str
        Columns of few words or of numbers that nothing else was seen in.
    is_three_way : bool
        Whether the answers compare with the expectation, in words or as -1, 0, 1.
    guessed : tuple of str
        Roles that were guessed, not given.
    """

    roles: dict[str, str]
    touchpoints: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    is_three_way: bool = True
    guessed: tuple[str, ...] = field(default=())


def guess(
    table: Table, given: Mapping[str, str], touchpoints: tuple[str, ...] = (), *, taken: Collection[str] = ()
) -> Guessed:
    """Return what the columns of answers probably are; what is given stays as it is.

    ``taken`` are columns that serve otherwise, such as an outcome or context: they are nothing else.

    Examples
    --------
    >>> import pyarrow as pa
    >>> survey = pa.table({"Wifi": [5, 1, 4], "Boarding": [4, 2, 3], "satisfaction": ["yes", "no", "no"]})
    >>> found = guess(survey, {})
    >>> found.roles, found.touchpoints, found.is_three_way
    ({'outcome': 'satisfaction'}, ('Wifi', 'Boarding'), False)
    """
    roles = dict(given)
    free = [name for name in table.column_names if name not in {*roles.values(), *touchpoints, *taken}]
    _by_name(table, roles, free, _OF_ANSWERS)
    if "answer" not in roles and not touchpoints:
        told = next((name for name in free if _is_answer(table.column(name))), None)
        if told is not None:
            roles["answer"] = told
            free.remove(told)
    wide = touchpoints
    if not wide and "answer" not in given and not {"touchpoint", "answer"} <= roles.keys():
        wide = _rated(table, [*free, *(roles[r] for r in ("answer",) if r in roles)])
        if wide:
            roles = {role: column for role, column in roles.items() if role not in ("touchpoint", "answer")}
    context = tuple(name for name in free if name not in wide and _is_context(table, name))
    answers = [table.column(name) for name in wide] or [
        table.column(roles[r]) for r in ("answer",) if r in roles
    ]
    return Guessed(
        roles,
        wide,
        context,
        all(_is_three_way(column) for column in answers),
        tuple(role for role in roles if role not in given),
    )


def guess_contacts(table: Table, given: Mapping[str, str], *, taken: Collection[str] = ()) -> dict[str, str]:
    """Return what the columns of a contact log probably are, by role; what is given stays as it is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> log = pa.table({"Kundennr.": [7], "Zeitpunkt": ["21.11.2026 14:32"], "Ereignis": ["Kauf"]})
    >>> guess_contacts(log, {})
    {'person': 'Kundennr.', 'at': 'Zeitpunkt', 'touchpoint': 'Ereignis'}
    """
    roles = dict(given)
    free = [name for name in table.column_names if name not in {*roles.values(), *taken}]
    _by_name(table, roles, free, _OF_CONTACTS)
    return roles


def _by_name(table: Table, roles: dict[str, str], free: list[str], wanted: Sequence[str]) -> None:
    """Give each role without a column the free one with the surest name whose content does not speak up."""
    for role in wanted:
        if role in roles:
            continue
        named = (name for usual in _NAMES[role] for name in free if re.fullmatch(usual, _plain(name)))
        hit = next((name for name in named if _fits(role, table.column(name))), None)
        if hit is not None:
            roles[role] = hit
            free.remove(hit)


def _rated(table: Table, names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that hold ratings: those with the most common best value, at least two."""
    best = {name: max(_numbers(table.column(name))) for name in names if _is_rating(table.column(name))}
    common, times = Counter(best.values()).most_common(1)[0] if best else (0, 0)
    rated = tuple(name for name in table.column_names if name in best and (times < 2 or best[name] == common))
    return rated if len(rated) >= 2 else ()


def _plain(name: str) -> str:
    folded = (
        name.strip().casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    )
    return re.sub(r"[\s\-.:/_]+", "_", folded).strip("_")


def _fits(role: str, column: Table) -> bool:
    """Whether the content does not contradict the name."""
    if role == "recommend":
        values = _numbers(column)
        return bool(values) and all(0 <= value <= 10 for value in values)
    if column.null_count == len(column):
        return role in _NEEDED
    if role in ("value", "weight", "expectation"):
        words = (str(value).strip() for value in pc.unique(column.drop_null()).to_pylist())
        return all(_NUMBER.fullmatch(word) for word in words if word)
    return True


def _is_rating(column: Table) -> bool:
    """Whether a column holds a few whole numbers close together, more than two of them."""
    values = _numbers(column)
    return 3 <= len(values) <= _MOST_STEPS and all(v == int(v) and -3 <= v <= 10 for v in values)


def _is_answer(column: Table) -> bool:
    """Whether a column of any name holds the words missed, met and exceeded."""
    words = pc.unique(column).drop_null().to_pylist()
    return len(words) <= _MOST_LEVELS and are_answers(str(word) for word in words if str(word).strip())


def _is_three_way(column: Table) -> bool:
    values = _numbers(column)
    return not values or values <= {-1.0, 0.0, 1.0}


def _is_context(table: Table, name: str) -> bool:
    column = table.column(name)
    if _COUNTERS.match(_plain(name)):
        return False
    distinct = len(pc.unique(column).drop_null())
    return 1 < distinct <= _MOST_LEVELS or (bool(_numbers(column)) and distinct > 1)


def _numbers(column: Table) -> set[float]:
    """Distinct numbers of a column; empty where some cell is no number."""
    found: set[float] = set()
    for value in pc.unique(column).to_pylist():
        if value is None or value == "":
            continue
        try:
            found.add(float(str(value).replace(",", ".")))
        except ValueError:
            return set()
    return found
