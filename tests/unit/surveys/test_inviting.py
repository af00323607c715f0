"""From transactions to messages and back: nothing lost, nothing doubled, every refusal with its reason."""

from __future__ import annotations

from itertools import count
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import Engine, event, insert, select, update

from oase.db import open_database
from oase.db.schema import transactions
from oase.decisions.messages import subscriptions
from oase.decisions.messages.outbox import Result, claim, fetched, settle
from oase.decisions.messages.sending import is_consented
from oase.identity import Aliases, Graph, ledger, profiles
from oase.identity.graph import Ids
from oase.identity.sessions import begin_session
from oase.model import Consent, Purpose
from oase.surveys.inviting import Inviting
from oase.surveys.log import funnel, log_rows
from oase.surveys.moving_in import move_in
from oase.surveys.recommending import create, graph
from oase.surveys.stored import came_along, off, put_live, save
from oase.surveys.tables import invitations, shares
from oase.surveys.tokens import Signer
from oase.surveys.wording import Sender

HOUR, DAY = 3_600_000_000, 86_400_000_000
NOON = 1_795_262_400_000_000  # a Saturday, 13:00 in Berlin
TAPS = came_along()["three_taps"]
SIGNER = Signer(bytes(range(32)))


class House:
    def __init__(self, database):
        self.database = database
        self.now = NOON
        self.graph = Graph(Aliases(bytes(32)))
        self.aliases = {}
        self.orders = 0

    def person(self, name, *, consent=True, app=True, traits=None, push=False):
        with self.database.writing() as connection:
            (found,) = self.graph.resolve(connection, [Ids(user=name)], [self.now])
            self.aliases[name] = found.alias
            if app:
                begin_session(connection, found.alias, self.now)
            if push:
                subscriptions.add(
                    connection, found.alias, f"https://p.example/{name}", "p", "a", now=self.now
                )
            if traits:
                profiles.update(connection, {found.alias: traits}, self.now)
        if consent is not None:
            self.say(name, granted=consent)

    def say(self, name, *, granted):
        with self.database.writing() as connection:
            line = Consent(self.aliases[name], Purpose.SURVEY, is_granted=granted, at=self.now)
            ledger.record(connection, [line], self.now)

    def buy(self, name, *, at=None, touchpoint="checkout", key=None):
        self.orders += 1
        row = {"key": key or f"order:{self.orders}", "alias": self.aliases[name], "at": at or self.now}
        row |= {"touchpoint": touchpoint, "channel": "store", "store": "K1", "value": 80.0, "source": "shop"}
        with self.database.writing() as connection:
            return connection.execute(
                insert(transactions).values(**row, received=self.now).returning(transactions.c.id)
            ).scalar_one()

    def live(self, **rules):
        changed = msgspec.structs.replace(TAPS, rules=msgspec.structs.replace(TAPS.rules, **rules))
        with self.database.writing() as connection:
            put_live(connection, "three_taps", save(connection, changed, "Ada", self.now), "Ada", self.now)

    def inviting(self, channels=("app", "push", "email"), address="https://o.example"):
        return Inviting(
            self.database, SIGNER, clock=lambda: self.now, zone=ZoneInfo("Europe/Berlin"), lang="de",
            sender=Sender("Lindwerk", address), channels=frozenset(channels),
        )  # fmt: skip

    def look(self, wait=0, **more):
        self.now += wait
        inviting = self.inviting(**more)
        while inviting.look():
            pass

    def log(self):
        with self.database.reading() as connection:
            query = select(invitations).order_by(invitations.c.id)
            return [dict(row) for row in connection.execute(query).mappings()]

    def states(self):
        return [(row["state"], row["reason"]) for row in self.log()]

    def outbox(self):
        with self.database.reading() as connection:
            rows = connection.exec_driver_sql("select * from outbox order by id").mappings()
            return [dict(row) | {"content": msgspec.json.decode(row["content"])} for row in rows]

    def funnel(self):
        with self.database.reading() as connection:
            return funnel(connection, since=0, until=1 << 62)

    def end(self, state, reason=""):
        """Let every message end that a sender carries, as ``Sending`` does."""
        with self.database.writing() as connection:
            taken = claim(connection, self.now, most=100, until=self.now + HOUR)
            settle(connection, [Result(message=one, state=state, reason=reason) for one in taken], self.now)
        return len(taken)


