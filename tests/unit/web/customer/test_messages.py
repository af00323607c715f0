"""Questions of the app are messages, and the messages that other programs hand over; one house for both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from tests.unit.web.customer.conftest import DRESS, MINUTE, Customer, Shop

from oase.app.service import answer_message, import_file
from oase.app.serving import answer_question
from oase.contacts.keys import create_key
from oase.errors import HeaderInvalid, OptionInvalid
from oase.service.correspondence import recent, replies_of
from oase.service.messages import open_messages
from oase.web.api import make_api

HOUR = 60 * MINUTE
Send = Callable[..., Any]


@pytest.fixture
def send(shop: Shop) -> Send:
    """Return what another program does: send JSON under a write key."""
    kinds = {"write": {"source": "mail", "basis": "contract", "basis_text": "a test"}, "read": {}}
    secrets: dict[str, str] = {}
    for kind, more in kinds.items():
        secrets[kind] = create_key(shop.house.rooms.database, kind, kind, **more)[1]  # type: ignore[arg-type]
    client: Any = TestClient(make_api(shop.reach))

    def post(path: str, body: Any, of: str = "write") -> Any:
        headers = {"Authorization": f"Bearer {secrets[of]}"} if of in secrets else {}
        return client.post(f"/api/v1{path}", json=body, headers=headers)

    return post


def kept(shop: Shop) -> list[Any]:
    with shop.house.rooms.database.reading() as connection:
        return recent(connection, most=50)


def test_a_question_of_the_app_is_a_message_whose_clock_runs(shop: Shop, anna: Customer) -> None:
    """Asked twice it is one; answered on the page for questions, its clock ends in the same moment."""
    for _ in range(2):
        made = anna.post("/v1/questions", {"store": "K1", "gtin": DRESS, "text": "Läuft es ein?"})
    (message,) = kept(shop)
    assert (message.channel, message.text, message.question) == ("app", "Läuft es ein?", made["id"])
    assert (message.state, message.lang) == ("open", "de")
    assert message.alias == shop.house.rooms.aliases.one("user", "anna")
    shop.clock.turn(minutes=90)
    answer_question(shop.house.rooms, made["id"], "Nein, Leinen läuft hier nicht ein. Jana", "Jana Roth")
    (message,) = kept(shop)
    assert (message.state, message.ended) == ("answered", shop.clock())
    with shop.house.rooms.database.reading() as connection:
        (reply,) = replies_of(connection, message.id)
    assert (reply.who, reply.place, reply.is_personal is not None) == ("Jana Roth", "app", True)


def test_a_message_of_the_app_is_answered_into_the_app(shop: Shop, anna: Customer) -> None:
    anna.post("/v1/questions", {"store": "K1", "text": "Haben Sie morgen offen?"})
    (message,) = kept(shop)
    shop.clock.turn(minutes=5)
    answer_message(shop.house.rooms, message.id, "Ja, morgen bis acht.", "Jana Roth")
    assert anna.get("/v1/questions")["questions"][0]["answer"] == "Ja, morgen bis acht."
    assert kept(shop)[0].state == "answered"
    for number, who in ((message.id, " "), (999, "Jana")):
        with pytest.raises(OptionInvalid):
            answer_message(shop.house.rooms, number, "x", who)


def test_one_message_a_list_and_a_batch(shop: Shop, send: Send) -> None:
    one = {"id": "1", "channel": "Mail", "text": "Wo ist mein Paket?", "at": "2026-11-21T09:00:00+01:00"}
    assert send("/messages", one).json() == {"new": 1, "known": 0, "waiting": 0, "erased": 0}
    assert send("/messages", [one, one | {"id": "2"}]).json() == {
        "new": 1, "known": 1, "waiting": 0, "erased": 0,
    }  # fmt: skip
    reply = {"id": "r1", "text": "Morgen bei Ihnen.", "who": "Jana", "at": "2026-11-21T10:30:00+01:00"}
    batch = {
        "messages": [one | {"id": "3"}],
        "replies": [reply | {"message": "3"}, reply | {"id": "r9", "message": "9"}],
        "closings": [{"message": "2", "because": "Werbung"}],
    }
    assert send("/messages/batch", batch).json() == {"new": 3, "known": 0, "waiting": 1, "erased": 0}
    assert send("/messages/batch", batch).json() == {"new": 0, "known": 4, "waiting": 0, "erased": 0}
    assert send("/messages/1/replies", reply | {"id": "r2"}).json()["new"] == 1
    assert {one.key: (one.state, one.because) for one in kept(shop)} == {
        "mail:1": ("answered", ""), "mail:2": ("closed", "Werbung"), "mail:3": ("answered", ""),
    }  # fmt: skip
    assert kept(shop)[0].ended == shop.clock() - 90 * MINUTE
    assert send("/messages/2/close", {"because": "doppelt"}).json()["known"] == 1


def test_a_message_of_a_known_person_is_a_contact_once_and_without_its_text(shop: Shop, send: Send) -> None:
    shop.signed_in("anna")
    one = {"id": "1", "channel": "Mail", "text": "geheim", "person": {"value": "anna"}, "stars": 2}
    for _ in range(2):
        assert send("/messages", one).status_code == 200
    send("/messages", {"id": "2", "channel": "Mail", "text": "von niemandem"})
    (contact,) = shop.contacts("anna")
    assert contact["source"] == "mail"
    assert "geheim" not in str(contact)
    exported = shop.house.export_person("anna")
    assert exported["service"]["messages"][0]["text"] == "geheim"


def test_an_erased_person_s_messages_go_and_do_not_come_back(shop: Shop, send: Send) -> None:
    shop.signed_in("anna")
    one = {"id": "1", "channel": "Mail", "text": "geheim", "person": {"value": "anna"}}
    one["at"] = "2026-11-21T09:00:00+01:00"
    send(
        "/messages/batch", {"messages": [one], "replies": [{"id": "r", "message": "1", "text": "Hallo Anna"}]}
    )
    shop.house.work_off()
    shop.clock.turn(minutes=10)
    shop.house.erase_person("anna")
    assert kept(shop) == []
    shop.clock.turn(minutes=10)
    assert send("/messages", one).json() == {"new": 0, "known": 0, "waiting": 0, "erased": 1}
    assert kept(shop) == []
    later = one | {"id": "2", "at": "2026-11-21T12:15:00+01:00"}
    assert send("/messages", later).json()["new"] == 1  # written after the erasure


ONE = {"id": "1", "channel": "Mail", "text": "x"}


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("/messages", {"id": "1", "channel": "Mail", "text": " "}, "messages[0].text"),
        ("/messages", [ONE, ONE | {"id": "a\nb"}], "messages[1]"),
        ("/messages", ONE | {"at": "2030-01-01T00:00:00Z"}, "messages[0].at"),
        ("/messages", ONE | {"at": "2026-11-01T00:00:00"}, None),
        ("/messages", ONE | {"url": "javascript:1"}, "messages[0].url"),
        ("/messages", {"id": "1", "channel": "Mail", "txt": "x"}, None),
        ("/messages", {"id": "", "channel": "Mail", "text": "x"}, None),
        ("/messages", [{"id": str(n), "channel": "Mail", "text": "x"} for n in range(501)], None),
        ("/messages/1/replies", {"id": "r", "text": ""}, "replies[0].text"),
        ("/messages/1/close", {"because": "  "}, "closings[0].reason"),
        ("/messages", "x", None),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_place_and_nothing_is_kept(
    shop: Shop, send: Send, path: str, body: Any, where: str | None
) -> None:
    answer = send(path, body)
    assert answer.status_code == 400
    assert answer.json()["message"]
    if where is not None:
        assert answer.json()["where"] == where
    assert kept(shop) == []


def test_only_a_write_key_hands_over_messages(shop: Shop, send: Send) -> None:
    one = {"id": "1", "channel": "Mail", "text": "x"}
    assert send("/messages", one, of="nobody").status_code == 401
    assert send("/messages", one, of="read").status_code == 403
    assert kept(shop) == []


FILE = """\
Nummer;Kanal;Zeitpunkt;Text;Absender;Kundin;Sterne;Antwort;Beantwortet;Wer;Geschlossen;Grund
1;Mail;20.11.2026 16:00;Passt sie?;Anna;anna;;Ja. Viele Grüße, Jana;20.11.2026 17:00;Jana;;
2;Mail;20.11.2026 17:00;Und die Bluse?;;;;;;;;
3;Mail;gestern;Wo ist mein Paket?;;;;;;;;
4;Mail;20.11.2026 09:00;=cmd|' /C calc'!A0;<b>;;;;;;20.11.2026 10:00;Werbung
5;;20.11.2026 09:00;ohne Kanal;;;;;;;;
6;Bewertung;20.11.2026 09:00;schön;;;11;;;;;
7;Mail;20.11.2026 09:00;zu spät beantwortet;;;;Ja;20.11.2027 09:00;Jana;;
"""


def test_a_file_is_taken_and_its_refused_rows_are_named_by_line_and_column(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "mails.csv"
    path.write_text(FILE)
    done = import_file(shop.house.rooms, path, source="mail")
    assert (done.messages.new, done.replies.new, done.closings.new, done.refused) == (3, 1, 1, 4)
    assert [(one.line, one.column) for one in done.refusals] == [
        (4, "Zeitpunkt"), (6, "Kanal"), (7, "Sterne"), (8, "Beantwortet"),
    ]  # fmt: skip
    states = {one.key: one.state for one in kept(shop)}
    assert states == {"mail:1": "answered", "mail:2": "open", "mail:4": "closed"}
    again = import_file(shop.house.rooms, path, source="mail")
    assert (again.messages.new, again.messages.known, again.refused) == (0, 3, 4)
    assert len(kept(shop)) == 3


def test_replies_have_a_file_of_their_own_and_excel_is_read(shop: Shop, tmp_path: Path) -> None:
    """Before their messages; the other way round nothing would differ."""
    import xlsxwriter

    path = tmp_path / "antworten.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        rows = [
            ["id", "Nachricht", "Zeitpunkt", "Text", "Wer", "automatisch"],
            ["r0", "1", "20.11.2026 16:01", "Wir haben Ihre Nachricht erhalten.", "", "ja"],
            ["r1", "1", "20.11.2026 18:00", "Ja, sie passt.", "Jana", "nein"],
            ["r2", "2", "20.11.2026 18:00", "Auch die.", "Jana", "vielleicht"],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    done = import_file(shop.house.rooms, path, source="mail")
    assert (done.kind, done.replies.waiting, done.refused) == ("replies", 2, 1)
    assert (done.refusals[0].line, done.refusals[0].column) == (4, "automatisch")
    messages = tmp_path / "mails.csv"
    messages.write_text(FILE)
    import_file(shop.house.rooms, messages, source="mail")
    with shop.house.rooms.database.reading() as connection:
        assert [one.key for one in open_messages(connection)] == ["mail:2"]
        found = next(one for one in recent(connection, most=9) if one.key == "mail:1")
        assert found.ended == found.at + HOUR  # the reply beside it came before that of the file


def test_a_file_that_says_nothing_is_refused_as_a_whole(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Name;Alter\nAnna;30\n")
    with pytest.raises(HeaderInvalid) as error:
        import_file(shop.house.rooms, path, source="mail")
    assert "id" in (error.value.todo or "")
    path.write_text("id;zeit;text\n1;20.11.2026;Hallo\n")
    with pytest.raises(HeaderInvalid):
        import_file(shop.house.rooms, path, source="mail")
    assert import_file(shop.house.rooms, path, source="mail", channel="Mail").messages.new == 1
    with pytest.raises(OptionInvalid):
        import_file(shop.house.rooms, path, source="a:b", channel="Mail")
