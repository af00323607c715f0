"""Data to SVG pictures: rows of result tables come in as plain mappings, pictures go out.

The journey map, the touchpoint matrix and the flow of paths are the product; the smaller pictures share
their letters, colours and manners: uncertainty is drawn, nothing is silently cut, labels never overlap,
and an empty table says what to do next. Every picture takes ``compact=True`` for narrow screens. Tables
that twin the pictures belong to the report.
"""

from oase.charts.bars import bars, denominators
from oase.charts.columns import columns
from oase.charts.compare import funnels
from oase.charts.flow import flow, flow_drawn
from oase.charts.funnel import funnel
from oase.charts.heat import heat
from oase.charts.journey import Lane, journey_map
from oase.charts.life_line import Happened, Term, life_line
from oase.charts.matrix import touchpoint_matrix
from oase.charts.picture import Picture
from oase.charts.range_bar import range_bar
from oase.charts.referrals import grown, referrals, sizes
from oase.charts.trend import trend

__all__ = [
    "Happened",
    "Lane",
    "Picture",
    "Term",
    "bars",
    "columns",
    "denominators",
    "flow",
    "flow_drawn",
    "funnel",
    "funnels",
    "grown",
    "heat",
    "journey_map",
    "life_line",
    "range_bar",
    "referrals",
    "sizes",
    "touchpoint_matrix",
    "trend",
]
