"""Purposes of processing, the bases it may rest on, and what a person said to them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["Basis", "Consent", "Purpose"]


class Purpose(StrEnum):
    """What personal data may be processed for (closed list); each is granted or withdrawn alone."""

    ANALYTICS = "analytics"
    PERSONALISATION = "personalisation"
    PUSH = "push"
    EMAIL = "email"
    LOCATION = "location"
    IN_STORE = "in_store"
    SURVEY = "survey"


class Basis(StrEnum):
    """What the contacts of a write key rest on (GDPR, article 6, 1 a, b and f)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Consent(msgspec.Struct, frozen=True):
    """One line of the ledger of consents: never changed, only followed by another.

    Parameters
    ----------
    alias : int
        Under which the person said it.
    purpose : Purpose
    is_granted : bool
        Granted, or withdrawn.
    at : int
        When the person said it, microseconds since 1970, UTC.
    text : str
        Version of the text that the person saw.
    source : str
        Where it was said.
    """

    alias: int
    purpose: Purpose
    is_granted: bool
    at: int
    text: str = ""
    source: str = ""
