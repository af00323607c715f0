"""Labels never overlap, whatever the touchpoints."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oase.charts import touchpoint_matrix
from oase.charts.matrix import plotted
from oase.charts.placing import Box, Label, place
from oase.model import State

_NAMES = st.sampled_from(
    [
        "Reparaturannahme in der Filiale am Hauptbahnhof",
        "Kundendienst-Rückrufvereinbarung",
        "Lieferung am Wunschtag",
        "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
        "Chat",
        "Bewertungen anderer Kundinnen und Kunden",
    ]
)
_PART = st.floats(-0.4, 0.4)


@st.composite
def _rows(draw, most: int = 30):
    rows = []
    crowded = draw(st.booleans())
    for at in range(draw(st.integers(1, most))):
        reward, share = draw(_PART) * (0.02 if crowded else 1), draw(_PART) * (0.02 if crowded else 1)
        wide = draw(st.floats(0, 0.2))
        rows.append(
            {
                "touchpoint": f"{draw(_NAMES)} {at}",
                "state": draw(st.sampled_from(list(State))).value,
                "answers": draw(st.integers(0, 9000)),
                "fulfilment": share,
                "fulfilment_low": share - wide,
                "fulfilment_high": share + wide,
                "reward_early": reward,
                "reward_low": reward - wide,
                "reward_high": reward + wide,
                "lead_low": draw(st.sampled_from([None, -0.1, 0.1])),
                "lead_high": 0.2,
            }
        )
    return rows


@pytest.mark.parametrize("compact", [False, True])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=_rows())
def test_no_label_overlaps_a_label_a_mark_or_an_axis(rows, compact):
    """For up to 30 touchpoints with long names: labels keep apart, off the marks and axes, on the canvas."""
    plot = plotted(rows, "de", compact=compact)
    boxes = [one.box for one in plot.places.values()]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert all(box.within(plot.box) for box in boxes)
    assert not any(box.overlaps(mark) for box in boxes for mark in plot.marks)
    assert not any(box.overlaps(axis) for box in boxes for axis in plot.axes)


@pytest.mark.parametrize("compact", [False, True])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=_rows())
def test_every_touchpoint_is_named(rows, compact):
    """Each touchpoint has its name at the mark, or a number there and its name in the list."""
    plot = plotted(rows, "de", compact=compact)
    assert len(plot.places) == len(rows)
    assert (
        touchpoint_matrix(rows, "de", compact=compact).svg
        == touchpoint_matrix(rows, "de", compact=compact).svg
    )


_LABELS = st.lists(
    st.builds(
        Label,
        width=st.floats(5, 180),
        height=st.sampled_from([14.0, 32.5]),
        x=st.floats(0, 600),
        y=st.floats(0, 300),
        radius=st.floats(3, 20),
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None)
@given(_LABELS)
def test_places_keep_apart_on_any_canvas(labels):
    """Places found never overlap each other, a mark or the edge, and no leader runs through a label."""
    canvas = Box(0, 0, 600, 300)
    marks = [Box(one.x - one.radius, one.y - one.radius, 2 * one.radius, 2 * one.radius) for one in labels]
    found = [one for one in place(labels, canvas, marks) if one is not None]
    for one, other in itertools.combinations(found, 2):
        assert not one.box.overlaps(other.box)
    for one in found:
        assert one.box.within(canvas)
        assert not any(one.box.overlaps(mark) for mark in marks)
