"""The paths customers really take: their flow, ends and changes of channel, who comes again, how soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from oase.app.tasks.task import Arguments, Progress
from oase.app.views.narrowed import narrowed
from oase.app.views.paths_funnel import default_steps
from oase.app.views.paths_kernels import Changes, FirstSteps, walked
from oase.charts.sankey import flow_of_steps
from oase.journeys import Journeys, microseconds
from oase.journeys.tables import paths_table
from oase.lake.kernels import BetweenKernel, PathsKernel, Period

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["paths_again", "paths_between", "paths_flow"]

TOP = 100
"""Paths listed one by one; all others are one more row."""
STEPS = 5


def paths_flow(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return the flow of journeys, the most frequent paths, where they end, and how they change channel.

    ``arguments``: filters; ``gap`` (pause that ends a session; None for whole journeys), ``steps``.

    Returns
    -------
    dict
        ``journeys``, ``contacts``, ``distinct`` paths; ``flow`` (``nodes``, ``links``, ``steps``,
        ``onward``); ``paths``, ``ends`` (rows); ``changed`` (journeys) and ``changes`` (rows), both None
        where no channel is known.
    """
    contacts = narrowed(house.contacts(), arguments)
    gap = microseconds(arguments["gap"], "gap") if arguments.get("gap") else None
    steps = int(arguments.get("steps", STEPS))
    has_channels = "channel" in contacts.columns
    progress(0, 1)
    kernels = walked(
        contacts,
        [
            lambda: FirstSteps(steps, gap),
            lambda: PathsKernel(TOP, gap),
            *([lambda: Changes(gap)] if has_channels else []),
        ],
        ["channel"] if has_channels else [],
    )
    first, whole = cast(FirstSteps, kernels[0]), cast(PathsKernel, kernels[1]).result()
    changes = cast(Changes, kernels[2]) if has_channels else None
    flow = flow_of_steps(first.steps())
    return {
        "journeys": first.journeys,
        "contacts": first.contacts,
        "distinct": whole.distinct,
        "flow": {
            "nodes": [[node.column, node.name, node.journeys] for node in flow.nodes],
            "links": [[link.column, link.source, link.target, link.journeys] for link in flow.links],
            "steps": flow.steps,
            "onward": flow.onward,
        },
        "paths": paths_table(whole).to_pylist(),
        "ends": first.ends(),
        "changed": changes.journeys if changes else None,
        "changes": changes.pairs() if changes else None,
    }


def paths_again(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return how many of those who came first in a period came again in later ones.

    ``arguments``: filters; ``by`` ("week" or "month").

    Returns
    -------
    dict
        ``rows``: ``cohort`` (ISO day on which the period begins), ``period`` (0 is the first), ``persons``,
        ``share``.
    """
    contacts = narrowed(house.contacts(), arguments)
    progress(0, 1)
    by = cast(Period, arguments.get("by", "month"))
    found = Journeys(contacts, settings=house.settings).retention(by)
    return {"rows": [{**row, "cohort": row["cohort"].isoformat()} for row in found.rows()]}


def paths_between(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return how long persons take from one touchpoint to another.

    ``arguments``: filters; ``first`` and ``second`` (touchpoints), those of the usual funnel where they are
    missing; ``gap`` and ``outcome`` for that one.

    Returns
    -------
    dict
        ``first``, ``second`` (None where the house has no two touchpoints), ``started`` and ``reached``
        (persons), ``mean``, ``lower``, ``median``, ``upper``, ``p90`` (seconds or None).
    """
    progress(0, 1)
    first, second = arguments.get("first"), arguments.get("second")
    if first is None or second is None:
        steps, _ = default_steps(house.contacts(), arguments)
        usual = [step[0] for step in steps] or [None]
        first, second = first or usual[0], second or usual[-1]
    if first is None or second is None:
        return {"first": None, "second": None}
    contacts = narrowed(house.contacts(), arguments)
    [kernel] = walked(contacts, [lambda: BetweenKernel([first], [second])])
    span = cast(BetweenKernel, kernel).result()
    return {
        "first": first,
        "second": second,
        "started": span.started,
        "reached": span.reached,
        "mean": span.mean_seconds,
        "lower": span.lower_quartile_seconds,
        "median": span.median_seconds,
        "upper": span.upper_quartile_seconds,
        "p90": span.p90_seconds,
    }
