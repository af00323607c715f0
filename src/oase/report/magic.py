"""The part about touchpoints: key figures, verdicts, the table of all, the base of answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oase import words
from oase.model import Phase, State
from oase.report.catalogue import text
from oase.report.data import AnswerCounts, MagicData, Row
from oase.report.tables import Column, Table, table, texts_of
from oase.words import Language
from oase.words.row import answers_missing, figure, letters_of, reward, state_of

__all__ = [
    "Group",
    "Touchpoint",
    "answer_steps",
    "by_importance",
    "by_journey",
    "further_rows",
    "groups",
    "main_rows",
    "tables",
    "touchpoints",
    "uninvited",
]


@dataclass(frozen=True, slots=True)
class Group:
    """Touchpoints with the same verdict: sign, word, what it means, one sentence each."""

    state: str
    sign: str
    word: str
    meaning: str
    sentences: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One line of the table of all touchpoints, in words and figures."""

    row: Row
    name: str
    phase: str
    state: str
    sign: str
    word: str
    answers: str
    fulfilment: str
    fulfilment_range: str
    reward: str
    reward_range: str
    penalty: str
    penalty_range: str
    lead: str
    lead_range: str
    competitor: str
    evidence: Sequence[tuple[str, str]]
    needed: str
    flags: str


def main_rows(magic: MagicData) -> list[Row]:
    """Return the rows of the whole: no segment, no facet, the last period.

    Examples
    --------
    >>> rows = [{"touchpoint": "A", "period": "2026-01"}, {"touchpoint": "A", "period": "2026-02"}]
    >>> [row["period"] for row in main_rows(MagicData(rows=rows))]
    ['2026-02']
    """
    rows = words.whole(magic.rows)
    periods = sorted({str(row.get("period")) for row in rows if row.get("period") is not None})
    unbound = [row for row in rows if row.get("period") is None]
    if unbound or not periods:
        return unbound
    return [row for row in rows if str(row.get("period")) == periods[-1]]


def further_rows(magic: MagicData) -> list[Row]:
    """Return the rows that are not of the whole: segments, facets, earlier periods."""
    shown = {id(row) for row in main_rows(magic)}
    return [row for row in magic.rows if id(row) not in shown]


def by_importance(rows: Iterable[Row]) -> list[Row]:
    """Return rows with the largest reward first, unknown ones last, then by name."""
    return sorted(rows, key=lambda row: (-_or(reward(row), -9.0), str(row.get("touchpoint"))))


