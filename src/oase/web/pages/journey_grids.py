"""Tables of the page Journey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import charts, words
from oase.model import Phase
from oase.report.catalogue import text
from oase.report.data import Row
from oase.web.pages.columns import count_of, phase_of, share_of, touchpoint_of, verdict_of
from oase.web.pages.magic_grids import ranged
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.words.row import figure, letters_of

__all__ = ["grids_of"]


def grids_of(
    rows: Sequence[Row], walked: Mapping[str, Any] | None, lanes: Sequence[charts.Lane], visit: Visit
) -> dict[str, Grid]:
    """Return the tables by name; those that there is something for."""
    found: dict[str, Grid] = {}
    if rows:
        found["map"] = _map(rows, lanes, visit)
    if walked and walked["contacts"]:
        found["reach"] = _reach(walked, visit)
        found["touchpoints"] = _touchpoints(walked, rows, visit)
    return found


def _map(rows: Sequence[Row], lanes: Sequence[charts.Lane], visit: Visit) -> Grid:
    """Return the twin of the map: a line per touchpoint, in the order of the journey."""
    lang = visit.lang
    emotion, _, owner = lanes

    def lane(key: str, one: charts.Lane) -> Column:
        return Column(key, one.name, lambda row: one.said.get(str(row.get("phase")), "") or words.MISSING)

    return Grid(
        "map",
        text("table.journey", lang),
        [
            phase_of(lang),
            touchpoint_of(visit),
            Column(
                "expectation",
                text("column.expectation", lang),
                lambda row: words.number(figure(row, "expectation"), lang, 1),
                is_number=True,
            ),
            Column(
                "fulfilment",
                text("column.fulfilment", lang),
                lambda row: ranged(row, "fulfilment", lang, 0),
                is_number=True,
            ),
            verdict_of(lang),
            lane("emotion", emotion),
            Column("evidence", text("column.evidence", lang), lambda row: words.badge(letters_of(row), lang)),
            count_of("answers", text("column.answers", lang), lang),
            lane("owner", owner),
        ],
        rows,
        most=max(1, len(rows)),
        keys=(
            "phase", "touchpoint", "expectation", "fulfilment", "fulfilment_low", "fulfilment_high", "state",
            "evidence", "answers",
        ),
    )  # fmt: skip


def _reach(walked: Mapping[str, Any], visit: Visit) -> Grid:
    lang, every = visit.lang, walked["persons"]
    lines = [
        {
            **one,
            "share": one["persons"] / every,
            "per": one["contacts"] / one["persons"] if one["persons"] else None,
        }
        for one in walked["phases"]
    ]
    return Grid(
        "reach",
        visit.t("journey.reach"),
        [
            phase_of(lang),
            count_of("persons", visit.t("journey.journeys"), lang),
            share_of("share", text("column.share", lang), lang),
            count_of("contacts", text("column.contacts", lang), lang),
            Column(
                "per", visit.t("journey.per"), lambda row: words.number(row["per"], lang, 1), is_number=True
            ),
            count_of("touchpoints", visit.t("journey.touchpoints"), lang),
        ],
        lines,
    )


def _touchpoints(walked: Mapping[str, Any], rows: Sequence[Row], visit: Visit) -> Grid:
    """Return every touchpoint with contacts, asked about or not, in the order of the journey."""
    lang, every = visit.lang, walked["persons"]
    told = {row["touchpoint"]: row for row in rows}
    ranks = {phase.value: phase.rank for phase in Phase}
    lines = [
        {
            **{key: one[key] for key in ("touchpoint", "phase", "contacts", "persons")},
            "share": one["persons"] / every,
            "answers": told[one["touchpoint"]]["answers"] if one["touchpoint"] in told else 0,
        }
        for one in sorted(
            walked["touchpoints"], key=lambda one: (ranks.get(one["phase"], len(ranks)), -one["contacts"])
        )
    ]
    return Grid(
        "touchpoints",
        visit.t("journey.touchpoints.all"),
        [
            touchpoint_of(visit),
            phase_of(lang),
            count_of("contacts", text("column.contacts", lang), lang),
            count_of("persons", visit.t("journey.journeys"), lang),
            share_of("share", text("column.share", lang), lang),
            count_of("answers", text("column.answers", lang), lang),
        ],
        lines,
        most=100,
    )
