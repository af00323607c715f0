"""Tables of colour keep their lines apart."""

from __future__ import annotations

from oase.charts import heat


def _draw(rows, **more):
    return heat(rows, "en", across="step", down="touchpoint", value="share", title="T", **more)


def test_a_touchpoint_called_ended_is_not_the_end():
    """Where rows tell their kind, a touchpoint of that name keeps its own line and its own figures."""
    rows = [
        {"kind": "ended", "touchpoint": "ended", "step": 1, "share": 0.25},
        {"kind": "touchpoint", "touchpoint": "ended", "step": 1, "share": 0.75},
    ]
    picture = _draw(rows)
    assert picture.description.startswith("2 rows and 1 columns")
    assert picture.svg.index("75.0%") < picture.svg.index("25.0%")


def test_missing_cells_stay_blank_and_unknown_ones_show_a_dash():
    """No row is not the same as no figure."""
    rows = [{"touchpoint": "A", "step": 1, "share": None}, {"touchpoint": "B", "step": 2, "share": 0.5}]
    svg = _draw(rows).svg
    assert svg.count("—</text>") == 1
    assert svg.count("<rect") == 3  # the card and two cells


def test_many_columns_make_the_picture_wider_not_the_letters_smaller():
    """Thirty steps fit because the wide picture grows."""
    rows = [{"touchpoint": "A", "step": step, "share": 0.5} for step in range(30)]
    assert _draw(rows).width > 1200
    assert _draw(rows, compact=True).width == 360
