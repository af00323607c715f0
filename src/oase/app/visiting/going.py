"""Her data in her hand, and gone when she says so."""

from __future__ import annotations

from typing import Any

from oase.app import erasure, persons
from oase.app.visiting.herself import Herself
from oase.app.visiting.visiting import Visiting
from oase.identity.sessions import end_sessions

__all__ = ["export", "go"]


def export(visiting: Visiting, her: Herself) -> dict[str, Any]:
    """Return everything that is kept about her, room by room."""
    return persons.export_of(visiting.rooms, her.person)


def go(visiting: Visiting, her: Herself) -> str:
    """Let her be erased from every room; no token opens anything from now on. Gives the receipt's number."""
    number = erasure.request_of(visiting.rooms, her.person, (her.id,))
    with visiting.database.writing() as connection:
        end_sessions(connection, her.aliases, visiting.rooms.clock())
    return number
