"""The lake of a house: Parquet in person buckets, with a catalogue in the main database.

Comes in: pseudonymised contacts and answers. Goes out: ``Contacts`` and ``Answers`` for the rooms above.
A row counts when its file stands in the catalogue; files are only ever added, swapped whole, or removed.

How it fits together: ``incoming`` brings batches into the lake's columns, ``spool`` gathers them by bucket,
``keys`` tells which are new, ``seal`` writes and lets them count in one transaction, ``folding`` merges runs,
``snapshot`` reads, ``sweeping`` removes what does not count, ``health`` looks whether all is well.
"""

from oase.lake.store.health import Finding
from oase.lake.store.keys import message_keys
from oase.lake.store.melting import melt
from oase.lake.store.seal import Appended
from oase.lake.store.shape import FILE
from oase.lake.store.store import Store

__all__ = ["FILE", "Appended", "Finding", "Store", "melt", "message_keys"]
