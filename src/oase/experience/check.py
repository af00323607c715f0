"""``check``: which evidence a file can reach, and which column is missing for the next letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pyarrow as pa

from oase import words
from oase.errors import ColumnMissing
from oase.experience.guesses import Guessed, guess
from oase.lake import Answers
from oase.lake.reading import columns_of, sample
from oase.model import Evidence
from oase.settings import Lang

__all__ = ["Check", "check"]


_ROWS = 5_000
_CONTEXT_FOR_B = 3
_ROLES = (
    "person", "at", "touchpoint", "answer", "brand", "compared", "compared_with", "expectation", "outcome",
    "recommend", "weight", "transaction", "randomised", "text",
)  # fmt: skip

_TEXT: dict[Lang, dict[str, str]] = {
    "de": {
        "person": "Person (Kundennummer oder Pseudonym)",
        "at": "Zeitpunkt der Antwort",
        "touchpoint": "Touchpoint",
        "answer": "Antwort (schlechter / wie erwartet / besser)",
        "context": "3 bis 6 Kontextspalten (Alter, Segment, Anlass)",
        "contacts": "späterer Kauf: ein Kontaktprotokoll derselben Personen",
        "outcome": "Ergebnis (Kauf, Wiederkauf, Zufriedenheit)",
        "recommend": "Weiterempfehlungsbereitschaft (0 bis 10)",
        "brand": "Antworten über Mitbewerber (Marke) oder der direkte Vergleich",
        "expected": "die Frage 'verglichen mit Ihrer Erwartung' statt einer Note",
        "randomised": "eine zufällig zugeteilte Änderung (0 oder 1)",
        "text": "freier Text",
        "now": "Diese Daten tragen die Belege",
        "none": "keine",
        "next": "Es fehlt",
        "guessed": "Vermutete Spalten",
        "touchpoints": "Touchpoints als Spalten",
    },
    "en": {
        "person": "person (customer number or pseudonym)",
        "at": "time of the answer",
        "touchpoint": "touchpoint",
        "answer": "answer (worse / as expected / better)",
        "context": "3 to 6 context columns (age, segment, occasion)",
        "contacts": "a later purchase: a contact log of the same persons",
        "outcome": "outcome (purchase, repurchase, satisfaction)",
        "recommend": "willingness to recommend (0 to 10)",
        "brand": "answers about competitors (brand), or the direct comparison",
        "expected": "the question 'compared with what you expected' instead of a rating",
        "randomised": "a change given at random (0 or 1)",
        "text": "free text",
        "now": "These data carry the evidence",
        "none": "none",
        "next": "Missing",
        "guessed": "Columns guessed",
        "touchpoints": "touchpoints as columns",
    },
}

_SCHEMA = pa.schema(
    [
        ("letter", pa.string()),
        ("meaning", pa.string()),
        ("reached", pa.bool_()),
        ("missing", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True, repr=False)
class Check:
    """What data can show.

    Parameters
    ----------
    letters : tuple of Evidence
        What verdicts from these data would carry.
    table : Arrow table
        letter, meaning, reached, missing: for A, B, R and C what is missing for them; for D, E, F and G what
        is missing to lose them.
    guessed : Guessed
        What each column was taken for.
    lang : {"de", "en"}
    """

    letters: tuple[Evidence, ...]
    table: pa.Table
    guessed: Guessed
    lang: Lang

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as a list of dicts."""
        return self.table.to_pylist()

    def __str__(self) -> str:
        """Return the answer in plain words."""
        text = _TEXT[self.lang]
        carried = ", ".join(f"{letter} ({words.evidence(letter, self.lang)})" for letter in self.letters)
        lines = [f"{text['now']}: {carried or text['none']}."]
        lines += [
            f"  {row['letter']}  {row['meaning']}. {text['next']}: {'; '.join(row['missing'])}."
            for row in self.rows()
            if row["missing"]
        ]
        seen = [f"{role} = {self.guessed.roles[role]}" for role in self.guessed.guessed]
        if self.guessed.touchpoints:
            seen.append(f"{text['touchpoints']} = {', '.join(self.guessed.touchpoints)}")
        if self.guessed.context:
            seen.append(f"context = {', '.join(self.guessed.context)}")
        return "\n".join([*lines, f"{text['guessed']}: {'; '.join(seen) or text['none']}."])

    def __repr__(self) -> str:
        """Return the answer for people, as ``str`` does."""
        return str(self)

    def _repr_html_(self) -> str:
        """Show the answer in a notebook."""
        return f"<pre>{escape(str(self))}</pre>"


