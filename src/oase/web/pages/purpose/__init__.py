"""Purpose-Werkstatt: purpose, measures, promotions apart, claims, law, employees, items, repair data."""

from litestar.handlers import HTTPRouteHandler

from oase.web.pages.purpose import (
    claims,
    employees,
    guarantees,
    items,
    law,
    markets,
    measures,
    overview,
    repairs,
)

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [
    *overview.HANDLERS,
    *measures.HANDLERS,
    *items.HANDLERS,
    *guarantees.HANDLERS,
    *law.HANDLERS,
    *claims.HANDLERS,
    *markets.HANDLERS,
    *employees.HANDLERS,
    *repairs.HANDLERS,
]
