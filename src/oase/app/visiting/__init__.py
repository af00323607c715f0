"""What a customer does in her app: each call changes what is known at once, and becomes a contact.

Comes in: a signed-in customer and what she says or does. Goes out: facts, lines of the ledger, reservations,
questions and ratings in warm memory, and the same as a contact through the inbox, like anybody's.
"""

from oase.app.visiting.entering import Entered, enter, leave, renew
from oase.app.visiting.herself import Act, Herself
from oase.app.visiting.visiting import Visiting

__all__ = ["Act", "Entered", "Herself", "Visiting", "enter", "leave", "renew"]
