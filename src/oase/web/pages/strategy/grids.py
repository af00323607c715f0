"""Tables of the strategy: needs, criteria, evidence, traits, history, decisions; to read, and as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from oase import words
from oase.strategy import FORMULAS, Compared, Decision, Figures, Kind, Revision, Strategy, is_valid
from oase.web.pages.columns import count_of
from oase.web.pages.strategy.sentences import day, kept_missing, missing_told, part_told, rating, wording
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = [
    "changes_grid",
    "criteria_grid",
    "decisions_grid",
    "evidence_grid",
    "fulfilment",
    "needs_grid",
    "traits_grid",
]


def needs_grid(visit: Visit, strategy: Strategy, today: dt.date) -> Grid:
    """Return the needs, with how many criteria and how much evidence each has."""
    rows = [
        {
            "id": one.need.id,
            "need": one.need.content.text,
            "product": one.need.content.product,
            "segment": one.need.content.segment,
            "phase": one.need.content.phase,
            "criteria": len(one.criteria),
            "evidence_valid": sum(is_valid(piece.content, today) for piece in one.evidence),
            "evidence": len(one.evidence),
            "latest": max((piece.content.day for piece in one.evidence), default=None),
        }
        for one in strategy.needs
    ]
    t = visit.t
    columns = [
        Column(
            "need", t("strategy.kind.need"), lambda row: Cell(row["need"], f"/strategy/needs/{row['id']}")
        ),
        Column("product", t("strategy.field.product"), lambda row: row["product"] or words.MISSING),
        Column("segment", t("strategy.field.segment"), lambda row: row["segment"] or words.MISSING),
        Column("phase", t("strategy.field.phase"), lambda row: _phase(visit, row)),
        Column("criteria", t("strategy.kind.criterion"), lambda row: str(row["criteria"]), is_number=True),
        Column("evidence_valid", t("strategy.evidence"), lambda row: _counting(visit, row), is_number=True),
    ]
    keys = ("need", "product", "segment", "phase", "criteria", "evidence_valid", "evidence", "latest")
    return Grid("needs", t("strategy.needs"), columns, rows, keys=keys)


def _phase(visit: Visit, row: Row) -> str:
    return words.phase(row["phase"], visit.lang) if row["phase"] else visit.t("strategy.field.phase.none")


def _counting(visit: Visit, row: Row) -> str:
    counts = {"numerator": row["evidence_valid"], "denominator": row["evidence"]}
    return visit.t("strategy.part.of", **counts)


def criteria_grid(visit: Visit, strategy: Strategy, figures: Figures | None) -> Grid:
    """Return the criteria with importance and fulfilment."""
    rows = [
        {
            "id": criterion.id,
            "need": one.need.content.text,
            "product": one.need.content.product,
            "segment": one.need.content.segment,
            "criterion": criterion.content.text,
            "said": criterion.content.said,
            "importance": criterion.content.importance,
            **fulfilment(criterion.content.fulfilment, criterion.content.touchpoint, figures),
        }
        for one in strategy.needs
        for criterion in one.criteria
    ]
    t = visit.t
    columns = [
        Column(
            "criterion",
            t("strategy.kind.criterion"),
            lambda row: Cell(row["criterion"], f"/strategy/texts/{row['id']}"),
        ),
        Column("need", t("strategy.kind.need"), lambda row: row["need"]),
        Column("said", t("strategy.field.said"), lambda row: row["said"] or words.MISSING),
        Column(
            "importance",
            t("strategy.field.importance"),
            lambda row: rating(visit, row["importance"]),
            is_number=True,
        ),
        Column(
            "fulfilment",
            t("strategy.field.fulfilment"),
            lambda row: rating(visit, row["fulfilment"]),
            is_number=True,
        ),
        Column("answers", t("strategy.field.source"), lambda row: _rested(visit, row)),
    ]
    keys = (
        "need",
        "product",
        "segment",
        "criterion",
        "said",
        "importance",
        "fulfilment",
        "touchpoint",
        "answers",
    )
    return Grid("criteria", t("strategy.criteria"), columns, rows, keys=keys)


def fulfilment(rated: float | None, touchpoint: str, figures: Figures | None) -> dict[str, Any]:
    """Return the fulfilment of a criterion: from its touchpoint's answers, else as customers rated it."""
    judged = figures.judged.get(touchpoint) if figures and touchpoint else None
    if judged is None or not judged.answers:
        return {
            "fulfilment": None if touchpoint else rated,
            "touchpoint": touchpoint or None,
            "answers": None,
        }
    value = 5 + 5 * (judged.exceeded - judged.missed) / judged.answers
    return {"fulfilment": round(value, 1), "touchpoint": touchpoint, "answers": judged.answers}


def _rested(visit: Visit, row: Row) -> str:
    if row["touchpoint"]:
        count = words.number(row["answers"] or 0, visit.lang, 0)
        return visit.t("strategy.from_answers", count=count, touchpoint=row["touchpoint"])
    return visit.t("strategy.rated") if row["fulfilment"] is not None else words.MISSING


