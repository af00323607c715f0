"""Answers of the house's own surveys: seen at once, in the lake exactly once, gone with the person."""

from __future__ import annotations

import pyarrow as pa
import pytest
from sqlalchemy import insert, select

import oase
from oase.app import open_house
from oase.app.capture.links import link_for
from oase.app.capture.sealing import LONGEST_WAIT, is_time, seal_answers
from oase.app.mover import DUTIES
from oase.db.schema import transactions
from oase.errors import InputError, OptionInvalid
from oase.identity.graph import Ids
from oase.surveys.answering import Given, take
from oase.surveys.stored import came_along, put_live
from oase.surveys.tables import answers, invitations, links, recommendations
from oase.surveys.tokens import Signer, Ticket

DAY = 86_400_000_000
START = 1_760_000_000_000_000
TAPS = came_along()["three_taps"]


class Clock:
    at = START

    def __call__(self):
        return self.at


class World:
    def __init__(self, house, clock):
        self.house, self.clock = house, clock
        self.rooms = house.rooms
        self.aliases = {}
        with self.rooms.database.writing() as connection:
            put_live(connection, "three_taps", 0, "Ada", START)

    def order(self, name, number, touchpoint="checkout"):
        with self.rooms.database.writing() as connection:
            (found,) = self.rooms.graph.resolve(connection, [Ids(user=name)], [self.clock.at])
            self.aliases[name] = found.alias
            row = {"key": f"order:{number}", "alias": found.alias, "at": self.clock.at, "source": "shop"}
            row |= {"touchpoint": touchpoint, "channel": "store", "store": "K1", "value": 20.0}
            made = insert(transactions).values(**row, received=self.clock.at).returning(transactions.c.id)
            return connection.execute(made).scalar_one()

    def answer(self, name, transaction, *, way="invited", voice=None, **values):
        alias = self.aliases[name] if name else None
        ticket = Ticket(
            transaction=transaction, survey="three_taps", alias=alias, way=way, medium="mail",
            expires=self.clock.at + DAY,
        )  # fmt: skip
        given = [Given(item, value) for item, value in values.items()]
        given += [Given("voice", None, voice)] if voice else []
        with self.rooms.database.writing() as connection:
            return take(
                connection, ticket, TAPS, given,
                lang="de", medium="page", now=self.clock.at, new_id=self.rooms.new_id,
            )  # fmt: skip

    def rows(self):
        table = self.house.answers().table
        names = ("transaction", "answer", "recommend", "compared", "way", "channel")
        rows = table.select([name for name in names if name in table.column_names]).to_pylist()
        return sorted(rows, key=lambda row: row["transaction"])

    def in_lake(self):
        return self.house._store.counts()["answers"]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def world(tmp_path, clock):
    with open_house(tmp_path / "house", create=True, own="Lindwerk", clock=clock) as house:
        yield World(house, clock)


def test_an_answer_is_seen_at_once_and_in_the_lake_when_its_window_is_over(world, clock):
    one = world.order("anna", 1)
    world.answer("anna", one, expected=1, recommend=9, voice="gut")
    before = world.rows()
    assert before == [
        {"transaction": "order:1", "answer": 1, "recommend": 9.0, "way": "invited", "channel": None}
    ]
    assert seal_answers(world.rooms) == 0
    clock.at += DAY
    assert seal_answers(world.rooms) == 1
    assert world.in_lake() == 1
    assert world.rows() == before
    assert world.house.answers().table["person"].to_pylist() == [world.aliases["anna"]]


def test_what_was_answered_anew_is_one_answer(world, clock):
    one = world.order("anna", 1)
    for value in (-1, 0, 1):
        world.answer("anna", one, expected=value)
        clock.at += DAY // 2
    clock.at += DAY
    seal_answers(world.rooms)
    seal_answers(world.rooms)
    assert [row["answer"] for row in world.rows()] == [1]
    assert world.in_lake() == 1


