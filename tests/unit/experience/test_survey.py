"""The questionnaire as data: what is asked, in which form, and how the reader takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from oase.errors import OptionInvalid
from oase.experience.survey import COMPARED, DISCONFIRMATION, questionnaire, reading_arguments, write_kit
from oase.words.survey_kit import Form, Text

NAMES = ["Beratung im Laden", "Rückgabe", "Chat"]


def texts(form: Form) -> list[Text]:
    found = [form.title, form.welcome, form.thanks]
    for item in form.items:
        found += [item.text, *(option.text for option in item.options), *(row.text for row in item.rows)]
    return found


@pytest.mark.parametrize("kind", ["contact", "review"])
def test_everything_is_asked_in_both_languages(kind: str) -> None:
    """Each text has German and English words; only touchpoint names and numbers may be alike."""
    form = questionnaire(NAMES, "Lindwerk", kind)
    assert all(text.de.strip() and text.en.strip() for text in texts(form))
    assert all(item.text.de != item.text.en for item in form.visible)
    assert all(bool(item.help.de) == bool(item.help.en) for item in form.items)


def test_contact_needs_at_most_three_taps() -> None:
    """After a contact there are three taps, in order, and only the first is required."""
    form = questionnaire(NAMES, "Lindwerk")
    assert [(item.tap, item.code) for item in form.items if item.tap] == [
        (1, "answer"),
        (2, "recommend"),
        (3, "compared"),
    ]
    assert [item.code for item in form.items if item.required] == ["answer"]


@pytest.mark.parametrize("options", [DISCONFIRMATION, COMPARED])
def test_not_applicable_is_not_the_middle(options: tuple[object, ...]) -> None:
    """Three answers lie on the scale, and "not applicable" stands apart after them."""
    assert [option.apart for option in options] == [False, False, False, True]  # type: ignore[attr-defined]


def test_recommendation_runs_from_0_to_10() -> None:
    """Willingness to recommend has eleven steps and words at both ends."""
    item = questionnaire(NAMES, "Lindwerk").item("recommend")
    assert [option.code for option in item.options] == [str(step) for step in range(11)]
    assert item.low.de
    assert item.high.en


def test_review_asks_each_touchpoint_once_and_the_purchase() -> None:
    """The review has one line per touchpoint in the order given, and the outcome question."""
    form = questionnaire(NAMES, "Lindwerk", "review")
    assert [row.text.de for row in form.item("tp").rows] == NAMES
    assert [option.code for option in form.item("outcome").options] == ["yes", "no"]


def test_expectation_is_asked_beside_everything() -> None:
    """Both forms ask how much and what was expected, since low expectations fake magic."""
    for kind in ("contact", "review"):
        codes = [item.code for item in questionnaire(NAMES, "Lindwerk", kind).items]
        assert {"expectation", "expects"} <= set(codes)


def test_reading_arguments_name_columns_that_the_form_has() -> None:
    """Every column handed to the reader is a question of the form."""
    contact = questionnaire(NAMES, "Lindwerk")
    codes = {item.code for item in contact.items}
    named = {
        value for key, value in reading_arguments(contact).items() if key not in ("own", "not_applicable")
    }
    assert named <= codes
    review = reading_arguments(questionnaire(NAMES, "Lindwerk", "review"))
    assert review["touchpoints"] == ["tp[BeratungImLaden]", "tp[Rueckgabe]", "tp[Chat]"]


@pytest.mark.parametrize(
    ("names", "brand", "message"),
    [
        ([], "Lindwerk", "touchpoints"),
        (["Chat", "Chat "], "Lindwerk", "each named once"),
        (["Chat"], " ", "no brand"),
    ],
)
def test_what_cannot_be_asked_is_refused(names: list[str], brand: str, message: str) -> None:
    """Without a brand, without touchpoints or with a name twice there is a clear message."""
    with pytest.raises(OptionInvalid, match=message):
        questionnaire(names, brand)


def test_write_kit_makes_the_folder(tmp_path: Path) -> None:
    """One call writes both questionnaires in every format."""
    files = write_kit(tmp_path / "kit", NAMES, "Lindwerk")
    assert {"limesurvey-contact.lss", "limesurvey-review.lss", "README.md", "LIESMICH.md"} <= {
        path.name for path in files
    }
