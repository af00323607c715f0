"""Guesses at what the columns of an unknown file are, from their names and their first rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow.compute as pc

__all__ = ["Guessed", "guess"]

Table: TypeAlias = Any  # pyarrow ships no types

_NAMES: dict[str, str] = {
    "person": r"person|pseudonym|(customer|user|respondent)_?(id|no|number)?|kunde(n_?(id|nr|nummer))?|id",
    "at": r"at|time|timestamp|ts|date|datum|zeit|zeitpunkt|created_?at|collected_?at|answered_?at|submitdate",
    "touchpoint": r"touch_?point|kontaktpunkt|item|aspect|stelle",
    "answer": r"answer|antwort|disconfirmation|compared_?with_?expectation|erfuellung|rating|bewertung|score",
    "brand": r"brand|marke|company|anbieter|shop",
    "compared": r"compared|vergleich|comparison|versus",
    "compared_with": r"compared_?with|verglichen_?mit|other_?(shop|brand)|anderer_?shop",
    "expectation": r"expectation|expected|erwartung|erwartet",
    "outcome": r"outcome|satisf(action|ied)|zufrieden(heit)?|bought|(ge|wieder)?kauft?|(re)?purchased?",
    "recommend": r"nps|recommend(ation)?|weiterempfehlung|empfehlung|likelihood_?to_?recommend",
    "weight": r"weight|gewicht",
    "transaction": r"transaction(_?id)?|order(_?id)?|bestell(ung|nummer)|beleg(nummer)?|receipt",
    "randomised": r"randomi[sz]ed|experiment|arm|variant(e)?|treatment",
    "text": r"text|comment|kommentar|freitext|review|review_?text|feedback",
}
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


def guess(table: Table, given: Mapping[str, str], touchpoints: tuple[str, ...] = ()) -> Guessed:
    """Return what the columns probably are; what is given stays as it is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> survey = pa.table({"Wifi": [5, 1, 4], "Boarding": [4, 2, 3], "satisfaction": ["yes", "no", "no"]})
    >>> found = guess(survey, {})
    >>> found.roles, found.touchpoints, found.is_three_way
    ({'outcome': 'satisfaction'}, ('Wifi', 'Boarding'), False)
    """
    roles = dict(given)
    free = [name for name in table.column_names if name not in roles.values() and name not in touchpoints]
    for role, pattern in _NAMES.items():
        if role in roles:
            continue
        hit = next((name for name in free if re.fullmatch(pattern, _plain(name))), None)
        if hit is not None and _fits(role, table.column(hit)):
            roles[role] = hit
            free.remove(hit)
    wide = touchpoints
    if not wide and not {"touchpoint", "answer"} <= roles.keys():
        rated = [name for name in free if _is_rating(table.column(name))]
        wide = tuple(rated) if len(rated) >= 2 else ()
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


def _plain(name: str) -> str:
    folded = (
        name.strip().casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    )
    return re.sub(r"[\s\-.]+", "_", folded)


def _fits(role: str, column: Table) -> bool:
    """Whether the content does not contradict the name."""
    if role == "recommend":
        values = _numbers(column)
        return bool(values) and all(0 <= value <= 10 for value in values)
    if role == "person":
        return len(pc.unique(column)) > 1
    return column.null_count < len(column)


def _is_rating(column: Table) -> bool:
    """Whether a column holds a few whole numbers close together, more than two of them."""
    values = _numbers(column)
    return 3 <= len(values) <= _MOST_STEPS and all(v == int(v) and -3 <= v <= 10 for v in values)


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
