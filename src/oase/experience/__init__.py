"""Experience: what customers said about touchpoints, and what of it matters.

Comes in: ``Answers`` and ``Contacts`` of the lake. Goes out: ``MagicMoments`` (verdicts with their
uncertainty and evidence), drivers of satisfaction, willingness to recommend. Next room: ``report``.
"""

from oase.experience.check import Check, check
from oase.experience.drivers import Drivers, drivers
from oase.experience.kano import Kano, kano
from oase.experience.magic import magic_moments
from oase.experience.options import Options
from oase.experience.peak_end import PeakEnd, peak_end
from oase.experience.result import RESULT, Denominators, MagicMoments
from oase.experience.scores import Effort, Recommendation, Satisfaction, ces, csat, recommendation
from oase.experience.survey import write_kit as write_survey_kit

__all__ = [
    "RESULT",
    "Check",
    "Denominators",
    "Drivers",
    "Effort",
    "Kano",
    "MagicMoments",
    "Options",
    "PeakEnd",
    "Recommendation",
    "Satisfaction",
    "ces",
    "check",
    "csat",
    "drivers",
    "kano",
    "magic_moments",
    "peak_end",
    "recommendation",
    "write_survey_kit",
]