@pytest.mark.parametrize("step", ["answers closed", "answers appended"])
def test_killed_between_the_steps_every_answer_is_there_once(tmp_path, clock, step):
    class Killed(BaseException):
        pass

    def die(name):
        if name == step:
            raise Killed

    with open_house(tmp_path / "house", create=True, clock=clock) as house:
        world = World(house, clock)
        for number in range(5):
            world.answer("anna", world.order("anna", number), expected=1)
        clock.at += DAY
        object.__setattr__(house.rooms, "steps", die)
        with pytest.raises(Killed):
            seal_answers(house.rooms)
        assert len(world.rows()) == 5
        late = world.order("anna", 9)
        world.answer("anna", late, expected=-1)
        object.__setattr__(house.rooms, "steps", lambda _name: None)
        clock.at += 1
        seal_answers(house.rooms)
        assert world.in_lake() == 5
        assert len(world.rows()) == 6
        clock.at += 2 * DAY
        seal_answers(house.rooms)
        assert (world.in_lake(), len(world.rows())) == (6, 6)
        query = select(answers.c.sealed)
        with house.rooms.database.reading() as connection:
            assert all(sealed > 0 for sealed in connection.scalars(query))


def test_answers_lie_beside_imported_ones_on_another_scale(world, clock):
    rows = pa.table(
        {"who": ["x", "y"], "ts": ["2025-01-01T10:00Z"] * 2, "what": ["web", "shop"], "stars": [5, 1]}
    )
    given = oase.read_answers(rows, person="who", at="ts", touchpoint="what", answer="stars", scale=(1, 5))
    world.house.import_answers(given, source="old")
    assert world.house.answers().scale.kind == "rating"
    world.answer("anna", world.order("anna", 1), expected=1)
    both = world.house.answers()
    assert (len(both), both.scale.kind, "rating" in both.table.column_names) == (3, "three_way", False)
    assert sorted(both.table["answer"].to_pylist()) == [-1, 1, 1]
    assert "way" in both.context
    clock.at += DAY
    world.house.seal_answers()
    after = world.house.answers()
    assert sorted(after.table["answer"].to_pylist()) == [-1, 1, 1]
    assert after.reading.notes == both.reading.notes


def test_the_context_of_the_log_comes_along(world, clock):
    one = world.order("anna", 1)
    row = {"transaction_id": one, "survey": "three_taps", "alias": world.aliases["anna"], "at": START}
    row |= {"touchpoint": "checkout", "context": '{"channel":"store","customer":"new"}', "state": "sent"}
    row |= {"reason": "", "share": 0.5, "channel": "app", "decided": START, "sent": START}
    with world.rooms.database.writing() as connection:
        connection.execute(insert(invitations).values(**row))
    world.answer("anna", one, expected=0)
    clock.at += DAY
    assert [(row["channel"], row["way"]) for row in world.rows()] == [("store", "invited")]
    seal_answers(world.rooms)
    assert [(row["channel"], row["way"]) for row in world.rows()] == [("store", "invited")]
    assert "customer" in world.house.answers().context


def test_what_was_expected_waits_for_what_came_of_it(world, clock):
    one = world.order("anna", 1)
    before = came_along()["beforehand"]
    ticket = Ticket(
        transaction=one, survey="beforehand", alias=None, way="passive", medium="page", expires=START + DAY
    )
    with world.rooms.database.writing() as connection:
        take(connection, ticket, before, [Given("level", 4)], lang="de", medium="page", now=START, new_id=str)
    clock.at += 10 * DAY
    seal_answers(world.rooms)
    assert world.in_lake() == 0
    world.answer("anna", one, expected=-1)
    clock.at += DAY
    seal_answers(world.rooms)
    table = world.house.answers().table
    assert (table["expectation"].to_pylist(), table["answer"].to_pylist()) == ([4.0], [-1])


def test_who_wants_no_evaluation_is_left_out(world, clock):
    world.answer("anna", world.order("anna", 1), expected=1)
    world.house.object_to("anna", ["analytics"], kind="user")
    assert world.rows() == []
    clock.at += DAY
    seal_answers(world.rooms)
    assert world.in_lake() == 0


def test_the_mover_seals_when_it_is_worth_it(world, clock):
    world.answer("anna", world.order("anna", 1), expected=1)
    assert not is_time(world.rooms)
    clock.at += LONGEST_WAIT
    assert is_time(world.rooms)
    assert "answers" in [duty.name for duty in DUTIES]


