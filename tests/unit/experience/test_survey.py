"""The questionnaire as data: what is asked, in which form, and how the reader takes it back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from oase.errors import OptionInvalid
from oase.experience.survey import (
    COMPARED,
    DISCONFIRMATION,
    questionnaire,
    reading_arguments,
    with_names,
    write_kit,
)
from oase.lake import read_answers
from oase.words.survey_kit import Form, Option, Text

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
    assert review["touchpoints"] == ["BeratungImLaden", "Rueckgabe", "Chat"]


def exported(form: Form, answers: list[dict[str, str]]) -> str:
    """Return a CSV as LimeSurvey writes it: codes as headings, full answers, its own columns first."""
    codes = [row.code for row in form.touchpoints] if form.name == "review" else []
    asked = [code for item in form.items for code in (codes if item.kind == "grid" else [item.code])]
    out = io.StringIO()
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", *asked]
    writer = csv.DictWriter(out, head, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    for number, answer in enumerate(answers, start=1):
        fixed = {
            "id": str(number),
            "submitdate": f"2026-03-0{number} 10:15:00",
            "lastpage": "1",
            "startlanguage": "de",
        }
        writer.writerow({**fixed, **answer})
    return out.getvalue()


def words_of(lang: str, options: tuple[Option, ...]) -> list[str]:
    return [option.text.of(lang) for option in options]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_export_of_the_contact_form_is_read_back(tmp_path: Path, lang: str) -> None:
    """Every answer of the kit, as LimeSurvey exports it, is understood by the reader, none refused."""
    form = questionnaire(NAMES, "Lindwerk")
    answers, compared = words_of(lang, DISCONFIRMATION), words_of(lang, COMPARED)
    given = [
        {
            "person": f"p{n}",
            "transaction": f"t{n}",
            "touchpoint": NAMES[n % 3],
            "answer": answers[n],
            "compared": compared[n],
            "comparedwith": "Norrfell",
            "recommend": str(n + 7),
            "expectation": str(n + 1),
        }
        for n in range(4)
    ]
    path = tmp_path / "export.csv"
    path.write_text(exported(form, given), encoding="utf-8-sig")
    arguments: Any = reading_arguments(form)
    read = read_answers(path, at="submitdate", timezone="Europe/Berlin", **arguments)
    assert read.reading.rows_refused == 0
    assert read.scale.kind == "three_way"
    assert read.table["answer"].to_pylist() == [-1, 0, 1, None]
    assert read.table["compared"].to_pylist() == [-1, 0, 1, None]
    assert read.table["touchpoint"].to_pylist() == [given_row["touchpoint"] for given_row in given]
    assert read.table["recommend"].to_pylist() == [7.0, 8.0, 9.0, 10.0]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_export_of_the_review_is_read_back_with_names(tmp_path: Path, lang: str) -> None:
    """The wide export gives one column per touchpoint, and the touchpoints get their names back."""
    form = questionnaire(NAMES, "Lindwerk", "review")
    worse, met, better, unused = words_of(lang, DISCONFIRMATION)
    yes, no = words_of(lang, form.item("outcome").options)
    first = {"BeratungImLaden": better, "Rueckgabe": worse, "Chat": unused, "outcome": yes}
    second = {"BeratungImLaden": met, "Rueckgabe": met, "Chat": worse, "outcome": no}
    given = [{"person": "a", "recommend": "9", **first}, {"person": "b", "recommend": "2", **second}]
    path = tmp_path / "export.csv"
    path.write_text(exported(form, given), encoding="utf-8-sig")
    arguments: Any = reading_arguments(form)
    read = with_names(read_answers(path, **arguments), form)
    assert read.reading.rows_refused == 0
    assert read.touchpoints == tuple(NAMES)
    assert read.table["Rückgabe"].to_pylist() == [-1, 0]
    assert read.table["Chat"].to_pylist() == [None, -1]
    assert read.table["outcome"].to_pylist() == [1.0, 0.0]


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
