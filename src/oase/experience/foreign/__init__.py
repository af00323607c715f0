"""Other survey tools: Formbricks, Qualtrics, LimeSurvey, and a neutral long form in and out.

Comes in: an export or a webhook. Goes out: submissions, what each of their fields says, and every row that
was not taken with its line and column.
"""

from oase.experience.foreign.reading import TOOLS, Said, said_in, submissions_of, tool_of
from oase.experience.foreign.record import COLUMNS, FIELD_TYPES, Record, Refused, Submission, flat
from oase.experience.foreign.roles import KIT, ROLES, Meaning, meanings, parsed

__all__ = [
    "COLUMNS",
    "FIELD_TYPES",
    "KIT",
    "ROLES",
    "TOOLS",
    "Meaning",
    "Record",
    "Refused",
    "Said",
    "Submission",
    "flat",
    "meanings",
    "parsed",
    "said_in",
    "submissions_of",
    "tool_of",
]
