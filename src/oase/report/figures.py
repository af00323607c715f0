"""The strip of key figures: four at most, each with its denominator or range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oase import words
from oase.model import State
from oase.report.catalogue import text
from oase.report.data import JourneysData, MagicData, Rate, ReportData, Row
from oase.report.magic import main_rows
from oase.report.method import timespan
from oase.words import Language
from oase.words.row import figure, is_candidate, state_of

__all__ = ["Figure", "figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, what it counts, and what it is counted from."""

    value: str
    label: str
    base: str


def figures(data: ReportData, lang: Language) -> list[Figure]:
    """Return the four figures that matter most for what the report holds.

    Examples
    --------
    >>> data = ReportData(made_at=0, journeys=JourneysData(contacts=1200, persons=300))
    >>> [(shown.value, shown.base) for shown in figures(data, "en")]
    [('1,200', 'of 300 persons')]
    """
    found: list[Figure] = []
    if data.magic is not None:
        found += _of_magic(data.magic, lang)
    if data.recommendation is not None:
        found.append(_recommended(data.recommendation, lang))
    if data.journeys is not None:
        found += _of_journeys(data.journeys, lang)
    return found[:4]


def _of_magic(magic: MagicData, lang: Language) -> list[Figure]:
    rows = main_rows(magic)
    if not rows:
        return []
    total = text("kpi.of", lang, number=words.number(len(rows), lang))
    pains = _count(rows, State.PAIN)
    unknown = _count(rows, State.OPEN)
    return [
        _answers(rows, lang),
        _magic(magic, rows, lang),
        Figure(words.number(pains, lang), _plural("kpi.pain", pains, lang), total),
        Figure(words.number(unknown, lang), text("kpi.open", lang), total),
    ]


def _answers(rows: Sequence[Row], lang: Language) -> Figure:
    count = int(sum(figure(row, "answers") or 0.0 for row in rows))
    base = text("kpi.answers.to", lang, number=words.number(len(rows), lang))
    return Figure(words.number(count, lang, 0), text("kpi.answers", lang), base)


def _magic(magic: MagicData, rows: Sequence[Row], lang: Language) -> Figure:
    hopeful = sum(is_candidate(row) for row in rows)
    if hopeful:
        return Figure(
            words.number(hopeful, lang),
            _plural("kpi.candidates", hopeful, lang),
            text("kpi.candidates.why", lang),
        )
    count = _count(rows, State.MAGIC)
    base = (
        text("kpi.magic.false", lang, share=words.share(magic.q, lang, 0))
        if count
        else text("kpi.magic.none", lang, number=words.number(len(rows), lang))
    )
    return Figure(words.number(count, lang), _plural("kpi.magic", count, lang), base)


def _recommended(rate: Rate, lang: Language) -> Figure:
    base = text(
        "kpi.recommend.range",
        lang,
        low=words.points(rate.low, lang),
        high=words.points(rate.high, lang),
        number=words.number(rate.n, lang, 0),
    )
    return Figure(words.points(rate.value, lang), text("kpi.recommend", lang), base)


def _of_journeys(journeys: JourneysData, lang: Language) -> list[Figure]:
    found: list[Figure] = []
    if journeys.contacts is not None:
        base = text("kpi.contacts.of", lang, number=words.number(journeys.persons, lang, 0))
        found.append(Figure(words.number(journeys.contacts, lang, 0), text("kpi.contacts", lang), base))
    if journeys.paths:
        total = int(sum(figure(row, "journeys") or 0.0 for row in journeys.paths))
        found.append(
            Figure(words.number(total, lang, 0), text("kpi.journeys", lang), _journey_base(journeys, lang))
        )
    if journeys.transitions:
        names = {str(row.get(end)) for row in journeys.transitions for end in ("source", "target")}
        base = text("kpi.touchpoints.of", lang, number=words.number(len(journeys.transitions), lang))
        found.append(Figure(words.number(len(names), lang), text("kpi.touchpoints", lang), base))
    if journeys.funnel:
        ends = [words.number(figure(journeys.funnel[end], "persons"), lang, 0) for end in (0, -1)]
        share = words.share(figure(journeys.funnel[-1], "share_of_first"), lang)
        base = text("kpi.funnel.of", lang, first=ends[0], last=ends[1])
        found.append(Figure(share, text("kpi.funnel", lang), base))
    return found


def _journey_base(journeys: JourneysData, lang: Language) -> str:
    if not journeys.sessions:
        return text("kpi.journeys.whole", lang)
    return text("kpi.journeys.session", lang, sessions=timespan(journeys.sessions, lang))


def _count(rows: Sequence[Row], state: State) -> int:
    return sum(state_of(row) is state for row in rows)


def _plural(key: str, count: int, lang: Language) -> str:
    return text(f"{key}.{'one' if count == 1 else 'many'}", lang)
