"""Cases: the queue of the workshop, one case, kits and fees."""

from litestar.handlers import HTTPRouteHandler

from oase.web.pages.cases import guides, kits, one, photos, queue, quoting, working

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [
    *queue.HANDLERS,
    *kits.HANDLERS,
    *guides.HANDLERS,
    *one.HANDLERS,
    *working.HANDLERS,
    *quoting.HANDLERS,
    *photos.HANDLERS,
]
