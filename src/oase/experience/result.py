"""``MagicMoments``: the verdicts with all they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from oase import words
from oase.experience.options import Options
from oase.lake import frames
from oase.settings import Lang

if TYPE_CHECKING:
    from oase.charts import Picture

__all__ = ["RESULT", "Denominators", "MagicMoments", "html_table"]


_SHARES = (
    "missed",
    "met",
    "exceeded",
    "fulfilment",
    "fulfilment_low",
    "fulfilment_high",
    "lead",
    "lead_low",
    "lead_high",
)
_EFFECTS = (
    "reward_early",
    "reward_all",
    "reward_low",
    "reward_high",
    "reward_raw",
    "penalty",
    "penalty_low",
    "penalty_high",
)

RESULT = pa.schema(
    [
        pa.field("touchpoint", pa.string(), nullable=False),
        pa.field("segment", pa.string()),  # null = everybody
        pa.field("period", pa.string()),  # null = the whole time
        pa.field("facet", pa.string()),  # null = overall
        pa.field("expectation", pa.float64()),  # mean of the level asked
        pa.field("competitor", pa.string()),  # the one with the smallest lead
        pa.field("answers", pa.int64(), nullable=False),
        *(pa.field(name, pa.float64()) for name in _SHARES),
        pa.field("lead_kind", pa.string()),
        *(pa.field(name, pa.float64()) for name in _EFFECTS),
        pa.field("state", pa.string(), nullable=False),
        pa.field("flags", pa.list_(pa.string()), nullable=False),
        pa.field("evidence", pa.list_(pa.string()), nullable=False),
        pa.field("p", pa.float64()),
        pa.field("q", pa.float64()),
        pa.field("prize", pa.float64()),
        pa.field("untapped", pa.float64()),
        pa.field("answers_needed", pa.int64()),
        pa.field("e_value", pa.float64()),
        pa.field("phase", pa.string()),
        pa.field("penalty_early", pa.float64()),
        pa.field("penalty_all", pa.float64()),
        pa.field("outcome_mean", pa.float64()),  # of the answers used for R and N
        pa.field("answers_used", pa.int64(), nullable=False),  # for R and N
        pa.field("competitor_answers", pa.int64(), nullable=False),
        pa.field("deff", pa.float64()),
        pa.field("reward_strata", pa.float64()),  # check by strata of the context
        pa.field("strata_share", pa.float64()),  # answers in usable strata
        pa.field("change", pa.float64()),  # effect of the randomised change on the outcome
        pa.field("change_low", pa.float64()),
        pa.field("change_high", pa.float64()),
    ]
)
"""Columns of the result: shares and effects as fractions, missing figures as null."""


@dataclass(frozen=True, slots=True)
class Denominators:
    """What became of the answers, from reading to verdict.

    Parameters
    ----------
    rows_read, rows_refused : int
        Of the source (wide: one row holds answers about many touchpoints).
    not_applicable : int
        Answers left empty or not applicable.
    used_for_fulfilment : int
        Answers about the own brand.
    used_for_relevance : int
        Of these, with an outcome that can be used.
    too_young : int
        Of these, younger than the outcome window at the end of observation.
    about_competitors : int
        Answers about competitors, or direct comparisons with them.
    persons : int
        Persons who answered.
    without_outcome : int
        Answers about the own brand that are old enough, but have no outcome: no time, none in their phase, or
        an empty one. Those used, too young and without outcome add up to the answers about the own brand.
    """

    rows_read: int
    rows_refused: int
    not_applicable: int
    used_for_fulfilment: int
    used_for_relevance: int
    too_young: int
    about_competitors: int
    persons: int
    without_outcome: int = 0


@dataclass(frozen=True, slots=True)
class MagicMoments:
    """Verdicts of `magic_moments`; immutable.

    Parameters
    ----------
    table : Arrow table
        One row per touchpoint, segment, period and facet; the columns of `RESULT`.
    answers : Denominators
    settings : Options
        Margins and levels used.
    own : str or None
        Name of the own brand.
    order : tuple of str
        Touchpoints in the order used.
    notes : tuple of str
        What was found out or left out on the way.
    """

    table: pa.Table
    answers: Denominators
    settings: Options
    own: str | None = None
    order: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as a list of dicts."""
        return self.table.to_pylist()

    def sentences(self, lang: Lang = "de") -> list[str]:
        """Return one plain sentence per row, whose words never exceed its evidence."""
        return [words.verdict(row, lang) for row in self.rows()]

    def plot(self, lang: Lang = "de") -> Picture:
        """Return the touchpoint matrix: relevance against fulfilment, ring = against competitors."""
        from oase.charts import touchpoint_matrix

        return touchpoint_matrix(self.rows(), lang)

    def to_pandas(self) -> Any:
        """Return the table as a pandas frame; needs the extra ``pandas``."""
        return frames.to_pandas(self.table)

    def to_polars(self) -> Any:
        """Return the table as a Polars frame; needs the extra ``polars``."""
        return frames.to_polars(self.table)

    def __len__(self) -> int:
        """Return the number of verdicts."""
        return self.table.num_rows

    def __repr__(self) -> str:
        """Return the verdicts as a small table."""
        head = f"MagicMoments: {len(self)} verdicts from {self.answers.used_for_fulfilment} answers"
        lines = [_line(row) for row in self.rows()[:30]]
        more = [f"  … {len(self) - 30} more"] if len(self) > 30 else []
        return "\n".join([head, *lines, *more])

    def _repr_html_(self) -> str:
        """Show picture and table in a notebook; ``plot`` takes another language than German."""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        listed = f"\n<ul>{notes}</ul>" if notes else ""
        return f"{self.plot().svg}\n{html_table(self.rows(), _SHOWN)}{listed}"


def _line(row: dict[str, Any]) -> str:
    name = " · ".join(str(row[key]) for key in ("touchpoint", "segment", "period", "facet") if row[key])
    sign = words.signed_state(row["state"], "en")
    return (
        f"  {name[:40]:<40} {sign:<22} F {_points(row['fulfilment'])}  R {_points(row['reward_low'])} to"
        f" {_points(row['reward_high'])}  {' '.join(row['evidence'])}"
    )


def _points(value: float | None) -> str:
    return "   – " if value is None else f"{value:+.3f}"


_SHOWN = (
    "touchpoint",
    "segment",
    "period",
    "facet",
    "state",
    "answers",
    "fulfilment",
    "lead",
    "reward_low",
    "reward_high",
    "penalty",
    "q",
    "evidence",
)


def html_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as an HTML table for a notebook, without columns that are empty throughout."""
    shown = [key for key in columns if any(row[key] is not None for row in rows)]
    head = "".join(f"<th>{key}</th>" for key in shown)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(row[key]))}</td>" for key in shown) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return " ".join(value) if isinstance(value, list) else str(value)
