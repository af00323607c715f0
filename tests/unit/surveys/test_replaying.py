"""What rules would have come to: rests, most of a day, who can be invited, and houses without a log."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import insert

from oase.db import open_database
from oase.db.schema import transactions
from oase.surveys.replaying import replay
from oase.surveys.samples import sample, with_sample
from oase.surveys.stored import came_along
from oase.surveys.survey import ROLES, Rules, Survey, check
from oase.surveys.tables import invitations, shares

DAY = 86_400_000_000
NOW = 1_795_262_400_000_000
TAPS = came_along()["three_taps"]


class World:
    def __init__(self, database):
        self.database = database
        self.number = 0

    def buy(self, person, days, *, reason="", customer="returning", touchpoint="till", is_logged=True):
        self.number += 1
        at = NOW - round(days * DAY)
        row = {"id": self.number, "key": f"order:{self.number}", "alias": person, "at": at, "received": at}
        row |= {"touchpoint": touchpoint, "channel": "", "store": "", "source": "test"}
        log = {"transaction_id": self.number, "survey": "three_taps", "alias": person, "at": at}
        log |= {"touchpoint": touchpoint, "context": f'{{"customer":"{customer}"}}', "state": "sent"}
        with self.database.writing() as connection:
            connection.execute(insert(transactions).values(**row))
            if is_logged:
                log |= {"reason": reason, "channel": "", "decided": at}
                connection.execute(insert(invitations).values(**log))

    def replay(self, survey=TAPS, **rules):
        changed = msgspec.structs.replace(
            survey, rules=Rules(**{"cool_down_days": 1, "wait_hours": 0} | rules)
        )
        with self.database.reading() as connection:
            return replay(connection, changed, key=bytes(32), now=NOW, zone=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def world(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        yield World(database)


def test_a_house_without_a_log_knows_of_no_invitation(world):
    assert world.replay() == (0, 0, 0, 0, 0, None)
    world.buy(1, 3, is_logged=False)
    found = world.replay()
    assert (found.transactions, found.decided, found.weekly) == (1, 0, None)


def test_who_rests_is_not_invited_again_and_earlier_rests_count(world):
    for day in range(60, 0, -1):
        world.buy(1, day)
    assert world.replay(cool_down_days=1).invited == 28
    assert world.replay(cool_down_days=7).invited == 4
    assert world.replay(cool_down_days=30).invited in (0, 1)  # she rests from before
    assert world.replay(cool_down_days=7).weekly == 1


def test_only_who_could_be_invited_is_and_the_unknown_are_like_the_known(world):
    for person in range(1, 41):
        world.buy(person, 29)  # so that the house is old enough
    for person in range(100, 140):
        world.buy(person, 14, reason="no_consent" if person % 2 else "cool_down")
        world.buy(person + 100, 14, is_logged=False)
    found = world.replay()
    assert (found.transactions, found.decided, found.reachable, found.invited) == (80, 40, 20, 20)
    assert found.weekly == pytest.approx(10)


def test_rules_narrow_whom_they_ask(world):
    world.buy(999, 60)
    for person in range(1, 29):
        world.buy(person, person - 0.5, customer="new" if person % 2 else "returning")
        world.buy(person + 100, person - 0.5, touchpoint="web")
    assert world.replay(only_new_customers=True).reachable == 14
    assert world.replay(per_day=1).invited == 28
    assert world.replay(msgspec.structs.replace(TAPS, touchpoints=("web",))).transactions == 28
    half = world.replay(share=0.5).invited
    assert 10 < half < 46
    with world.database.writing() as connection:
        connection.execute(insert(shares).values(touchpoint="till", share=1.0, at=NOW))
        connection.execute(insert(shares).values(touchpoint="web", share=1.0, at=NOW))
    assert world.replay(share=0.5).invited == 56  # what the verdicts ask for holds


@pytest.mark.parametrize("role", ROLES)
def test_every_role_brings_a_question_that_can_be_kept(role):
    survey = with_sample(Survey(name="s", title={"de": "S", "en": "S"}), role)
    assert survey.questions[0].role == role
    wrong = [] if role != "other" else ["questions[0].text.de", "questions[0].text.en"]
    assert [one.where for one in check(survey)] == wrong
    assert not sample(role).is_required
