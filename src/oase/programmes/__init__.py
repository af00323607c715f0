"""Programmes: what a brand does with its customers so that things are used for long, apart from promotion.

Comes in: what customers and the workshop say on pages, by secret links and at the bus; open repair data;
extracts of maps; factors of footprints. Goes out: items with their line of life, cases, tickets, take-backs,
the purpose test, impact with its range, and contacts that enter by the same door as all others. Next room:
``strategy``.
"""

from oase.programmes.items.life import Event
from oase.programmes.links import Link, LinkInvalid
from oase.programmes.news import News
from oase.programmes.participation import LEVELS, Participation

__all__ = ["LEVELS", "Event", "Link", "LinkInvalid", "News", "Participation"]