def evidence_grid(visit: Visit, strategy: Strategy, today: dt.date) -> Grid:
    """Return the evidence, and whether it counts."""
    rows = [
        {
            "id": piece.id,
            "need": one.need.content.text,
            "kind": piece.content.sort.value,
            "seen": piece.content.seen,
            "source": piece.content.source,
            "day": piece.content.day,
            "customers": piece.content.customers,
            "counts": is_valid(piece.content, today),
        }
        for one in strategy.needs
        for piece in one.evidence
    ]
    t = visit.t
    columns = [
        Column(
            "seen",
            t("strategy.field.seen"),
            lambda row: Cell(row["seen"], f"/strategy/texts/{row['id']}"),
        ),
        Column("need", t("strategy.kind.need"), lambda row: row["need"]),
        Column("kind", t("strategy.field.sort"), lambda row: t(f"strategy.sort.{row['kind']}")),
        Column("source", t("strategy.field.source"), lambda row: row["source"]),
        Column("day", t("strategy.field.day"), lambda row: day(visit, row["day"])),
        count_of("customers", t("strategy.field.customers"), visit.lang),
        Column(
            "counts", t("strategy.counts"), lambda row: t("strategy.yes" if row["counts"] else "strategy.no")
        ),
    ]
    return Grid("evidence", t("strategy.evidence"), columns, rows)


def traits_grid(visit: Visit, compared: Sequence[Compared]) -> Grid:
    """Return the ten traits: claimed, measured, and the figure behind."""
    rows = [
        {
            "trait": one.trait.value,
            "claimed": one.claimed,
            "measured": None if one.measured.value is None else round(one.measured.value, 4),
            "gap": None if one.gap is None else round(one.gap, 4),
            "figure": "; ".join(
                f"{visit.t(f'strategy.part.{part.key}')}: {part_told(visit, part)}"
                for part in one.measured.parts
            ),
        }
        for one in compared
    ]
    t = visit.t
    columns = [
        Column("trait", t("strategy.trait"), lambda row: _trait(visit, row)),
        Column("claimed", t("strategy.claimed"), lambda row: _level(row["claimed"]), is_number=True),
        Column(
            "measured",
            t("strategy.measured"),
            lambda row: (
                t("strategy.no_evidence") if row["measured"] is None else rating(visit, row["measured"])
            ),
            is_number=True,
        ),
        Column("gap", t("strategy.gap"), lambda row: rating(visit, row["gap"]), is_number=True),
        Column("figure", t("strategy.figure"), lambda row: row["figure"] or words.MISSING),
    ]
    return Grid("traits", t("strategy.traits"), columns, rows)


def _trait(visit: Visit, row: Row) -> Cell:
    [formula] = [one for trait, one in FORMULAS.items() if trait == row["trait"]]
    return Cell(formula.name[visit.lang], f"/strategy/traits/{row['trait']}")


def _level(value: int | None) -> str:
    return words.MISSING if value is None else str(value)


def changes_grid(visit: Visit, changed: Iterable[Revision]) -> Grid:
    """Return wordings, the newest first."""
    rows = [
        {
            "at": one.at,
            "when": visit.moment(one.at),
            "who": one.who,
            "kind": one.kind.value,
            "wording": wording(visit, one.content),
            "href": _place(one),
        }
        for one in changed
    ]
    t = visit.t
    columns = [
        Column("when", t("strategy.history.when"), lambda row: row["when"]),
        Column("who", t("strategy.history.who"), lambda row: row["who"]),
        Column(
            "kind",
            t("strategy.history.what"),
            lambda row: Cell(t(f"strategy.kind.{row['kind']}"), row["href"]),
        ),
        Column("wording", t("strategy.history.wording"), lambda row: row["wording"]),
    ]
    return Grid("changes", t("strategy.history.all"), columns, rows, most=200)


def _place(one: Revision) -> str:
    if one.kind is Kind.CLAIM and one.content is not None:
        return f"/strategy/traits/{getattr(one.content, 'trait', '')}"
    return f"/strategy/texts/{one.text}"


def decisions_grid(visit: Visit, decided: Iterable[Decision]) -> Grid:
    """Return approvals and refusals, and what they rested on."""
    rows = [
        {
            "at": one.at,
            "when": visit.moment(one.at),
            "who": one.who,
            "decision": "approved" if one.is_approved else "refused",
            "version": one.version,
            "rested": _rests(visit, one),
        }
        for one in decided
    ]
    t = visit.t
    columns = [
        Column("when", t("strategy.history.when"), lambda row: row["when"]),
        Column("who", t("strategy.history.who"), lambda row: row["who"]),
        Column(
            "decision", t("strategy.decisions.outcome"), lambda row: t(f"strategy.standing.{row['decision']}")
        ),
        Column("version", t("strategy.decisions.version"), lambda row: str(row["version"]), is_number=True),
        Column("rested", t("strategy.decisions.rested"), lambda row: row["rested"]),
    ]
    return Grid("decisions", t("strategy.decisions"), columns, rows)


def _rests(visit: Visit, one: Decision) -> str:
    evidence = sum(len(need["evidence"]) for need in one.rested.needs)
    told = visit.t("strategy.decisions.rests", needs=len(one.rested.needs), evidence=evidence)
    return " ".join([f"{told}.", *(missing_told(visit, kept_missing(kept)) for kept in one.rested.missing)])
