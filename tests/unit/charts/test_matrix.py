"""The touchpoint matrix shows what is known and how well."""

from __future__ import annotations

from oase.charts import touchpoint_matrix


def test_touchpoints_without_figures_are_named_below(rows_of_touchpoints):
    """A touchpoint that cannot be placed is named, not left out."""
    rows = [*rows_of_touchpoints, {"touchpoint": "Hotline", "state": "open", "answers": 3}]
    picture = touchpoint_matrix(rows, "de")
    assert "weil Zahlen fehlen: Hotline." in picture.svg
    assert "Hotline" in picture.description


def test_rings_tell_the_lead_only_where_it_is_shown(rows_of_touchpoints):
    """A green ring needs a lower bound above zero, a dashed one an upper bound below."""
    (row, *_) = rows_of_touchpoints
    ahead = touchpoint_matrix([row | {"lead_low": 0.01, "lead_high": 0.1}], "en").svg
    behind = touchpoint_matrix([row | {"lead_low": -0.1, "lead_high": -0.01}], "en").svg
    neither = touchpoint_matrix([row | {"lead_low": -0.1, "lead_high": 0.1}], "en").svg
    assert "ahead of the competition" in ahead
    assert "behind the competition" in behind
    assert "of the competition" not in neither
    assert "behind the competition" not in neither


def test_without_competitors_the_own_view_is_said(rows_of_touchpoints):
    """Where no lead is known at all the picture says so."""
    rows = [row | {"lead": None, "lead_low": None, "lead_high": None} for row in rows_of_touchpoints]
    assert "Wettbewerb nicht gefragt" in touchpoint_matrix(rows, "de").svg


def test_the_estimate_nearer_zero_is_drawn(rows_of_touchpoints):
    """Of the two estimates the one that claims less is told."""
    row = rows_of_touchpoints[0] | {"reward_early": 0.31, "reward_all": 0.12}
    assert "relevance +12.0" in touchpoint_matrix([row], "en").svg


def test_open_ranges_beyond_the_plot_end_in_an_arrow(rows_of_touchpoints):
    """A range that is wider than the picture is not cut silently."""
    rows = [*rows_of_touchpoints[:2], rows_of_touchpoints[7] | {"reward_low": -3.0, "reward_high": 3.0}]
    assert touchpoint_matrix(rows, "de").svg.count('Z" fill="#6d675c" opacity="0.6"') == 2


def test_segments_do_not_crowd_the_picture(rows_of_touchpoints):
    """Where rows of the whole exist, only they are drawn."""
    rows = [*rows_of_touchpoints, rows_of_touchpoints[0] | {"segment": "neu", "touchpoint": "Nur im Segment"}]
    assert "Nur im Segment" not in touchpoint_matrix(rows, "de").svg
