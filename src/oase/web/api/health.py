"""Is the server there, can it take contacts, and what does it measure."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Response, get

from oase.db.versions import seen
from oase.errors import OaseError
from oase.web.api.access import may_measure
from oase.web.metrics import metrics_text
from oase.web.problems import RETRY_SECONDS, Problem
from oase.web.reach import Here

__all__ = ["HANDLERS", "Health"]


SILENT_MICROSECONDS = 10_000_000


class Health(msgspec.Struct, frozen=True):
    """How the server is.

    Parameters
    ----------
    status : {"live", "ready"}
    """

    status: Literal["live", "ready"]


@get("/health/live", sync_to_thread=False, operation_id="live", tags=["health"])
def live() -> Health:
    """Answer as long as the process does."""
    return Health("live")


@get("/health/ready", sync_to_thread=True, operation_id="ready", tags=["health"])
def ready(reach: Here) -> Response[Health | Problem]:
    """Tell whether contacts are taken and worked off: database readable, inbox not full, pipeline alive."""
    trouble = _trouble(reach)
    if trouble is None:
        return Response(Health("ready"))
    problem = Problem(code="not_ready", message=trouble, todo="ask again in a moment")
    return Response(problem, status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})


@get(
    "/metrics",
    sync_to_thread=True,
    operation_id="metrics",
    tags=["health"],
    guards=[may_measure],
    media_type="text/plain",
)
def metrics(reach: Here) -> Response[bytes]:
    """Return the measures in the text form of Prometheus; open to this machine, else with a read key."""
    text = metrics_text(reach.database)
    return Response(text, media_type="text/plain; version=1.0.0; charset=utf-8")


HANDLERS = [live, ready, metrics]


def _trouble(reach: Here) -> str | None:
    try:
        with reach.database.reading() as connection:
            at = seen(connection)
    except OaseError as error:
        return f"The house cannot be read: {error.what}."
    if reach.inbox.trouble is not None:
        return f"The inbox cannot be written: {reach.inbox.trouble.what}."
    if reach.inbox.is_full:
        return "The inbox is full: contacts arrive faster than they are worked off."
    if at is None or abs(reach.clock() - at) > SILENT_MICROSECONDS:
        return "The pipeline is not running."
    return None