def test_erasure_leaves_nothing(world, clock):
    """Sealed and open answers, unsigned ones, invitations, links, and that she recommended."""
    for number in (1, 2, 3):
        world.order("anna", number)
    world.answer("anna", 1, expected=1, voice="mein Wort")
    clock.at += DAY
    seal_answers(world.rooms)
    world.answer("anna", 2, expected=-1)
    world.answer(None, 3, way="passive", expected=0)
    ben = world.order("ben", 4)
    world.answer("ben", ben, expected=1)
    with world.rooms.database.writing() as connection:
        alias = world.aliases["anna"]
        row = {"transaction_id": 2, "survey": "three_taps", "alias": alias, "touchpoint": "c", "at": START}
        row |= {"context": "{}", "state": "sent", "reason": "", "channel": "app"}
        connection.execute(insert(invitations).values(**row))
        connection.execute(insert(links).values(code="abc", alias=alias, created=START))
        told = {"at": START, "heard": "recommendation", "said": "", "by_whom": "friend", "thanked_by": ""}
        new = {"alias": world.aliases["ben"], "code": "abc", "recommender": alias}
        connection.execute(insert(recommendations).values(**told, **new))
    shown = world.house.export_person("anna")["surveys"]
    assert [row["text"] for row in shown["answers"] if "text" in row] == ["mein Wort"]
    assert (len(shown["answers"]), len(shown["invitations"]), len(shown["brought"])) == (4, 1, 1)
    world.house.erase_person("anna")
    assert [row["transaction"] for row in world.rows()] == ["order:4"]
    with world.rooms.database.reading() as connection:
        for table in (answers, invitations, links, recommendations, transactions):
            columns = [name for name in ("alias", "recommender") if name in table.c]
            for name in columns:
                assert alias not in list(connection.scalars(select(table.c[name]))), table.name
        assert connection.scalars(select(answers.c.transaction_id)).all() == [ben]
        assert connection.execute(select(recommendations.c.code)).scalar_one() == ""


def test_a_link_may_be_handed_out_before_its_order_comes_in(world):
    link = link_for(world.rooms, "order:77", "checkout", "qr", address="https://o.example")
    again = link_for(world.rooms, "order:77", "checkout", "qr", address="https://o.example")
    assert link == again
    ticket = Signer.open(world.rooms.folder).read(link.url.rpartition("/")[2], START)
    assert (ticket.way, ticket.alias, ticket.medium) == ("passive", None, "qr")
    world.answer(None, ticket.transaction, way="passive", expected=1)
    assert [row["transaction"] for row in world.rows()] == ["order:77"]


def test_an_order_can_be_rated_at_several_touchpoints(world):
    world.order("anna", 5)
    urls = {
        link_for(world.rooms, "order:5", name, "mail").url for name in ("checkout", "delivery", "delivery")
    }
    assert len(urls) == 2
    with world.rooms.database.reading() as connection:
        rows = connection.execute(select(transactions.c.key, transactions.c.alias)).all()
    assert [row.key for row in rows] == ["order:5", "order:5@delivery"]
    assert {row.alias for row in rows} == {world.aliases["anna"]}


def test_no_link_for_what_nobody_asks_about_or_of_somebody_else(world):
    world.order("anna", 5)
    world.order("ben", 6)
    assert link_for(world.rooms, "order:5", "checkout", "app", person="anna")
    for key, person in (("order:5", "ben"), ("contact:ab", None), ("order:", None)):
        with pytest.raises(OptionInvalid):
            link_for(world.rooms, key, "checkout", "app", person=person)
    with pytest.raises(OptionInvalid, match="No live survey"):
        link_for(world.rooms, "order:5", "checkout", "app", survey="trust")


def test_numbers_that_look_like_two_orders_are_refused(world):
    """An order called like another one at its touchpoint is told so; nothing unreadable is kept."""
    world.order("anna", 5)
    world.order("ben", "5@returns", touchpoint="delivery")
    with pytest.raises(OptionInvalid, match="Another order"):
        link_for(world.rooms, "order:5", "returns", "qr")
    for key, touchpoint in (("order:9\x00", "checkout"), ("order:9", "che\u202eckout")):
        with pytest.raises(InputError, match="nobody can read"):
            link_for(world.rooms, key, touchpoint, "qr")
