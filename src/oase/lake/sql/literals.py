"""Values as SQL literals."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["any_of", "literal"]


def literal(text: str) -> str:
    """Return a string literal; quotes are doubled, everything else stands for itself.

    Examples
    --------
    >>> literal("Anna's → cart")
    "'Anna''s → cart'"
    """
    return "'" + text.replace("'", "''") + "'"


def any_of(names: Iterable[str]) -> str:
    """Return the condition that a touchpoint is one of some names.

    Examples
    --------
    >>> any_of(["shop", "app"])
    "touchpoint IN ('app', 'shop')"
    """
    return f"touchpoint IN ({', '.join(literal(name) for name in sorted(set(names)))})"
