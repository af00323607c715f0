"""The language of the house: words, frozen structs and pure functions on them.

Nothing here reads a file, a clock or an engine. Every other room speaks in these terms.
"""

from oase.model.consent import Basis, Consent, Purpose
from oase.model.contact import Contact
from oase.model.facts import Fact, Facts, combine_facts, facts_in, under
from oase.model.reading import Reading, Refusal, RefusalReason
from oase.model.rights import KeepsPersonalData, Person
from oase.model.scale import NOT_ANSWERED, Scale
from oase.model.snapshot import Seen, Snapshot, apply, combine
from oase.model.vocabulary import AnswerValue, Evidence, LeadKind, Phase, State

__all__ = [
    "NOT_ANSWERED",
    "AnswerValue",
    "Basis",
    "Consent",
    "Contact",
    "Evidence",
    "Fact",
    "Facts",
    "KeepsPersonalData",
    "LeadKind",
    "Person",
    "Phase",
    "Purpose",
    "Reading",
    "Refusal",
    "RefusalReason",
    "Scale",
    "Seen",
    "Snapshot",
    "State",
    "apply",
    "combine",
    "combine_facts",
    "facts_in",
    "under",
]
