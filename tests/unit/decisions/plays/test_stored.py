"""Plays in warm memory: versions, switches, what came along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oase.app import open_house
from oase.db import Database
from oase.db.versions import version
from oase.decisions.learning import Arm, arms_of, keep_arms
from oase.decisions.plays import PlayInvalid, compile_plays, history, live_plays, newest, save, switch
from oase.decisions.plays.stored import default_texts
from oase.decisions.situation import Situation
from oase.errors import OptionInvalid


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with open_house(tmp_path_factory.mktemp("plays") / "house", create=True) as house:
        yield house.rooms.database


def test_versions_and_switches(database: Database):
    with database.reading() as connection:
        assert {play.name for play in live_plays(connection)} == set(default_texts())
        before = version(connection, "plays")
    text = default_texts()["repair"].replace("older_than_days = 365", "older_than_days = 200")
    with database.writing() as connection:
        play = save(connection, text, who="Kaya", now=5, is_live=True)
    with database.writing() as connection:
        switch(connection, "care", who="Kaya", now=6, is_live=False)
    with database.reading() as connection:
        assert version(connection, "plays") == before + 2
        live = {one.name: one for one in live_plays(connection)}
        assert "care" not in live
        assert live["repair"].version == play.version > 0
        assert [one.number for one in history(connection, "repair")] == [play.version, 0]
        assert [one.is_live for one in newest(connection) if one.name == "care"] == [False]


def test_what_is_wrong_is_not_kept(database: Database):
    with pytest.raises(PlayInvalid), database.writing() as connection:
        save(connection, "name = 1", who="Kaya", now=5, is_live=True)
    with pytest.raises(OptionInvalid, match="no such play"), database.writing() as connection:
        switch(connection, "nobody", who="Kaya", now=5, is_live=True)


def test_all_plays_are_one_function(database: Database):
    with database.reading() as connection:
        ask = compile_plays(live_plays(connection))
    assert [asked.play.name for asked in ask({}, Situation(trigger="store.near"))] == ["wish-nearby"]
    assert ask({}, Situation(trigger="nothing")) == []


def test_what_contents_led_to_is_kept(database: Database):
    with database.writing() as connection:
        assert keep_arms(connection, [("p", "a", 10, 2), ("p", "b", 4, 0)], 5) == 2
        assert keep_arms(connection, [("p", "a", 10, 2), ("p", "b", 5, 0)], 6) == 1
        assert arms_of(connection) == {("p", "a"): Arm(10, 2), ("p", "b"): Arm(5, 0)}
