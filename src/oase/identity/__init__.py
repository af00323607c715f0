"""Persons: ids, whose they are, what is known of them and what they allow.

Comes in: the ids under which companies know their customers, traits, consents. Goes out: aliases,
random-looking 63-bit numbers under which ``contacts`` and ``lake`` keep what happened, and the persons for
whom aliases stand. Everything is kept per alias, and a person is what links hold together: so a merge and an
un-merge rewrite nothing. What is personal (ids in the clear, traits) stays here, in warm memory. ``ledger``
(consents) and ``profiles`` (traits) are modules of functions.
"""

from oase.identity import ledger, profiles
from oase.identity.aliases import Aliases
from oase.identity.erasures import ERASURES_FILE, ErasureList
from oase.identity.graph import Graph, Ids, Resolved, Same
from oase.identity.key import KEY_FILE, open_key
from oase.identity.links import Link
from oase.identity.rights import IdentityRights

__all__ = [
    "ERASURES_FILE",
    "KEY_FILE",
    "Aliases",
    "ErasureList",
    "Graph",
    "IdentityRights",
    "Ids",
    "Link",
    "Resolved",
    "Same",
    "ledger",
    "open_key",
    "profiles",
]
