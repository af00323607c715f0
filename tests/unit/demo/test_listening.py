"""What Lindwerk's customers say and write: the same for a seed, within the rules, and found by the rooms."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from tests.truth.stories import NOW, STORIES, Story, lived_in

from oase.cli.listening import move_in
from oase.db import open_database
from oase.db.schema import touchpoints, transactions
from oase.demo import listening
from oase.demo.consents import consents
from oase.demo.listening import Log, Talk, truth
from oase.demo.listening.places import CHANNELS
from oase.demo.listening.shifts import answered_at, micros
from oase.demo.plan import ASKED
from oase.service.tables import messages
from oase.surveys.log import REASONS
from oase.surveys.survey import REFERRED

DAY = 86_400_000_000
PERSONS = 6_000


def alias_of(kind: str, value: str) -> int:
    return zlib.crc32(f"{kind}{value}".encode())


@pytest.fixture(scope="module")
def log() -> Log:
    return listening.transactions(1_500, 3, NOW, alias_of)


@pytest.fixture(scope="module")
def talk() -> Talk:
    return listening.talk(1_500, 3, NOW, alias_of)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with lived_in(tmp_path_factory.mktemp("lindwerk") / "house", PERSONS, 7) as lived:
        yield lived


@pytest.mark.parametrize("told", STORIES, ids=lambda one: one.__name__)
def test_planted_stories_are_found(story: Story, told: Callable[[Story], str]):
    assert told(story)


def test_seed_gives_the_same_again():
    first = listening.transactions(300, 5, NOW, alias_of)
    assert first == listening.transactions(300, 5, NOW, alias_of)
    assert first != listening.transactions(300, 6, NOW, alias_of)
    assert listening.talk(100, 5, NOW, alias_of) == listening.talk(100, 5, NOW, alias_of)


def test_person_stays_the_same_in_a_larger_demo(log: Log):
    larger = listening.transactions(2_500, 3, NOW, alias_of)
    assert larger.transactions[: len(log.transactions)] == log.transactions
    assert {number: larger.lived[number] for number in log.lived} == log.lived


def test_touchpoints_are_none_of_the_survey_that_is_imported():
    assert not {one.name for one in truth.RATED} & {asked.name for asked in ASKED}


def test_invitations_keep_cool_down_over_all_surveys(log: Log):
    sent: dict[int, list[int]] = defaultdict(list)
    for entry in log.invitations:
        if entry["sent"] is not None:
            sent[entry["alias"]].append(entry["decided"])
    gaps = [later - earlier for times in sent.values() for earlier, later in pairwise(times)]
    assert gaps
    assert min(gaps) >= 30 * DAY


def test_only_those_are_invited_who_have_agreed(log: Log):
    said: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for one in (*consents(1_500, 3), *listening.survey_consents(1_500, 3)):
        if one.purpose == "survey":
            said[alias_of("user", one.person)].append((NOW - one.days_ago * DAY, one.is_granted))
    invited = [entry for entry in log.invitations if entry["sent"] is not None]
    assert invited
    for entry in invited:
        before = [line for line in sorted(said[entry["alias"]]) if line[0] <= entry["decided"]]
        assert before[-1][1]


def test_log_says_of_every_transaction_what_became_of_it(log: Log):
    assert len(log.invitations) == len(log.transactions)
    for entry in log.invitations:
        assert (entry["state"] == "quarantined") == (entry["reason"] in REASONS)
        assert (entry["sent"] is not None) == (entry["state"] in {"sent", "opened", "answered"})
        assert (entry["answered"] is not None) == (entry["state"] == "answered")
        assert json.loads(entry["context"])["Altersgruppe"]
        if entry["sent"] is not None:
            assert 0 < entry["share"] <= 1


def test_nothing_lies_in_the_future_or_before_its_cause(log: Log, talk: Talk):
    at = {row["id"]: row["at"] for row in log.transactions}
    assert all(at[row["transaction_id"]] < row["at"] < NOW for row in log.answers)
    written = {row["id"]: row["at"] for row in talk.messages}
    assert all(written[row["message"]] < row["at"] < NOW for row in talk.replies)
    assert all(NOW - truth.DAYS * DAY < moment < NOW for moment in written.values())


def test_each_item_has_one_last_answer(log: Log):
    last = Counter((row["transaction_id"], row["item"]) for row in log.answers if row["is_last"])
    assert set(last.values()) == {1}
    assert any(not row["is_last"] for row in log.answers)


def test_a_reply_waits_for_somebody_to_be_there():

    instagram = next(one for one in CHANNELS if one.name == truth.LATE.channel)
    zone = ZoneInfo("Europe/Berlin")
    saturday = micros(datetime(2026, 10, 24, 15, tzinfo=zone))  # the clocks change that night
    assert answered_at(instagram, saturday, 30) == micros(datetime(2026, 10, 26, 8, 30, tzinfo=zone))


def test_about_120_replies_are_checked_by_hand_and_rightly(talk: Talk):
    checked = [row for row in talk.replies if row["checked"] is not None]
    assert len(checked) == 120
    assert all(bool(row["checked"]) == talk.personal[row["id"]] for row in checked)
    assert not any(row["is_automatic"] for row in checked)


def test_texts_differ_and_leave_no_gap_open(talk: Talk):
    said = [row["text"] for row in talk.messages]
    assert not any("{" in row["text"] for row in (*talk.messages, *talk.replies))
    assert len(set(said)) > len(said) * 0.7
    assert {row["lang"] for row in talk.messages} == {"de", "en"}


def test_recommendations_come_by_links_of_others():
    told = listening.referred(1_500, 3, NOW, alias_of, first_id=1)
    owners = {link["code"]: link["alias"] for link in told.links}
    by_link = [row for row in told.recommendations if row["code"]]
    assert by_link
    for row in by_link:
        assert row["heard"] == REFERRED
        assert owners[row["code"]] == row["recommender"] != row["alias"]


def test_moving_in_twice_changes_nothing(tmp_path: Path):

    tables = {"transactions": transactions, "messages": messages}
    with open_database(tmp_path / "house", create=True, clock=lambda: NOW) as database:
        for _ in range(2):
            move_in(database, 300, 3, NOW, alias_of)
        with database.reading() as connection:
            counted = {
                name: connection.scalar(select(func.count()).select_from(table))
                for name, table in tables.items()
            }
            names = list(connection.scalars(select(touchpoints.c.name)))
    once = listening.transactions(300, 3, NOW, alias_of)
    new = listening.referred(300, 3, NOW, alias_of, first_id=1)
    assert counted["transactions"] == len(once.transactions) + len(new.transactions)
    assert counted["messages"] == 450
    assert len(names) == len(set(names))
    assert {one.name for one in truth.RATED} <= set(names)
