"""The lake of a house: Parquet in person buckets, with a catalogue in the main database.

Comes in: pseudonymised contacts and answers, and the log's contacts that are to be sealed. Goes out:
``Contacts`` and ``Answers`` for the rooms above. A row counts when its file stands in the catalogue, or while
it waits in the log; files are only ever added, swapped whole, or removed.

How it fits together:
  coming in   ``incoming`` brings batches into the lake's columns, ``spool`` gathers them by bucket, ``known``
              (with ``keys`` and ``foreign``) tells which are new, ``seal`` lets them count at once;
              ``log_seal`` does the same with the log; ``daily`` and ``warming`` keep counts and snapshots
  going out   ``snapshot`` is a table as of a moment, ``passes`` reads it with its tail, under current persons
  in between  ``folding`` merges runs, ``reclustering`` follows ``moves`` of persons, ``erasing`` takes rows
              out, ``remapping`` changes them; all by ``rewriting`` a bucket and swapping files
  upkeep      ``lock`` lets one write at a time, ``sweeping`` removes what does not count, ``health`` looks
              whether all is well
"""

from oase.lake.store.health import Finding
from oase.lake.store.keys import message_keys
from oase.lake.store.melting import melt
from oase.lake.store.seal import Appended
from oase.lake.store.shape import FILE
from oase.lake.store.store import Store

__all__ = ["FILE", "Appended", "Finding", "Store", "melt", "message_keys"]
