"""The report: one HTML file that loads nothing else, to be read, printed, sent.

In: results as rows, counts and readings (:class:`ReportData`). Out: a page in German or English.
"""

from oase.report.collecting import build_report
from oase.report.data import AnswerCounts, Chosen, JourneysData, MagicData, Rate, ReportData
from oase.report.page import build, write

__all__ = [
    "AnswerCounts",
    "Chosen",
    "JourneysData",
    "MagicData",
    "Rate",
    "ReportData",
    "build",
    "build_report",
    "write",
]
