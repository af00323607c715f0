"""The page Ratings and recommendation: the denominator, what weighting mends and what not, thanks."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from oase.surveys.moving_in import move_in
from oase.surveys.recommending import thank_list
from oase.surveys.stored import put_live
from oase.surveys.tables import answers

HOUR, DAY = 3_600_000_000, 86_400_000_000
ANNA, BERTA, CLARA = 11, 12, 13


def row_of_log(number, at, context, *, is_sent=True, is_answered=False, reason="", **more):
    """Return a row of the log of invitations."""
    state = "answered" if is_answered else "sent" if is_sent else "quarantined"
    return {
        "id": number, "transaction_id": number, "survey": "three_taps", "alias": 1000 + number,
        "touchpoint": "Kasse", "at": at, "context": json.dumps(context), "state": state, "reason": reason,
        "share": 0.5 if is_sent else None, "channel": "email", "decided": at,
        "sent": at if is_sent else None, "opened": at if is_answered else None,
        "answered": at if is_answered else None, **more,
    }  # fmt: skip


def answer(number, role, at, *, value=None, text=None, way="invited", survey="three_taps", **more):
    """Return an answer to one question."""
    return {
        "submission": f"s{number}", "transaction_id": number, "alias": 1000 + number, "survey": survey,
        "version": 1, "item": role, "role": role, "touchpoint": "Kasse", "number": value, "text": text,
        "at": at, "way": way, "medium": "page", "lang": "de", "is_last": 1, "sealed": None, **more,
    }  # fmt: skip


@pytest.fixture
def rated(reach, clock):
    """200 transactions; the young answer seldom and are disappointed, the old often and are delighted."""
    start = clock() - 20 * DAY
    log, said, transactions = [], [], []
    for number in range(1, 201):
        at = start + number * HOUR
        is_young = number % 2 == 0
        context = {"customer": "new" if is_young else "returning"}
        transactions.append(
            {"id": number, "key": f"order:{number}", "alias": 1000 + number, "touchpoint": "Kasse",
             "channel": "Laden", "store": "", "value": 20.0, "at": at, "received": at,
             "source": "till"}
        )  # fmt: skip
        if number > 160:
            log.append(row_of_log(number, at, context, is_sent=False, reason="no_consent"))
            continue
        is_answered = number % 16 == 2 if is_young else number % 16 != 1
        log.append(row_of_log(number, at, context, is_answered=is_answered))
        if is_answered:
            said.append(answer(number, "disconfirmation", at, value=-1.0 if is_young else 1.0))
            said.append(answer(number, "recommend", at, value=3.0 if is_young else 10.0))
    said.append(answer(170, "recommend", start, value=0.0, way="passive"))
    said.append(answer(3, "voice", start + DAY, text="Schnell, <i>aber</i> laut."))
    said.append(answer(5, "trust", start, value=9.0, survey="trust"))
    with reach.database.writing() as connection:
        put_live(connection, "trust", 0, "test", start)
        assert move_in(
            connection, transactions_=transactions, invitations=log, answers=said,
            recommendations=told(start), links=[],
        )  # fmt: skip


def rows_of(client, name):
    """Return the rows of a table as an English file gives them."""
    text = client.get(f"/ratings/download/{name}.csv").text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def told(start):
    """Forty new customers say how they heard; ten by recommendation, three of them by links."""
    rows = []
    for number in range(40):
        winner = {0: ANNA, 1: ANNA, 2: BERTA}.get(number)
        rows.append(
            {"alias": BERTA if number == 0 else 2000 + number, "at": start + number, "transaction_id": None,
             "heard": "recommendation" if number < 10 else "search",
             "by_whom": "friend" if number < 10 else "",
             "said": "Die hören <b>zu</b>." if number == 4 else "", "code": "abcdefgh23" if winner else "",
             "recommender": winner, "thanked": None, "thanked_by": ""}
        )  # fmt: skip
    return rows


def test_an_empty_house_says_what_will_stand_there(signed_in):
    """And leads to the surveys."""
    page = signed_in("analyst").get("/ratings").text
    assert "Noch ist keine Transaktion zu bewerten" in page
    assert 'href="/ratings/surveys"' in page


@pytest.mark.usefixtures("rated")
def test_the_finding_comes_with_range_and_denominators(signed_in):
    """The rate of those who answered, the funnel to the last transaction, every reason."""
    page = signed_in("manager").get("/ratings").text
    assert "25\N{NO-BREAK SPACE}% der neuen Kundinnen kamen durch eine Empfehlung" in page
    assert "10 von 40 Antworten" in page
    assert "80 von 200 Transaktionen bewertet" in page
    assert "Keine Einwilligung in Befragungen" in page
    assert "Jemand hat es mir empfohlen" in page
    funnel = rows_of(signed_in("manager", "en"), "funnel")
    assert {row["step"]: row["count"] for row in funnel} == {
        "transactions": "200", "logged": "200", "invitable": "160", "invited": "160", "opened": "80",
        "rated": "80",
    }  # fmt: skip


@pytest.mark.usefixtures("rated")
def test_weighting_mends_what_is_known_and_the_page_claims_no_more(signed_in):
    """Half are new and disappointed, yet seven of eight answers are not theirs: weighted it is about zero."""
    client = signed_in("analyst", "en")
    page = client.get("/ratings").text
    assert "“Kasse”: weighted, fulfilment is" in page
    assert "What it does not mend: reasons nobody recorded." in page
    assert "cannot be seen from that, and weights do not mend it" in page
    assert "new or returning" in page
    (found,) = rows_of(client, "weighed")
    assert float(found["raw"]) == pytest.approx(0.75)
    assert abs(float(found["weighted"])) < 0.15
    assert float(found["kish"]) < float(found["answers"]) == 80


@pytest.mark.usefixtures("rated")
def test_passive_answers_are_voices_and_no_votes(signed_in):
    """The one who wrote unasked is counted beside, not in the willingness to recommend."""
    page = signed_in("analyst").get("/ratings").text
    assert "Dazu 1 freiwillige Antwort ohne Einladung" in page
    assert rows_of(signed_in("analyst", "en"), "recommend")[0]["n"] == "80"


@pytest.mark.usefixtures("rated")
def test_words_and_names_are_for_those_who_may_see_persons(signed_in):
    """An analyst reads how many there are; a manager reads them, as text."""
    page = signed_in("analyst").get("/ratings").text
    assert "Schnell" not in page
    assert "Die hören" not in page
    assert "1 Antwort in eigenen Worten" in page
    assert "Empfehlende 1" in page
    assert "/customers/" not in page
    assert signed_in("analyst").get("/ratings/download/edges.csv").status_code == 404
    seen = signed_in("manager").get("/ratings").text
    assert "Schnell, &lt;i&gt;aber&lt;/i&gt; laut." in seen
    assert "Die hören &lt;b&gt;zu&lt;/b&gt;." in seen
    assert 'href="/customers/000000000000000b"' in seen


@pytest.mark.usefixtures("rated")
def test_who_won_whom_counts_those_they_won_in_turn(signed_in):
    """Anna won Berta and another, Berta one."""
    table = rows_of(signed_in("manager", "en"), "recommenders")
    assert [(row["direct"], row["through"]) for row in table] == [("2", "1"), ("1", "0")]
    page = signed_in("manager").get("/ratings").text
    assert "2 Empfehlende haben 3 neue Kundinnen gewonnen." in page


@pytest.mark.usefixtures("rated")
def test_thanks_are_noted_by_name_and_can_be_taken_back(signed_in, reach):
    """Twice thanked is thanked once; who may see no persons may not thank."""
    client = signed_in("manager")
    person = f"{ANNA:016x}"
    assert "thanked" in client.submit("/ratings/thank", {"person": person}).headers["location"]
    again = client.submit("/ratings/thank", {"person": person})
    assert "Da war nichts zu danken" in client.get(again.headers["location"]).text
    page = client.get("/ratings").text
    assert "von Frau Manager" in page
    at = re.search(r'name="at" value="(\d+)"', page)[1]
    client.submit("/ratings/thank/undo", {"person": person, "at": at})
    with reach.database.reading() as connection:
        assert {one.recommender: one.due for one in thank_list(connection)} == {ANNA: 2, BERTA: 1}
    assert client.submit("/ratings/thank", {"person": "x" * 16}).status_code == 404
    assert client.submit("/ratings/thank/undo", {"person": person, "at": "now"}).status_code == 404
    assert signed_in("analyst").submit("/ratings/thank", {"person": person}).status_code == 403
    assert signed_in("service").submit("/ratings/thank", {"person": person}).status_code == 403


@pytest.mark.usefixtures("rated")
def test_a_period_narrows_everything(signed_in, clock):
    """Of the last seven days there is nothing; of thirty there is all."""
    client = signed_in("manager")
    assert "Noch ist keine Transaktion zu bewerten" in client.get("/ratings?period=7d").text
    assert "80 von 200 Transaktionen" in client.get("/ratings?period=30d").text
    clock.turn(days=9)
    assert "80 von 200 Transaktionen" not in client.get("/ratings?period=30d").text


@pytest.mark.usefixtures("rated")
def test_answers_on_a_scale_nobody_knows_are_left_out_and_counted(signed_in, reach, clock):
    """Another tool asked about satisfaction; its scale is not kept here."""
    with reach.database.writing() as connection:
        rows = [
            answer(n, "satisfaction", clock() - DAY, value=5.0, survey="elsewhere", way="foreign")
            for n in (7, 9)
        ]
        connection.execute(answers.insert(), rows)
    page = signed_in("analyst").get("/ratings").text
    assert "2 Antworten aus anderen Werkzeugen fehlen hier" in page
    assert "Vertrauen" in page
