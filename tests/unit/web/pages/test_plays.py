"""The pages of plays: what they show, the editor and its refusals, versions, dry run, switches."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest

from oase.db.facts import learn
from oase.decisions.plays import live_plays
from oase.decisions.plays.invalid import REASONS
from oase.decisions.plays.stored import default_texts
from oase.decisions.tables import play_counts
from oase.model import Fact
from oase.web.reach import Reach
from oase.web.words import TEXTS

SignsIn = Callable[..., Any]
WISH = default_texts()["wish-nearby"]
ONE = "/plays/wish-nearby"
DAY = 86_400_000_000


def said(answer: Any) -> str:
    return html.unescape(answer.text)


@pytest.fixture
def counted(reach: Reach) -> Reach:
    """A house in which something was decided today."""
    today = reach.clock() // DAY
    rows = [
        ("sent", "", 1200),
        ("control", "control", 130),
        ("withheld", "quiet", 70),
        ("withheld", "open", 7),
    ]
    with reach.database.writing() as connection:
        for outcome, reason, number in rows:
            row = {
                "day": today,
                "play": "wish-nearby",
                "outcome": outcome,
                "reason": reason,
                "number": number,
            }
            connection.execute(play_counts.insert().values(row))
    return reach


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    ("lang", "finding", "reason"),
    [
        ("de", "1.200 Nachrichten gesendet, 77 bewusst zurückgehalten", "Ruhezeit"),
        ("en", "1,200 messages sent, 77 held back on purpose", "quiet hours"),
    ],
)
def test_the_list_says_what_was_sent_and_what_was_held_back(
    signed_in: SignsIn, lang: str, finding: str, reason: str
):
    browser = signed_in("manager", lang=lang)
    page = said(browser.get("/plays"))
    assert finding in page
    assert reason in page
    assert 'href="/plays/wish-nearby"' in page
    table = browser.get("/plays/download/reasons.csv").text
    assert table.splitlines()[1].startswith(("quiet", '"quiet'))


def test_without_decisions_it_says_so(signed_in: SignsIn):
    page = said(signed_in("manager").get("/plays"))
    assert "7 von 7 Anlässen sind eingeschaltet" in page
    assert "Noch keine Entscheidung" in page


def test_one_play_shows_its_texts_in_both_languages(signed_in: SignsIn):
    page = said(signed_in("manager").get(ONE))
    assert "Leinenkleid „Dünengras“ von deiner Wunschliste" in page
    assert "linen dress “Dünengras” from your wish list" in page
    assert "noch nicht zu sagen" in page
    assert signed_in("manager").get("/plays/nobody").status_code == 404


def test_a_change_is_a_version_and_can_be_taken_back(signed_in: SignsIn, reach: Reach):
    browser = signed_in("manager")
    text = WISH.replace("Gleich um die Ecke", "Ganz in der Nähe")
    assert browser.submit(ONE, {"do": "save", "text": text, "base": "0"}).status_code == 303
    page = said(browser.get(f"{ONE}?version=0"))
    assert "Was Fassung 0 von der geltenden unterscheidet" in page
    assert "<ins>+ title" in page
    browser.submit(ONE, {"do": "restore", "version": "0"})
    with reach.database.reading() as connection:
        [play] = [one for one in live_plays(connection) if one.name == "wish-nearby"]
    assert play.version == 2
    assert play.contents[0].title["de"] == "Gleich um die Ecke"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Gleich um die Ecke", "Nur noch 1 da", "Zeile 31: „Nur noch“ drängt"),
        ("radius_m", "radus_m", "Zeile 15: Einen Schlüssel „radus_m“ gibt es hier nicht"),
        ('"location", ', "", "Zeile 14: Der Anlass fragt, wo sie ist"),
        ("per_day = 1", "per_day = ", "Zeile 24: Das ist kein TOML"),
    ],
)
def test_what_is_wrong_points_at_the_line_and_keeps_the_text(
    signed_in: SignsIn, old: str, new: str, told: str
):
    text = WISH.replace(old, new, 1)
    answer = signed_in("manager").submit(ONE, {"do": "save", "text": text, "base": "0"})
    assert answer.status_code == 400
    assert told in said(answer)
    assert f'data-line="{told.split()[1][:-1]}"' in answer.text
    assert text in said(answer)


def test_who_saves_over_another_is_told(signed_in: SignsIn):
    browser = signed_in("manager")
    first, second = (
        browser.submit(ONE, {"do": "save", "text": WISH.replace("Gleich um die Ecke", word), "base": "0"})
        for word in ("Nahebei", "Um die Ecke")
    )
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Inzwischen hat" in said(second)
    assert "Um die Ecke" in said(second)


def test_the_name_stays(signed_in: SignsIn):
    text = WISH.replace("wish-nearby", "other")
    answer = signed_in("manager").submit(ONE, {"do": "save", "text": text, "base": "0"})
    assert "Der Name eines Anlasses bleibt, wie er ist: wish-nearby" in said(answer)
    taken = signed_in("manager").submit("/plays/new", {"do": "save", "text": WISH, "base": "0"})
    assert "Es gibt schon einen Anlass wish-nearby" in said(taken)


def test_a_new_play_begins_switched_off_and_is_switched_on_with_a_second_look(
    signed_in: SignsIn, reach: Reach
):
    browser = signed_in("manager")
    text = WISH.replace('"wish-nearby"', '"second-wish"')
    assert (
        browser.submit("/plays/new", {"do": "save", "text": text, "base": "0"})
        .headers["location"]
        .startswith("/plays/second-wish")
    )
    with reach.database.reading() as connection:
        assert "second-wish" not in {one.name for one in live_plays(connection)}
    assert "Ja, einschalten" in said(browser.get("/plays/second-wish?sure=on"))
    browser.submit("/plays/second-wish", {"do": "on"})
    with reach.database.reading() as connection:
        assert "second-wish" in {one.name for one in live_plays(connection)}


def test_a_dry_run_says_what_would_have_happened_and_keeps_nothing(signed_in: SignsIn, reach: Reach):
    old = reach.clock() - 500 * DAY
    with reach.database.writing() as connection:
        for alias in (11, 12, 13):
            facts = {"bought:04012345678901": Fact(1, old)}
            if alias != 13:
                facts["consent:personalisation"] = Fact(["1", "app"], old)
            learn(connection, alias, facts, old)
    browser = signed_in("manager")
    text = default_texts()["repair"].replace("control_share = 0.1", "control_share = 0.0")
    moved = browser.submit("/plays/repair", {"do": "try", "text": text, "base": "0"})
    page = said(browser.get(moved.headers["location"]))
    assert "bei 3 Personen" in page
    assert "Einwilligung fehlt" in page
    with reach.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from receipts").scalar() == 0
        assert connection.exec_driver_sql("select count(*) from plays").scalar() == 0


def test_who_may_only_look_changes_nothing(signed_in: SignsIn):
    browser = signed_in("analyst")
    page = said(browser.get(ONE))
    assert "readonly" in page
    assert 'value="save"' not in page
    assert browser.submit(ONE, {"do": "off"}).status_code == 403


def test_every_refusal_has_its_words_in_both_languages():
    for lang in ("de", "en"):
        assert {f"plays.error.{reason}" for reason in REASONS} <= set(TEXTS[lang])


@pytest.mark.parametrize("field", ["text", "base", "version", "do"])
def test_hostile_forms_do_no_harm(signed_in: SignsIn, field: str):
    hostile = "<script>alert(1)</script>{{ 7 * 7 }}\x00\"'"
    fields = {"do": "save", "text": WISH, "base": "0", "version": "0", field: hostile}
    answer = signed_in("manager").submit(ONE, fields)
    assert answer.status_code in (200, 303, 400, 409)
    assert "<script>alert" not in answer.text
