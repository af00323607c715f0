"""Persons: pseudonyms (aliases).

Comes in: the ids under which companies know their customers. Goes out: aliases, random-looking 63-bit
numbers, under which ``lake`` keeps contacts and answers. The id itself is never stored.
"""

from oase.identity.aliases import Aliases
from oase.identity.erasures import ERASURES_FILE, ErasureList
from oase.identity.graph import Graph, Ids, Resolved
from oase.identity.key import KEY_FILE, open_key
from oase.identity.links import Link

__all__ = [
    "ERASURES_FILE",
    "KEY_FILE",
    "Aliases",
    "ErasureList",
    "Graph",
    "Ids",
    "Link",
    "Resolved",
    "open_key",
]
