"""The page Settings: one's own account, the accounts of the house, and the house itself."""

from oase.web.pages.settings import house, own, people

__all__ = ["HANDLERS"]

HANDLERS = [*own.HANDLERS, *people.HANDLERS, *house.HANDLERS]
