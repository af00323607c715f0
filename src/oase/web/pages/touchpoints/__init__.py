"""The inventory of touchpoints: the list, one of them with its traces, what is changed, files in and out."""

from oase.web.pages.touchpoints import changing, files, listing, one

__all__ = ["HANDLERS"]

HANDLERS = [*listing.HANDLERS, *files.HANDLERS, *changing.HANDLERS, *one.HANDLERS]
