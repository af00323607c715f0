"""Purpose-Werkstatt: purpose, measures, promotions apart, claims, law, employees, items, repair data."""

from importlib import import_module
from pkgutil import iter_modules

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [
    handler
    for found in sorted(iter_modules(__path__))
    for handler in getattr(import_module(f"{__name__}.{found.name}"), "HANDLERS", ())
]
"""Of every module of the package that has some."""
