"""What the settings show of the whole house: what is older than its period, and what is not in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oase.app.tasks.task import Arguments, Progress

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["house_check", "house_retention"]


def house_retention(house: House, arguments: Arguments, progress: Progress) -> list[dict[str, Any]]:
    """Return each kind of data with its days (None for ever) and the rows that are older than that.

    ``changed`` of the arguments are periods that are only considered; ``today`` lets no older count stand.
    """
    progress(0, None)
    changed = dict(arguments.get("changed", {}))
    return [one._asdict() for one in house.retention(changed)]


def house_check(house: House, arguments: Arguments, progress: Progress) -> list[dict[str, Any]]:
    """Return what ``oase doctor`` finds: ``what``, ``where``, ``todo``, ``mendable``."""
    del arguments
    progress(0, None)
    names = ("what", "where", "todo", "mendable")
    return [{name: getattr(found, name) for name in names} for found in house.check()]
