"""Tables of the page on versions of the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from oase import words
from oase.experience.verdicts import Difference, Head, Run, Share, main_rows
from oase.report.magic import by_importance
from oase.web.pages.columns import count_of, share_of, touchpoint_of
from oase.web.pages.magic_grids import main_grid
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.verdicts.telling import Told
from oase.web.pages.visit import Visit

__all__ = ["PATH", "changed_count", "changes", "invited", "versions", "whole"]

PATH = "/magic-moments/versions"

_READ = ("touchpoint", "state", "answers", "fulfilment", "reward", "lead")
"""Columns to read; the files have them all."""


def whole(run: Run, visit: Visit) -> Grid:
    """Return the verdicts of one version, the most important first."""
    told = main_grid(by_importance(main_rows(run.rows)), visit)
    return replace(told, columns=[column for column in told.columns if column.key in _READ])


def changes(found: Sequence[Told], visit: Visit) -> Grid:
    """Return what changed, touchpoint by touchpoint, with the reasons."""

    def state(key: str) -> Column:
        def show(row: Mapping[str, Any]) -> str | Cell:
            said = row[key]
            return words.MISSING if said is None else Cell(words.signed_state(said, visit.lang), state=said)

        return Column(key, visit.t(f"verdicts.{'before' if key == 'before' else 'after'}"), show)

    return Grid(
        "changes",
        visit.t("verdicts.changed"),
        [
            touchpoint_of(visit),
            state("before"),
            state("now"),
            Column("why", visit.t("verdicts.why"), lambda row: str(row["why"])),
        ],
        [
            {"touchpoint": one.name, "before": one.before, "now": one.now, "why": " ".join(one.reasons)}
            for one in found
        ],
    )


def versions(heads: Sequence[Head], visit: Visit) -> Grid:
    """Return all versions, each leading to its page."""
    lang, t = visit.lang, visit.t
    rows = [
        {
            "number": head.id,
            "at": head.at,
            "cause": head.cause,
            "who": head.who,
            "answers": head.answers,
            "contacts": head.contacts,
            "changes": changed_count(head),
            "seconds": head.seconds,
        }
        for head in heads
    ]

    def number(row: Mapping[str, Any]) -> Cell:
        return Cell(words.number(row["number"], lang), href=f"{PATH}/{row['number']}")

    def cause(row: Mapping[str, Any]) -> str:
        return t(f"verdicts.made.{row['cause']}", who=row["who"])

    def changed(row: Mapping[str, Any]) -> str:
        return t("verdicts.first") if row["changes"] is None else words.number(row["changes"], lang)

    return Grid(
        "versions",
        t("verdicts.list"),
        [
            Column("number", t("verdicts.number"), number),
            Column("at", t("verdicts.at"), lambda row: visit.moment(row["at"])),
            Column("cause", t("verdicts.cause"), cause),
            count_of("answers", t("verdicts.answers"), lang),
            count_of("contacts", t("verdicts.contacts"), lang),
            Column("changes", t("verdicts.changes"), changed, is_number=True),
            Column("seconds", t("verdicts.took"), lambda row: _took(row["seconds"], visit), is_number=True),
        ],
        rows,
        keys=("number", "at", "cause", "who", "answers", "contacts", "changes", "seconds"),
    )


def invited(found: Sequence[Share], visit: Visit) -> Grid:
    """Return with which probability each touchpoint's transactions are invited."""
    lang, t = visit.lang, visit.t

    def needed(row: Mapping[str, Any]) -> str:
        return t("verdicts.needed.none") if row["needed"] is None else words.number(row["needed"], lang)

    return Grid(
        "invited",
        t("verdicts.invited.note"),
        [
            touchpoint_of(visit),
            share_of("share", t("verdicts.share"), lang),
            Column("needed", t("verdicts.needed"), needed, is_number=True),
        ],
        [msgspec.structs.asdict(one) for one in found],
    )


def changed_count(head: Head) -> int | None:
    """Return how many verdicts changed against the version before; None for the first."""
    if not head.changed:
        return None
    difference = msgspec.convert(head.changed, Difference)
    return sum(change.kind == "changed" for change in difference.changes)


def _took(seconds: int, visit: Visit) -> str:
    return words.duration(seconds, visit.lang) if seconds else "< 1 s"
