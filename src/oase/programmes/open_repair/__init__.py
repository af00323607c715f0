"""Open Repair Data, version 0.3, with an extension for textiles: read, kept, counted, written.

Comes in: files of records and of counts, and the company's own cases. Goes out: shares with both
denominators, and files that others can read.
"""

from oase.programmes.open_repair.figures import Figure, figures, of_summary
from oase.programmes.open_repair.keeping import Source, Taken, kept, sources, take
from oase.programmes.open_repair.own import own_records
from oase.programmes.open_repair.record import Count, Record
from oase.programmes.open_repair.rows import Refused
from oase.programmes.open_repair.writing import lines

__all__ = [
    "Count",
    "Figure",
    "Record",
    "Refused",
    "Source",
    "Taken",
    "figures",
    "kept",
    "lines",
    "of_summary",
    "own_records",
    "sources",
    "take",
]
