"""The door: how contacts arrive.

Comes in: requests of Segment, RudderStack and Jitsu clients, and rows of imports. Goes out: contacts in the
log of the warm memory, or refusals with a closed reason. The next room is ``lake``, which seals the log;
nothing here knows it.

``requests`` is what clients see, ``steps`` the walk of a contact, ``pipeline`` what drives it; ``masking``
and ``mapping`` are rules that imports share with it.
"""

from oase.contacts.keys import Key, Keyring, create_key, list_keys, revoke_key
from oase.contacts.pipeline import Pipeline, Worked
from oase.contacts.recent import RecentContact, recent_contacts, snapshot_of
from oase.contacts.rights import ContactsRights
from oase.contacts.steps import STEPS

__all__ = [
    "STEPS",
    "ContactsRights",
    "Key",
    "Keyring",
    "Pipeline",
    "RecentContact",
    "Worked",
    "create_key",
    "list_keys",
    "recent_contacts",
    "revoke_key",
    "snapshot_of",
]
