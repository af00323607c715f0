"""The page Surveys: what may be kept and what not, versions and their undo, the page beside the form."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import insert

from oase.db.schema import transactions
from oase.surveys import stored
from oase.surveys.survey import check
from oase.surveys.tables import invitations
from oase.web.pages.surveys.draft import changed, read
from oase.web.surveys.rendering import MOST_BYTES, weight

DAY = 86_400_000_000
LIST, TAPS, NEW = "/ratings/surveys", "/ratings/surveys/of/three_taps", "/ratings/surveys/new"


def form_of(page: str) -> dict[str, Any]:
    """Return what the form of a page would send, as a browser does; buttons not."""
    form = page[page.index('id="survey-form"') : page.index("</form>", page.index('id="survey-form"'))]
    found: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        found.setdefault(name, []).append(unescape(value))

    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") != "checkbox" or " checked" in tag:
            put(told["name"], told.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        put(name, text)
    for name, body in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        put(name, chosen[1] if chosen else "")
    return found


def texts_of(page: str) -> list[str]:
    return [one[0] for name, one in form_of(page).items() if re.fullmatch(r"questions\[\d\]\.text\.de", name)]


@pytest.fixture
def editor(signed_in):
    return signed_in("manager")


@pytest.fixture
def held(reach):
    """Return the versions of a survey, the newest first."""

    def versions(name="three_taps"):
        with reach.database.reading() as connection:
            return stored.history(connection, name)

    return versions


def test_the_form_says_again_what_every_survey_says(editor):
    for name, survey in stored.came_along().items():
        form = form_of(editor.get(f"{LIST}/of/{name}").text)
        draft = read(form, name)
        assert draft.problems == []
        assert draft.survey == survey


def test_the_list_says_what_asks_and_what_only_came_along(editor, reach):
    assert "Noch fragt keine Befragung." in editor.get(LIST).text
    with reach.database.writing() as connection:
        stored.put_live(connection, "three_taps", 0, "Ada", reach.clock())
    page = editor.get(LIST).text
    assert "Eine Befragung fragt: Drei kurze Fragen." in page
    assert page.count("mitgeliefert, noch nicht übernommen") == 3
    assert "OASE_ADDRESS und OASE_SMTP_HOST sind nicht gesetzt." in page
    assert "fragt, Version 1" in page


def test_a_change_is_a_version_that_asks_only_when_put_live(editor, held):
    form = form_of(editor.get(TAPS).text) | {"title.de": "Kurz gefragt", "do": "save"}
    assert editor.submit(TAPS, form).status_code == 303
    newest, came = held()
    assert (newest.survey.title["de"], newest.is_live, newest.who) == ("Kurz gefragt", False, "Frau Manager")
    assert came.number == 0
    form = form_of(editor.get(TAPS).text) | {"do": "live"}
    assert "surveys.said.live" in editor.submit(TAPS, form).headers["location"]
    assert [one.is_live for one in held()] == [True, False]  # nothing had changed: no version more
    form = form_of(editor.get(TAPS).text) | {"do": "save"}
    assert "surveys.said.same" in editor.submit(TAPS, form).headers["location"]


def test_an_earlier_version_undoes_a_change(editor, held):
    for title in ("Eins", "Zwei"):
        form = form_of(editor.get(TAPS).text) | {"title.de": title, "do": "live"}
        editor.submit(TAPS, form)
    assert [one.is_live for one in held()] == [True, False, False]
    editor.submit(f"{LIST}/live", {"name": "three_taps", "version": "1"})
    assert [one.is_live for one in held()] == [False, True, False]
    page = editor.get(TAPS).text
    assert "Es fragt Version 1. Sie sehen Version 2" in page
    assert form_of(editor.get(f"{TAPS}?version=1").text)["title.de"] == ["Eins"]
    editor.submit(f"{LIST}/off", {"name": "three_taps"})
    assert not any(one.is_live for one in held())
    assert editor.get(f"{TAPS}?version=9").status_code == 404
    for wrong in ({"name": "three_taps", "version": "9"}, {"name": "nothing", "version": "1"}, {"name": "x"}):
        assert editor.submit(f"{LIST}/live", wrong).status_code == 404


def test_questions_are_added_moved_and_removed_without_a_script(editor, held):
    page = editor.get(TAPS).text
    before = texts_of(page)
    down = editor.submit(TAPS, form_of(page) | {"do": "down:0"}).text
    assert texts_of(down) == [before[1], before[0], *before[2:]]
    assert "Noch nicht gespeichert." in down
    assert texts_of(editor.submit(TAPS, form_of(down) | {"do": "up:1"}).text) == before
    added = editor.submit(TAPS, form_of(page) | {"do": "add", "role": "effort"}).text
    assert texts_of(added)[-1] == "{brand} hat es mir bei „{touchpoint}“ leicht gemacht."
    assert texts_of(editor.submit(TAPS, form_of(added) | {"do": "remove:0"}).text)[0] == before[1]
    assert len(held()) == 1  # nothing of it was kept
    assert editor.submit(TAPS, form_of(added) | {"do": "save"}).status_code == 303
    assert held()[0].survey.question("effort").high == 7
    assert (
        'value="effort" maxlength="40" autocomplete="off" spellcheck="false" readonly'
        in editor.get(TAPS).text
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("questions[0].text.en", "", "Hier fehlt der Text."),
        ("rules.cool_down_days", "0", "Erlaubt ist 1 bis 365."),
        ("rules.wait_hours", "bald", "„bald“ ist keine Zahl, die hier passt."),
        ("rules.floor", "0", "Erlaubt ist 0,1 bis 100."),
        ("questions[1].high", "7", "Erlaubt ist 0 bis 10."),
        ("questions[0].kind", "scale", "Möglich: drei Worte."),
        ("questions[1].id", "expected", "Das steht zweimal da: „expected“."),
        ("questions[0].words[0].text.de", "mies", "Hier fehlt der Text."),
        ("title.de", "x" * 301, "Der Text ist zu lang (301 Zeichen)."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(editor, held, field, value, said):
    form = form_of(editor.get(TAPS).text) | {field: value, "do": "save"}
    refused = editor.submit(TAPS, form)
    page = unescape(refused.text)
    assert refused.status_code == 400
    assert said in page[page.index('class="editing"') :]
    assert len(held()) == 1
    typed = form_of(refused.text)
    assert field not in typed or typed[field] == [value]
    assert page.count('role="alert"') == 1


def test_a_page_that_weighs_too_much_is_refused(editor):
    form = form_of(editor.get(f"{LIST}/of/new_customers").text)
    long = "Lang & länger " * 20
    for number in range(6):
        form[f"questions[0].options[{number}].text.de"] = form[f"questions[0].options[{number}].text.en"] = (
            long
        )
    for question in range(1, 8):
        form |= {
            name.replace("[0]", f"[{question}]", 1): text for name, text in form.items() if "[0]" in name
        }
        form |= {f"questions[{question}].id": f"q{question}", f"questions[{question}].role": "other"}
    refused = editor.submit(f"{LIST}/of/new_customers", form | {"count": "8", "do": "live"})
    assert refused.status_code == 400
    assert "Kürzen Sie Texte" in refused.text


def test_a_new_survey_begins_empty_or_as_another(editor, held):
    copied = editor.get(f"{NEW}?from=trust").text
    form = form_of(copied) | {"name": "trust_b", "do": "save"}
    assert editor.submit(NEW, form | {"name": "trust"}).status_code == 400
    assert editor.submit(NEW, form | {"name": "Ärger"}).status_code == 400
    assert editor.submit(NEW, form).headers["location"].startswith(f"{LIST}/of/trust_b")
    assert held("trust_b")[0].survey.questions == stored.came_along()["trust"].questions
    empty = editor.get(NEW).text
    assert "Ohne Frage gibt es nichts zu zeigen." in empty
    refused = editor.submit(
        NEW, form_of(empty) | {"name": "leer", "title.de": "A", "title.en": "A", "do": "save"}
    )
    assert "Es braucht 1 bis 8 Fragen." in refused.text


def test_who_saves_over_another_is_told_first(editor, signed_in, held):
    form = form_of(editor.get(TAPS).text) | {"title.de": "Meins", "do": "save"}
    other = signed_in("admin")
    other.submit(TAPS, form_of(other.get(TAPS).text) | {"title.de": "Ihres", "do": "save"})
    told = editor.submit(TAPS, form)
    assert told.status_code == 409
    assert "Frau Admin hat inzwischen gespeichert" in told.text
    assert editor.submit(TAPS, form_of(told.text) | {"do": "save"}).status_code == 303
    assert [one.survey.title["de"] for one in held()][:2] == ["Meins", "Ihres"]


def test_the_preview_is_the_page_of_the_customer_and_sends_nothing(editor):
    page = editor.get(TAPS).text
    frames = [unescape(one) for one in re.findall(r'srcdoc="([^"]*)"', page)]
    assert len(frames) == 2
    assert "Verglichen mit dem, was Sie erwartet hatten" in frames[0]
    assert "Compared with what you expected" in frames[1]
    assert all("data-keep" not in one and 'type="button">' in one for one in frames)
    size = max(weight(one).plain for one in frames)
    assert f"{size / 1000:.1f}".replace(".", ",") + " kB" in page
    assert size <= MOST_BYTES
    draft = editor.submit(TAPS, form_of(page) | {"title.de": "<b>Neu</b>", "do": "show"}).text
    assert "&lt;b&gt;Neu" in unescape(re.findall(r'srcdoc="([^"]*)"', draft)[0])
    assert "<b>Neu" not in draft


def test_what_the_rules_come_to_is_worked_out_by_the_log(editor, reach):
    now = reach.clock()
    with reach.database.writing() as connection:
        for number in range(56):
            at = now - (number + 1) * DAY // 2
            row = {"id": number + 1, "key": f"order:{number}", "alias": number + 1, "at": at, "received": at}
            row |= {"touchpoint": "Kasse", "channel": "", "store": "", "source": "test"}
            connection.execute(insert(transactions).values(**row))
            reason = "no_consent" if number % 2 else ""
            log = {"transaction_id": number + 1, "survey": "three_taps", "alias": number + 1, "at": at}
            log |= {"touchpoint": "Kasse", "context": '{"customer":"returning"}', "state": "sent"}
            log |= {"reason": reason, "channel": "app", "decided": at}
            connection.execute(insert(invitations).values(**log))
    page = editor.get(TAPS).text
    assert "Mit diesen Regeln etwa 7,0 Einladungen in der Woche." in page  # half of 14, each person once
    new = form_of(page) | {"rules.only_new_customers": "1", "do": "show"}
    assert "etwa 0,0 Einladungen" in editor.submit(TAPS, new).text


def test_only_who_may_edit_surveys_edits_them(signed_in, held):
    service = signed_in("service")
    page = service.get(TAPS).text
    assert len(re.findall(r'<fieldset class="card"[^>]* disabled>', page)) == 3
    assert 'value="save"' not in page
    assert 'action="/ratings/surveys/live"' not in page
    for path, form in ((TAPS, {"do": "save"}), (f"{LIST}/live", {"name": "three_taps", "version": "0"})):
        assert service.submit(path, form).status_code == 403
    assert service.get(NEW).status_code == 403
    assert len(held()) == 1


def test_moves_that_cannot_be_change_nothing():
    draft = read({"count": ["1"], "questions[0].id": ["a"], "questions[0].kind": ["text"]}, "s")
    for move, what in (
        ("up", "0"),
        ("down", "0"),
        ("up", "7"),
        ("remove", "x"),
        ("add", "nothing"),
        ("", ""),
    ):
        assert changed(draft, move, what).survey.questions == draft.survey.questions
    assert [one.where for one in check(draft.survey)][:2] == ["title.de", "title.en"]
