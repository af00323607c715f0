"""The figures by which the traits of a strategy are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from oase.app.tasks.task import Arguments, Progress
from oase.app.weights import weighted
from oase.strategy.gathering import consents_in_force, gathered

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["strategy_figures"]


def strategy_figures(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return ``strategy.Figures`` as plain values: counts per touchpoint, nothing of a person."""
    del arguments
    progress(0, 2)
    contacts, answers = house.contacts(), weighted(house.rooms, house.answers())
    with house.rooms.database.reading() as connection:
        consents = consents_in_force(connection)
    progress(1, 2)
    return msgspec.to_builtins(gathered(contacts, answers, consents))
