"""Who is answered by when, and the week by the hour: what is drawn, and what is not."""

from __future__ import annotations

import re

import pytest

from oase.charts.hours import Hour, week
from oase.charts.incidence import Course, Panel, Step, incidence

DAYS = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]


def course(label="werktags", until=86_400.0):
    return Course(label, "water", None, [Step(600, 0.4, 0.2, 0.6), Step(7_200, 0.8, 0.6, 0.9)], until)


def drawn(panels, **named):
    return incidence(panels, "de", title="Antworten", description="Zwei.", promise="versprochen", **named)


def test_each_line_has_its_band_and_is_named_once():
    """Two channels, the same kind of day: four paths, one entry in the legend."""
    picture = drawn([Panel("Mail", "10", [course()], None), Panel("Chat", "8", [course()], None)])
    assert picture.body.count("<path") == 4
    assert picture.body.count(">werktags</text>") == 1
    assert "versprochen" not in picture.body


def test_a_promise_is_an_upright_line_and_told_in_the_legend():
    """Only within what was watched; later it would lie outside the picture."""
    near = drawn([Panel("Mail", "10", [course()], 3_600.0)])
    far = drawn([Panel("Mail", "10", [course(until=7_200.0)], 86_400.0)])
    assert near.body.count('stroke-dasharray="2 3"') - far.body.count('stroke-dasharray="2 3"') == 1


@pytest.mark.parametrize("compact", [False, True])
def test_nothing_runs_out_of_the_picture(compact):
    """Steps of half a year and of a second stay on the axis; names that are too long are cut."""
    steps = [Step(0.5, 0.1, 0.0, 0.3), Step(15_000_000.0, 0.9, 0.8, 1.0)]
    panels = [
        Panel("Kommentare unter Beiträgen auf Instagram " * 2, "1.000 Nachrichten", [one], None)
        for one in (
            Course("werktags", "water", None, steps, 15_000_000.0),
            Course("So", "date", "7 4", [], 60.0),
        )
    ]
    picture = drawn(panels, compact=compact)
    for path in re.findall(r' d="([^"]*)"', picture.body):
        xs = [float(pair.split()[0]) for pair in re.split("[MLZ]", path) if pair]
        assert all(0 <= x <= picture.width for x in xs)
    assert "…" in picture.body


def test_hours_with_too_few_are_hollow_and_those_without_any_stay_blank():
    """A share of one message would say nothing."""
    cells = {(0, 9): Hour(0.5, 12), (6, 23): Hour(None, 2)}
    wide = week(cells, "de", days=DAYS, title="Woche", description="Zwei Stunden.")
    narrow = week(cells, "de", days=DAYS, title="Woche", description="Zwei Stunden.", compact=True)
    for picture in (wide, narrow):
        assert picture.body.count("<rect") == 2
        assert picture.body.count('stroke-dasharray="3 3"') == 1
        assert "So 23-24: — / 2" in picture.body
    assert narrow.width < wide.width
