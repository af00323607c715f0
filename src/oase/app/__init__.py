"""The composition root: the only file that knows all rooms.

A company's file walks in and a report walks out::

    read_contacts, read_answers   rows become contacts and answers, or refusals       (lake)
    pseudonymise                  ids become aliases                                  (identity)
    Store.append_…                what is new is sealed into the house                (lake, db)
    Journeys                      what customers really did                           (journeys)
    magic_moments                 which touchpoints matter, and how sure we are       (experience)
    build_report                  everything a page needs, as rows                    (report, above)
"""

from oase.app.house import House, Imported, open_house

__all__ = ["House", "Imported", "open_house"]
