"""Closed lists of the field's words: phases, answers, states, evidence."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = ["AnswerValue", "Evidence", "LeadKind", "Phase", "State"]

_PHASE_WORDS = {
    "need": "need bedarf awareness bewusstsein aware inspiration",
    "search": "search suche information research consideration",
    "shortlist": "shortlist auswahl evaluation vergleich comparison",
    "purchase": "purchase kauf buy checkout conversion",
    "use": "use nutzung usage service retention",
    "loyalty": "loyalty treue wiederkauf repurchase empfehlung recommendation advocacy",
    "over": "over ende end vorbei",
}


class Phase(StrEnum):
    """Phases of a customer's journey, in their order, from need to need over."""

    NEED = "need"
    SEARCH = "search"
    SHORTLIST = "shortlist"
    PURCHASE = "purchase"
    USE = "use"
    LOYALTY = "loyalty"
    OVER = "over"

    @property
    def rank(self) -> int:
        """Position in the journey, from 0."""
        return list(Phase).index(self)

    @classmethod
    def parse(cls, text: str) -> Phase | None:
        """Return the phase that a German or English word names, or None.

        Examples
        --------
        >>> Phase.parse("Kauf")
        <Phase.PURCHASE: 'purchase'>
        >>> Phase.parse("banana") is None
        True
        """
        word = text.strip().casefold()
        return next((cls(name) for name, words in _PHASE_WORDS.items() if word in words.split()), None)


class AnswerValue(IntEnum):
    """How a touchpoint compared with what the customer expected (requirement T4)."""

    MISSED = -1
    MET = 0
    EXCEEDED = 1


class State(StrEnum):
    """Verdict on a touchpoint, in order of precedence."""

    MAGIC = "magic"
    PAIN = "pain"
    COMPETITOR = "competitor"
    PERFORMANCE = "performance"
    LATENT = "latent"
    HYGIENE = "hygiene"
    NEUTRAL = "neutral"
    OPEN = "open"

    @property
    def sign(self) -> str:
        """The sign that stands beside colour and word."""
        return dict(zip(State, "★▼◈◆☆▬○…", strict=True))[self]


class Evidence(StrEnum):
    """What a verdict rests on; a result carries a set of these letters."""

    RANDOMISED = "A"
    ADJUSTED = "B"
    RETROSPECTIVE = "R"
    RECOMMENDATION = "C"
    PROXY = "D"
    OWN_VIEW = "E"
    TEXT = "F"
    BEHAVIOUR = "G"


class LeadKind(StrEnum):
    """How the comparison with competitors was asked."""

    PARALLEL = "parallel"
    COMPARATIVE = "comparative"
