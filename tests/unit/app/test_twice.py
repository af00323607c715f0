"""What is imported again after it was forgotten."""

from __future__ import annotations

import oase
from oase.app import open_house

from .doors import Clock

DAY = 86_400
COUNT = "select coalesce(sum(contacts), 0) from daily_counts"


def _read(path):
    return oase.read_contacts(path, person="person", at="at", touchpoint="touchpoint")


def test_a_whole_export_imported_every_day_counts_old_contacts_once(tmp_path) -> None:
    """A shop exports everything each night; what is past its period is forgotten each night."""
    export = tmp_path / "shop.csv"
    export.write_text("person,at,touchpoint\nanna,2001-01-01,Shop\nanna,2001-01-02,Shop\n", encoding="utf-8")
    clock = Clock()
    with open_house(tmp_path / "house", create=True, clock=clock) as house:
        house.import_contacts(_read(export), source="shop")
        house.keep("contacts", 30)
        for _ in range(3):
            house.expire()
            clock.wait(DAY)
            again = house.import_contacts(_read(export), source="shop")
            assert (again.rows_added, again.rows_refused) == (0, 2)
        with house.rooms.database.reading() as connection:
            assert connection.exec_driver_sql(COUNT).scalar() == 2
        assert house.contacts().count == 0
