"""A person is erased: nothing of her is left, nobody else loses anything, and she does not come back."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

import oase
from oase.app import Works, open_house, restore
from oase.contacts.keys import create_key, list_keys
from oase.db.inbox import Inbox
from oase.db.schema import daily_counts
from oase.errors import HouseDamaged, InputError

START = 1_760_000_000_000_000
SECOND = 1_000_000

PLANTED = {
    "user": "anna-4711-lindwerk",
    "anonymous": "anon-7f3a9c5e-aa17",
    "second_anonymous": "anon-99d1e2bb-cc18",
    "device": "device-e41b77f0-17",
    "email": "anna.meier@lindwerk.example",
    "new_email": "anna.neu@lindwerk.example",
    "first_name": "Annegretchen",
    "last_name": "Meier-Sonnenthal",
    "phone": "+49 170 55512345",
    "street": "Birnbaumallee 17b",
    "city": "Hinterposemuckel",
    "birthday": "1981-03-17T00:00:01",
    "customer_number": "KD-88412-XZ",
    "nickname": "Wölkchen-Straße",
    "shipping": "Packstation 4711-0815",
    "search": "Brautschuhe von Annegretchen",
    "refused_body": "refused-secret-55aa",
    "alias": "anna-frueher-2019",
    "answer_text": "Ich bin die Annegretchen Meier-Sonnenthal",
    "imported_id": "import-anna-4711",
}
"""Twenty values that only Anna brings."""

OTHER = "berta-0815-lindwerk"


class Clock:
    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at

    def wait(self, seconds):
        self.at += int(seconds * SECOND)


def _iso(at):
    return datetime.fromtimestamp(at / SECOND, UTC).isoformat().replace("+00:00", "Z")


@contextmanager
def door(house, worker="w1"):
    (key,) = [key for key in list_keys(house.rooms.database) if key.kind == "write"]
    path = house.folder / "inbox" / f"{worker}.sqlite"
    with Inbox(path, done=lambda: house.rooms.worked_off().get(worker, 0)) as inbox:

        def take(kind, at=None, **message):
            stored = threading.Event()
            at = house.rooms.clock() if at is None else at
            body = {"timestamp": _iso(at), "sentAt": _iso(house.rooms.clock()), **message}
            inbox.submit(house.rooms.clock(), kind, key.id, json.dumps(body).encode(), lambda _: stored.set())
            assert stored.wait(20)

        yield take


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with open_house(tmp_path / "house", create=True, own="Lindwerk", clock=clock) as house:
        further = {"source": "shop", "basis": "contract", "basis_text": "AGB 3"}
        create_key(house.rooms.database, "write", "Shop", **further, clock=clock)
        _live(house, clock)
        yield house


def _live(house, clock):
    """Let Anna and Berta live a little: some of it sealed, some still in the log."""
    p = PLANTED
    with door(house) as take:
        take("page", anonymousId=p["anonymous"], name="Startseite", messageId="a1")
        traits = {
            "email": p["email"],
            "firstName": p["first_name"],
            "lastName": p["last_name"],
            "phone": p["phone"],
            "address": {"street": p["street"], "city": p["city"]},
            "birthday": p["birthday"],
            "customerNumber": p["customer_number"],
            "nickname": p["nickname"],
        }
        take("identify", userId=p["user"], anonymousId=p["anonymous"], traits=traits, messageId="a2")
        take("identify", userId=OTHER, traits={"email": "berta@lindwerk.example"}, messageId="b1")
        clock.wait(5)
        take(
            "track",
            userId=p["user"],
            anonymousId=p["second_anonymous"],
            event="Products Searched",
            properties={"query": p["search"], "shipping_address": p["shipping"]},
            context={"device": {"id": p["device"]}},
            messageId="a3",
        )
        take("track", userId=OTHER, event="Product Viewed", messageId="b2")
        take("alias", userId=p["user"], previousId=p["alias"], messageId="a4")
        # refused: no event
        take("track", userId=p["user"], properties={"note": p["refused_body"]}, messageId="a5")
        house.work_off()
        house.seal()
        clock.wait(60)
        take("track", userId=p["user"], event="Order Completed", properties={"total": 17.5}, messageId="a6")
        take("track", userId=OTHER, event="Order Completed", properties={"total": 9.5}, messageId="b3")
        house.work_off()
    house.merge(p["user"], p["imported_id"])
    rows = pa.table(
        {
            "who": [p["imported_id"], OTHER],
            "ts": [_iso(START - SECOND), _iso(START - 2 * SECOND)],
            "what": ["Filiale", "Filiale"],
        }
    )
    contacts = oase.read_contacts(rows, person="who", at="ts", touchpoint="what")
    house.import_contacts(contacts, source="till")
    answers = pa.table(
        {
            "who": [p["user"], OTHER],
            "at": [_iso(START), _iso(START)],
            "touchpoint": ["Filiale", "Filiale"],
            "answer": ["exceeded", "missed"],
            "remark": [p["answer_text"], "ganz gut"],
        }
    )
    read = oase.read_answers(
        answers, person="who", at="at", touchpoint="touchpoint", answer="answer", context=["remark"]
    )
    house.import_answers(read, source="survey")
    house.correct_person(p["user"], {"email": p["new_email"]})
    house.work_off()


def _forms(house):
    """Return every form in which planted values and Anna's aliases may be written."""
    person = house.find_person(PLANTED["user"])
    values = [value.encode() for value in PLANTED.values()]
    values += [json.dumps(value)[1:-1].encode() for value in PLANTED.values()]
    for alias in person.aliases:
        values += [alias.to_bytes(8, "big"), alias.to_bytes(8, "little"), str(alias).encode()]
    return values


