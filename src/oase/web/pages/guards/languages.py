"""The language a browser asks for."""

from __future__ import annotations

from oase.settings import Lang

__all__ = ["preferred"]


def preferred(accepted: str, default: Lang) -> Lang:
    """Return the language that ``Accept-Language`` likes best among ours; English where it names only others.

    Examples
    --------
    >>> preferred("fr-CH, de;q=0.8, en;q=0.9", "de"), preferred("de-AT,en;q=0.5", "en"), preferred("", "de")
    ('en', 'de', 'de')
    """
    liked: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        liked.setdefault(name.strip().lower().partition("-")[0], _weight(weight))
    german, english = liked.get("de", 0.0), liked.get("en", 0.0)
    if german == english:
        return default if german or not any(liked) else "en"
    return "de" if german > english else "en"


def _weight(said: str) -> float:
    try:
        return float(said.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
