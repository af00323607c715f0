"""Cold memory: contacts and answers in columns, grouped by person, ordered in time.

Comes in: files and frames of any common kind. Goes out: ``Contacts`` and ``Answers``, which the rooms above
(``journeys``, ``experience``) ask named questions. The only room that knows the dataframe engine.
"""

from oase.lake.answers import Answers
from oase.lake.chunk import Chunk, Kernel
from oase.lake.contacts import Contacts
from oase.lake.reading import read_answers, read_contacts
from oase.lake.store import Store

__all__ = ["Answers", "Chunk", "Contacts", "Kernel", "Store", "read_answers", "read_contacts"]
