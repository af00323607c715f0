"""The page Measures: the board, resolutions filed to touchpoints, and the check of wording."""

from oase.web.pages.measures import board, changing, resolutions, said, wording

__all__ = ["HANDLERS"]

HANDLERS = [
    *board.HANDLERS,
    *changing.HANDLERS,
    *resolutions.HANDLERS,
    *said.HANDLERS,
    *wording.HANDLERS,
]
