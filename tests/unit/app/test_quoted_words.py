"""Words of customers that measures and cases quote go when what they quote goes."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from oase.experience.inventory import add
from oase.retail.tables import questions
from oase.service import measures as board
from oase.service.case import decide
from oase.service.measures import Draft
from oase.service.tables import cases, measure_changes, measures
from oase.surveys.tables import answers

from .doors import Clock, new_house

DAY = 86_400
HOUR = 3_600_000_000


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


def _answer(connection, at):
    row = {"submission": "s", "transaction_id": None, "alias": 7, "survey": "three_taps", "version": 1}
    row |= {"item": "voice", "role": "voice", "touchpoint": "Kasse", "number": None, "text": "zu laut"}
    row |= {"at": at, "way": "passive", "medium": "qr", "lang": "de", "is_last": 1}
    return connection.execute(insert(answers).values(row)).inserted_primary_key[0]


def _question(connection, at):
    row = {"store": "K1", "alias": 7, "asked": at, "text": "zu laut", "answer": "", "who": ""}
    return connection.execute(insert(questions).values(row)).inserted_primary_key[0]


@pytest.mark.parametrize(("make", "kind", "days"), [(_answer, "answer", 400), (_question, "question", 731)])
def test_quotes_go_with_what_they_quote(house, clock, make, kind, days):
    """Nobody would find them when she is erased later; what was done stays."""
    house.keep("answers", 399)
    with house.rooms.database.writing() as connection:
        add(connection, "Kasse", {}, who="Ada", now=clock.at)
        old = make(connection, clock.at)
    clock.wait((days - 1) * DAY)
    with house.rooms.database.writing() as connection:
        young = make(connection, clock.at)
        for number in (old, young):
            draft = Draft(touchpoint="Kasse", title="Leiser", due=clock.at + HOUR, owner="", said="zu laut",
                          origin=f"{kind}:{number}")  # fmt: skip
            board.create(connection, draft, who="Ada", now=clock.at)
            decide(connection, day=number, origin=f"{kind}:{number}", touchpoint="Kasse", decided="Kasse",
                   who="Ada", now=clock.at)  # fmt: skip
    clock.wait(2 * DAY)
    house.expire()
    with house.rooms.database.reading() as connection:
        kept = connection.execute(select(measures.c.title, measures.c.said, measures.c.origin)).all()
        history = connection.execute(select(measure_changes.c.after).order_by(measure_changes.c.id)).scalars()
        assert [tuple(row) for row in kept] == [("Leiser", "", ""), ("Leiser", "zu laut", f"{kind}:{young}")]
        assert ["zu laut" in one for one in history] == [False, True]
        assert connection.execute(select(cases.c.origin)).scalars().all() == [f"{kind}:{young}"]
