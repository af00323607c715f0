"""Answers by a link: one each, the last one wins, nobody else's, masked."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import insert, select

from oase.db import open_database
from oase.db.schema import transactions
from oase.errors import OptionInvalid
from oase.identity import Aliases, Graph, profiles
from oase.identity.graph import Ids
from oase.surveys.answering import MOST_SUBMISSIONS, Given, given_before, is_closed, take
from oase.surveys.closing import close
from oase.surveys.opening import opened
from oase.surveys.stored import came_along
from oase.surveys.survey import NOT_APPLICABLE
from oase.surveys.tables import answers, invitations
from oase.surveys.tokens import Ticket, TicketInvalid

DAY = 86_400_000_000
NOW = 1_795_262_400_000_000
TAPS = came_along()["three_taps"]


class World:
    def __init__(self, database):
        self.database = database
        self.ids = count(1)
        graph = Graph(Aliases(bytes(32)))
        with database.writing() as connection:
            anna, ben = graph.resolve(connection, [Ids(user="anna"), Ids(user="ben")], [NOW, NOW])
            self.anna, self.ben = anna.alias, ben.alias
            row = {"key": "order:1", "alias": self.anna, "at": NOW, "received": NOW, "touchpoint": "checkout"}
            row |= {"channel": "", "store": "", "value": None, "source": "shop"}
            connection.execute(insert(transactions).values(row))

    def invite(self, state="sent"):
        row = {"transaction_id": 1, "survey": "three_taps", "alias": self.anna, "touchpoint": "checkout"}
        row |= {"at": NOW, "context": "{}", "state": state, "reason": "", "share": 1.0, "channel": "app"}
        with self.database.writing() as connection:
            connection.execute(insert(invitations).values(**row, decided=NOW, sent=NOW))

    def ticket(self, **changed):
        told = {"transaction": 1, "survey": "three_taps", "alias": self.anna, "way": "invited"}
        return Ticket(**told | {"medium": "mail", "expires": NOW + 14 * DAY} | changed)

    def take(self, *given, now=NOW, ticket=None):
        with self.database.writing() as connection:
            return take(
                connection, ticket or self.ticket(), TAPS, given,
                lang="de", medium="page", now=now, new_id=lambda: f"s{next(self.ids)}",
            )  # fmt: skip

    def held(self, **where):
        query = select(answers).order_by(answers.c.id)
        with self.database.reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [row for row in rows if all(row[name] == value for name, value in where.items())]

    def state(self):
        with self.database.reading() as connection:
            return connection.execute(select(invitations.c.state)).scalar_one()


@pytest.fixture
def world(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        yield World(database)


def test_a_link_used_twice_gives_one_answer(world):
    assert world.take(Given("expected", 1)) == (True, 1)
    assert world.take(Given("expected", 1)) == (False, 0)
    assert len(world.held()) == 1


def test_the_last_answer_wins_and_what_was_said_before_stays(world):
    world.take(Given("expected", -1), Given("recommend", 3))
    assert world.take(Given("expected", 1), now=NOW + 5) == (False, 1)
    last = world.held(is_last=1)
    assert {row["item"]: row["number"] for row in last} == {"expected": 1, "recommend": 3}
    assert [row["number"] for row in world.held(is_last=0)] == [-1]
    with world.database.reading() as connection:
        before = {one.item: one.number for one in given_before(connection, world.ticket())}
    assert before == {"expected": 1, "recommend": 3}


def test_an_answer_ends_an_invitation_and_an_opening_never_does(world):
    world.invite()
    for _ in range(3):  # a scanner
        with world.database.writing() as connection:
            opened(connection, world.ticket(), NOW)
    assert (world.state(), world.held()) == ("opened", [])
    world.take(Given("expected", 0))
    assert world.state() == "answered"
    with world.database.writing() as connection:
        assert not opened(connection, world.ticket(), NOW)
    assert world.state() == "answered"


def test_a_passive_answer_leaves_the_invitation_as_it_is(world):
    world.invite()
    passive = world.ticket(way="passive", alias=None)
    with world.database.writing() as connection:
        assert not opened(connection, passive, NOW)
    world.take(Given("expected", 1), ticket=passive)
    assert (world.state(), world.held()[0]["way"], world.held()[0]["alias"]) == ("sent", "passive", None)
    world.take(Given("expected", -1))
    assert world.state() == "answered"
    assert [(row["way"], row["number"]) for row in world.held(is_last=1)] == [("invited", -1)]
    world.take(Given("expected", 0), ticket=passive)  # who was invited stays a vote, by whichever link
    assert [(row["way"], row["number"]) for row in world.held(is_last=1)] == [("invited", 0)]


def test_another_persons_link_is_refused(world):
    with pytest.raises(TicketInvalid) as error:
        world.take(Given("expected", 1), ticket=world.ticket(alias=world.ben))
    assert (error.value.reason, world.held()) == ("other", [])


def test_an_id_that_became_the_same_person_is_not_refused(world):
    graph = Graph(Aliases(bytes(32)))
    with world.database.writing() as connection:
        graph.resolve(connection, [Ids(user="anna", anonymous="phone")], [NOW])
        (phone,) = graph.resolve(connection, [Ids(anonymous="phone")], [NOW])
    assert world.take(Given("expected", 1), ticket=world.ticket(alias=phone.alias)).is_new


def test_what_was_erased_says_so(world):
    with pytest.raises(TicketInvalid) as error:
        world.take(Given("expected", 1), ticket=world.ticket(transaction=99))
    assert error.value.reason == "gone"


def test_what_was_counted_cannot_be_changed_any_more(world):
    world.take(Given("expected", 1))
    with world.database.writing() as connection:
        assert close(connection, NOW + DAY - 1) == 0
    world.take(Given("expected", 0), now=NOW + DAY - 1)  # the window begins anew
    with world.database.writing() as connection:
        assert close(connection, NOW + DAY) == 0
        assert close(connection, NOW + 2 * DAY) == 1
    with pytest.raises(TicketInvalid) as error:
        world.take(Given("expected", -1), now=NOW + 2 * DAY)
    assert error.value.reason == "closed"
    assert [row["number"] for row in world.held(is_last=1)] == [0]


def test_a_receipt_answered_first_waits_for_the_invitation(world):
    world.invite()
    world.take(Given("expected", 1), ticket=world.ticket(way="passive", alias=None))
    with world.database.writing() as connection:
        assert close(connection, NOW + 5 * DAY) == 0
    assert world.take(Given("expected", -1), now=NOW + 6 * DAY) == (False, 1)
    with world.database.writing() as connection:
        assert close(connection, NOW + 8 * DAY) == 1


@pytest.mark.parametrize(
    ("given", "item"),
    [
        (Given("expected", 2), "expected"),
        (Given("expected", float("nan")), "expected"),
        (Given("expected", None, "great"), "expected"),
        (Given("recommend", 10.5), "recommend"),
        (Given("recommend", 11), "recommend"),
        (Given("recommend", float("inf")), "recommend"),
        (Given("voice", 3), "voice"),
        (Given("voice", None, "x" * 2001), "voice"),
        (Given("nothing", 1), "nothing"),
        (Given("recommend", 5), "expected"),  # the required one is left out
        (Given("expected", None, " "), "expected"),
    ],
)
def test_what_is_no_answer_is_refused_and_named(world, given, item):
    with pytest.raises(OptionInvalid) as error:
        world.take(given)
    assert error.value.where == item
    assert world.held() == []


def test_not_applicable_is_an_answer_and_not_the_middle(world):
    world.take(Given("expected", None, NOT_APPLICABLE))
    (row,) = world.held()
    assert (row["number"], row["text"]) == (None, NOT_APPLICABLE)


def test_her_own_words_are_masked(world):
    with world.database.writing() as connection:
        profiles.update(connection, {world.anna: {"firstName": "Annegret"}}, NOW)
    world.take(Given("expected", 1), Given("voice", None, "Annegret hier: 0171 2345678, a@b.de, war gut"))
    (voice,) = world.held(item="voice")
    assert voice["text"] == "[name] hier: [phone], [mail], war gut"


def test_a_choice_keeps_its_value(world):
    new = came_along()["new_customers"]
    ticket = world.ticket(survey="new_customers")
    with world.database.writing() as connection:
        given = [Given("heard", None, "recommendation"), Given("by_whom", None, "friend")]
        take(connection, ticket, new, given, lang="en", medium="page", now=NOW, new_id=lambda: "s")
    assert {row["role"]: row["text"] for row in world.held()} == {
        "heard": "recommendation",
        "by_whom": "friend",
    }


def test_an_answer_that_is_emptied_is_taken_back_and_its_history_stays(world):
    world.take(Given("expected", 1), Given("recommend", 9), Given("voice", text="Schön."))
    assert world.take(Given("recommend"), Given("voice", text=" "), now=NOW + 1) == (False, 2)
    assert [row["item"] for row in world.held(is_last=1)] == ["expected"]
    assert [row["item"] for row in world.held(is_last=0)] == ["recommend", "voice"]
    assert world.take(Given("recommend"), now=NOW + 2) == (False, 0)
    assert world.take(Given("expected"), now=NOW + 3) == (False, 0)  # a required one can only be changed
    assert [row["number"] for row in world.held(is_last=1)] == [1]


def test_one_link_changes_its_answer_so_often_and_no_more(world):
    for turn in range(MOST_SUBMISSIONS):
        assert world.take(Given("expected", turn % 2)).changed == 1
    assert world.take(Given("expected", 1)).changed == 0  # the same once more is no change
    with pytest.raises(TicketInvalid) as error:
        world.take(Given("expected", 0))
    assert error.value.reason == "often"
    assert [row["number"] for row in world.held(is_last=1)] == [1]
    passive = world.ticket(way="passive", alias=None)
    assert world.take(Given("expected", 0), ticket=passive).changed == 1  # another link has its own


def test_what_was_counted_says_so_before_anybody_tries(world):
    world.take(Given("expected", 1))
    with world.database.writing() as connection:
        assert not is_closed(connection, world.ticket())
        close(connection, NOW + DAY)
        assert is_closed(connection, world.ticket())
