"""Between looking at new transactions and keeping them others may write: what is gone gets no row."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from oase.db import open_database
from oase.db.schema import transactions
from oase.surveys.gathering import gathered, is_new, keep
from oase.surveys.stored import came_along
from oase.surveys.tables import invitations, recommendations

TAPS = came_along()["three_taps"]
ROW = {"at": 5, "received": 5, "touchpoint": "Kasse", "channel": "", "store": "", "source": "shop"}


def test_what_was_erased_meanwhile_gets_no_row_and_the_rest_gets_one(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        with database.writing() as connection:
            rows = [ROW | {"key": f"order:{number}", "alias": number} for number in (1, 2, 3)]
            connection.execute(insert(transactions), rows)
        with database.reading() as connection:
            new = gathered(connection, [TAPS], key=bytes(32), zone=ZoneInfo("Europe/Berlin"), most=9)
        assert (new.looked_at, len(new.rows)) == (3, 3)
        with database.writing() as connection:
            connection.execute(delete(transactions).where(transactions.c.alias == 2))
            keep(connection, new)
            keep(connection, new)  # killed and done again
        with database.reading() as connection:
            assert connection.execute(select(invitations.c.alias)).scalars().all() == [1, 3]
            assert connection.execute(select(recommendations.c.alias)).all() == []
            assert not is_new(connection)