@pytest.fixture
def house(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        yield House(database)


def test_an_invitation_goes_its_way_and_the_log_follows(house):
    house.live()
    house.person("anna", traits={"email": "a@b.example", "language": "en-GB"}, app=False)
    house.buy("anna")
    house.look()
    assert house.states() == [("eligible", "")]
    assert house.outbox() == []  # it waits a day
    house.look(24 * HOUR)
    (message,) = house.outbox()
    assert (message["kind"], message["purpose"], message["channel"]) == ("survey", "survey", "email")
    content = message["content"]
    assert content["lang"] == "en"
    assert sorted(one["value"] for one in content["choices"]) == ["-1", "0", "1"]
    assert all(one["url"] == f"{content['url']}?q={one['value']}" for one in content["choices"])
    ticket = SIGNER.read(content["url"].removeprefix("https://o.example/s/"), house.now)
    assert (ticket.way, ticket.medium, ticket.alias) == ("invited", "mail", house.aliases["anna"])
    assert ticket.expires == house.now // 1_000_000 * 1_000_000 + 14 * DAY
    assert house.end("sent") == 1
    house.look()
    assert house.states() == [("sent", "")]
    told = house.funnel()
    assert (told["transactions"], told["invitable"], told["invited"], told["waiting"]) == (1, 1, 1, 0)


def test_every_reason_is_one_of_the_list(house):
    house.live()
    house.person("refuses", consent=False)
    house.person("silent", consent=None)
    house.person("hidden", app=False)
    house.person("often")
    house.person("late")
    house.aliases["nobody"] = 12345
    for name in ("refuses", "silent", "hidden", "often", "often", "nobody"):
        house.buy(name)
    house.buy("late", at=NOON - 9 * DAY)
    house.look()
    house.look(24 * HOUR)
    found = dict(zip([row["alias"] for row in house.log()], house.states(), strict=True))
    named = {name: found[alias] for name, alias in house.aliases.items()}
    assert named == {
        "refuses": ("quarantined", "no_consent"),
        "silent": ("quarantined", "no_consent"),
        "hidden": ("quarantined", "unreachable"),
        "often": ("quarantined", "cool_down"),
        "late": ("quarantined", "too_late"),
        "nobody": ("quarantined", "person_unknown"),
    }
    told = house.funnel()
    assert told["reasons"]["no_consent"] == 2
    assert (told["logged"], told["invitable"]) == (7, 3)
    assert told["logged"] == sum(told["reasons"].values()) + told["waiting"] + told["invited"]


def test_nothing_is_logged_while_no_survey_asks(house):
    house.person("anna")
    house.buy("anna")
    house.look(24 * HOUR)
    house.live()
    house.look()
    assert house.log() == []  # what happened before is not asked about afterwards


def test_a_survey_switched_off_meanwhile_asks_nobody(house):
    house.live()
    house.person("anna")
    house.buy("anna")
    house.look()
    with house.database.writing() as connection:
        off(connection, "three_taps")
    house.look(25 * HOUR)
    assert house.states() == [("quarantined", "switched_off")]


def test_the_cool_down_reaches_across_surveys_and_ids(house):
    house.live(cool_down_days=10)
    with house.database.writing() as connection:
        trust = msgspec.structs.replace(came_along()["trust"], touchpoints=("service",))
        trust = msgspec.structs.replace(trust, rules=msgspec.structs.replace(trust.rules, share=1.0))
        number = save(connection, trust, "Ada", NOON)
        put_live(connection, "trust", number, "Ada", NOON)
        changed = msgspec.structs.replace(TAPS, touchpoints=("checkout",))
        put_live(connection, "three_taps", save(connection, changed, "Ada", NOON), "Ada", NOON)
    house.person("anna")
    house.buy("anna", touchpoint="checkout")
    house.look(24 * HOUR)
    house.person("phone", consent=None)
    with house.database.writing() as connection:
        house.graph.resolve(connection, [Ids(user="anna", anonymous="x")], [house.now])
        (other,) = house.graph.resolve(connection, [Ids(anonymous="x")], [house.now])
    house.aliases["phone"] = other.alias
    house.buy("phone", touchpoint="service")
    house.look(60 * DAY)  # the longest of all, 90 days, holds
    assert [row["survey"] for row in house.log()] == ["three_taps", "trust"]
    assert house.states()[1][1] in ("cool_down", "too_late")


def test_consent_withdrawn_before_the_sending_ends_as_not_sent(house):
    house.live()
    house.person("anna", app=False, push=True)
    house.buy("anna")
    house.look(24 * HOUR)
    house.say("anna", granted=False)
    with house.database.writing() as connection:
        (message,) = claim(connection, house.now, most=5, until=house.now + HOUR)
        assert not is_consented(connection, message, house.aliases["anna"])
        settle(connection, [Result(message=message, state="ended", reason="consent_withdrawn")], house.now)
    house.look()
    assert house.states() == [("quarantined", "not_sent")]
    house.now += 1
    house.say("anna", granted=True)
    house.buy("anna")
    house.look(25 * HOUR)  # what never reached her lets nothing rest
    assert house.states()[1] == ("eligible", "")


def test_an_app_fetches_its_invitation(house):
    house.live()
    house.person("anna")
    house.buy("anna")
    house.look(24 * HOUR)
    (message,) = house.outbox()
    assert (message["channel"], message["expires"] - message["created"]) == ("app", 14 * DAY)
    with house.database.writing() as connection:
        fetched(connection, [message["id"]], house.now)
    house.look()
    assert house.states() == [("sent", "")]


def test_nobody_is_woken(house):
    house.live()
    house.person("anna", app=False, push=True)
    house.buy("anna", at=NOON + 9 * HOUR)
    house.look(33 * HOUR)  # Sunday, 22:00 in Berlin
    (message,) = house.outbox()
    assert message["due"] == NOON + 43 * HOUR  # Monday, 8:00


def test_a_house_that_cannot_mail_reaches_nobody_by_mail(house):
    house.live(channels=("email",))
    house.person("anna", traits={"email": "a@b.example"})
    house.buy("anna")
    house.look(24 * HOUR, channels=("app", "push"))
    assert house.states() == [("quarantined", "unreachable")]


def test_a_most_of_a_day_leaves_the_others_for_tomorrow(house):
    house.live(per_day=2)
    for name in "abcd":
        house.person(name)
        house.buy(name)
    house.look(24 * HOUR)
    assert [row["channel"] for row in house.log()].count("app") == 2
    house.look(24 * HOUR)
    assert [row["channel"] for row in house.log()].count("app") == 4


def test_a_share_is_written_down_for_those_who_were_drawn_and_those_who_were_not(house):
    house.live(share=0.5)
    with house.database.writing() as connection:
        connection.execute(insert(shares).values(touchpoint="asked_often", share=0.9, at=NOON))
        connection.execute(insert(shares).values(touchpoint="known", share=0.0, at=NOON))
    for number in range(60):
        house.person(f"p{number}")
        house.buy(f"p{number}", touchpoint=("asked_often", "known", "other")[number % 3])
    house.look(24 * HOUR)
    log = log_rows_of(house)
    assert {(name, share) for name, share in zip(log["touchpoint"], log["share"], strict=True)} == {
        ("asked_often", 0.9), ("known", 0.05), ("other", 0.5),
    }  # fmt: skip
    drawn = [reason == "" for reason in log["reason"]]
    by = {name: sum(d for d, n in zip(drawn, log["touchpoint"], strict=True) if n == name) for name in
          ("asked_often", "known", "other")}  # fmt: skip
    assert by["known"] <= 4 < by["other"] <= 16 < by["asked_often"] + 3


def log_rows_of(house):
    with house.database.reading() as connection:
        return log_rows(connection, since=0, until=1 << 62)


def test_only_a_first_order_is_a_new_customers(house):
    with house.database.writing() as connection:
        put_live(connection, "new_customers", 0, "Ada", NOON)
    house.person("anna")
    house.buy("anna", at=NOON)
    house.buy("anna", at=NOON + HOUR)
    house.buy("anna", key="contact:ab", at=NOON + HOUR)
    house.look(2 * HOUR)
    (row,) = house.log()
    context = msgspec.json.decode(row["context"])
    assert (row["transaction_id"], context["customer"]) == (1, "new")
    assert context == {
        "channel": "store",
        "store": "K1",
        "customer": "new",
        "order_value": "50-100",
        "day": "weekend",
    }


class Killed(BaseException):
    """What a kill looks like to the database: nothing of a transaction that was not committed is there."""


def test_killed_before_any_statement_nothing_is_lost_and_nothing_doubled(house):
    """Of every look, before every statement; the next process ends with one message an invitation."""
    house.live()
    for name in ("anna", "ben", "cleo"):
        house.person(name)
        house.buy(name)
    killed = 0
    for _ in range(2):
        for last in count(1):
            if not _dies_at(house, last):
                break
            killed += 1
        house.now += 24 * HOUR
    house.look()
    assert killed > 20
    messages = house.outbox()
    assert [message["key"] for message in messages] == ["survey:1", "survey:2", "survey:3"]
    assert house.states() == [("eligible", "")] * 3


def _dies_at(house, last):
    left = [last]

    def count_down(*_args):
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    event.listen(Engine, "before_cursor_execute", count_down)
    try:
        house.inviting().look()
    except Killed:
        return True
    finally:
        event.remove(Engine, "before_cursor_execute", count_down)
    return False


def test_erased_between_decision_and_message_nothing_is_sent(house):
    """Her row is gone when the decision is written: then there is no message either."""
    house.live()
    house.person("anna")
    house.buy("anna")
    house.look()
    house.now += 24 * HOUR
    inviting = house.inviting()
    surveys = inviting._surveys()
    real = inviting._write

    def erased_before(connection, *given):
        connection.exec_driver_sql("delete from survey_invitations")
        return real(connection, *given)

    inviting._write = erased_before
    inviting._decide(surveys)
    assert house.outbox() == []


def test_an_order_with_a_code_is_noted_as_won_by_it_where_it_is_the_first(house):
    house.person("anna")
    house.person("bea")
    with house.database.writing() as connection:
        code = create(connection, house.aliases["anna"], 1)
    for at in (NOON - HOUR, NOON):
        house.buy("bea", at=at)
    with house.database.writing() as connection:
        connection.execute(update(transactions).values(referral=code))
    house.look()
    with house.database.reading() as connection:
        (edge,) = graph(connection, 0, 1 << 62)
    assert (edge.recommender, edge.alias, edge.code) == (house.aliases["anna"], house.aliases["bea"], code)


def test_what_moved_in_is_the_past_and_nobody_is_asked_about_it(house):
    house.live()
    house.person("anna")
    row = {"id": 1, "key": "order:past", "alias": house.aliases["anna"], "touchpoint": "checkout"}
    row |= {"at": house.now, "received": house.now, "channel": "", "store": "", "source": "demo"}
    with house.database.writing() as connection:
        assert move_in(connection, transactions_=[row])
    house.look(48 * HOUR)
    assert house.states() == []
    house.buy("anna")
    house.look()
    assert len(house.states()) == 1
