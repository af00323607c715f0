"""The pages put together."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from oase.app.tasks import TakesTasks
from oase.web.arrivals import Arrivals
from oase.web.pages import (
    cases,
    customers,
    door,
    impact,
    imports,
    journey,
    live,
    magic,
    magic_touchpoint,
    measures,
    paths,
    plays,
    purpose,
    ratings,
    reports,
    requests,
    response,
    returns,
    settings,
    shop,
    signin,
    stage,
    static,
    strategy,
    surveys,
    tasks,
    today,
    touchpoints,
    tour,
    verdicts,
)
from oase.web.pages.guards import Gate, visit_of
from oase.web.pages.problems import PROBLEMS, too_many
from oase.web.reach import Reach

__all__ = ["furnished", "make_pages", "routed"]

MOST_BYTES = 2_000_000

HANDLERS: Sequence[HTTPRouteHandler] = [
    *static.HANDLERS,
    *customers.HANDLERS,
    *imports.HANDLERS,
    *journey.HANDLERS,
    *live.HANDLERS,
    *magic.HANDLERS,
    *magic_touchpoint.HANDLERS,
    *measures.HANDLERS,
    *paths.HANDLERS,
    *plays.HANDLERS,
    *settings.HANDLERS,
    *shop.HANDLERS,
    *signin.HANDLERS,
    *stage.HANDLERS,
    *strategy.HANDLERS,
    *ratings.HANDLERS,
    *reports.HANDLERS,
    *requests.HANDLERS,
    *response.HANDLERS,
    *surveys.HANDLERS,
    *tasks.HANDLERS,
    *today.HANDLERS,
    *touchpoints.HANDLERS,
    *verdicts.HANDLERS,
    *purpose.HANDLERS,
    *cases.HANDLERS,
    *tour.HANDLERS,
    *returns.HANDLERS,
    *impact.HANDLERS,
    *door.HANDLERS,
]


def make_pages(reach: Reach, tasks: TakesTasks) -> Litestar:
    """Return the pages of a house as an ASGI application.

    Parameters
    ----------
    reach : Reach
        What they can reach.
    tasks : TakesTasks
        Who computes what takes long.
    """
    return furnished(routed(), reach, tasks)


def routed() -> Litestar:
    """Return all routes without a house; what takes longest, and is the same for every house."""
    for handler in HANDLERS:
        if not handler.opt.get("permission") and not handler.opt.get("is_open"):
            raise ValueError(f"nobody says who may use {sorted(handler.paths)}")  # a mistake of ours
    # in a router, because the application itself would wrap a handler once more with each other of its path
    pages = Litestar(
        [Router("/", route_handlers=list(HANDLERS))],
        dependencies={"visit": Provide(visit_of)},
        exception_handlers=PROBLEMS,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MOST_BYTES,
    )
    pages.state.unguarded = pages.asgi_handler
    return pages


def furnished(pages: Litestar, reach: Reach, tasks: TakesTasks) -> Litestar:
    """Return routes with a house behind them and the gate in front; parameters as ``make_pages``."""
    pages.state.update({"reach": reach, "tasks": tasks, "arrivals": Arrivals(reach)})
    pages.asgi_handler = Gate(pages.state.unguarded, reach, too_many)  # also where there is no such page
    return pages
