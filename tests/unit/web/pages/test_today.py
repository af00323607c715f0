"""The page Today."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from oase.app.views.today import met_more_or_less, today
from oase.experience.changes import changes
from oase.lake import Answers
from oase.model import Scale
from oase.service.message import Message
from oase.service.messages import take


@pytest.mark.parametrize(
    ("lang", "greeting"), [("de", "Guten Tag, Frau Manager"), ("en", "Good day, Frau Manager")]
)
def test_the_day_is_greeted_in_the_own_language(signed_in, lang, greeting):
    """Greeting, headline and what the house holds."""
    text = signed_in("manager", lang).get("/").text
    assert greeting in text
    assert f'<html lang="{lang}"' in text
    assert ("übertroffen" if lang == "de" else "exceeded") in text


def test_the_latest_answers_are_told_without_persons(signed_in, house):
    """Newest first, of the own brand; no pseudonym of any person stands on the page."""
    view = today(house, {}, lambda _done, _all: None)
    times = [row["at"] for row in view["answers"]]
    assert times == sorted(times, reverse=True)
    table = house.answers().table
    assert max(times) <= max(table["at"].to_pylist())
    text = signed_in("workshop").get("/").text
    assert not any(str(person) in text for person in set(table["person"].to_pylist()))


def test_consents_are_counted_by_person_and_purpose(signed_in, house):
    """Who withdrew lately is told beside who granted."""
    for name in ("a", "b", "c"):
        house.consent(name, "email", is_granted=True)
    house.consent("c", "email", is_granted=False)
    text = signed_in("manager").get("/").text
    assert "2 von 3" in text
    assert "1 in vier Wochen widerrufen" in text


def test_an_empty_house_says_what_to_do(signed_in, reach_of, pages_of, empty_folder):
    """Nobody has arrived: connect, import."""
    reach = reach_of(empty_folder)
    text = signed_in("manager", app=pages_of(reach), at=reach).get("/").text
    assert "Noch ist niemand angekommen." in text
    assert 'href="/door/connect"' in text
    assert 'href="/imports"' in text


def test_a_gap_in_the_data_is_no_change():
    """Days without any contact are not compared."""
    daily = [(day, name, 50) for day in range(60) if not 40 <= day < 50 for name in ("Kasse", "App")]
    assert met_more_or_less(daily, 59) == []


def test_a_young_house_is_not_compared():
    """Less than two weeks to compare give nothing."""
    daily = [(day, "Kasse", 10 * day) for day in range(40)]
    assert met_more_or_less(daily, 39) == []


def test_changes_can_be_taken_along(signed_in):
    """The table behind the page as a file, with a byte order mark for spreadsheets."""
    answer = signed_in("analyst").get("/download/changes.csv")
    assert answer.status_code == 200
    assert answer.text.startswith("\ufeff")
    assert "attachment" in answer.headers["content-disposition"]


NAMES = tuple("ABCDEFGHIJKLMNOPQRST")
DAY = 86_400_000_000


def days_of(seed: int, *, grown: float = 1.0, days: int = 57) -> list[tuple[int, str, int]]:
    """Return contacts by day and touchpoint; "A" has more by a factor in the last four weeks."""
    rng = np.random.default_rng(seed)
    sizes = np.geomspace(60, 2, len(NAMES))
    told: list[tuple[int, str, int]] = []
    for day in range(days):
        factor = np.ones(len(NAMES))
        factor[0] = grown if day >= days - 29 else 1.0
        found = rng.poisson(sizes * factor * (1.4 if day % 7 > 4 else 1.0) * rng.gamma(20, 1 / 20))
        told += [(day, name, int(n)) for name, n in zip(NAMES, found, strict=True) if n]
    return told


def test_nothing_is_told_where_nothing_changes():
    """Under no change a day tells of one in about a hundred times; weekdays and busy days do not matter."""
    alarms = [bool(met_more_or_less(days_of(seed), 56)) for seed in range(100)]
    assert sum(alarms) <= 5


def test_a_real_change_of_the_share_is_told():
    """A touchpoint that is met half as often again is found, with a range that holds the truth."""
    found = [met_more_or_less(days_of(seed, grown=1.5), 56) for seed in range(30)]
    told = [next((row for row in rows if row["touchpoint"] == "A"), None) for rows in found]
    assert sum(row is not None for row in told) >= 27
    assert all(row["low"] > 0 and row["q"] <= 0.01 for row in told if row)


def said(seed: int, shift: float = 0.0) -> Answers:
    """Return eight weeks of answers; fulfilment of "A" falls by ``shift`` in the last four."""
    rng = np.random.default_rng(seed)
    names: list[str] = []
    answers: list[int] = []
    times: list[int] = []
    for half in (0, 1):
        for name in NAMES[:10]:
            many = rng.poisson(150)
            fall = shift / 2 if half and name == "A" else 0.0
            names += [name] * many
            answers += rng.choice([-1, 0, 1], many, p=[0.25 + fall, 0.35, 0.4 - fall]).tolist()
            times += (half * 28 * DAY + rng.integers(0, 28 * DAY, many)).tolist()
    table = pa.table({"touchpoint": names, "answer": pa.array(answers, pa.int8()), "at": times})
    return Answers(table, "long", NAMES[:10], Scale(), own="Wir")


def test_few_false_alarms_about_fulfilment():
    """At q of 5 % about one day in fourteen tells of a change that is none."""
    alarms = [any(one.q <= 0.05 for one in changes(said(seed), end=56 * DAY)) for seed in range(100)]
    assert sum(alarms) <= 14


def test_a_real_fall_of_fulfilment_is_found():
    """Thirty points with 150 answers on each side are found nearly always."""
    found = [
        [one.touchpoint for one in changes(said(seed, 0.3), end=56 * DAY) if one.q <= 0.05]
        for seed in range(30)
    ]
    assert sum("A" in names for names in found) >= 24


def test_old_data_are_no_news(signed_in, clock):
    """Where nothing has come for weeks, the heading says since when, and claims no calm."""
    clock.turn(days=120)
    text = signed_in("manager").get("/").text
    assert "ist nichts Neues dazugekommen" in text
    assert "keine deutliche Veränderung." not in text


def test_one_is_said_as_one(signed_in, house, reach):
    """Figures and their words agree."""
    text = signed_in("manager", "en").get("/").text
    assert "of 0 messages" in text
    assert "imports are not counted" in text


def test_who_may_not_read_messages_reads_no_name_of_who_waits(signed_in, house, reach, clock):
    """Not the one she calls herself there, nor the one that the house knows of her."""
    house.consent("anna-17", "email", is_granted=True)
    house.correct_person("anna-17", {"firstName": "Annegretchen"})
    alias = house.find_person("anna-17").person
    text = "Gruß von Annegretchen, auch Wölkchen genannt, anna@example.org <script>alert(1)</script>"
    with reach.database.writing() as connection:
        take(connection, Message(key="mail:1", channel="Mail", at=clock.at - 60, text=text, alias=alias,
                                 sender="Wölkchen"), clock.at)  # fmt: skip
    read, masked = (signed_in(role).get("/").text for role in ("service", "workshop"))
    assert "Gruß von Annegretchen" in read
    assert "&lt;script&gt;alert(1)" in read
    assert "Gruß von" in masked
    for page, names in ((masked, ("Annegretchen", "Wölkchen", "anna@")), (read, ("<script>alert",))):
        assert [name for name in names if name in page] == []
