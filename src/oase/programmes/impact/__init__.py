"""Impact: what programmes save, as a range, by a named method, with every assumption in one versioned table.

Comes in: events of cases, tickets, resales and recycling, read from their tables. Goes out: ranges for a
period and for one item, and claims that stay as they were published. ``versions.current`` gives the factors,
``per_item`` and ``new_item`` the figures of one item.
"""

from oase.programmes.impact.factors import METHODS, Factor, Factors, Method, shipped
from oase.programmes.impact.item import Range, new_item, per_item
from oase.programmes.impact.versions import current

__all__ = ["METHODS", "Factor", "Factors", "Method", "Range", "current", "new_item", "per_item", "shipped"]
