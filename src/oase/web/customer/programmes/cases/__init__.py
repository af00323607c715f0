"""``/c/{secret}``: one case, by its secret link, and nothing else of the house.

Comes in: the secret, and what its owner says, sends and answers. Goes out: how the case stands, what it
costs, what happens next. Nothing here needs a login or a script; a GET changes nothing.
"""

from litestar.handlers import HTTPRouteHandler

from oase.web.customer.programmes.cases import answering, doing, looking, papers, reporting

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [
    *looking.HANDLERS,
    *papers.HANDLERS,
    *answering.HANDLERS,
    *doing.HANDLERS,
    *reporting.HANDLERS,
]
