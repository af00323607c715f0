"""Personal replies: the three signs, and the share corrected by hand checks, on simulated and kept data."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from oase.db import Database, open_database
from oase.errors import OptionInvalid
from oase.service import Message, Reply
from oase.service.messages import replies_of, reply_by_key, take
from oase.service.personal import (
    FEWEST_CHECKED,
    check,
    corrected_share,
    detect,
    detect_all,
    how_many_wait,
    personal_share,
    to_check,
)
from oase.service.templates import Template, filled, remove_template, save_template, templates

NOW = 1_795_424_400_000_000
ASKED = "Passt die Leinenhose Ava auch mit 1,82 m, oder wird sie mir zu kurz?"
THANKS = "Hallo {name}, vielen Dank für Ihre Nachricht. Wir kümmern uns schnellstmöglich um Ihr Anliegen."
OWN = "Die Leinenhose ist in 40 am Bein 82 cm lang, das reicht bei Ihnen bis zum Knöchel."


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True, own_brand="Lindwerk") as database:
        yield database


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"{OWN}\nViele Grüße\nJana Roth\nKundenservice", "Jana Roth"),
        (f"{OWN} Liebe Grüße aus Köln, Jana", "Jana"),
        (f"{OWN} Viele Gruesse, Jana vom Lindwerk-Team", "Jana"),
        (f"{OWN} – Jana", "Jana"),
        (f"{OWN} Deine Jana", "Jana"),
        (f"{OWN} Kind regards from Cologne, Jana Roth", "Jana Roth"),
        (f"{OWN} Ihr Lindwerk-Team", ""),
        (f"{OWN} Viele Grüße, Lindwerk", ""),
        (f"{OWN} Viele Grüße Ihr Kundenservice", ""),
        (f"{OWN} Wir prüfen Ihre Bestellung", ""),
        (OWN, ""),
    ],
)
def test_a_name_is_that_of_a_person_who_signs(text: str, named: str):
    signs = detect(text, ASKED, brand="Lindwerk")
    assert signs.named == named
    assert signs.is_personal == bool(named)


def test_who_is_known_to_have_answered_must_stand_in_the_reply():
    assert detect(f"{OWN} Jana R.", ASKED, who="Jana Roth").named == "Jana Roth"
    assert detect(OWN, ASKED, who="Jana Roth").named == ""
    assert detect(f"{OWN} Team Köln", ASKED, who="Team Köln").named == ""


def test_words_of_a_template_are_not_own_however_they_were_filled_in():
    pasted = filled(THANKS, {"name": "Anna"}) + " Viele Grüße, Jana"
    signs = detect(pasted, "Frage zu meiner Nachricht und meinem Anliegen", [THANKS], sender="Anna")
    assert not signs.is_personal
    assert signs.own_words < 6
    both = detect(f"{pasted[:-19]} {OWN} Viele Grüße, Jana", ASKED, [THANKS], sender="Anna")
    assert both.is_personal
    assert "leinenhose" in both.refers


def test_own_words_that_take_up_nothing_are_not_personal():
    text = "Das freut uns wirklich riesig, bis bald einmal wieder in der Filiale! Viele Grüße, Jana"
    assert not detect(text, ASKED).is_personal


@pytest.mark.parametrize(
    "text", ["", " ", "\n" * 1000, "-" * 10_000, "Grüße " * 3_000, "\u202eJana", "🧶" * 500]
)
def test_strange_texts_are_looked_at_quickly(text: str):
    assert not detect(text, text, [text]).is_personal


def test_the_corrected_share_covers_the_truth_where_the_rule_is_wrong():
    """A rule that misses a fifth and takes a tenth for personal: 19 of 20 intervals hold the truth."""
    rng = random.Random(6)
    covered = plain = 0
    for _ in range(300):
        truth = [rng.random() < 0.6 for _ in range(800)]
        rule = [rng.random() < (0.8 if one else 0.1) for one in truth]
        sample = rng.sample(range(800), 60)
        found = corrected_share(rule, [(rule[place], truth[place]) for place in sample])
        assert found.corrected is not None
        covered += found.corrected.low <= 0.6 <= found.corrected.high
        plain += found.detected.low <= 0.6 <= found.detected.high
    assert covered / 300 > 0.92
    assert plain / 300 < 0.10  # without the correction nearly none


def test_a_sample_without_disagreement_is_not_certainty():
    found = corrected_share([True, False] * 50, [(True, True), (False, False)] * 20)
    assert found.corrected is not None
    assert found.corrected.value == 0.5
    assert found.corrected.high - found.corrected.low > 0.1
    assert found.wrong.value == 0
    assert found.wrong.high > 0.05


def test_too_few_checks_correct_nothing_and_say_how_many_more():
    found = corrected_share([True] * 100, [(True, True)] * 12)
    assert (found.corrected, found.needed, found.checked) == (None, FEWEST_CHECKED - 12, 12)
    assert corrected_share([], []).corrected is None


def test_replies_are_looked_at_once_checked_blind_and_counted(database: Database):
    with database.writing() as connection:
        _correspondence(connection, 40)
        assert how_many_wait(connection) == 40
        assert detect_all(connection) == 40
        assert detect_all(connection) == 0
        assert all(one.signs != "{}" for one in replies_of(connection, 1))
        order = [one.id for one in to_check(connection, 40)]
        assert sorted(order) == list(range(1, 41)) != order
        for number in order[:30]:
            check(connection, number, is_personal=True, who="Eva")
        assert [one.id for one in to_check(connection, 40)] == order[30:]
        found = personal_share(connection)
        assert (found.replies, found.checked, found.needed) == (40, 30, 0)
        assert found.detected.value == 0.5
        assert found.missed[0] + found.mistaken[0] == round(found.wrong.value * 30)
        check(connection, order[0], None, "Eva")
        assert personal_share(connection).corrected is None
        with pytest.raises(OptionInvalid):
            check(connection, 999, is_personal=True, who="Eva")


def test_machines_are_no_part_of_the_share(database: Database):
    with database.writing() as connection:
        take(connection, Message(key="mail:1", channel="Mail", at=NOW, text=ASKED), NOW)
        machine = Reply(key="mail:m", at=NOW, text=f"{OWN} Viele Grüße, Jana", is_automatic=True)
        reply_by_key(connection, "mail:1", machine, NOW)
        assert detect_all(connection) == 0
        assert personal_share(connection).replies == 0


def test_a_new_template_is_looked_for_in_old_replies_when_told_to(database: Database):
    with database.writing() as connection:
        _correspondence(connection, 2)
        detect_all(connection)
        assert personal_share(connection).detected.value == 0.5
        save_template(connection, Template(name="Hose", lang="de", text=OWN), NOW)
        assert detect_all(connection, anew=True) == 2
        assert personal_share(connection).detected.value == 0


def test_templates_are_kept_changed_and_removed(database: Database):
    with database.writing() as connection:
        save_template(connection, Template(name=" Dank ", lang="de", text=THANKS, who="Eva"), NOW)
        save_template(connection, Template(name="Dank", lang="de", text="Danke, {name}.", who="Eva"), NOW)
        assert [(one.name, one.text) for one in templates(connection)] == [("Dank", "Danke, {name}.")]
        for wrong in (
            Template(name="", lang="de", text="x"),
            Template(name="x", lang="fr", text="x"),
            Template(name="x", lang="de", text="{price}"),
            Template(name="x", lang="de", text=" "),
        ):
            with pytest.raises(OptionInvalid):
                save_template(connection, wrong, NOW)
        remove_template(connection, "Dank", "de")
        with pytest.raises(OptionInvalid):
            remove_template(connection, "Dank", "de")


def _correspondence(connection: Connection, count: int) -> None:
    """Every second reply is personal."""
    for number in range(count):
        take(connection, Message(key=f"mail:{number}", channel="Mail", at=NOW, text=ASKED), NOW)
        text = f"{OWN} Viele Grüße, Jana" if number % 2 else "Danke. Ihr Team"
        reply_by_key(connection, f"mail:{number}", Reply(key=f"mail:r{number}", at=NOW, text=text), NOW)
