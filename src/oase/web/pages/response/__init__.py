"""The pages about answering: clocks and figures, messages, the check by hand, hours and templates."""

from oase.web.pages.response import answering, checking, message, messages, overview, settings

__all__ = ["HANDLERS"]

HANDLERS = [
    *overview.HANDLERS,
    *messages.HANDLERS,
    *message.HANDLERS,
    *answering.HANDLERS,
    *checking.HANDLERS,
    *settings.HANDLERS,
]
