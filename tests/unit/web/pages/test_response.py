"""The pages about answering: what they find, who may read, and what answering does."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest

from oase.db import open_database
from oase.service.channels import save_channel
from oase.service.correspondence import message_of, open_messages, replies_of
from oase.service.hours import Channel
from oase.service.message import Message
from oase.service.messages import close, reply, take
from oase.service.personal import detect_all
from oase.service.templates import Template, save_template

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WAITS = "26\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}04\N{NO-BREAK SPACE}min"
NOON = 1_795_950_000_000_000  # 29.11.2026, 12:00 in Berlin, a Sunday: as in conftest
MONDAY = 1_793_606_400_000_000  # 2.11.2026, 09:00 in Berlin
TEMPLATE = "Guten Tag {name},\n\nvielen Dank für Ihre Nachricht. Wir kümmern uns.\n\nHerzliche Grüße\n{who}"
QUESTION = "Läuft das Leinenkleid <b>Ava</b> beim Waschen ein?"
PERSONAL = "Das Leinenkleid läuft nicht ein, es ist bei uns dreimal gewaschen.\n\nViele Grüße\nJana Roth"
BARE = "Vielen Dank für Ihre Nachricht. Wir kümmern uns."


def write(connection, number, channel, at, *, hours=None, text=QUESTION, answer=BARE, **named):
    """Let a message come in, and be answered after some hours."""
    key = f"test:{channel}-{number}"
    take(connection, Message(key=key, channel=channel, at=at, text=text, **named), at)
    found = open_messages(connection, channel=channel)[-1].id
    if hours is not None:
        reply(
            connection, found, answer, "Jana Roth", at + round(hours * HOUR), place="elsewhere",
            key=f"test:{channel}-r{number}",
        )  # fmt: skip
    return found


def fill(connection):
    """Write three weeks of two channels: one is late at weekends; some wait, some are closed unanswered."""
    hours = "Mo-Fr 09:00-18:00"
    for name, promise in (("Instagram", 24 * 60), ("E-Mail", None)):
        channel = Channel(name=name, hours=hours, subdivision="NW", promise_minutes=promise)
        save_channel(connection, channel, MONDAY)
    for week in range(3):
        for day in range(7):
            for hour in range(4):
                at = MONDAY + week * 7 * DAY + day * DAY + hour * 30 * MINUTE
                number = f"{week}{day}{hour}"
                late = 41 if day >= 5 else 3
                answer = PERSONAL if hour % 2 else BARE
                write(connection, number, "Instagram", at, hours=late + hour / 10, answer=answer)
                write(connection, number, "E-Mail", at, hours=5 + hour)
    save_template(connection, Template(name="Dank", lang="de", text=TEMPLATE, who="Jana Roth"), MONDAY)
    detect_all(connection)


@pytest.fixture(scope="module")
def talked(made_once, tmp_path_factory):
    """A house with messages, made once: its folder, and the one that waits for 26 hours and 4 minutes."""
    folder = Path(shutil.copytree(made_once, tmp_path_factory.mktemp("response") / "house"))
    with open_database(folder) as database, database.writing() as connection:
        fill(connection)
        shut = write(connection, "shut", "Instagram", NOON - 2 * DAY, text="Werbung")
        close(connection, shut, "Unfug", "Jana Roth", NOON - DAY)
        waits = write(
            connection, "open", "Instagram", NOON - 26 * HOUR - 4 * MINUTE, lang="de", sender="Anna P.",
            url="https://example.org/p/1",
        )  # fmt: skip
    return folder, waits


@pytest.fixture
def folder(request, made_once, tmp_path):
    """A copy of the house, with messages for those tests that ask for them."""
    made = request.getfixturevalue("talked")[0] if "talk" in request.fixturenames else made_once
    return Path(shutil.copytree(made, tmp_path / "house"))


@pytest.fixture
def talk(talked):
    """Three weeks of messages; one waits for 26 hours and 4 minutes, another was closed unanswered."""
    return talked[1]


def plain(page):
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def rows(browser, path):
    """Return a file of a page as rows."""
    got = browser.get(path)
    assert got.status_code == 200
    return list(
        csv.DictReader(
            io.StringIO(got.content.decode("utf-8-sig")), delimiter=";" if b";" in got.content[:200] else ","
        )
    )


def test_an_empty_house_says_what_will_stand_there(signed_in):
    """Nobody has written, nobody waits, and where messages come from."""
    browser = signed_in("service")
    page = browser.get("/response").text
    assert "Noch hat niemand geschrieben" in page
    assert "Niemand wartet." in page
    assert "Keine Nachricht passt" in browser.get("/response/messages").text
    assert "Zurzeit ist nichts zu prüfen" in browser.get("/response/check").text
    assert "Noch kein Kanal." in browser.get("/response/settings").text


@pytest.mark.usefixtures("talk")
def test_the_heading_says_where_customers_wait_longer_at_weekends(signed_in):
    """The channel that is late at weekends is found; the running clock stands below."""
    page = signed_in("service").get("/response").text
    assert "<h1>Instagram antwortet am Wochenende nach 41 Stunden, werktags nach 3 Stunden</h1>" in page
    assert WAITS in page
    assert "1 Nachricht wartet jetzt" in plain(page)
    english = signed_in("service", "en").get("/response").text
    assert "Instagram answers after 41 hours at weekends, after 3 hours on weekdays" in english


@pytest.mark.usefixtures("talk")
def test_figures_have_their_denominator_and_range(signed_in):
    """Per channel and kind of day, in seconds in the file; holidays apart."""
    told = rows(signed_in("analyst"), "/response/download/times.csv")
    (late,) = [row for row in told if (row["channel"], row["kind"]) == ("Instagram", "weekend")]
    assert int(late["n"]) == 25  # the one that waits was written on a Saturday, too
    assert (int(late["silent"]), int(late["open"])) == (0, 1)
    assert float(late["p50_low"].replace(",", ".")) >= 41 * 3600
    assert {row["kind"] for row in told} == {"all", "weekday", "weekend"}


@pytest.mark.usefixtures("talk")
def test_who_may_not_read_messages_sees_figures_only(signed_in):
    """An analyst sees clocks and channels, neither words nor names, and no way to them."""
    browser = signed_in("analyst")
    page = browser.get("/response").text
    assert WAITS in page
    assert "Leinenkleid" not in page
    assert "Anna P." not in page
    assert "/response/messages" not in page
    assert browser.get("/response/messages").status_code == 403
    assert browser.get("/response/check").status_code == 403
    assert browser.get("/response/messages/download/messages.csv").status_code == 403
    assert signed_in("workshop").get("/response").status_code == 403


def test_one_message_shows_who_what_and_how_long(signed_in, talk):
    """What she typed stays text; where it was written and both clocks stand beside it."""
    page = signed_in("service").get(f"/response/messages/{talk}").text
    assert f"Diese Nachricht wartet seit {WAITS}" in page
    assert "&lt;b&gt;Ava&lt;/b&gt;" in page
    assert "Anna P." in page
    assert 'href="https://example.org/p/1" rel="noreferrer noopener"' in page
    assert f"/measures/new?origin=message:{talk}" in page
    for wrong in ("0", "999999", "x", "-1", "9" * 40, "²"):
        assert signed_in("service").get(f"/response/messages/{wrong}").status_code == 404


def test_an_answer_stops_the_clock_once(signed_in, reach, talk):
    """Sent twice with the same form it is one answer, by name; then nobody waits."""
    browser = signed_in("service")
    path = f"/response/messages/{talk}"
    nonce = re.search(r'name="nonce" value="([^"]+)"', browser.get(path).text)[1]
    for _ in range(2):
        done = browser.submit(f"{path}/answer", {"text": PERSONAL, "nonce": nonce})
        assert done.headers["location"] == f"{path}?said=response.said.answered"
    with reach.database.reading() as connection:
        (given,) = replies_of(connection, talk)
        one = message_of(connection, talk)
    assert (given.who, given.place, given.is_personal) == ("Frau Service", "page", True)
    assert (one.state, one.ended) == ("answered", reach.clock())
    assert f"Beantwortet nach {WAITS}" in browser.get(path).text
    assert "Niemand wartet auf Antwort" in browser.get("/response/messages").text


def test_a_bare_template_is_told_before_it_is_written_down(signed_in, reach, talk):
    """Her name and the own one are filled in; unchanged it is held once, with own words it is not."""
    browser = signed_in("service")
    path = f"/response/messages/{talk}"
    page = browser.get(f"{path}?template=de:Dank").text
    assert "Guten Tag Anna P.," in page
    text = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)[1]
    assert text.endswith("Frau Service")
    held = browser.submit(f"{path}/answer", {"text": text.replace("\n", "\r\n"), "template": "de:Dank"})
    assert held.status_code == 200
    assert "So klingt es nach Vorlage." in held.text
    with reach.database.reading() as connection:
        assert replies_of(connection, talk) == []
    own = text.replace("Wir kümmern uns.", "Ava läuft nicht ein.")
    assert browser.submit(f"{path}/answer", {"text": own, "template": "de:Dank"}).status_code == 303
    sure = browser.submit(f"{path}/answer", {"text": text, "template": "de:Dank", "sure": "1"})
    assert sure.status_code == 303
    with reach.database.reading() as connection:
        assert [one.template for one in replies_of(connection, talk)] == ["Dank", "Dank"]


def test_self_centred_wording_and_holes_are_shown(signed_in, reach, talk):
    """What speaks of the company is named with what to say instead; a hole is never sent."""
    browser = signed_in("service")
    path = f"/response/messages/{talk}/answer"
    told = browser.submit(path, {"text": "Wir bitten um Geduld."})
    assert "Hier spricht die Firma von sich" in told.text
    assert "„Wir bitten um Geduld“: besser" in told.text
    hole = browser.submit(path, {"text": "Guten Tag {name}, Ava läuft nicht ein.", "sure": "1"})
    assert "Im Text steht noch {name}" in hole.text
    assert 'name="sure"' not in hole.text
    with reach.database.reading() as connection:
        assert replies_of(connection, talk) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 100_001])
def test_an_answer_that_cannot_be_taken_changes_nothing(signed_in, reach, talk, text):
    """Nothing said, or too much: 400, in words, and the clock runs on."""
    done = signed_in("service").submit(f"/response/messages/{talk}/answer", {"text": text})
    assert done.status_code == 400
    assert "Das ging nicht" in done.text
    with reach.database.reading() as connection:
        assert message_of(connection, talk).state == "open"


def test_taken_on_closed_with_a_reason_and_opened_again(signed_in, reach, talk):
    """Each step is written down; closing needs a reason; opened again, the clock has never stopped."""
    browser = signed_in("service")
    path = f"/response/messages/{talk}"
    browser.submit(f"{path}/take")
    assert "hat Frau Service" in browser.get("/response").text
    assert browser.get("/response/messages?who=me").text.count("Leinenkleid") == 1
    browser.submit(f"{path}/take", {"back": "1"})
    assert "Keine Nachricht passt" in browser.get("/response/messages?who=me").text
    assert browser.submit(f"{path}/close", {"because": " "}).status_code == 400
    browser.submit(f"{path}/close", {"because": "doppelt"})
    page = browser.get(path).text
    assert f"Ohne Antwort geschlossen nach {WAITS}" in page
    assert "doppelt" in page
    assert browser.submit(f"{path}/close", {"because": "noch einmal"}).status_code == 400
    browser.submit(f"{path}/reopen")
    with reach.database.reading() as connection:
        one = message_of(connection, talk)
    assert (one.state, one.ended, one.because) == ("open", None, "")
    analyst = signed_in("analyst")
    for target in ("answer", "take", "close", "reopen"):
        assert analyst.submit(f"{path}/{target}", {"text": "x", "because": "x"}).status_code == 403


def test_the_list_is_narrowed_ordered_and_taken_along(signed_in, talk):
    """By channel and state; who waits stands first; the file holds all of the choice."""
    browser = signed_in("service")
    assert "Eine" not in browser.get("/response/messages?channel=E-Mail").text
    assert "Keine Nachricht passt" in browser.get("/response/messages?channel=E-Mail").text
    every = rows(browser, "/response/messages/download/messages.csv?state=any")
    assert len(every) == 3 * 7 * 4 * 2 + 2
    assert int(every[0]["id"]) == talk
    shut = rows(browser, "/response/messages/download/messages.csv?state=closed")
    assert [row["because"] for row in shut] == ["Unfug"]
    newest = rows(browser, "/response/messages/download/messages.csv?state=any&order=newest&channel=E-Mail")
    assert [row["at"] for row in newest] == sorted((row["at"] for row in newest), reverse=True)
    assert browser.get("/response/messages?state=%3Cx%3E&order=7&who=9&channel=%00").status_code == 200


@pytest.mark.usefixtures("talk")
def test_a_reply_is_judged_blind_and_corrects_the_share(signed_in, reach):
    """Neither the verdict of the rule nor its signs nor the template are shown; thirty checks correct it."""
    browser = signed_in("service")
    assert "Prüfen Sie 30 Antworten von Hand" in browser.get("/response").text
    page = browser.get("/response/check").text
    assert 'data-key="1"' in page
    assert "is_personal" not in page
    first = re.search(r'name="reply" value="(\d+)"', page)[1]
    skipped = browser.submit("/response/check/judge", {"reply": first, "verdict": "skip"})
    page = browser.get(skipped.headers["location"]).text
    assert re.search(r'name="reply" value="(\d+)"', page)[1] != first
    for _ in range(30):
        page = browser.get("/response/check").text
        number = re.search(r'name="reply" value="(\d+)"', page)[1]
        verdict = "yes" if "dreimal gewaschen" in page else "no"
        browser.submit("/response/check/judge", {"reply": number, "verdict": verdict})
    assert "30 geprüft. Das genügt" in browser.get("/response/check").text
    told = plain(browser.get("/response").text)
    assert re.search(
        r"\d+ % der Antworten sind persönlich, \d+ bis \d+ %", told.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert "von 30 von Hand geprüften Antworten" in told
    assert browser.submit("/response/check/judge", {"reply": "77777", "verdict": "yes"}).status_code == 400


def test_hours_and_promise_are_kept_or_refused(signed_in, reach, talk):
    """Bad hours are told with what was expected; what was typed stays."""
    browser = signed_in("manager")
    given = {
        "name": "Instagram",
        "hours": "Mo-Xx 9-25",
        "timezone": "Europe/Berlin",
        "country": "DE",
        "promise": "60",
    }
    wrong = browser.submit("/response/settings/channel", given)
    assert wrong.status_code == 400
    assert 'value="Mo-Xx 9-25"' in wrong.text
    assert (
        browser.submit("/response/settings/channel", given | {"hours": "", "promise": "-5"}).status_code
        == 400
    )
    done = browser.submit("/response/settings/channel", given | {"hours": "24/7", "country": "de"})
    assert done.status_code == 303
    assert "24/7" in browser.get("/response/settings").text
    assert "Versprechen gebrochen" in browser.get("/response").text
    assert signed_in("service").submit("/response/settings/channel", given).status_code == 403


@pytest.mark.usefixtures("talk")
def test_templates_are_kept_and_forgotten(signed_in):
    """A template with an unknown place is refused with its text kept."""
    browser = signed_in("service")
    given = {"name": "Retoure", "lang": "en", "text": "Hello {price}"}
    wrong = browser.submit("/response/settings/template", given)
    assert wrong.status_code == 400
    assert "Hello {price}" in wrong.text
    browser.submit("/response/settings/template", given | {"text": "Hello {name}"})
    assert "Hello {name}" in browser.get("/response/settings").text
    browser.submit("/response/settings/template", given | {"delete": "1"})
    assert "Hello {name}" not in browser.get("/response/settings").text


@pytest.mark.usefixtures("talk")
def test_pictures_and_tables_say_the_same(signed_in):
    """Lines per channel and the week by the hour, each with its table and as files."""
    browser = signed_in("analyst")
    page = browser.get("/response").text
    assert "Anteil beantworteter Nachrichten nach der Wartezeit" in page
    assert "In der versprochenen Zeit beantwortet, nach Wochentag und Stunde der Ankunft" in page
    week = rows(browser, "/response/download/week.csv")
    saturday = [row for row in week if (row["day"], row["hour"]) == ("5", "9")]
    assert [(row["due"], float(row["share"].replace(",", "."))) for row in saturday] == [("7", 0.0)]
    for name in ("times.svg", "week.svg", "courses.csv", "week.xlsx", "times.parquet"):
        assert browser.get(f"/response/download/{name}").status_code == 200


def test_a_median_of_answered_messages_alone_is_shown_as_wrong(signed_in, reach):
    """Where most wait, half is not reached; the usual median would say one hour."""
    with reach.database.writing() as connection:
        for number in range(12):
            hours = 1 if number < 4 else None
            write(connection, number, "Chat", reach.clock() - (number + 30) * HOUR, hours=hours)
    page = plain(signed_in("analyst").get("/response").text)
    assert "Nicht einmal die Hälfte der Nachrichten ist bisher beantwortet" in page
    assert "Chat: 1 h 00, dabei ist die Hälfte nicht erreicht" in page
    assert "4 von 12 beantwortet, 0 ohne Antwort geschlossen, 8 warten" in page


def test_a_question_of_the_app_is_answered_there(signed_in, reach, house, clock):
    """Her alias leads to her page for those who may see persons."""
    house.consent("anna", "analytics", is_granted=True)
    house.correct_person("anna", {"name": "Anna Probe"})
    alias = house.find_person("anna").person
    with reach.database.writing() as connection:
        number = write(connection, 1, "app", clock() - HOUR, alias=alias)
    page = signed_in("service").get(f"/response/messages/{number}").text
    assert f'<a href="/customers/{alias:016x}">Anna Probe</a>' in page
