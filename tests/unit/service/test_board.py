"""Measures, resolutions, and the case of the day."""

from __future__ import annotations

import datetime as dt

import pytest

import oase
from oase.errors import OptionInvalid
from oase.experience.inventory import add
from oase.service import measures as kept
from oase.service import resolutions
from oase.service.case import Candidate, choose
from oase.service.measures import HOUR, Draft

NOON = 1_795_950_000_000_000  # 29 November 2026, 12:00 in Berlin
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house that knows two touchpoints."""
    with oase.open(tmp_path_factory.mktemp("board") / "house", create=True) as opened:
        with opened.rooms.database.writing() as connection:
            add(connection, "Kasse", {}, who="", now=0)
            add(connection, "Chat", {}, who="", now=0)
        yield opened


@pytest.fixture
def connection(house):
    """A transaction that is taken back after each test."""
    with house.rooms.database.writing() as opened:
        yield opened
        opened.rollback()


def put(connection, now=NOON, **said):
    """Put a measure on the board."""
    draft = Draft(**{"touchpoint": "Kasse", "title": "Schild", "due": now + 4 * HOUR, **said})
    return kept.create(connection, draft, who="A", now=now)


def test_a_day_is_a_day_where_the_house_stands(connection):
    """Done at 23:59 counts for the day, at 00:01 not, in the zone of the house; dropped ones never."""
    late = NOON + 11 * HOUR
    for done in (late + HOUR - 60_000_000, late + HOUR + 60_000_000):
        kept.finish(connection, put(connection, late).id, who="A", now=done)
    kept.drop(connection, put(connection, late).id, who="A", now=late)
    day = NOON // DAY
    assert kept.same_day(kept.every(connection), range(day, day + 1), "Europe/Berlin") == (1, 2)
    assert kept.same_day(kept.every(connection), range(day, day + 1), "UTC") == (2, 2)


def test_every_change_is_kept_and_taken_back(connection):
    """Undo restores what was, and can itself be undone."""
    made = put(connection)
    done = kept.finish(connection, made.id, who="B", now=NOON + HOUR)
    last = kept.changes(connection, made.id)[0]
    assert (last.before["state"], last.after["state"], last.who) == ("open", "done", "B")
    assert kept.undo(connection, made.id, last.id, who="C", now=NOON) == made
    again = kept.changes(connection, made.id)[0]
    assert kept.undo(connection, made.id, again.id, who="C", now=NOON) == done
    with pytest.raises(OptionInvalid):
        kept.undo(connection, made.id, last.id, who="C", now=NOON)


@pytest.mark.parametrize(
    "said",
    [{"title": " "}, {"touchpoint": "Fehlt"}, {"due": NOON - 1}, {"origin": "tweet:1"}, {"cents": -1}],
)
def test_what_does_not_fit_is_refused(connection, said):
    """Nothing is written."""
    with pytest.raises(OptionInvalid):
        put(connection, **said)
    assert kept.every(connection) == []


def test_what_she_said_goes_with_her(connection):
    """Her words leave the measure and its history; what was done stays."""
    made = put(connection, said="Immer diese Schlange", origin="message:7")
    kept.finish(connection, made.id, who="A", now=NOON)
    assert kept.forget(connection, ["message:7"]) == 1
    assert kept.get(connection, made.id).said == ""
    assert "Schlange" not in str(kept.changes(connection, made.id))
    assert kept.get(connection, made.id).state == "done"


def test_resolutions_are_filed_to_known_touchpoints_only(connection):
    """Unfiled ones stand first; a name that is not known changes nothing."""
    day = dt.date(2026, 11, 2)
    filed = resolutions.create(
        connection, title="A", text="", decided=day, who="V", now=NOON, filed=["Chat", "Chat"]
    )
    assert filed.touchpoints == ("Chat",)
    old = resolutions.create(connection, title="B", text="", decided=dt.date(2020, 1, 1), who="V", now=NOON)
    assert [one.id for one in resolutions.every(connection)] == [old.id, filed.id]
    with pytest.raises(OptionInvalid):
        resolutions.file(connection, filed.id, ["Chat", "Fehlt"])
    assert resolutions.get(connection, filed.id).touchpoints == ("Chat",)


def test_the_case_of_a_day_stays_and_is_nobodys_pick():
    """The same all day whatever the order; over many days everyone comes about as often."""
    told = [Candidate(f"message:{n}", "Chat", 80) for n in range(5)]
    assert choose(told, 20_000) == choose(told[::-1], 20_000)
    days = [choose(told, day) for day in range(20_000, 20_500)]
    assert all(60 < days.count(one) < 140 for one in told)
    fresh = choose(told, 20_000, {choose(told, 20_000).origin})
    assert fresh is not None
    assert fresh != choose(told, 20_000)
    assert choose([Candidate("message:1", "Chat", 5)], 20_000) is None
