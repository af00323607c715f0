"""Data to SVG pictures: rows of result tables come in as plain mappings, pictures go out.

The journey map, the touchpoint matrix and the flow of paths are the product; the smaller pictures share
their letters, colours and manners: uncertainty is drawn, nothing is silently cut, labels never overlap,
and an empty table says what to do next. Every picture takes ``compact=True`` for narrow screens. Tables
that twin the pictures belong to the report.
"""

from oase.charts.flow import flow
from oase.charts.journey import journey_map
from oase.charts.matrix import touchpoint_matrix
from oase.charts.picture import Picture

__all__ = ["Picture", "flow", "journey_map", "touchpoint_matrix"]
