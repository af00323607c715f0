"""Messages as they come from outside and are answered: taken with a contact each, from files, from the page.

Comes in: what other programs send, files, what is written on the pages. Goes out: messages and replies in
warm memory, the clocks of which run, and a contact for every message of a known person.
"""

from oase.app.service.answering import answer_message
from oase.app.service.importing import Imported, import_file
from oase.app.service.incoming import Given, GivenClosing, GivenMessage, GivenReply, Incoming, Who

__all__ = [
    "Given",
    "GivenClosing",
    "GivenMessage",
    "GivenReply",
    "Imported",
    "Incoming",
    "Who",
    "answer_message",
    "import_file",
]
