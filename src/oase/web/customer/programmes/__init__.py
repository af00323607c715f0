"""What customers see of programmes: pages that need no login and no script."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from oase.web.customer.programmes import (
    advice,
    cases,
    claims,
    drop_off,
    exchange,
    files,
    impact,
    markets,
    take_back,
    tour,
)

__all__ = ["HANDLERS"]

HANDLERS: Sequence[HTTPRouteHandler] = [
    *files.HANDLERS,
    *advice.HANDLERS,
    *cases.HANDLERS,
    *exchange.HANDLERS,
    *tour.HANDLERS,
    *take_back.HANDLERS,
    *drop_off.HANDLERS,
    *impact.HANDLERS,
    *markets.HANDLERS,
    *claims.HANDLERS,
]
