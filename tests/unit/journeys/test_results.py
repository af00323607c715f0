"""Results show themselves: text, HTML, charts, frames."""

from __future__ import annotations

import html

import pyarrow as pa
import pytest

from oase.journeys import Journeys, Result
from oase.lake.contacts import Contacts

ODD = ["it's", 'say "hi"', "a → b", "🛒 <b>bold</b>", "two\nlines"]


def results() -> list[Result]:
    """Return one result of every question about touchpoints with odd names."""
    rows = [(f"p{i % 3}", i * 86_400_000_000, ODD[i % 5]) for i in range(30)]
    columns = dict(zip(["person", "at", "touchpoint"], map(list, zip(*rows, strict=True)), strict=True))
    journeys = Journeys(Contacts.from_batches(pa.table(columns).to_batches()))
    return [
        journeys.transitions(),
        journeys.paths(2),
        journeys.funnel([ODD[0], [ODD[3], ODD[4]]]),
        journeys.funnel(ODD, mode="open"),
        journeys.step_matrix(),
        journeys.time_between(ODD[0], ODD[3]),
        journeys.retention(),
    ]


@pytest.mark.parametrize("number", range(7))
def test_a_result_shows_itself(number: int):
    """Text has a line per row, HTML is escaped, the chart holds every row, frames have the columns."""
    result = results()[number]
    assert len(repr(result).splitlines()) == min(result.table.num_rows, 20) + 1 + (result.table.num_rows > 20)
    shown = result._repr_html_()
    assert "<b>bold" not in shown
    assert all(f"<th>{html.escape(name)}</th>" in shown for name in result.table.column_names)
    [drawn] = result.plot().to_dict()["datasets"].values()
    assert len(drawn) == (3 if number == 5 else result.table.num_rows)
    assert list(result.to_pandas().columns) == result.table.column_names
    assert result.to_polars().columns == result.table.column_names


def test_results_are_immutable():
    """A result is a value: its fields cannot be set."""
    with pytest.raises(AttributeError):
        results()[0].sql = ""


def test_a_chart_may_have_very_many_rows():
    """More rows than the 5,000 at which Altair gives up are drawn, not refused."""
    log = pa.table(
        {"person": ["a"] * 5_101, "at": range(5_101), "touchpoint": [f"t{i}" for i in range(5_101)]}
    )
    chart = Journeys(Contacts.from_batches(log.to_batches())).transitions().plot()
    [drawn] = chart.to_dict()["datasets"].values()
    assert len(drawn) == 5_100
