"""Whoever rated, wrote, recommended and was quoted is erased: it is all shown before, and no byte is left."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from sqlalchemy import insert, select

from oase.app.capture.sealing import seal_answers
from oase.app.service.importing import import_file
from oase.app.service.incoming import Given, GivenClosing, GivenMessage, GivenReply, Incoming, Who
from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.contacts.keys import list_keys
from oase.db.inbox import Inbox
from oase.db.schema import transactions
from oase.experience.inventory import add
from oase.identity.graph import Ids
from oase.service import measures as board
from oase.service.case import decide
from oase.service.measures import Draft
from oase.service.tables import cases, measures, messages
from oase.surveys.answering import Given as Answer
from oase.surveys.answering import take
from oase.surveys.recommending import create, recommended, thank
from oase.surveys.stored import came_along, put_live
from oase.surveys.tables import answers, invitations
from oase.surveys.tokens import Ticket

from .doors import Clock, new_house

HOUR = 3_600_000_000
DAY = 24 * HOUR
ANNA, MERGED, OTHER = "anna-plantage-0", "anon-plantage-1", "ben-unbeteiligt"

PLANTED = {
    "id": ANNA,
    "other id": MERGED,
    "order": "auftrag-plantage-2",
    "store": "filiale-plantage-3",
    "voice": "Der Boden war wie Plantage-4 beschaffen",
    "earlier voice": "Zuerst sagte ich Plantage-5",
    "unsigned voice": "Vom Kassenzettel Plantage-6",
    "sealed voice": "Und das gilt Plantage-7",
    "said": "Geh da mal hin, sagte Plantage-8",
    "text": "Passt sie auch bei Plantage-9?",
    "sender": "Annegret Plantage-10",
    "subject": "Betreff Plantage-11",
    "url": "https://social.example/plantage-12",
    "thread": "gespraech-plantage-13",
    "key": "kennung-plantage-14",
    "reply": "Liebe Annegret, nein: Plantage-15",
    "second text": "Noch einmal: Plantage-16",
    "closed": "erledigt-plantage-17",
    "quote": "sie sagte Plantage-18",
    "quote of an answer": "auf dem Zettel stand Plantage-19",
    "imported": "Aus einer Datei: Plantage-20",
}
EXPORTED = set(PLANTED) - {"id", "other id", "order", "store", "thread", "key", "closed"}
"""What is hers to read; ids head the export, the others are how the house finds it."""


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


class World:
    """What Anna and Ben have done."""

    def __init__(self, house, clock, tmp_path):
        self.house, self.rooms, self.clock, self.tmp_path = house, house.rooms, clock, tmp_path
        with self.rooms.database.writing() as connection:
            add(connection, "Kasse", {}, who="Ada", now=clock.at)
            for name in ("three_taps", "new_customers"):
                put_live(connection, name, 0, "Ada", clock.at)
            people = [Ids(user=ANNA), Ids(anonymous=MERGED), Ids(user=OTHER)]
            found = self.rooms.graph.resolve(connection, people, [clock.at] * 3)
            self.anna, self.merged, self.ben = (one.alias for one in found)

    def order(self, alias, order, store="K1"):
        row = {"key": f"order:{order}", "alias": alias, "at": self.clock.at, "received": self.clock.at}
        row |= {"touchpoint": "Kasse", "channel": "store", "store": store, "value": 20.0, "source": "shop"}
        with self.rooms.database.writing() as connection:
            number = connection.execute(insert(transactions).values(row)).inserted_primary_key[0]
            row = {"transaction_id": number, "survey": "three_taps", "alias": alias, "touchpoint": "Kasse"}
            row |= {"at": self.clock.at, "context": json.dumps({"store": store}), "state": "sent"}
            row |= {"reason": "", "share": 1.0, "channel": "app", "decided": self.clock.at}
            connection.execute(insert(invitations).values(**row))
        return number

    def rate(self, transaction, alias, voice, way="invited"):
        ticket = Ticket(
            transaction=transaction, survey="three_taps", alias=alias, way=way, medium="mail",
            expires=self.clock.at + DAY,
        )  # fmt: skip
        given = [Answer("expected", 1), Answer("voice", None, voice)]
        with self.rooms.database.writing() as connection:
            take(connection, ticket, came_along()["three_taps"], given, lang="de", medium="page",
                 now=self.clock.at, new_id=self.rooms.new_id)  # fmt: skip
            query = select(answers.c.id).where(answers.c.text == voice)
            return connection.execute(query).scalars().all()

    def write(self, **given):
        (key,) = [key for key in list_keys(self.rooms.database) if key.kind == "write"]
        path = self.house.folder / "inbox" / "w1.sqlite"
        with Inbox(path, done=lambda: self.rooms.worked_off().get("w1", 0)) as inbox:
            incoming = Incoming(self.rooms, self.rooms.database, inbox, self.clock)
            taken = incoming.take(Given(**given), key)
        self.house.work_off()
        return taken

    def quote(self, origin, said):
        with self.rooms.database.writing() as connection:
            draft = Draft(touchpoint="Kasse", title="Leiser", due=self.clock.at + HOUR, said=said,
                          origin=origin)  # fmt: skip
            made = board.create(connection, draft, who="Ada", now=self.clock.at)
            changed = msgspec.structs.replace(draft, said=f"{said}, wörtlich")
            board.change(connection, made.id, changed, who="Ada", now=self.clock.at)
            decide(connection, day=made.id, origin=origin, touchpoint="Kasse", decided="Kasse", who="Ada",
                   now=self.clock.at)  # fmt: skip

    def live(self):
        p = PLANTED
        sealed, first = self.order(self.anna, p["order"], p["store"]), self.order(self.merged, "A-2")
        self.rate(sealed, self.anna, p["sealed voice"])
        self.clock.wait(40 * 86_400)
        seal_answers(self.rooms)
        self.rate(first, self.merged, p["earlier voice"])
        self.clock.wait(60)
        (voice,) = self.rate(first, self.merged, p["voice"])
        self.rate(self.order(self.anna, "A-3"), None, p["unsigned voice"], way="passive")
        anna = Who(ANNA)
        self.write(
            messages=[
                GivenMessage(id=p["key"], channel="Mail", text=p["text"], sender=p["sender"], person=anna,
                             subject=p["subject"], url=p["url"], thread=p["thread"], touchpoint="Kasse"),
                GivenMessage(id="2", channel="Mail", text=p["second text"], person=Who(MERGED, "anonymous")),
                GivenMessage(id="b1", channel="Mail", text="Bens Frage", person=Who(OTHER)),
            ],
            replies=[
                GivenReply(id="3", message=p["key"], text=p["reply"], who="Jana"),
                GivenReply(id="b2", message="b1", text="Jens antwortet Ben", who="Jens"),
            ],
            closings=[GivenClosing(message="2", because=p["closed"])],
        )  # fmt: skip
        file = self.tmp_path / "mails.csv"
        file.write_text(f"id,channel,at,text,user\n9,Mail,2025-01-01T10:00:00Z,{p['imported']},{ANNA}\n")
        import_file(self.rooms, file, source="datei")
        with self.rooms.database.writing() as connection:
            number = connection.execute(
                select(messages.c.id).where(messages.c.text == p["text"])
            ).scalar_one()
            code = create(connection, self.anna, self.clock.at)
            told = {"at": self.clock.at, "transaction": None, "heard": "recommendation", "by_whom": "friend"}
            recommended(connection, alias=self.ben, said="Bens Wort", code=code, **told)
            bens = create(connection, self.ben, self.clock.at)
            recommended(connection, alias=self.merged, said=p["said"], code="", **told)
            thank(connection, self.anna, "Ada", self.clock.at)
        self.quote(f"message:{number}", p["quote"])
        self.quote(f"answer:{voice}", p["quote of an answer"])
        self.rate(self.order(self.ben, "B-1"), self.ben, "Bens Worte zur Kasse")
        self.house.merge(ANNA, MERGED, other_kind="anonymous")
        self.house.work_off()
        return code, bens


@pytest.fixture
def world(house, clock, tmp_path):
    return World(house, clock, tmp_path)


def _forms(house, code):
    person = house.find_person(ANNA)
    found = [value.encode() for value in (*PLANTED.values(), code)]
    found += [json.dumps(value)[1:-1].encode() for value in PLANTED.values()]
    for alias in person.aliases:
        found += [alias.to_bytes(8, "big"), alias.to_bytes(8, "little"), str(alias).encode()]
        found += [f"{alias & (2**64 - 1):016x}".encode()]
    return found


def _stands_in(folder, forms):
    found = []
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and path.parent.name != "keys":
            content = path.read_bytes()
            if path.suffix == ".parquet":
                content += str(pq.read_table(path).to_pydict()).encode()
            found += [(path.name, form) for form in forms if form in content]
    return found


def _of_ben(house, bens):
    exported = house.export_person(OTHER)
    del exported["exported"]
    with sqlite3.connect(house.folder / "house.sqlite") as connection:
        (link,) = connection.execute("select ended from referral_links where code = ?", (bens,)).fetchall()
    return exported["service"], exported["surveys"]["answers"], exported["surveys"]["invitations"], link


def test_the_export_shows_what_she_said_and_was_answered(world):
    code, _ = world.live()
    for name in (ANNA, MERGED):
        exported = json.dumps(world.house.export_person(name), ensure_ascii=False)
        assert [key for key in EXPORTED if PLANTED[key] not in exported] == []
        assert code in exported
    assert "Bens" not in exported


def test_no_byte_is_left_of_what_she_said_nor_by_what_she_was_known(world, tmp_path):
    code, bens = world.live()
    forms, others = _forms(world.house, code), _of_ben(world.house, bens)
    assert _stands_in(world.house.folder, forms)
    world.clock.wait(1)
    receipt = world.house.erase_person(MERGED)
    assert receipt.rows["surveys"] >= 10
    assert receipt.rows["service"] >= 6
    assert _stands_in(world.house.folder, forms) == []
    assert _of_ben(world.house, bens) == others
    with world.rooms.database.reading() as connection:  # what was done stays
        kept = connection.execute(select(measures.c.title, measures.c.said, measures.c.origin)).all()
        assert [tuple(row) for row in kept] == [("Leiser", "", "")] * 2
        assert connection.execute(select(cases)).all() == []
    world.house.backup(tmp_path / "backups")
    assert _stands_in(tmp_path / "backups", forms) == []


def test_what_comes_again_does_not_bring_her_back(world):
    code, _ = world.live()
    forms, before = _forms(world.house, code), world.clock.at
    world.clock.wait(1)
    world.house.erase_person(ANNA)
    again = GivenMessage(id=PLANTED["key"], channel="Mail", text=PLANTED["text"], person=Who(ANNA), at=before)
    reply = GivenReply(id="3", message=PLANTED["key"], text=PLANTED["reply"], who="Jana")
    closing = GivenClosing(message=PLANTED["key"], because=PLANTED["closed"])
    assert world.write(messages=[again], replies=[reply], closings=[closing]) == (0, 0, 0, 1)
    said = [form for form in forms if PLANTED["text"].encode() in form or PLANTED["reply"].encode() in form]
    assert _stands_in(world.house.folder, said) == []
    assert _stands_in(world.house.folder / "lake", forms) == []
    assert world.house.find_person(ANNA) is None


def test_no_view_keeps_a_word_or_a_name(world):
    """Results lie in a file of their own, which no erasure rewrites."""
    code, _ = world.live()
    forms = _forms(world.house, code)
    tasks = AtOnce(world.house, KINDS)
    for kind in ("measures", "overview", "ratings", "response", "today", "wording", "journey", "magic"):
        result = msgspec.msgpack.encode(tasks.look(kind, {}).result)
        found = {form for form in forms if form in result} - {PLANTED["store"].encode()}  # a store is nobody
        assert found == set(), kind


def test_who_is_known_by_an_address_alone_is_found_and_erased(world):
    """She wrote, and nothing else is known of her: no contact, no account."""
    text = "Nur diese eine Mail"
    who = Who("nur@plantage.example", "email")
    world.write(messages=[GivenMessage(id="7", channel="Mail", text=text, person=who)])
    world.clock.wait(1)
    exported = world.house.export_person("nur@plantage.example")
    assert [one["text"] for one in exported["service"]["messages"]] == [text]
    assert world.house.erase_person("nur@plantage.example").rows["service"] == 1
    assert _stands_in(world.house.folder, [text.encode()]) == []
    assert world.house.find_person("nur@plantage.example") is None
