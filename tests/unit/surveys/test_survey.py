"""What can be kept as a survey, and its versions."""

from __future__ import annotations

import msgspec
import pytest

from oase.db import open_database
from oase.errors import OptionInvalid
from oase.surveys.stored import came_along, history, live, newest, off, put_live, save, survey_of
from oase.surveys.survey import Option, Question, Survey, check, text_in

BOTH = {"de": "Text", "en": "text"}


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        yield database


@pytest.mark.parametrize("survey", came_along().values(), ids=list(came_along()))
def test_what_comes_along_can_be_kept(survey):
    assert check(survey) == []


def one(**changed):
    return Question(**{"id": "q", "role": "other", "kind": "text", "text": BOTH} | changed)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (one(text={"de": "nur deutsch"}), "text_missing"),
        (one(text=BOTH | {"en": "x" * 301}), "text_long"),
        (one(id="Frage 1"), "name"),
        (one(role="recommend", kind="scale", high=5), "range"),
        (one(role="expectation", kind="scale"), "range"),
        (one(role="expectation", kind="three_way"), "kind_unfit"),
        (one(role="disconfirmation", kind="scale"), "kind_unfit"),
        (one(kind="scale", low=0, high=1), "range"),
        (one(kind="choice", options=(Option("a", BOTH),)), "range"),
        (one(kind="choice", options=(Option("a", BOTH), Option("a", BOTH))), "twice"),
        (one(role="heard", kind="choice", options=(Option("a", BOTH), Option("b", BOTH))), "no_referral"),
        (one(role="functional", kind="choice", options=(Option("1", BOTH), Option("2", BOTH))), "range"),
    ],
)
def test_what_is_wrong_with_a_question_is_named(question, code):
    assert code in [problem.code for problem in check(Survey(name="s", title=BOTH, questions=(question,)))]


def test_one_role_is_asked_once():
    questions = (
        one(id="a", role="compared", kind="three_way"),
        one(id="b", role="compared", kind="three_way"),
    )
    assert [p.code for p in check(Survey(name="s", title=BOTH, questions=questions))] == ["role_twice"]


def test_nothing_asks_before_it_is_put_live_and_undo_is_an_earlier_version(database):
    taps = came_along()["three_taps"]
    with database.writing() as connection:
        assert live(connection) == []
        put_live(connection, "three_taps", 0, "Ada", 1)
        assert live(connection) == [taps]
        number = save(connection, msgspec.structs.replace(taps, title=BOTH), "Ada", 2)
        assert live(connection) == [taps]  # saving alone changes nothing
        put_live(connection, "three_taps", number, "Ada", 3)
        assert [survey.title for survey in live(connection)] == [BOTH]
        put_live(connection, "three_taps", 1, "Ben", 4)
        assert live(connection) == [taps]
        assert [(one.number, one.is_live) for one in history(connection, "three_taps")] == [
            (2, False), (1, True), (0, False),
        ]  # fmt: skip
        assert off(connection, "three_taps")
        assert live(connection) == []
        assert survey_of(connection, "three_taps") is not None  # links that are out are still answered


def test_what_cannot_be_kept_is_not(database):
    with database.writing() as connection:
        with pytest.raises(OptionInvalid, match="questions"):
            save(connection, Survey(name="mine", title=BOTH), "Ada", 1)
        with pytest.raises(OptionInvalid, match="did you mean 'trust'"):
            put_live(connection, "trusts", 1, "Ada", 1)
        with pytest.raises(OptionInvalid, match="no such version"):
            put_live(connection, "trust", 7, "Ada", 1)
        assert {one.survey.name for one in newest(connection)} == set(came_along())


def test_a_text_falls_back_to_german():
    assert text_in({"de": "Wie war {touchpoint}?", "en": ""}, "en", touchpoint="X") == "Wie war X?"
