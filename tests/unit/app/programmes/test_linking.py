"""Letters bring a secret link of their own, made when they leave; the house keeps its hash alone."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from oase.app.programmes.linking import Linking
from oase.db import open_database
from oase.decisions.messages import outbox
from oase.decisions.messages.mail import written
from oase.model import Person
from oase.programmes import links
from oase.programmes.cases import acting
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.messages import say
from oase.programmes.cases.opening import New, open_case, renew_link
from oase.programmes.letters import PATHS
from oase.programmes.rights import ProgrammesRights
from oase.programmes.tables import links as link_table
from oase.settings import Delivery

NOON = 1_795_341_600_000_000  # 2026-11-22
DAY = 86_400_000_000
TODAY = date(2026, 11, 22)
ADDRESS = "https://oase.example"
HER = 7
WORKSHOP = Actor("workshop", NOON, TODAY, "Mira")


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


@pytest.fixture
def case(database):
    new = New(
        key="form-0001",
        what="Jacke Fjell",
        reason="zip",
        country="DE",
        way="store",
        email="anna@example.org",
        alias=HER,
    )
    with database.writing() as connection:
        customer = Actor("customer", NOON, TODAY)
        return open_case(connection, new, customer, random.Random(7).randbytes)


def linking(database, address=ADDRESS, now=NOON + DAY):
    return Linking(database, address, lambda: now, random.Random(8).randbytes)


def due(database, now=NOON + DAY) -> list[outbox.Message]:
    with database.writing() as connection:
        return outbox.claim(connection, now, most=50, until=now)


def secret_of(message: outbox.Message, kind: Any = "case") -> str:
    start = ADDRESS + PATHS[kind]
    assert message.content["url"].startswith(start)
    return message.content["url"].removeprefix(start)


def told(database, case, text="Welche Farbe?"):
    with database.writing() as connection:
        say(connection, case.id, text, WORKSHOP)


def test_each_letter_brings_a_link_that_works(database, case):
    told(database, case)
    told(database, case, "Rot oder blau?")
    link = linking(database)
    first, second = (link.completed(one) for one in due(database))
    assert secret_of(first) != secret_of(second)
    with database.reading() as connection:
        for one in (first, second):
            assert links.read(connection, "case", secret_of(one), NOON + DAY).target == case.id


def test_the_letter_says_the_link_and_the_house_keeps_its_hash_alone(database, case):
    told(database, case)
    (message,) = due(database)
    whole = linking(database).completed(message)
    letter = written(whole, "anna@example.org", Delivery(mail_from="hallo@lindwerk.example"), NOON)
    assert whole.content["url"] in letter.get_content()
    with database.reading() as connection:
        kept = connection.exec_driver_sql("select content from outbox").scalars().all()
        kept += connection.execute(select(link_table.c.digest)).scalars().all()
    assert secret_of(whole) not in str(kept)


def test_what_happens_in_the_workshop_is_told_with_a_link(database, case):
    with database.writing() as connection:
        acting.move(connection, case.id, "received", WORKSHOP)
        acting.move(connection, case.id, "in_repair", WORKSHOP)
        acting.move(connection, case.id, "repaired", WORKSHOP)
    link = linking(database)
    titles = {one.content["title"] for one in map(link.completed, due(database)) if secret_of(one)}
    assert titles == {"Ihr Stück ist da", "Ihr Stück ist repariert"}


def test_tried_again_it_is_the_same_link(database, case):
    told(database, case)
    link = linking(database)
    (message,) = due(database)
    assert link.completed(message) == link.completed(message)
    with database.reading() as connection:
        assert len(connection.execute(select(link_table)).all()) == 2


def test_without_an_address_of_the_house_the_letter_says_the_number(database, case):
    told(database, case)
    (message,) = due(database)
    whole = linking(database, address="").completed(message)
    assert "url" not in whole.content
    assert "opens" not in whole.content
    assert case.number in whole.content["body"]
    assert "genügt die Nummer" in whole.content["body"]


def test_what_was_ended_stays_ended(database, case):
    """A link that came into wrong hands was in a letter, or is in one that has not left yet."""
    told(database, case)
    link = linking(database)
    (message,) = due(database)
    gone = secret_of(link.completed(message))
    with database.writing() as connection:
        later = WORKSHOP._replace(now=NOON + 1)
        renew_link(connection, case.id, later, random.Random(9).randbytes)
        with pytest.raises(links.LinkInvalid):
            links.read(connection, "case", gone, NOON + DAY)
    assert "url" not in link.completed(message).content
    assert "url" not in linking(database).completed(message).content


def test_an_erasure_ends_all_and_no_letter_makes_another(database, case):
    told(database, case)
    (message,) = due(database)
    gone = secret_of(linking(database).completed(message))
    ProgrammesRights(database).erase(Person(HER, (HER,), ()))
    with database.reading() as connection, pytest.raises(links.LinkInvalid):
        links.read(connection, "case", gone, NOON + DAY)
    assert "url" not in linking(database).completed(message).content
    with database.reading() as connection:
        assert connection.execute(select(link_table)).all() == []


def test_any_other_message_leaves_as_it_is(database):
    with database.writing() as connection:
        content = {"title": "Neu", "body": "150 m weiter.", "url": "https://shop.example"}
        outbox.enqueue(
            connection,
            key="a",
            alias=HER,
            receipt="",
            channel="email",
            purpose="email",
            kind="advert",
            content=content,
            now=NOON,
            due=NOON,
            expires=NOON + DAY,
        )
    (message,) = due(database, NOON)
    assert linking(database).completed(message) == message
