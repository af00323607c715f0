"""What a customer allows: where each purpose stands, and the ledger line by line."""

from __future__ import annotations

from typing import Any

from oase.app.customers import Known
from oase.model import Consent, Purpose
from oase.web.pages.customers.telling import ago
from oase.web.pages.visit import Visit

__all__ = ["purposes", "told"]


def purposes(visit: Visit, known: Known) -> list[dict[str, Any]]:
    """Return every purpose and where it stands now."""
    return [_standing(visit, purpose, known.standing.get(purpose)) for purpose in Purpose]


def told(visit: Visit, known: Known) -> dict[str, Any]:
    """Return where each purpose stands, and the ledger, newest line first."""
    return {
        "purposes": purposes(visit, known),
        "ledger": [_line(visit, line) for line in reversed(_once(known.history))],
    }


def _standing(visit: Visit, purpose: Purpose, line: Consent | None) -> dict[str, Any]:
    state, word = _state(line)
    return {
        "purpose": purpose.value,
        "name": visit.t(f"purpose.{purpose.value}"),
        "state": state,
        "word": visit.t(f"customers.consent.{word}"),
        "ago": ago(visit, line.at) if line else "",
        "moment": visit.moment(line.at) if line else "",
        "text": line.text if line else "",
        "source": line.source if line else "",
    }


def _line(visit: Visit, line: Consent) -> dict[str, Any]:
    return _standing(visit, line.purpose, line)


def _state(line: Consent | None) -> tuple[str, str]:
    if line is None:
        return "open", "none"
    return ("good", "granted") if line.is_granted else ("bad", "withdrawn")


def _once(history: list[Consent]) -> list[Consent]:
    """Return lines that were written under several ids at once as one."""
    found = {(one.purpose, one.is_granted, one.at, one.text, one.source): one for one in history}
    return list(found.values())