def by_journey(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order of the phases, those without a phase last, larger counts first."""
    ranks = {phase.value: phase.rank for phase in Phase}
    return sorted(
        rows,
        key=lambda row: (
            ranks.get(str(row.get("phase")), len(ranks)),
            -_or(figure(row, "answers"), 0.0),
            str(row.get("touchpoint")),
        ),
    )


def groups(rows: Sequence[Row], lang: Language) -> list[Group]:
    """Return the verdict sentences by state in the order of precedence, strongest first."""
    apart = words.common_limits(rows, lang) is None
    found: list[Group] = []
    for state in State:
        members = sorted((row for row in rows if state_of(row) is state), key=_strength)
        if members:
            sentences = [
                (words.verdict(row, lang, with_limits=apart), _expected(row, lang)) for row in members
            ]
            found.append(
                Group(state, state.sign, words.state(state, lang), text(f"state.{state}", lang), sentences)
            )
    return found


def touchpoints(rows: Sequence[Row], lang: Language) -> list[Touchpoint]:
    """Return one line per row, largest importance first."""
    return [_touchpoint(row, lang) for row in by_importance(rows)]


def tables(magic: MagicData, lang: Language) -> dict[str, Table]:
    """Return the table twins of the pictures, the estimates, and what is not of the whole."""
    rows = [_with_missing(row) for row in main_rows(magic)]
    name = Column("touchpoint")
    shares = [Column(key, "share") for key in ("missed", "met", "exceeded")]
    ranged = [Column(key, "points_range") for key in ("fulfilment", "reward", "penalty", "lead")]
    marks = [Column("state", "state"), Column("answers", "count")]
    estimates = [Column(key, "points") for key in ("reward_raw", "reward_early", "reward_all")]
    errors = [Column("p", "p"), Column("q", "p"), Column("e_value", "number")]
    value = [Column("prize", "points"), Column("untapped", "points"), Column("flags", "flags")]
    where = [Column("segment"), Column("period"), Column("facet")]
    needed = [Column("answers_needed", "count"), Column("missing", "count")]
    important, travelled = by_importance(rows), by_journey(rows)
    every = max(len(rows), 1)
    further = [_with_missing(row) for row in further_rows(magic)]
    return {
        "matrix": table("matrix", important, [name, *marks, *shares, *ranged], lang, every),
        "journey": table(
            "journey",
            travelled,
            [Column("phase", "phase"), name, Column("expectation"), *marks, ranged[0]],
            lang,
            every,
        ),
        "touchpoints": table("touchpoints", important, [name, *marks, *ranged], lang, every),
        "estimates": table("estimates", important, [name, *estimates, *errors, *value], lang, every),
        "per_touchpoint": table(
            "per_touchpoint", important, [name, Column("answers", "count"), *shares, *needed], lang, every
        ),
        "further": table("further", further, [name, *where, *marks, *ranged[:2], ranged[3]], lang, 60),
    }


def answer_steps(counts: AnswerCounts | None, lang: Language) -> list[Row]:
    """Return the steps from all to the answers that carry a verdict, those that were counted.

    Invitations come first only where they are the larger number; see :func:`uninvited`.
    """
    if counts is None:
        return []
    steps = {
        "invited": None if uninvited(counts) else counts.invited,
        "read": counts.read,
        "usable": counts.usable,
        "closed": counts.closed,
    }
    known = {key: count for key, count in steps.items() if count is not None}
    first = next(iter(known.values()), 0)
    return [
        {"label": text(f"base.{key}", lang), "count": count, "of_first": count / first if first else None}
        for key, count in known.items()
    ]


def uninvited(counts: AnswerCounts | None) -> bool:
    """Return whether more answers were read than people invited.

    Examples
    --------
    >>> uninvited(AnswerCounts(invited=5, read=9)), uninvited(AnswerCounts(invited=9, read=5))
    (True, False)
    """
    return counts is not None and counts.invited is not None and counts.invited < (counts.read or 0)


def _touchpoint(row: Row, lang: Language) -> Touchpoint:
    state = state_of(row)
    return Touchpoint(
        row=row,
        name=words.one_line(row.get("touchpoint"), lang),
        phase=_place(row, lang),
        state=state,
        sign=state.sign,
        word=words.state(state, lang),
        answers=words.number(figure(row, "answers"), lang, 0),
        fulfilment=words.points(figure(row, "fulfilment"), lang, 0),
        fulfilment_range=_range(row, "fulfilment", lang),
        reward=words.points(reward(row), lang),
        reward_range=_range(row, "reward", lang),
        penalty=words.points(figure(row, "penalty"), lang),
        penalty_range=_range(row, "penalty", lang),
        lead=words.points(figure(row, "lead"), lang, 0),
        lead_range=_range(row, "lead", lang),
        competitor="" if row.get("competitor") is None else words.one_line(row.get("competitor"), lang),
        evidence=[(letter, words.evidence(letter, lang)) for letter in letters_of(row)],
        needed=_needed(row, lang),
        flags=", ".join(words.flag(flag, lang) for flag in texts_of(row.get("flags")) if flag != state),
    )


def _range(row: Row, key: str, lang: Language) -> str:
    shown = words.interval(
        figure(row, f"{key}_low"), figure(row, f"{key}_high"), lang, 0 if key == "fulfilment" else 1
    )
    return "" if shown == words.number(None, lang) else shown


def _needed(row: Row, lang: Language) -> str:
    missing = answers_missing(row)
    if missing is None or state_of(row) is not State.OPEN:
        return ""
    if missing == 0:
        return text("touchpoints.enough", lang)
    return text("touchpoints.missing", lang, number=words.number(missing, lang, 0))


def _expected(row: Row, lang: Language) -> str:
    """Return what customers expect, where they said so in words."""
    value = row.get("expectation")
    return (
        f"{text('column.expectation', lang)}: {words.one_line(value, lang)}" if isinstance(value, str) else ""
    )


def _place(row: Row, lang: Language) -> str:
    """Return the phase, and the level of the expectation where it was asked as a number."""
    level = figure(row, "expectation")
    parts = [
        "" if row.get("phase") is None else words.phase(str(row.get("phase")), lang),
        "" if level is None else f"{text('column.expectation', lang)} {words.number(level, lang, 1)}",
    ]
    return " · ".join(part for part in parts if part)


def _strength(row: Row) -> tuple[float, str]:
    state, name = state_of(row), str(row.get("touchpoint"))
    if state in (State.PAIN, State.HYGIENE):
        return _or(figure(row, "penalty"), 9.0), name
    if state is State.OPEN:
        return _or(answers_missing(row), 9e18), name
    return -_or(figure(row, "prize"), _or(reward(row), -9.0)), name


def _or(value: float | None, instead: float) -> float:
    return instead if value is None else value


def _with_missing(row: Row) -> Row:
    """Add the cautious reward, the answers still missing, and counts of answers as shares."""
    total = sum(_or(figure(row, key), 0.0) for key in ("missed", "met", "exceeded"))
    counted = total > 1.5
    shares = {
        key: value / total if counted else value
        for key in ("missed", "met", "exceeded")
        if (value := figure(row, key)) is not None
    }
    missing = answers_missing(row) if state_of(row) is State.OPEN else None
    return {**row, **shares, "reward": reward(row), "missing": missing}
