"""The language of the house: words, frozen structs and pure functions on them.

Nothing here reads a file, a clock or an engine. Every other room speaks in these terms.
"""

from oase.model.reading import Reading, Refusal, RefusalReason
from oase.model.scale import NOT_ANSWERED, Scale
from oase.model.vocabulary import AnswerValue, Evidence, LeadKind, Phase, State

__all__ = [
    "NOT_ANSWERED",
    "AnswerValue",
    "Evidence",
    "LeadKind",
    "Phase",
    "Reading",
    "Refusal",
    "RefusalReason",
    "Scale",
    "State",
]
