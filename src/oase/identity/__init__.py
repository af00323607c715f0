"""Persons: pseudonyms (aliases).

Comes in: the ids under which companies know their customers. Goes out: aliases, random-looking 63-bit
numbers, under which ``lake`` keeps contacts and answers. The id itself is never stored.
"""

from oase.identity.aliases import Aliases
from oase.identity.key import KEY_FILE, open_key

__all__ = ["KEY_FILE", "Aliases", "open_key"]
