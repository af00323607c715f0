"""Funnels: how far persons come through some steps, all of them and per value of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from oase.app.tasks.task import Arguments, Progress
from oase.app.views.narrowed import narrowed
from oase.app.views.paths_kernels import PerValue, walked
from oase.journeys import microseconds
from oase.journeys.main_steps import main_steps, steps_by_phase
from oase.journeys.tables import funnel_table
from oase.lake import Contacts
from oase.lake.kernels import FunnelKernel, FunnelMode

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["default_steps", "paths_funnel"]


def paths_funnel(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return how many persons reach each step, in one walk also for some values of a column.

    ``arguments``: filters; ``steps`` (lists of touchpoints; the usual ones where missing), ``within`` (None
    for no limit), ``mode``, ``compare`` (column) and ``values``; ``gap`` and ``outcome`` for the usual steps.

    Returns
    -------
    dict
        ``steps``; ``source`` of the steps (``asked``, ``phases`` or ``main``); ``rows`` as
        ``Journeys.funnel`` gives them; ``values``: value -> such rows, in the order asked for.
    """
    asked = arguments.get("steps")
    steps, source = (asked, "asked") if asked else default_steps(house.contacts(), arguments)
    progress(0, 1)
    if not steps:
        return {"steps": [], "source": source, "rows": [], "values": {}}
    contacts = narrowed(house.contacts(), arguments)
    mode: FunnelMode = arguments.get("mode", "closed")
    told = arguments.get("within")
    within = microseconds(told, "within") if told and mode != "open" else None
    column = arguments.get("compare")
    values: Sequence[str] = arguments.get("values", ()) if column in contacts.columns else ()

    def make() -> FunnelKernel:
        return FunnelKernel(steps, mode, within)

    parts = [lambda: PerValue(str(column), dict.fromkeys(values, make))] if values else []
    kernels = walked(contacts, [make, *parts], [str(column)] if values else [])
    found = cast(PerValue, kernels[1]).result() if values else {}
    return {
        "steps": [list(step) for step in steps],
        "source": source,
        "rows": funnel_table(cast(FunnelKernel, kernels[0]).result(), steps).to_pylist(),
        "values": {value: funnel_table(found[value], steps).to_pylist() for value in values},
    }


def default_steps(contacts: Contacts, arguments: Arguments) -> tuple[list[list[str]], str]:
    """Return the steps of a house where nobody has chosen any, and where they come from.

    Those of the phases, up to what counts as the purchase (``outcome``); where no phases are known, those of
    the main path within sessions (``gap``).
    """
    outcome = [name for name in arguments.get("outcome") or () if name in contacts.visits()]
    named = steps_by_phase(contacts)
    if len(named) > 1:
        return [*([name] for name in named if name not in outcome), *([outcome] if outcome else [])], "phases"
    main = main_steps(contacts, arguments.get("gap") or None, goal=outcome[0] if outcome else None)
    return [[name] for name in main], "main"
