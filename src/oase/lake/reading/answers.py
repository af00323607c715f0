"""``read_answers``: rows of any source become answers, long or wide, or refusals."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, cast

from oase.errors import OptionInvalid
from oase.lake.answers import Answers
from oase.lake.reading.answer_codes import AnswerCodes
from oase.lake.reading.answer_columns import (
    AnswerColumn,
    Column,
    NumberColumn,
    PersonColumn,
    TextColumn,
    TimeColumn,
    WordColumn,
)
from oase.lake.reading.answer_table import AnswerReader
from oase.lake.reading.choosing import check_columns, check_names
from oase.lake.reading.columns import has_integers, is_typed_alike, phase_words
from oase.lake.reading.context import ContextColumn
from oase.lake.reading.outcome import OutcomeColumn
from oase.lake.reading.progress import Progress
from oase.lake.reading.raw import Stream
from oase.lake.reading.refusals import Refusals
from oase.lake.reading.sources import Source, streams_of
from oase.lake.reading.times import Times
from oase.lake.tables import ANSWERS
from oase.settings import Settings

__all__ = ["read_answers"]

_WORDS = ("brand", "facet", "compared_with")
_LONG_ONLY = ("brand", "facet", "compared", "compared_with", "expectation", "phase", "transaction")
_WIDE = ("person", "at", "outcome", "weight", "recommend")


def read_answers(
    source: Source,
    *,
    person: str | None = None,
    at: str | None = None,
    touchpoint: str = "touchpoint",
    answer: str = "answer",
    brand: str | None = None,
    facet: str | None = None,
    compared: str | None = None,
    compared_with: str | None = None,
    expectation: str | None = None,
    outcome: str | None = None,
    positive: object = None,
    recommend: str | None = None,
    weight: str | None = None,
    phase: str | None = None,
    transaction: str | None = None,
    touchpoints: Sequence[str] | None = None,
    scale: tuple[int, int] | None = None,
    not_applicable: object = None,
    context: Sequence[str] = (),
    own: str | None = None,
    timezone: str | None = None,
    time_format: str | None = None,
    repeated_hour: Literal["first", "second"] = "first",
    sheet: str | None = None,
    refusals: str | os.PathLike[str] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Answers:
    """Read customers' answers about touchpoints, one answer a row or one person a row.

    Long form: ``touchpoint`` and ``answer`` name columns. Wide form: ``touchpoints`` names one column each.
    An answer is a word (worse / as expected / better, missed / met / exceeded, enttäuscht / erfüllt /
    übertroffen, schlechter / wie erwartet / besser), -1 / 0 / 1, or a whole number on a scale. An empty
    cell is a question that was not answered, never a refusal.

    Parameters
    ----------
    source : path, glob, list of paths, or frame
        As for ``read_contacts``.
    person, at : str, optional
        Columns that say who answered and when.
    touchpoint, answer : str
        Columns of the long form.
    brand, facet, compared, compared_with, expectation, phase, transaction : str, optional
        Further columns of the long form: about which brand (empty: the own), which side of the experience,
        better or worse than another brand used lately and which, the level expected, phase, transaction.
    outcome : str, optional
        Column of what came of it: numbers, yes / no, or words with ``positive``.
    positive : value or collection of values, optional
        Outcome values that count as 1; all others count as 0.
    recommend, weight : str, optional
        Columns of the willingness to recommend (0 to 10) and of the weight of a row (0 or more).
    touchpoints : sequence of str, optional
        Columns of the wide form. A cell that cannot be read, or lies outside the scale, refuses its row.
    scale : (int, int), optional
        Worst and best rating. Else found out: words, -1 / 0 / 1, or the lowest and highest rating there is.
    not_applicable : value or collection of values, optional
        What stands where the question did not apply, such as 0.
    context : sequence of str
        Columns to adjust for and to segment by: numbers where all their cells are, else words.
    own : str, optional
        The own brand.
    timezone, time_format, repeated_hour, sheet, refusals, settings, progress
        As for ``read_contacts``.

    Returns
    -------
    Answers
        A table larger than a quarter of ``settings.memory_mb`` lies in a temporary file mapped into memory.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid, ColumnMissing, ColumnUnusable, OptionInvalid, ExtraMissing
    AnswersUnusable
        When more than half of the rows lie outside the scale, the scale cannot be found out, the outcome has
        one value only, or the own brand does not occur.

    Examples
    --------
    >>> import pyarrow as pa
    >>> survey = pa.table({"touchpoint": ["Shop", "App"], "answer": ["better", "as expected"]})
    >>> read_answers(survey).table.column("answer").to_pylist()
    [1, 0]
    >>> wide = pa.table({"Shop": [5, 1], "App": [0, 4]})
    >>> read_answers(wide, touchpoints=["Shop", "App"], scale=(1, 5), not_applicable=0).table.to_pydict()
    {'Shop': [5, 1], 'App': [None, 4]}
    """
    given = {
        "person": person, "at": at, "touchpoint": touchpoint, "answer": answer, "brand": brand,
        "facet": facet,
        "compared": compared, "compared_with": compared_with, "expectation": expectation, "outcome": outcome,
        "recommend": recommend, "weight": weight, "phase": phase, "transaction": transaction,
    }  # fmt: skip
    roles = {role: column for role, column in given.items() if column is not None}
    if touchpoints is not None:
        roles = _wide_roles(roles, touchpoints)
    further = [*(touchpoints or ()), *context]
    check_names(context, (), "context")
    check_names(further, _WIDE if touchpoints is not None else ANSWERS.names, "context")
    codes = AnswerCodes(scale, _several(not_applicable) or ())
    times = None if at is None else Times(at, timezone, time_format, repeated_hour)
    streams = streams_of(source, sheet, not_into=refusals)
    check_columns(streams, roles, touchpoints=touchpoints or (), context=context)
    columns = [
        *_role_columns(streams, roles, codes, times, _several(positive)),
        *(AnswerColumn(name, name, codes) for name in touchpoints or ()),
        *(ContextColumn(name, is_number=is_typed_alike(streams, name)) for name in context),
    ]
    with Refusals(None if refusals is None else Path(refusals)) as collector:
        reader = AnswerReader(streams, columns, codes, collector, settings or Settings())
        reader.read(progress)
        if touchpoints is not None:
            return reader.wide(tuple(touchpoints), tuple(context), own)
        return reader.long(tuple(context), own)


def _wide_roles(roles: Mapping[str, str], touchpoints: Sequence[str]) -> dict[str, str]:
    """Return the roles of the wide form, refusing those that only the long form has."""
    if isinstance(touchpoints, str) or not touchpoints:
        raise OptionInvalid(
            "touchpoints names no columns",
            expected="a list of columns, one per touchpoint",
            got=repr(touchpoints),
        )
    for role in _LONG_ONLY:
        if role in roles:
            raise OptionInvalid(
                f"{role}=… belongs to the long form, with one answer a row",
                expected="touchpoints=[…] without it",
                got=f"{role}={roles[role]!r}",
                todo="name the column in context=[…], or bring the answers to the long form",
            )
    return {role: column for role, column in roles.items() if role in _WIDE}


def _several(values: object) -> Collection[object] | None:
    """Return the members of a collection, or the one value; None where nothing was given."""
    if values is None:
        return None
    if isinstance(values, Collection) and not isinstance(values, str | bytes):
        return list(cast("Collection[object]", values))
    return [values]


def _role_columns(
    streams: Sequence[Stream],
    roles: Mapping[str, str],
    codes: AnswerCodes,
    times: Times | None,
    positive: Collection[object] | None,
) -> list[Column]:
    """Return the reading columns of the roles, in the order of ``tables.ANSWERS``."""
    make: dict[str, Callable[[str], Column]] = {
        "person": lambda column: PersonColumn(column, as_integers=has_integers(streams, column)),
        "touchpoint": lambda column: WordColumn("touchpoint", column, is_needed=True),
        "answer": lambda column: AnswerColumn("answer", column, codes),
        "compared": lambda column: AnswerColumn("compared", column, AnswerCodes((-1, 1), ())),
        "expectation": lambda column: NumberColumn("expectation", column),
        "outcome": lambda column: OutcomeColumn(column, positive),
        "recommend": lambda column: NumberColumn("recommend", column, 0, 10, is_scale=True),
        "weight": lambda column: NumberColumn("weight", column, 0),
        "phase": lambda column: WordColumn("phase", column, read_as=phase_words),
        "transaction": lambda column: TextColumn("transaction", column),
    }
    if times is not None:
        make["at"] = lambda _: TimeColumn(times)
    for role in _WORDS:
        make[role] = partial(WordColumn, role)
    return [make[name](roles[name]) for name in ANSWERS.names if name in roles]
