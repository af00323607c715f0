"""The results of the journey questions, one class each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from oase.charts import Picture
from oase.journeys import pictures
from oase.journeys.result import Result
from oase.journeys.shown import Row, cell

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Funnel", "Paths", "Retention", "StepMatrix", "TimeBetween", "Transitions"]


@dataclass(frozen=True, slots=True, repr=False)
class Transitions(Result):
    """From which touchpoint to which next one.

    Columns: source, target, contacts, persons, share_of_source (of all transitions that leave the source),
    mean_seconds, median_seconds (exact). Contacts of all rows plus journeys are all contacts.
    """

    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""
        return pictures.transitions_picture(self.rows(), self.lang)

    def plot(self) -> alt.Chart:
        """Return a heat map of source and target."""
        return _heat(self.rows(), x="target", y="source", colour="contacts", kind="N")


@dataclass(frozen=True, slots=True, repr=False)
class Paths(Result):
    """Whole journeys, the most frequent first.

    Columns: path (list), journeys, share; the last row, path null, is all other journeys together.

    Parameters
    ----------
    journeys, contacts, distinct : int
        All journeys, all their contacts, and how many different paths they take.
    """

    journeys: int
    contacts: int
    distinct: int

    @property
    def mean_length(self) -> float:
        """Contacts per journey."""
        return self.contacts / self.journeys if self.journeys else 0.0

    def _shown(self) -> pa.Table:
        named = [_path(row) for row in self.rows()]
        return self.table.set_column(0, "path", pa.array(named, pa.string()))

    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""
        return pictures.paths_picture(self.rows(), self.lang)

    def plot(self) -> alt.Chart:
        """Return bars, the most frequent path on top, all others at the foot."""
        rows = [
            {**row, "label": _path(row) if row["path"] is None else f"{number}. {_path(row)}"}
            for number, row in enumerate(self.rows(), 1)
        ]
        return _bars(rows, x="journeys", y="label", title="path")


@dataclass(frozen=True, slots=True, repr=False)
class Funnel(Result):
    """How far persons came.

    Columns: step (from 1), touchpoint, persons, share_of_first, share_of_previous, median_seconds (from the
    first step of the attempt; of each person who reached the step the quickest attempt), touchpoints (list).
    """

    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""
        return pictures.funnel_picture(self.rows(), self.lang)

    def plot(self) -> alt.Chart:
        """Return bars, one a step."""
        rows = [{**row, "label": f"{row['step']}. {row['touchpoint']}"} for row in self.rows()]
        return _bars(rows, x="persons", y="label", title="step")


@dataclass(frozen=True, slots=True, repr=False)
class StepMatrix(Result):
    """Which touchpoint stands at which step of a journey.

    Columns: touchpoint, step (from 1), share (of all journeys), kind (touchpoint | ended | later), journeys.
    The shares of a step are 1 in all: ``ended`` are journeys that were over before, ``later``, one step after
    the last one listed, those that go on.
    """

    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""
        return pictures.steps_picture(self.rows(), self.lang)

    def plot(self) -> alt.Chart:
        """Return a heat map of touchpoint and step."""
        rows = [
            row if row["kind"] == "touchpoint" else {**row, "touchpoint": f"({row['kind']})"}
            for row in self.rows()
        ]
        return _heat(rows, x="step", y="touchpoint", colour="share", kind="O")


@dataclass(frozen=True, slots=True, repr=False)
class TimeBetween(Result):
    """How long it took from one touchpoint to another, in one row.

    Columns: n (journeys that reached it), mean_seconds, median_seconds, p90_seconds, share_reached (of those
    that started), started.
    """

    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""
        return pictures.between_picture(self.rows(), self.lang)

    def plot(self) -> alt.Chart:
        """Return mean, median and 90 % quantile as bars."""
        row = self.rows()[0]
        named = {"mean_seconds": "mean", "median_seconds": "median", "p90_seconds": "90 %"}
        rows = [{"label": label, "seconds": row[name]} for name, label in named.items()]
        return _bars(rows, x="seconds", y="label", title="")


@dataclass(frozen=True, slots=True, repr=False)
class Retention(Result):
    """Who came again, by the period of the first contact.

    Columns: cohort (first day of the period), period (0 is the first), persons, share (of the cohort).
    """

    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""
        return pictures.retention_picture(self.rows(), self.lang)

    def plot(self) -> alt.Chart:
        """Return a heat map of cohort and period."""
        rows = [{**row, "cohort": row["cohort"].isoformat()} for row in self.rows()]
        return _heat(rows, x="period", y="cohort", colour="share", kind="O")


def _path(row: Row) -> str:
    return "(all others)" if row["path"] is None else cell(row["path"])


def _bars(rows: Sequence[Row], *, x: str, y: str, title: str) -> alt.Chart:
    import altair as alt

    return (
        alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
        .mark_bar()
        .encode(
            x=alt.X(x, type="quantitative"),
            y=alt.Y(y, type="nominal", sort=None, title=title, axis=alt.Axis(labelLimit=400)),
            tooltip=[alt.Tooltip(y, type="nominal"), alt.Tooltip(x, type="quantitative")],
        )
    )


def _heat(rows: Sequence[Row], *, x: str, y: str, colour: str, kind: str) -> alt.Chart:
    import altair as alt

    return (
        alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
        .mark_rect()
        .encode(
            x=alt.X(f"{x}:{kind}"),
            y=alt.Y(f"{y}:N"),
            color=alt.Color(f"{colour}:Q"),
            tooltip=[alt.Tooltip(f"{name}:N" if name in (x, y) else f"{name}:Q") for name in (x, y, colour)],
        )
    )
