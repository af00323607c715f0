"""A study: answers, their outcome, context and neighbours, made ready once for all verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, ColumnMissing, OptionInvalid
from oase.experience.coding import MISSING, Coded, context_codes, words_of
from oase.experience.experiment import arms_of
from oase.experience.gather import check_competitors, check_order, gather
from oase.experience.neighbours import Neighbours, neighbours
from oase.experience.outcome import (
    Names,
    Outcome,
    by_column,
    by_contact,
    outcome_names,
    read_contacts_for,
)
from oase.experience.strata import Strata, strata_of
from oase.experience.voices import OWN, SILENT, Focus, LongVoices, WideVoices
from oase.lake import Answers, Contacts
from oase.model import Phase

__all__ = ["Compared", "Study", "check_answers", "outcome_column", "study"]


@dataclass(frozen=True, slots=True)
class Compared:
    """The direct comparison per answer, and the shops compared with."""

    value: NDArray[np.float64]
    who: NDArray[np.int32]
    levels: list[str]


@dataclass(frozen=True, slots=True)
class Study:
    """All that the verdicts are computed from.

    Parameters
    ----------
    voices : WideVoices or LongVoices
    table : Arrow table
        In the order of the voices.
    outcome : Outcome
    context : list of Coded
    before, beside : per touchpoint
        Touchpoints that count as earlier (wide form), and all that may enter at all.
    near : Neighbours or None
        Long form only.
    compared : Compared or None
    phases : dict of str to Phase
    expectation : float array, shape (rows,), or None
        Level of the expectation, where asked.
    strata : Strata or None
        Context columns crossed.
    arms : dict of touchpoint to float array
        Arm of a randomised change per answer.
    adjusted : tuple of str
        Names of the context columns.
    is_ordered : bool
        Whether times or a given order say what came earlier.
    is_proxy : bool
        Whether ratings stand in for the direct question.
    is_share : bool
        Whether the outcome is 0 or 1.
    """

    voices: WideVoices | LongVoices
    table: pa.Table
    outcome: Outcome
    context: list[Coded]
    before: list[list[int]]
    beside: list[list[int]]
    near: Neighbours | None
    compared: Compared | None
    phases: dict[str, Phase]
    expectation: NDArray[np.float64] | None
    strata: Strata | None
    arms: dict[str, NDArray[np.float64]]
    adjusted: tuple[str, ...]
    is_ordered: bool
    is_proxy: bool
    is_share: bool

    def foci(self) -> list[Focus]:
        """Return every touchpoint in every facet that has answers about the own brand."""
        found = [Focus(touchpoint) for touchpoint in range(len(self.voices.touchpoints))]
        if isinstance(self.voices, LongVoices):
            places = self.voices.places
            has_overall = any(facet == 0 and brand == 0 for _, facet, brand in places)
            found = found if has_overall else []
            found += [
                Focus(touchpoint, facet)
                for touchpoint in range(len(self.voices.touchpoints))
                for facet in range(1, len(self.voices.facets))
                if (touchpoint, facet, 0) in places
            ]
        return found


def study(
    answers: Answers,
    contacts: Contacts | None,
    *,
    outcome: Names | Mapping[str, Names] | None,
    within: int,
    own: str | None,
    competitors: Sequence[str] | None,
    context: Sequence[str] | None,
    order: Sequence[str] | None,
    randomised: str | Mapping[str, str] | None = None,
) -> Study:
    """Make a study ready; see `magic_moments` for the arguments and the errors."""
    check_answers(answers)
    check_order(order, answers.touchpoints)
    check_competitors(answers.table, own, competitors)
    spoken, table = gather(answers, own=own, competitors=competitors, order=order)
    phases = _phases(table, answers, contacts)
    limits = [len(Phase)] * len(answers.touchpoints)
    if contacts is None:
        result = by_column(table, outcome_column(table, outcome))
    else:
        if outcome is None or outcome == []:
            raise OptionInvalid(
                "It is not said which contact is the outcome",
                expected=f"one of: {', '.join(contacts.touchpoints[:30])}",
                todo="name one of them with outcome=…",
            )
        names = [outcome_names(outcome, name, phases.get(name)) for name in answers.touchpoints]
        result = _later_outcome(spoken, contacts, names, within)
        limits = [_limit(name, goal, phases) for name, goal in zip(answers.touchpoints, names, strict=True)]
    _check_outcome(spoken, result, is_later=contacts is not None)
    beside = [
        [
            other
            for other in range(len(limits))
            if other != t and _rank(answers.touchpoints[other], phases) <= limits[t]
        ]
        for t in range(len(limits))
    ]
    adjusted = _context(answers, context, randomised)
    coded = [context_codes(table.column(name)) for name in adjusted]
    near = neighbours(spoken, result.closes) if isinstance(spoken, LongVoices) else None
    place = {name: i for i, name in enumerate(order)} if order is not None else {}
    before = [
        [
            other
            for other in beside[t]
            if place and place[answers.touchpoints[other]] < place[answers.touchpoints[t]]
        ]
        for t in range(len(limits))
    ]
    return Study(
        spoken,
        table,
        result,
        coded,
        before,
        beside,
        near,
        _compared(table, competitors),
        phases,
        _numbers(table, "expectation"),
        strata_of(coded),
        arms_of(table, randomised, answers.touchpoints),
        tuple(adjusted),
        is_ordered=order is not None or (near is not None and near.has_order),
        is_proxy=answers.scale.kind == "rating",
        is_share=bool(np.isin(result.value[~np.isnan(result.value)], (0.0, 1.0)).all()),
    )


def check_answers(answers: Answers) -> None:
    """Refuse answers from which no verdict can follow."""
    if len(answers.touchpoints) < 2:
        raise AnswersUnusable(
            "There is only one touchpoint" if answers.touchpoints else "There is no touchpoint",
            expected="at least two, since every touchpoint is seen beside the others",
            got=", ".join(answers.touchpoints) or "none",
        )
    if not len(answers):
        raise AnswersUnusable("There are no answers", expected="at least one row", got="0 rows")
    low, high = answers.scale.low, answers.scale.high
    names = answers.touchpoints if answers.form == "wide" else _answer_columns(answers)
    for name in names:
        column = answers.table.column(name)
        if column.null_count == len(column):
            raise AnswersUnusable(
                f"Nobody answered about {name!r}" if answers.form == "wide" else "All answers are empty",
                expected="at least one answer",
                got=f"{len(column)} empty rows",
                where=name,
                todo="leave this touchpoint out"
                if answers.form == "wide"
                else "check the column of the answer",
            )
        ends = pc.min_max(column).as_py()
        bounds = (-1, 1) if name == "answer" and answers.form == "long" else (low, high)
        if ends["min"] < bounds[0] or ends["max"] > bounds[1]:
            raise AnswersUnusable(
                "There are answers outside the scale",
                expected=f"{bounds[0]} to {bounds[1]}",
                got=f"{ends['min']} to {ends['max']}",
                where=name,
                todo="give the scale as scale=(low, high), and codes such as 0 or 9 as not_applicable=…",
            )


def _answer_columns(answers: Answers) -> list[str]:
    present = [name for name in ("answer", "rating") if name in answers.table.column_names]
    if not present:
        raise ColumnMissing("answer", answers.table.column_names, role="answer")
    return present[:1]


def outcome_column(table: pa.Table, outcome: Names | Mapping[str, Names] | None) -> str:
    """Return the column that holds the outcome told with the answers."""
    if isinstance(outcome, str) and outcome in table.column_names:
        return outcome
    if "outcome" in table.column_names:
        return "outcome"
    if isinstance(outcome, str):
        raise ColumnMissing(outcome, table.column_names, role="outcome")
    if "recommend" in table.column_names:
        return "recommend"
    raise OptionInvalid(
        "There is no outcome, so relevance cannot be told",
        expected="contacts with outcome='purchase', a column with outcome=…, or recommend=… (0 to 10)",
        got="answers alone",
        todo="hand in contacts=…, or name a column with outcome=… and what counts with positive=…",
    )


def _later_outcome(
    spoken: WideVoices | LongVoices, contacts: Contacts, names: Sequence[tuple[str, ...]], within: int
) -> Outcome:
    if spoken.at is None or not len(spoken.persons.ids):
        raise AnswersUnusable(
            "An outcome by contact needs persons and times of the answers",
            expected="columns for person and at",
            got="no times" if spoken.at is None else "no persons",
            todo="name them with person=… and at=…, or leave the contacts out and name a column as outcome",
        )
    goals = sorted(set(names))
    if isinstance(spoken, WideVoices) and len(goals) > 1:
        raise OptionInvalid(
            "One wide row can have one outcome only",
            expected="one outcome for all touchpoints",
            got="; ".join(", ".join(goal) for goal in goals),
            todo="hand the answers in long form, one row per answer",
        )
    every = list(dict.fromkeys(name for goal in names for name in goal))
    events = read_contacts_for(contacts, every, spoken.persons)
    if isinstance(spoken, WideVoices):
        wanted = [(None, goals[0])]
    else:
        wanted = [
            (np.isin(spoken.touchpoint, [t for t, name in enumerate(names) if name == goal]), goal)
            for goal in goals
        ]
    return by_contact(events, spoken.persons.codes, spoken.at, wanted, within)


def _check_outcome(spoken: WideVoices | LongVoices, outcome: Outcome, *, is_later: bool) -> None:
    is_own = np.ones(len(spoken), bool) if spoken.brand is None else spoken.brand == OWN
    if isinstance(spoken, LongVoices):
        is_own &= spoken.state != SILENT
    values = outcome.value[is_own]
    values = values[~np.isnan(values)]
    if values.size and values.min() < values.max():
        return
    if is_later and not values.size:
        return  # all answers are too young: fulfilment and lead can be told, relevance stays open
    raise AnswersUnusable(
        "The outcome has one value only" if values.size else "The outcome is empty in all answers",
        expected="at least two values, such as bought and not bought",
        got=f"{values[0]:g} in all {values.size} answers" if values.size else "no value",
        where="outcome",
        todo="check outcome=… and positive=…" + (", and that the window is long enough" if is_later else ""),
    )


def _phases(table: pa.Table, answers: Answers, contacts: Contacts | None) -> dict[str, Phase]:
    """Most frequent phase of each touchpoint: as the answers say, else as the contacts say."""
    found: dict[str, Phase] = {}
    if contacts is not None:
        found.update(_parsed(contacts.phases()))
    if "phase" in table.column_names and answers.form == "long":
        counts = pa.table(
            {"t": table.column("touchpoint").cast(pa.string()), "p": table.column("phase").cast(pa.string())}
        )
        grouped = counts.filter(pc.is_valid(counts["p"])).group_by(["t", "p"]).aggregate([([], "count_all")])
        ranked = sorted(grouped.to_pylist(), key=lambda row: (row["count_all"], row["p"]))
        found.update(_parsed({row["t"]: row["p"] for row in ranked}))
    return found


def _parsed(words: Mapping[str, str]) -> dict[str, Phase]:
    return {name: phase for name, word in words.items() if (phase := Phase.parse(word)) is not None}


def _rank(touchpoint: str, phases: Mapping[str, Phase]) -> int:
    phase = phases.get(touchpoint)
    return -1 if phase is None else phase.rank


def _limit(touchpoint: str, goals: Sequence[str], phases: Mapping[str, Phase]) -> int:
    """Return the last phase that may enter: that of the outcome; for touchpoints after it, loyalty."""
    known = [phase for goal in goals if (phase := phases.get(goal) or Phase.parse(goal)) is not None]
    if not known:
        return len(Phase)
    limit = max(phase.rank for phase in known)
    return limit if _rank(touchpoint, phases) <= limit else max(Phase.LOYALTY.rank, _rank(touchpoint, phases))


def _context(
    answers: Answers, context: Sequence[str] | None, randomised: str | Mapping[str, str] | None
) -> list[str]:
    """Return the columns to adjust for: those named, else all but the randomised ones."""
    if context is None:
        arms = [randomised] if isinstance(randomised, str) else list((randomised or {}).values())
        return [name for name in answers.context if name not in arms]
    for name in context:
        if name not in answers.table.column_names:
            raise ColumnMissing(name, answers.table.column_names, role="context")
    return list(context)


def _numbers(table: pa.Table, column: str) -> NDArray[np.float64] | None:
    if column not in table.column_names:
        return None
    return pc.fill_null(table.column(column).cast(pa.float64()), np.nan).to_numpy()


def _compared(table: pa.Table, competitors: Sequence[str] | None) -> Compared | None:
    if "compared" not in table.column_names or table.column("compared").null_count == len(table):
        return None
    value = _numbers(table, "compared")
    if value is None:
        return None
    if "compared_with" not in table.column_names:
        return Compared(value, np.zeros(len(table), np.int32), [MISSING])
    codes, levels = words_of(table.column("compared_with"))
    wanted = [level for level in levels if competitors is None or level in (*competitors, MISSING)]
    mapped = [wanted.index(level) if level in wanted else -1 for level in levels]
    return Compared(value, np.array(mapped, np.int32)[codes], wanted)
