"""The page of a survey: looking is never answering, answers can be changed, bad links say so."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert

from oase.surveys.tables import invitations
from oase.web.surveys.rendering import MOST_BYTES, weight

LAST = "select item, number, text, medium, lang, way from survey_answers where is_last = 1 order by id"
WHOLE = {"q-expected": "1", "q-recommend": "9", "q-compared": "not_applicable", "q-voice": "Schön."}


def invite(asking, value="anna"):
    """Let an invitation be on its way; return its link and its transaction."""
    bought = asking.bought(value)
    row = {
        "transaction_id": bought, "survey": "three_taps", "alias": asking.alias(value), "touchpoint": "Kauf",
        "at": asking.clock(), "context": "{}", "state": "sent", "reason": "", "share": 0.5,
        "channel": "email", "decided": asking.clock(), "sent": asking.clock(),
    }  # fmt: skip
    with asking.reach.database.writing() as connection:
        connection.execute(insert(invitations).values(row))
    return asking.link(bought, value, way="invited", medium="mail"), bought


def test_the_page_says_who_asks_about_what_and_that_it_is_voluntary(asking):
    """Who, why, which order, when, where, voluntary; how to stop where something was sent."""
    page = asking.page.get(invite(asking)[0]).text
    assert "Lindwerk fragt." in page
    assert (
        "Es geht um Ihren Einkauf vom <strong>20.11.2026</strong> im Laden <strong>Ehrenstraße</strong>."
        in page
    )
    assert "freiwillig" in page
    assert "/stop" in page
    assert "1 von 3" in page


def test_a_receipt_names_the_order_and_no_way_out_of_what_is_not_sent(asking):
    """The passive link is not sent, so there is nothing to stop; the language is that of the browser."""
    link = asking.link(asking.bought("anna", store=""))
    page = asking.page.get(link, headers={"accept-language": "en-GB"}).text
    assert "It is about your order <strong>4711</strong> of <strong>20 Nov 2026</strong>." in page
    assert "/stop" not in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_only_opens_links_answers_nothing(asking, method):
    """A scanner opens every link of a mail, preselecting ones, too."""
    link, _ = invite(asking)
    queries = ("", "?q=1", "?q=-1", "?lang=en&q=0", "?q=<script>", "?change=1", "/stop")
    for path in (*(f"{link}{one}" for one in queries), link.replace("/s/", "/s/frame/")):
        assert asking.page.request(method, path).status_code == 200
    assert asking.rows("select * from survey_answers") == []
    [(state,)] = asking.rows("select state from survey_invitations")
    assert state == ("opened" if method == "GET" else "sent")
    assert asking.rows("select is_granted from consents") == [(1,)]


def test_a_choice_of_the_mail_is_ticked_and_must_be_confirmed(asking):
    """Only the named option of the first question, and it says so."""
    page = asking.page.get(f"{invite(asking)[0]}?q=-1").text
    assert re.findall(r'name="q-(\w+)" value="([^"]*)" checked', page) == [("expected", "-1")]
    assert "zählt erst, wenn Sie sie hier bestätigen" in page


def test_answers_are_kept_once_and_can_be_changed(asking):
    """The second submission replaces the first; what was said before stays in the history."""
    link, _ = invite(asking)
    first = asking.page.post(f"{link}", data=WHOLE | {"lang": "en"})
    assert (first.status_code, first.headers["location"]) == (303, f"{link}?lang=en")
    thanks = asking.page.get(first.headers["location"]).text
    assert "Your answer has arrived" in thanks
    assert "better than expected" in thanks
    assert "Does not apply" in thanks
    assert "9 (0–10)" in thanks
    page = asking.page.get(f"{link}?change=1").text
    assert 'value="9" checked' in page
    asking.page.post(link, data=WHOLE | {"q-expected": "-1"})
    kept = {row[0]: row[1:] for row in asking.rows(LAST)}
    assert kept["expected"][0] == -1
    assert kept["compared"][:2] == (None, "not_applicable")
    assert kept["voice"][1] == "Schön."
    assert kept["recommend"] == (9, None, "mail", "en", "invited")
    assert asking.rows("select count(*) from survey_answers") == [(5,)]
    assert asking.rows("select state from survey_invitations") == [("answered",)]


def test_what_is_missing_or_unknown_is_said_at_its_question(asking):
    """Nothing is kept, and what was said already stays in the form."""
    link = asking.link(asking.bought("anna"))
    page = asking.page.post(link, data={"q-recommend": "11", "q-voice": "a" * 1001})
    assert page.status_code == 400
    assert "Hier fehlt noch Ihre Antwort." in page.text
    assert "Diese Antwort kennen wir nicht." in page.text
    assert "mehr als 1.000 Zeichen" in page.text
    assert asking.rows(LAST) == []


def test_the_script_is_told_in_json_whether_it_is_kept(asking):
    """Each tap is kept as soon as what must be said was said."""
    link = asking.link(asking.bought("anna"))
    asks = {"accept": "application/json"}
    assert asking.page.post(link, data={}, headers=asks).status_code == 400
    answer = asking.page.post(link, data={"q-expected": "0"}, headers=asks)
    assert answer.json() == {"saved": True}
    assert [row[:2] for row in asking.rows(LAST)] == [("expected", 0)]


def test_what_is_typed_stays_text(asking):
    """Neither on the page after an error nor in the thanks does it become a part of the page."""
    link = asking.link(asking.bought("anna"))
    evil = '</textarea><script>alert(1)</script>"'
    assert "<script>alert" not in asking.page.post(link, data={"q-voice": evil}).text
    asking.page.post(link, data={"q-expected": "1", "q-voice": evil})
    for path in (link, f"{link}?change=1"):
        assert "<script>alert" not in asking.page.get(path).text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_links_that_do_not_hold_say_what_and_what_to_do(asking, method):
    """Expired, changed, of another person, of a purchase that is forgotten: nothing is kept."""
    bought = asking.bought("anna")
    good = asking.link(bought)
    cases = {
        asking.link(bought, expires=asking.clock() - 1_000_000): (410, "Diese Frage ist abgelaufen."),
        good[:-2] + ("AA" if good[-2:] != "AA" else "BB"): (404, "Dieser Link stimmt nicht."),
        "/s/nothing": (404, "Dieser Link stimmt nicht."),
        asking.link(bought, "bea"): (403, "Dieser Link gehört zu einem anderen Einkauf."),
        asking.link(99): (410, "Diesen Anlass kennen wir nicht mehr."),
    }
    for path, (status, title) in cases.items():
        for place in (path, path.replace("/s/", "/s/frame/")):
            page = asking.page.request(method, place, **({"data": WHOLE} if method == "POST" else {}))
            assert page.status_code == status
            assert f"<h1>{title}</h1>" in page.text
    assert asking.rows(LAST) == []


def test_what_is_counted_cannot_be_changed_any_more(asking):
    """The page says so; the answers stay."""
    link = asking.link(asking.bought("anna"))
    asking.page.post(link, data=WHOLE)
    with asking.reach.database.writing() as connection:
        connection.exec_driver_sql("update survey_answers set sealed = 1")
    late = asking.page.post(link, data=WHOLE | {"q-expected": "-1"})
    assert (late.status_code, "Ihre Antwort steht fest." in late.text) == (410, True)


def test_everything_together_weighs_at_most_twenty_kilobytes(asking):
    """Page, style sheet and script, as they are and in each language; what is loaded is what is weighed."""
    link, _ = invite(asking)
    for lang in ("de", "en"):
        page = asking.page.get(f"{link}?lang={lang}&q=1").text
        loaded = re.findall(r'(?:href|src)="(/s/survey[^"]*)"', page)
        assert len(loaded) == 2
        fetched = sum(len(asking.page.get(path).content) for path in loaded)
        assert weight(page).plain == len(page.encode()) + fetched <= MOST_BYTES
        assert weight(page).packed < weight(page).plain / 2


def test_the_page_may_do_nothing_else(asking):
    """Its policy allows no place but this one, no cookie is set, nothing keeps it, nobody frames it."""
    answer = asking.page.get(asking.link(asking.bought("anna")))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert not re.search(r'style="|<script>|\son\w+=', answer.text)
    assert not re.findall(r'(?:src|href)="(?!/s/|data:,|#)', answer.text)


def test_only_shops_that_are_named_may_frame_it(framed):
    """The frame names them, the page beside it nobody; the answer says that it came from there."""
    link = framed.link(framed.bought("anna"))
    inside = framed.page.get(link.replace("/s/", "/s/frame/"))
    assert "frame-ancestors https://shop.example" in inside.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in framed.page.get(link).headers["content-security-policy"]
    framed.page.post(link.replace("/s/", "/s/frame/"), data=WHOLE)
    assert {row[3] for row in framed.rows(LAST)} == {"snippet"}
    script = framed.page.get("/s/embed.js")
    assert len(script.content) < MOST_BYTES
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


def test_the_link_is_drawn_for_receipts(asking):
    """As a QR code of its own address; a link that does not hold is none."""
    link = asking.link(asking.bought("anna"))
    drawn = asking.page.get(f"{link}.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in drawn.content
    assert asking.page.get("/s/nothing.svg").status_code == 404


def test_the_order_of_answers_is_by_chance_and_the_same_each_time(asking):
    """Half of the customers begin with the worst; the scale of numbers always runs upwards."""
    orders = set()
    for number in range(12):
        link = asking.link(asking.bought("anna", f"order:{number}"))
        pages = [asking.page.get(link).text for _ in range(2)]
        found = [re.findall(r'name="q-expected" value="(-?\d)"', page) for page in pages]
        assert found[0] == found[1]
        assert re.findall(r'name="q-compared" value="(-?\d)"', pages[0]) == found[0]
        assert re.findall(r'name="q-recommend" value="(\d+)"', pages[0]) == [str(one) for one in range(11)]
        orders.add(tuple(found[0]))
    assert orders == {("-1", "0", "1"), ("1", "0", "-1")}


def test_what_is_not_required_can_be_taken_back(asking):
    """Words emptied, and "no answer" chosen where something was answered; offered only then."""
    link, _ = invite(asking)
    assert "keine Angabe" not in asking.page.get(link).text
    asking.page.post(link, data=WHOLE)
    assert asking.page.get(f"{link}?change=1").text.count("keine Angabe") == 2
    asking.page.post(link, data={"q-expected": "0", "q-recommend": "", "q-compared": "1", "q-voice": ""})
    assert [(row[0], row[1]) for row in asking.rows(LAST)] == [("expected", 0.0), ("compared", 1.0)]
    assert len(asking.rows("select * from survey_answers where is_last = 0")) == 4


def test_a_new_customer_takes_back_what_she_said_of_a_recommendation(asking):
    bought = asking.bought("anna")
    link = asking.link(bought, "anna", survey="new_customers")
    asking.page.post(link, data={"q-heard": "recommendation", "q-said": "Gut.", "q-by_whom": "friend"})
    asking.page.post(link, data={"q-heard": "recommendation", "q-said": "", "q-by_whom": ""})
    assert asking.rows("select heard, said, by_whom from survey_recommendations") == [
        ("recommendation", "", "")
    ]


def test_what_was_counted_offers_no_change_any_more(asking):
    """The thanks stay, and say that it is final; a change that is sent all the same is refused."""
    link, _ = invite(asking)
    asking.page.post(link, data=WHOLE)
    assert "change=1" in asking.page.get(link).text
    with asking.reach.database.writing() as connection:
        connection.exec_driver_sql("update survey_answers set sealed = 1")
    for path in (link, f"{link}?change=1"):
        page = asking.page.get(path).text
        assert "Antwort ändern" not in page
        assert "ausgezählt" in page
    assert asking.page.post(link, data=WHOLE).status_code == 410


def test_a_link_changes_its_answer_twenty_times(asking):
    link, _ = invite(asking)
    for turn in range(20):
        assert asking.page.post(link, data={"q-expected": str(turn % 2)}).status_code == 303
    refused = asking.page.post(link, data={"q-expected": "0"})
    assert (refused.status_code, "sehr oft geändert" in refused.text) == (429, True)
    asked = {"accept": "application/json"}
    assert asking.page.post(link, data={"q-expected": "0"}, headers=asked).json()["reason"] == "often"
    assert [row[1] for row in asking.rows(LAST)] == [1.0]
