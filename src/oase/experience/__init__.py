"""Experience: what customers said about touchpoints, and what of it matters.

Comes in: ``Answers`` and ``Contacts`` of the lake. Goes out: ``MagicMoments`` (verdicts with their
uncertainty and evidence), drivers of satisfaction, willingness to recommend. Next room: ``report``.
"""

from oase.experience.check import Check, check
from oase.experience.drivers import Drivers, drivers
from oase.experience.magic import magic_moments
from oase.experience.options import Options
from oase.experience.result import RESULT, Denominators, MagicMoments
from oase.experience.scores import Recommendation, Satisfaction, csat, recommendation
from oase.experience.survey import write_kit as write_survey_kit

__all__ = [
    "RESULT",
    "Check",
    "Denominators",
    "Drivers",
    "MagicMoments",
    "Options",
    "Recommendation",
    "Satisfaction",
    "check",
    "csat",
    "drivers",
    "magic_moments",
    "recommendation",
    "write_survey_kit",
]