def check(
    source: Any,
    *,
    contacts: object = None,
    touchpoints: Sequence[str] | None = None,
    context: Sequence[str] | None = None,
    sheet: str | None = None,
    lang: Lang = "de",
    **given: Any,
) -> Check:
    """Say which evidence letters data can reach, and which column is missing for the next.

    Parameters
    ----------
    source : path, frame, or Answers
        Only the first rows of a file are looked at.
    contacts : anything, optional
        A contact log of the same persons, if there is one.
    touchpoints, context : sequence of str, optional
        Columns that are known; all else is guessed from names and contents, and said.
    sheet : str, optional
        Sheet of a workbook; else the first that is not empty.
    lang : {"de", "en"}
    **given
        Columns by role, as in `read_answers`: person, at, touchpoint, answer, brand, outcome, recommend …

    Raises
    ------
    ColumnMissing
        When a column that is named does not exist.

    Examples
    --------
    >>> survey = pa.table({"Wifi": [5, 1, 4], "Boarding": [4, 2, 3], "satisfaction": ["yes", "no", "no"]})
    >>> [str(letter) for letter in check(survey).letters]
    ['R', 'D', 'E']
    """
    if isinstance(source, Answers):
        found = _of_answers(source)
    else:
        named = {role: str(column) for role, column in given.items() if role in _ROLES and column}
        available = columns_of(source, sheet=sheet)
        for role, column in [*named.items(), *(("touchpoints", name) for name in touchpoints or ())]:
            if column not in available:
                raise ColumnMissing(column, available, role=role)
        found = guess(sample(source, _ROWS, sheet=sheet), named, tuple(touchpoints or ()))
        if context:
            found = Guessed(found.roles, found.touchpoints, tuple(context), found.is_three_way, found.guessed)
    missing = _missing(found, has_contacts=contacts is not None)
    letters = _letters(missing)
    rows = [
        {
            "letter": str(letter),
            "meaning": words.evidence(letter, lang),
            "reached": letter in letters,
            "missing": [_TEXT[lang][what] for what in missing[letter]],
        }
        for letter in Evidence
    ]
    return Check(letters, pa.Table.from_pylist(rows, _SCHEMA), found, lang)


def _of_answers(answers: Answers) -> Guessed:
    names = answers.table.column_names
    roles = {
        role: role
        for role in _ROLES
        if role in names and answers.table.column(role).null_count < len(answers)
    }
    wide = answers.touchpoints if answers.form == "wide" else ()
    return Guessed(roles, wide, answers.context, answers.scale.kind == "three_way")


def _missing(found: Guessed, *, has_contacts: bool) -> Mapping[Evidence, list[str]]:
    """Return what is missing for every letter; for D, E, F and G, what is missing to lose it."""
    has = found.roles.keys()
    answered = [] if found.touchpoints else [role for role in ("touchpoint", "answer") if role not in has]
    later = [role for role in ("person", "at") if role not in has]
    later += [] if len(found.context) >= _CONTEXT_FOR_B else ["context"]
    later += [] if has_contacts else ["contacts"]
    return {
        Evidence.RANDOMISED: [*answered, *(["randomised"] if "randomised" not in has else [])],
        Evidence.ADJUSTED: [*answered, *later],
        Evidence.RETROSPECTIVE: [*answered, *(["outcome"] if "outcome" not in has else [])],
        Evidence.RECOMMENDATION: [*answered, *(["recommend"] if "recommend" not in has else [])],
        Evidence.PROXY: [] if found.is_three_way else ["expected"],
        Evidence.OWN_VIEW: [] if {"brand", "compared"} & has else ["brand"],
        Evidence.TEXT: answered if "text" in has else [],
        Evidence.BEHAVIOUR: answered if "text" not in has else [],
    }


def _letters(missing: Mapping[Evidence, list[str]]) -> tuple[Evidence, ...]:
    """Letters of verdicts from these data: the best outcome there is, and every limit that applies."""
    if missing[Evidence.TEXT]:
        return (Evidence.TEXT,)
    if missing[Evidence.BEHAVIOUR]:
        return (Evidence.BEHAVIOUR,)
    ranked = (Evidence.ADJUSTED, Evidence.RETROSPECTIVE, Evidence.RECOMMENDATION)
    best = [letter for letter in ranked if not missing[letter]][:1]
    limits = [letter for letter in (Evidence.PROXY, Evidence.OWN_VIEW) if missing[letter]]
    change = [] if missing[Evidence.RANDOMISED] else [Evidence.RANDOMISED]
    return (*change, *best, *limits) if best or change else ()
