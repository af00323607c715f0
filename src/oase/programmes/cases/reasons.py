"""Why somebody opens a case: a closed list, so that cases can be counted and the right kit be found."""

from __future__ import annotations

__all__ = ["BARRIERS", "EXCHANGE_REASONS", "OUTCOMES", "REASONS", "reasons_for"]

REASONS = (
    "seam",
    "tear",
    "hole",
    "zip",
    "button",
    "strap",
    "elastic",
    "coating",
    "membrane",
    "filling",
    "sole",
    "hardware",
    "stain",
    "other",
)
"""Of a repair or a case of guarantee: what is broken."""

EXCHANGE_REASONS = (
    "too_small",
    "too_large",
    "colour",
    "not_as_shown",
    "wrong_thing",
    "changed_mind",
    "other",
)

OUTCOMES = ("Fixed", "Repairable", "End of life", "Unknown")
"""Of a repair, as the Open Repair Data Standard 0.3 names them."""

BARRIERS = (
    "Spare parts not available",
    "Spare parts too expensive",
    "No way to open product",
    "Repair information not available",
    "Lack of equipment",
    "Item too worn out",
)
"""Why something could not be mended, as the same standard names them."""


def reasons_for(kind: str) -> tuple[str, ...]:
    """Return the reasons among which one must be given.

    Examples
    --------
    >>> reasons_for("exchange")[0], reasons_for("repair")[0]
    ('too_small', 'seam')
    """
    return EXCHANGE_REASONS if kind == "exchange" else REASONS
