"""The log counted in one reading says what asking for each touchpoint says, and equal rows are counted."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy import insert, select

from oase.db import open_database
from oase.db.schema import transactions
from oase.db.tallying import tally
from oase.surveys.counting import funnels, logged
from oase.surveys.drawn import Place, drawn
from oase.surveys.log import REASONS, funnel
from oase.surveys.tables import answers, invitations

DAY = 86_400_000_000
STATES = ("eligible", "quarantined", "sent", "opened", "answered")


def invented(chance, number):
    state = chance.choice(STATES)
    far = STATES.index(state)
    is_decided = far > 0 or chance.random() < 0.5
    return {
        "id": number, "transaction_id": number, "survey": chance.choice(["taps", "trust"]), "alias": number,
        "touchpoint": chance.choice(["Kasse", "app", "Ärger"]), "at": number * DAY,
        "context": chance.choice(["{}", '{"day":"weekend"}']), "state": state,
        "reason": chance.choice(REASONS) if state == "quarantined" else "",
        "share": chance.choice([None, 0.5, 1.0]), "channel": "app" if far > 1 else "",
        "decided": number if is_decided else None, "sent": number if far > 1 else None,
        "opened": number if far > 2 else None, "answered": number if far > 3 else None,
    }  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    chance = random.Random(4)
    return [invented(chance, number) for number in range(1, 301)]


@pytest.fixture(scope="module")
def connection(rows, tmp_path_factory):
    with open_database(tmp_path_factory.mktemp("counting") / "house", create=True) as database:
        with database.writing() as connection:
            connection.execute(insert(invitations), rows)
            kept = ("id", "alias", "at", "touchpoint")
            more = [{**{name: row[name] for name in kept}, "key": f"order:{row['id']}"} for row in rows]
            more.append({"id": 301, "alias": 1, "at": 7 * DAY, "touchpoint": "Filiale", "key": "order:301"})
            rest = {"received": 1, "channel": "", "store": "", "source": "shop"}
            connection.execute(insert(transactions), [row | rest for row in more])
            said = {"submission": "s", "survey": "taps", "version": 1, "item": "a", "role": "disconfirmation"}
            said |= {"touchpoint": "app", "number": 1.0, "at": DAY, "way": "invited", "medium": "mail"}
            connection.execute(insert(answers).values(**said, lang="de", is_last=1))
        with database.reading() as connection:
            yield connection


@pytest.mark.parametrize(("since", "until"), [(0, 400 * DAY), (50 * DAY, 200 * DAY), (5, 5)])
def test_funnels_of_one_reading_are_those_asked_for_one_by_one(connection, since, until):
    log = logged(connection, since=since, until=until)
    whole, each = funnels(connection, log, since=since, until=until)
    assert whole == funnel(connection, since=since, until=until)
    for name, told in each.items():
        assert told == funnel(connection, since=since, until=until, touchpoint=name)
    assert list(each) == sorted(each, key=str.casefold)
    assert ("Filiale" in each) == (since <= 7 * DAY < until)  # where no survey asks


def test_cells_are_those_of_counting_row_by_row(connection, rows):
    decided = [row for row in rows if row["decided"] is not None and row["survey"] == "taps"]
    expected = Counter(Place(*(row[name] for name in Place._fields)) for row in decided)
    found = drawn(connection)
    assert {one.place: one.transactions for one in found} == expected
    assert sum(one.sent for one in found) == sum(row["sent"] is not None for row in decided)
    assert sum(one.answered for one in found) == sum(row["answered"] is not None for row in decided)
    order = [(*one.place[:3], one.place.share is not None, one.place.share or 0) for one in found]
    assert order == sorted(order)


def test_rows_are_counted_as_often_as_they_come(connection, rows):
    query = select(invitations.c.state, invitations.c.share)
    assert tally(connection, query) == Counter((row["state"], row["share"]) for row in rows)
