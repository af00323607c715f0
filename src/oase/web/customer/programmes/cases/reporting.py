"""What became of a repair at home, and going on in the workshop where it did not work out."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from oase.db.connection import Connection
from oase.programmes.cases.acting import move
from oase.programmes.cases.kits import report
from oase.programmes.cases.ways import change_way
from oase.web.customer.programmes.cases.meeting import Met, act, actor_in
from oase.web.customer.programmes.forms import read_form
from oase.web.customer.programmes.rendering import Asked

__all__ = ["HANDLERS"]

_AT_ITS_END = "End of life"


@post("/c/{secret:str}/outcome", status_code=200)
async def outcome(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep what became of the repair at home; what was in the way is asked only of what cannot be saved."""
    form = await read_form(request)
    told = form.said("outcome")

    def do(connection: Connection, met: Met) -> str:
        barrier = form.said("barrier") if told == _AT_ITS_END else ""
        report(connection, met.case.id, told, actor_in(request), barrier=barrier)
        return "outcome"

    return await off(act, request, secret, form.said("lang"), do, wrong="outcome")


@post("/c/{secret:str}/send-in", status_code=200)
async def send_in(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Go on in the workshop."""
    form = await read_form(request)

    def do(connection: Connection, met: Met) -> str:
        actor = actor_in(request)
        change_way(connection, met.case.id, "send_in", actor)
        move(connection, met.case.id, "label", actor)
        return "send_in"

    return await off(act, request, secret, form.said("lang"), do, wrong="step")


HANDLERS = [outcome, send_in]
