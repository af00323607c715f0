"""With which arguments the pages ask when nothing is chosen, where a company's own settings are part of them.

They must be what the pages say, to the letter: a view that was made for others helps nobody.
"""

from __future__ import annotations

from typing import Any

from oase.app.preferences import preferences_of
from oase.db import Database

__all__ = ["again_default", "between_default", "flow_default", "funnel_default"]

STEPS = 5
WITHIN = "30d"


def flow_default(database: Database) -> list[dict[str, Any]]:
    """Return the arguments of the flow of sessions."""
    return [{"gap": preferences_of(database).sessions, "steps": STEPS}]


def again_default(_database: Database) -> list[dict[str, Any]]:
    """Return the arguments of who comes again, by month."""
    return [{"by": "month"}]


def between_default(database: Database) -> list[dict[str, Any]]:
    """Return the arguments of how long it takes."""
    return [_set(database)]


def funnel_default(database: Database) -> list[dict[str, Any]]:
    """Return the arguments of the funnel with the usual steps."""
    return [{**_set(database), "within": WITHIN, "mode": "closed"}]


def _set(database: Database) -> dict[str, Any]:
    held = preferences_of(database)
    return {"gap": held.sessions, "outcome": list(held.outcome)}
