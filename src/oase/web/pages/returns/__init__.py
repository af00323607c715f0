"""The pages of take-back: queue, one parcel, stock and resale, mass balance, offers, the hotline."""

from oase.web.pages.returns import hotline, offering, parcel, queue, stock, weighing

__all__ = ["HANDLERS"]

HANDLERS = [
    *queue.HANDLERS,
    *parcel.HANDLERS,
    *stock.HANDLERS,
    *weighing.HANDLERS,
    *offering.HANDLERS,
    *hotline.HANDLERS,
]
