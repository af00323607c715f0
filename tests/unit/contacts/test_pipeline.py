"""The pipeline as a whole: order, restart, poison, killing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from oase.contacts.pipeline import Pipeline, Worked, _is_of_the_data
from oase.contacts.steps import append
from oase.db.inbox import INBOX_FOLDER, clean
from oase.errors import HouseBusy, StorageError, StorageFull
from oase.settings import Settings

NOON = 1_795_262_400_000_000


def track(number, **members):
    return {
        "userId": f"person {number % 7}",
        "event": f"Event {number % 5}",
        "messageId": f"m{number}",
        "properties": {"number": number},
        **members,
    }


def test_nothing_waits_in_a_new_house(house):
    assert house.pipeline.run_once() == Worked()


def test_inboxes_are_read_in_the_order_of_acceptance(house):
    """(received, worker, row) across workers."""
    house.send("track", track(1), received=NOON + 1, worker="w2")
    house.send("track", track(2), received=NOON, worker="w2")  # the clock went back
    house.send("track", track(3), received=NOON + 1, worker="w1")
    house.send("track", track(4), received=NOON + 3, worker="w1")
    house.work()
    contacts = house.contacts()
    assert [contact["tie"][15:17] for contact in contacts] == ["w1", "w2", "w2", "w1"]
    rows = [int(contact["tie"][17:27], 16) for contact in contacts if contact["tie"][15:17] == "w2"]
    assert rows == [1, 2]


def test_ties_sort_as_accepted(house):
    house.send("batch", {"batch": [{"type": "track", **track(number)} for number in range(20)]})
    house.send("track", *[track(number) for number in range(20, 40)])
    house.send("track", track(40), received=NOON + 1)
    house.work()
    ties = [contact["tie"] for contact in house.contacts()]
    assert ties == sorted(ties)
    assert ties[0] == f"{NOON:015x}w1{1:010x}{0:04x}"


def test_a_transaction_takes_so_many_and_never_half_a_batch(house):
    for start in (0, 100, 200):
        house.send("batch", {"batch": [{"type": "track", **track(start + one)} for one in range(10)]})
    house.send("track", *[track(300 + one) for one in range(10)])
    sizes = []
    while (worked := house.pipeline.run_once(15)).requests:
        sizes.append((worked.requests, worked.contacts))
    assert sizes == [(2, 20), (6, 15), (5, 5)]


def test_another_pipeline_goes_on_where_the_first_one_stopped(house):
    house.send("track", *[track(number) for number in range(30)])
    assert house.pipeline.run_once(10).contacts == 10
    with Pipeline(house.database, house.folder, bytes(range(32)), Settings()) as other:
        assert other.run_once(10).contacts == 10
    assert house.work().contacts == 10
    assert len(house.contacts()) == len({contact["message_key"] for contact in house.contacts()}) == 30


def test_worked_off_rows_may_go(house):
    house.send("track", *[track(number) for number in range(30)])
    house.pipeline.run_once(10)
    clean(house.folder / INBOX_FOLDER / "w1.sqlite", house.rows("select done from inboxes")[0]["done"])
    assert house.work().contacts == 20


def test_an_unknown_key_lets_nothing_in(house):
    """Without a declared basis there is no row."""
    house.database.engine.dispose()
    with house.database.writing() as connection:
        connection.exec_driver_sql("update keys set basis = null")
    assert house.take("track", track(1)).refused == 1
    assert house.refused() == [("check_consent", "consent_denied")]


def test_a_poisoned_request_stops_nobody(house, monkeypatch):
    """One that breaks a step from inside is set aside with the error; those around it are contacts."""
    whole = append.attributes_of

    def broken(draft):
        if draft.properties.get("number") == 17:
            raise ZeroDivisionError("17 for anna@lindwerk.example")
        return whole(draft)

    monkeypatch.setattr(append, "attributes_of", broken)
    house.send("track", *[track(number) for number in range(40)])
    assert house.work() == Worked(requests=40, contacts=39, refused=1)
    [row] = house.rows("select * from refusals")
    assert (row["step"], row["reason"], row["row"]) == ("set_aside", "message_unreadable", 18)
    assert row["detail"] == "ZeroDivisionError: 17 for [mail]"
    assert sum(row["contacts"] for row in house.rows("select * from daily_counts")) == 39


@pytest.mark.parametrize(("poison", "refused"), [([0], 1), ([17, 18, 99], 3), (range(20), 100)])
def test_a_poisoned_message_stops_no_other_of_its_batch(house, monkeypatch, poison, refused):
    """Those that break a step are refused with the error, the others are contacts, all in one transaction."""
    whole = append.attributes_of

    def broken(draft):
        if draft.properties.get("number") in poison:
            raise ZeroDivisionError("for anna@lindwerk.example")
        return whole(draft)

    monkeypatch.setattr(append, "attributes_of", broken)
    house.send("batch", {"batch": [{"type": "track", **track(number)} for number in range(100)]})
    house.send("track", track(200))
    worked = house.work()
    assert (worked.contacts, worked.refused) == (101 - refused, refused if refused < 100 else 1)
    rows = house.rows("select * from refusals order by item")
    assert {(row["step"], row["reason"], row["detail"]) for row in rows} == {
        ("set_aside", "message_unreadable", "ZeroDivisionError: for [mail]")
    }
    assert [row["item"] for row in rows] == (list(poison) if refused < 100 else [0])
    assert house.rows("select sum(contacts) as n from daily_counts")[0]["n"] == 101 - refused


@pytest.mark.parametrize("error", [StorageFull("full"), HouseBusy("busy"), OSError(5, "I/O"), MemoryError()])
def test_what_the_disk_does_is_not_blamed_on_a_request(house, monkeypatch, error):
    """Nothing is changed, and the next run takes it all."""
    whole = append.attributes_of

    def broken(draft):
        raise error

    monkeypatch.setattr(append, "attributes_of", broken)
    house.send("track", *[track(number) for number in range(10)])
    with pytest.raises((OSError, HouseBusy, MemoryError)):
        house.work()
    assert not house.rows("select * from inboxes")
    assert not house.rows("select * from identifiers")
    monkeypatch.setattr(append, "attributes_of", whole)
    assert house.work() == Worked(requests=10, contacts=10)


@pytest.mark.parametrize(
    ("statement", "is_of_the_data"),
    [("insert into inboxes values (null, null)", True), ("insert into nowhere values (1)", False)],
)
def test_what_the_database_refuses_to_store_is_blamed_on_the_request(house, statement, is_of_the_data):
    """A row that breaks a rule comes of its request, everything else of the house."""
    with pytest.raises(StorageError) as told, house.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert _is_of_the_data(told.value) is is_of_the_data


CHILD = """
import sys
from pathlib import Path
from oase.contacts.pipeline import Pipeline
from oase.db import open_database
from oase.settings import Settings
folder = Path(sys.argv[1])
with open_database(folder) as database, Pipeline(database, folder, bytes(range(32)), Settings()) as pipeline:
    print("ready", flush=True)
    while pipeline.run_once(20).requests:
        pass
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_at_any_moment_everything_is_there_once(house):
    """A child works off in small transactions and is killed at random, until it comes to its end."""
    for start in range(0, 1500, 500):
        house.send("track", *[track(start + one) for one in range(500)], worker=f"w{start // 500 + 1}")
    house.pipeline.close()
    chance = random.Random(7)
    kills = 0
    while True:
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(house.folder)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            if kills < 3:
                time.sleep(chance.uniform(0, 0.12))
                child.send_signal(signal.SIGKILL)
                kills += 1
            elif child.wait() == 0:
                break
    contacts = house.contacts()
    assert len(contacts) == len({contact["message_key"] for contact in contacts}) == 1500
    assert sum(row["contacts"] for row in house.rows("select * from daily_counts")) == 1500
    assert [row["contacts"] for row in house.rows("select * from door_counts")] == [1500]
    assert not house.rows("select * from refusals")
    assert len(house.rows("select * from messages")) == 1500
