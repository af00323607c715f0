"""Files and frames in: any common kind of table becomes contacts or answers, or refusals with their line.

Comes in: CSV and its relatives, JSON lines, Excel, SPSS, Parquet, Arrow, also in gz and zip, and pandas,
Polars or Arrow frames. Goes out: ``Contacts`` and ``Answers`` (room ``lake``), each with a ``Reading``.

A source is turned into streams of raw batches (``sources``, one module per kind), whose columns are made
canonical (``contacts``, ``answers``) batch by batch, so that memory does not grow with the source.
"""

from oase.lake.reading.answers import read_answers
from oase.lake.reading.contacts import read_contacts
from oase.lake.reading.looking import Finding, columns_of, parts_of, sample, sniff

__all__ = ["Finding", "columns_of", "parts_of", "read_answers", "read_contacts", "sample", "sniff"]