def _stands_in(folder, forms):
    """Return where a form stands: in the bytes of a file, or in what a Parquet file says when it is read."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        if not path.is_file() or path.parent.name == "keys":
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            content += str(table.to_pydict()).encode()
        found += [(path.name, form) for form in forms if form in content]
    return found


def _daily(house):
    with house.rooms.database.reading() as connection:
        return sorted(map(tuple, connection.execute(select(daily_counts))))


def _of_others(house):
    with house.rooms.database.reading() as connection:
        berta = house.rooms.graph.find(connection, OTHER)
    exported = house.export_person(OTHER)
    del exported["exported"]
    return berta, exported


def test_what_was_planted_is_there_before(house):
    exported = json.dumps(house.export_person(PLANTED["user"]), ensure_ascii=False)
    for name in (
        "user",
        "anonymous",
        "second_anonymous",
        "new_email",
        "first_name",
        "phone",
        "street",
        "alias",
    ):
        assert PLANTED[name] in exported, name
    assert _stands_in(house.folder, _forms(house))
    assert "Filiale" in exported  # of the import, under an id that was linked


def test_no_byte_is_left_and_nobody_else_loses_anything(house, tmp_path, clock):
    forms = _forms(house)
    others, counted = _of_others(house), _daily(house)
    before = house.contacts().count
    receipt = house.erase_person(PLANTED["email"])
    assert _stands_in(house.folder, forms) == []
    assert receipt.rows["lake"] >= 3
    assert receipt.rows["contacts"] >= 2
    assert receipt.rows["identity"] >= 5
    assert receipt.notes == ()
    assert house.erasures() == [receipt]
    assert _of_others(house) == others
    assert _daily(house) == counted
    assert house.contacts().count == before - 4
    assert house.find_person(PLANTED["user"]) is None
    with pytest.raises(InputError, match="Nobody is known"):
        house.export_person(PLANTED["user"])
    backup = house.backup(tmp_path / "backups")
    assert [form for form in forms if form in backup.read_bytes()] == []
    assert house.check() == ()


def test_a_late_retry_is_refused_and_a_later_contact_starts_anew(house, clock):
    old = house.find_person(PLANTED["user"])
    early = clock.at - 30 * SECOND
    clock.wait(10)
    house.erase_person(PLANTED["user"])
    clock.wait(10)
    with door(house) as take:
        take("track", early, userId=PLANTED["user"], event="Product Viewed", messageId="late")
        take("track", early, userId=PLANTED["user"], event="Order Completed", messageId="a6")
    house.work_off()
    assert house.find_person(PLANTED["user"]) is None
    assert _stands_in(house.folder / "house.sqlite", [PLANTED["user"].encode()]) == []
    with door(house) as take:
        take("track", userId=PLANTED["user"], event="Product Viewed", messageId="new")
    house.work_off()
    new = house.find_person(PLANTED["user"])
    assert new.aliases == (new.person,)
    assert new.values == (PLANTED["user"],)
    assert len(old.aliases) > 1


def test_an_older_backup_does_not_bring_her_back(house, tmp_path, clock):
    forms, others = _forms(house), _of_others(house)
    backup = house.backup(tmp_path / "backups")
    clock.wait(60)
    house.erase_person(PLANTED["user"])
    clock.wait(60)
    restored = restore(backup, tmp_path / "again", key=house.folder / "keys" / "pseudonym.key", clock=clock)
    assert restored.ids_erased_again >= 5
    assert _stands_in(tmp_path / "again", forms) == []
    with open_house(tmp_path / "again", clock=clock) as again:
        assert again.find_person(PLANTED["user"]) is None
        assert again.contacts().count == house.contacts().count
        assert _of_others(again)[1] == others[1]
        assert again.check() == ()


def test_who_came_back_before_the_backup_is_kept_by_it(house, tmp_path, clock):
    house.erase_person(PLANTED["user"])
    clock.wait(10)
    with door(house) as take:
        take("track", userId=PLANTED["user"], event="Product Viewed", messageId="new")
    house.work_off()
    clock.wait(10)
    backup = house.backup(tmp_path / "backups")
    restored = restore(backup, tmp_path / "again", key=house.folder / "keys" / "pseudonym.key", clock=clock)
    assert restored.ids_erased_again == 0
    with open_house(tmp_path / "again", clock=clock) as again:
        assert again.find_person(PLANTED["user"]) is not None


class Cut(BaseException):
    """The process ends here."""


STEPS = (
    "requested",
    "on the list",
    "listed",
    "passed",
    "erased from contacts",
    "erased from lake",
    "erased from identity",
    "erased",
    "emptied",
    "looked",
    "forgotten",
)


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_that_was_cut_short_is_taken_up_again(house, step):
    from oase.app import erasure

    forms, counted = _forms(house), _daily(house)

    def cut(name):
        if name == step:
            raise Cut

    rooms = replace(house.rooms, steps=cut)
    with suppress(Cut):
        erasure.request(rooms, PLANTED["user"])
        erasure.work_off(rooms)
        pytest.fail(f"there is no step {step!r}")
    Works(house).run_until_idle()
    assert len(house.erasures()) == 1
    assert _stands_in(house.folder, forms) == []
    assert _daily(house) == counted


def test_the_works_of_a_server_erase_for_another_process(house):
    stop = threading.Event()
    running = threading.Thread(target=Works(house).run, args=(stop,))
    running.start()
    try:
        with open_house(house.folder, clock=house.rooms.clock) as other:
            receipt = other.erase_person(PLANTED["user"])
    finally:
        stop.set()
        running.join(60)
    assert receipt.rows["lake"]


def test_she_goes_on_clicking_while_she_is_erased(house):
    """What she does after the request starts a new person, and does not keep the erasure from ending."""
    stop, sent = threading.Event(), []
    running = threading.Thread(target=Works(house).run, args=(stop,))

    def click():
        with door(house) as take:
            while not stop.is_set():
                take("page", anonymousId=PLANTED["anonymous"], name="Startseite", messageId=f"c{len(sent)}")
                sent.append(1)

    clicking = threading.Thread(target=click)
    running.start()
    clicking.start()
    try:
        receipt = house.erase_person(PLANTED["user"])
        until = len(sent) + 20
        while len(sent) < until:
            stop.wait(0.01)
    finally:
        stop.set()
        clicking.join(60)
        running.join(60)
    house.work_off()
    assert receipt.rows["identity"] >= 5
    assert house.find_person(PLANTED["user"]) is None
    new = house.find_person(PLANTED["anonymous"])
    assert new.values == (PLANTED["anonymous"],)
    known = house.export_person(PLANTED["anonymous"])
    assert 20 <= len(known["contacts"]["contacts"]) + len(known["lake"]["contacts"]) <= len(sent)


def test_a_stray_export_is_told_and_mended_after_it_is_gone(house):
    stray = house.folder / "export.json"
    stray.write_text(json.dumps(house.export_person(PLANTED["user"])))
    with pytest.raises(HouseDamaged, match="not complete") as caught:
        house.erase_person(PLANTED["user"])
    assert caught.value.where == "export.json"
    assert any("An erasure is not finished" in one.what for one in house.check())
    stray.unlink()
    house.mend()
    assert house.check() == ()
    assert len(house.erasures()) == 1


def test_two_requests_are_one_pass(house):
    first, second = house.request_erasure(PLANTED["user"]), house.request_erasure(OTHER)
    house.work_off()
    assert house.erasure(first).rows["identity"] > house.erasure(second).rows["identity"] > 0
    assert house.contacts().count == 0
    assert house.answers().table.num_rows == 0


def test_equal_words_in_the_data_of_others_are_told_and_left(house):
    house.correct_person(OTHER, {"friend": PLANTED["user"]})
    receipt = house.erase_person(PLANTED["user"])
    assert any("profiles.traits" in note for note in receipt.notes)
    assert house.export_person(OTHER)["identity"]["profile"]["friend"] == PLANTED["user"]


def test_a_backup_place_that_is_away_is_told(house, tmp_path):
    house.backup(tmp_path / "stick")
    (tmp_path / "stick").rename(tmp_path / "drawer")
    receipt = house.erase_person(PLANTED["user"])
    assert any("could not be reached" in note for note in receipt.notes)


def test_objection_and_consent_are_written_into_the_ledger(house, clock):
    house.consent(PLANTED["user"], "email", is_granted=True, text="v1", source="shop")
    clock.wait(1)
    house.object_to(PLANTED["user"], ["email", "push"], source="letter")
    said = [(line.purpose, line.is_granted) for line in house.consents(PLANTED["user"])]
    assert said[0] == ("email", True)
    assert set(said[1:]) == {("email", False), ("push", False)}  # said for each of her ids


def test_unmerge_gives_back_both(house):
    before = house.find_person(PLANTED["user"]), house.find_person(OTHER)
    link = house.merge(PLANTED["user"], OTHER)
    assert house.find_person(PLANTED["user"]).person == house.find_person(OTHER).person
    house.unmerge(link.id)
    assert (house.find_person(PLANTED["user"]), house.find_person(OTHER)) == before


def test_a_person_of_imports_alone_is_found_and_erased(house, clock):
    rows = pa.table({"who": ["carla-till-99"] * 3, "ts": [_iso(START + n * SECOND) for n in range(3)]})
    rows = rows.append_column("what", pa.array(["Filiale"] * 3))
    contacts = oase.read_contacts(rows, person="who", at="ts", touchpoint="what")
    house.import_contacts(contacts, source="till")
    before = house.contacts().count
    assert len(house.export_person("carla-till-99")["lake"]["contacts"]) == 3
    clock.wait(60)
    assert house.erase_person("carla-till-99").rows["lake"] == 3
    assert house.contacts().count == before - 3
    assert house.find_person("carla-till-99") is None
    assert house.import_contacts(contacts, source="till").rows_added == 0  # as old as before


def test_a_receipt_that_nobody_was_given_is_refused(house):
    with pytest.raises(InputError, match="no erasure of that number"):
        house.erasure("0" * 32)


def test_new_analyses_say_how_many_were_erased(house):
    assert "gelöschte Personen" not in " ".join(house.contacts().reading.notes)
    house.erase_person(PLANTED["user"])
    assert house.remarks() == ("gelöschte Personen, von denen nichts mehr mitzählt: 1",)
    assert house.remarks()[0] in house.contacts().reading.notes
    assert house.remarks()[0] in house.answers().reading.notes
