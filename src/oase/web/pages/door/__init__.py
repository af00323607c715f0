"""The page Door: what arrives, what was refused, the mapping, the keys, and how to connect a system.

One module per tab; ``tabs`` puts what they share around them.
"""

from oase.web.pages.door import connect, keys, live, mapping, refusals

__all__ = ["HANDLERS"]

HANDLERS = [*live.HANDLERS, *refusals.HANDLERS, *mapping.HANDLERS, *keys.HANDLERS, *connect.HANDLERS]
