"""Questions to a shop, answered by somebody with a name."""

from __future__ import annotations

import pytest
from tests.unit.retail.shop import DRESS_38, NOW

from oase.db import Database
from oase.errors import OptionInvalid
from oase.retail import questions
from oase.retail.questions import Question


def ask(shop: Database, text: str = "Läuft es ein?", alias: int = 1, store: str = "K1") -> Question:
    with shop.writing() as connection:
        return questions.ask(
            connection, store=store, gtin=DRESS_38, alias=alias, aliases=[alias], text=text, now=NOW
        )


def test_a_question_waits_until_somebody_answers(shop: Database):
    asked = ask(shop)
    with shop.writing() as connection:
        assert questions.of_store(connection, "K1") == [asked]
        assert questions.how_many_wait(connection) == 1
        told = questions.answer(connection, asked.id, " Nein, bei 30 Grad nicht. ", "Mira Kaya", NOW + 5)
        assert questions.of_store(connection, "K1") == []
        assert questions.of_store(connection, waiting=False) == [told]
        assert questions.of_person(connection, [1]) == [told]
    assert (told.answer, told.who, told.answered) == ("Nein, bei 30 Grad nicht.", "Mira Kaya", NOW + 5)


def test_asked_twice_it_waits_once(shop: Database):
    assert ask(shop).id == ask(shop).id
    assert ask(shop, alias=2).id != ask(shop).id


@pytest.mark.parametrize("text", ["", "  ", "x" * 1_001])
def test_no_question_is_refused(shop: Database, text: str):
    with pytest.raises(OptionInvalid, match="question is empty or too long"):
        ask(shop, text)


def test_no_store_is_refused(shop: Database):
    with pytest.raises(OptionInvalid, match="no such store"):
        ask(shop, store="K9")


def test_one_person_cannot_flood_the_shop(shop: Database):
    for number in range(questions.MOST_WAITING):
        ask(shop, f"Frage {number}")
    with pytest.raises(OptionInvalid, match="Too many"):
        ask(shop, "noch eine")


def test_an_answer_needs_a_question_a_text_and_a_name(shop: Database):
    asked = ask(shop)
    with shop.writing() as connection:
        for number, text, who in (
            (asked.id + 1, "ja", "Mira"),
            (asked.id, " ", "Mira"),
            (asked.id, "ja", ""),
        ):
            with pytest.raises(OptionInvalid):
                questions.answer(connection, number, text, who, NOW)
