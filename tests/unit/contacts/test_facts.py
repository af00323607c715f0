"""Facts for the counter: what the pipeline learns of persons, and that consents are the ledger's."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

import oase.db
from oase.db import HOUSE_FILE, open_database
from oase.db.facts import facts_of, forget_facts, learn
from oase.identity import ledger
from oase.model import Consent, Fact, Person, Purpose, under

DRESS = "09521234500017"
ANNA, PHONE = 7, 8


def known(house, *ids: tuple[str, str]):
    aliases = [house.aliases.one(kind, value) for kind, value in ids]
    with house.database.reading() as connection:
        return facts_of(connection, aliases)


def track(event: str, hour: int, **properties):
    at = f"2026-11-21T{hour:02}:00:00Z"
    sent = "2026-11-21T12:00:00Z"
    return {"userId": "anna", "event": event, "timestamp": at, "sentAt": sent, "properties": properties}


def test_what_happened_is_known_at_the_counter(house):
    """Wishes, purchases, complaints and needs follow from contacts, in whatever order they arrive."""
    house.take("track", track("Product Removed from Wishlist", 9, gtin=DRESS))
    house.take("track", track("Product Added to Wishlist", 8, gtin=DRESS))
    house.take("track", track("Order Completed", 10, products=[{"gtin": "9521234500024"}, {"sku": "L-38"}]))
    house.take("track", track("Complaint Opened", 10, complaint_id="C-1"))
    house.take("track", track("Need Over", 11, need="dress"))
    facts = known(house, ("user", "anna"))
    assert {name: fact.value for name, fact in facts.items()} == {
        f"wish:{DRESS}": 0,
        "bought:09521234500024": 1,
        "bought:L-38": 1,
        "complaint:C-1": 1,
        "need:dress": 0,
    }


def test_consents_are_facts_with_the_version_of_the_text(house):
    """What the ledger hears, the counter hears."""
    body = {"userId": "anna", "consents": {"push": True, "location": False}, "textVersion": "v3"}
    house.take("consent", body | {"source": "app"})
    facts = known(house, ("user", "anna"))
    assert facts["consent:push"].value == ["v3", "app"]
    assert facts["consent:location"].value == 0


def test_facts_of_several_ids_are_one_persons(house):
    """The later word counts, whichever of her ids it came under."""
    with house.database.writing() as connection:
        learn(connection, ANNA, {"size:dress:DE": Fact("38", 5), "mood": Fact("eilig", 5)}, 5)
        learn(connection, PHONE, {"size:dress:DE": Fact("40", 6)}, 6)
        learn(connection, PHONE, {"size:dress:DE": Fact("36", 1)}, 7)
        forget_facts(connection, ANNA, ["mood"], 8)
    with house.database.reading() as connection:
        assert facts_of(connection, [ANNA, PHONE]) == {"size:dress:DE": Fact("40", 6)}
        assert facts_of(connection, [99]) == {}


LINES = st.lists(
    st.builds(
        Consent,
        alias=st.sampled_from([ANNA, PHONE]),
        purpose=st.sampled_from([Purpose.PUSH, Purpose.LOCATION]),
        is_granted=st.booleans(),
        at=st.integers(1, 6),
    ),
    min_size=1,
    max_size=8,
)


@given(lines=LINES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_counter_and_the_ledger_agree(house, lines):
    """Of any lines in any order, facts say what the ledger says."""
    both = (ANNA, PHONE)
    with house.database.writing() as connection:
        connection.exec_driver_sql("delete from consents")
        connection.exec_driver_sql("delete from facts")
        connection.exec_driver_sql("delete from identifiers where alias in (7, 8)")
        connection.exec_driver_sql(
            "insert into identifiers (alias, kind, value, person, created) values (?, 'user', ?, ?, 1)",
            [(alias, str(alias), ANNA) for alias in both],
        )
        for line in lines:
            ledger.record(connection, [line], 9)
        said = ledger.standings(connection, [ANNA])[ANNA]
        facts = facts_of(connection, both)
    assert {Purpose(name): bool(fact.value) for name, fact in under(facts, "consent")} == said


def test_facts_leave_with_the_person(house):
    """They are given out in words, and erased with the rest."""
    from oase.contacts.rights import ContactsRights

    house.take("track", track("Product Added to Wishlist", 8, gtin=DRESS))
    alias = house.aliases.one("user", "anna")
    rights, anna = ContactsRights(house.database), Person(alias, (alias,), ("anna",))
    assert rights.export(anna)["facts"][f"wish:{DRESS}"]["at"] == "2026-11-21T08:00:00+00:00"
    rights.erase(anna)
    assert known(house, ("user", "anna")) == {}


@pytest.fixture
def older(tmp_path: Path) -> Engine:
    """Return a house of the version before facts."""
    engine = create_engine(f"sqlite:///{tmp_path / HOUSE_FILE}")
    config = Config()
    config.set_main_option("script_location", str(Path(oase.db.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    return engine


def test_a_house_that_knows_consents_gets_its_facts(older, tmp_path):
    """The migration writes down of each purpose what was said last; of the same moment the no."""
    rows = [(7, "push", 1, 5, "v1", "app"), (7, "push", 0, 9, "", "app"), (7, "email", 1, 3, "v1", "web"),
            (8, "survey", 1, 4, "v2", "web"), (8, "survey", 0, 4, "v2", "web")]  # fmt: skip
    with older.begin() as connection:
        for row in rows:
            connection.exec_driver_sql(
                "insert into consents (alias, purpose, is_granted, at, text, source, recorded)"
                " values (?, ?, ?, ?, ?, ?, 1)",
                row,
            )
    older.dispose()
    with open_database(tmp_path) as database, database.reading() as connection:
        assert facts_of(connection, [7]) == {
            "consent:push": Fact(0, 9),
            "consent:email": Fact(["v1", "web"], 3),
        }
        assert facts_of(connection, [8]) == {"consent:survey": Fact(0, 4)}
