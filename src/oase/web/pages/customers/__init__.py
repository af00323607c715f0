"""The pages about one customer: search, her page, her rights, and what became of erasures."""

from oase.web.pages.customers import changes, erasures, export, person, search

__all__ = ["HANDLERS"]

HANDLERS = [
    *search.HANDLERS,
    *person.HANDLERS,
    *changes.HANDLERS,
    *erasures.HANDLERS,
    *export.HANDLERS,
]
