"""The composition root: the only file that knows all rooms.

A company's file walks in and a report walks out::

    read_contacts, read_answers   rows become contacts and answers, or refusals       (lake)
    pseudonymise                  ids become aliases                                  (identity)
    Store.append_…                what is new is sealed into the house                (lake, db)
    Journeys                      what customers really did                           (journeys)
    magic_moments                 which touchpoints matter, and how sure we are       (experience)
    build_report                  everything a page needs, as rows                    (report, above)

Beside that walk: ``Works`` turns what the door accepted into contacts and moves them into the lake; rights,
retention and backup ask all rooms that keep something (``app.rights.ROOMS``).
"""

from oase.app.backup import Manifest
from oase.app.erasure import Receipt
from oase.app.house import House, Imported, open_house
from oase.app.restoring import Restored, restore
from oase.app.retention import Period
from oase.app.works import Works

__all__ = ["House", "Imported", "Manifest", "Period", "Receipt", "Restored", "Works", "open_house", "restore"]
