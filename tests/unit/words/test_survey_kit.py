"""The survey kit: imports with the structure of real exports, every item bilingual, files that open."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from oase.errors import OptionInvalid, StorageForbidden
from oase.experience.survey import questionnaire
from oase.words import survey_kit
from oase.words.survey_kit import Form

NAMES = ["Beratung im Laden", "Rückgabe & Umtausch", 'Pflege "Wolle" <b>{x}</b>', "24h-Chat 🌲", "Chat"]
CONTACT = questionnaire(NAMES, "Lindwerk & Söhne")
REVIEW = questionnaire(NAMES, "Lindwerk & Söhne", "review")

FORBIDDEN_IDS = {
    "userId",
    "source",
    "suid",
    "end",
    "start",
    "welcomeCard",
    "hidden",
    "verifiedEmail",
    "multiLanguage",
    "embed",
}


def sections(form: Form) -> ET.Element:
    return ET.fromstring(survey_kit.limesurvey(form))  # noqa: S314 - our own text


def rows(root: ET.Element, section: str) -> list[dict[str, str]]:
    found = root.find(section)
    assert found is not None, section
    return [{field.tag: field.text or "" for field in row} for row in found.iterfind("rows/row")]


@pytest.mark.parametrize("form", [CONTACT, REVIEW], ids=["contact", "review"])
def test_limesurvey_has_the_sections_of_a_real_export(form: Form) -> None:
    """The .lss has document type, version, languages and the tables that LimeSurvey's importer reads."""
    root = sections(form)
    assert root.tag == "document"
    assert root.findtext("LimeSurveyDocType") == "Survey"
    assert [lang.text for lang in root.iterfind("languages/language")] == ["de", "en"]
    present = [child.tag for child in root][3:]
    expected = "answers answer_l10ns groups group_l10ns questions question_l10ns question_attributes surveys"
    assert present == [*expected.split(), "surveys_languagesettings"]
    for section in root[3:]:
        fields = [field.text for field in section.iterfind("fields/fieldname")]
        for row in section.iterfind("rows/row"):
            assert [cell.tag for cell in row] == fields


@pytest.mark.parametrize("form", [CONTACT, REVIEW], ids=["contact", "review"])
def test_limesurvey_ids_hang_together(form: Form) -> None:
    """Every foreign id of the .lss points at a row that exists, and no id occurs twice."""
    root = sections(form)
    questions = {row["qid"] for row in rows(root, "questions")}
    answers = [row["aid"] for row in rows(root, "answers")]
    words = [row["id"] for row in rows(root, "question_l10ns")]
    lines = sum(len(item.rows) - 1 for item in form.items if item.rows)
    assert len(questions) == len(form.items) + lines
    assert len(set(answers)) == len(answers)
    assert len(set(words)) == len(words)
    assert {row["qid"] for row in rows(root, "answers")} <= questions
    assert {row["aid"] for row in rows(root, "answer_l10ns")} == set(answers)
    assert {row["qid"] for row in rows(root, "question_l10ns")} == questions
    assert {row["qid"] for row in rows(root, "question_attributes")} <= questions


@pytest.mark.parametrize("form", [CONTACT, REVIEW], ids=["contact", "review"])
def test_limesurvey_codes_are_within_its_limits(form: Form) -> None:
    """Question codes are 1 to 20 letters and digits that differ; answer codes have at most 5 characters."""
    root = sections(form)
    titles = [row["title"] for row in rows(root, "questions")]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", title) for title in titles)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", row["code"]) for row in rows(root, "answers"))


@pytest.mark.parametrize("form", [CONTACT, REVIEW], ids=["contact", "review"])
def test_limesurvey_asks_everything_in_both_languages(form: Form) -> None:
    """Each question, line and answer of the .lss has one German and one English text, none of them empty."""
    root = sections(form)
    for section, key, text in [("question_l10ns", "qid", "question"), ("answer_l10ns", "aid", "answer")]:
        by_id: dict[str, dict[str, str]] = {}
        for row in rows(root, section):
            by_id.setdefault(row[key], {})[row["language"]] = row[text]
        assert all(set(texts) == {"de", "en"} and all(texts.values()) for texts in by_id.values())
    assert {row["surveyls_language"] for row in rows(root, "surveys_languagesettings")} == {"de", "en"}


def test_limesurvey_touchpoint_names_are_text_not_markup_or_expressions() -> None:
    """Names with tags or braces reach LimeSurvey escaped, so they are neither run nor evaluated."""
    texts = [row["question"] for row in rows(sections(REVIEW), "question_l10ns")]
    name = next(text for text in texts if text.startswith("Pflege"))
    assert "<b>" not in name
    assert "{x" not in name


def test_limesurvey_hides_what_travels_with_the_link_and_mixes_the_order() -> None:
    """Person, transaction and touchpoint are hidden; the lines of the review come in random order."""
    root = sections(CONTACT)
    titles = {row["qid"]: row["title"] for row in rows(root, "questions")}
    hidden = {titles[row["qid"]] for row in rows(root, "question_attributes") if row["attribute"] == "hidden"}
    assert hidden == {"person", "transaction", "touchpoint"}
    mixed = [
        row for row in rows(sections(REVIEW), "question_attributes") if row["attribute"] == "random_group"
    ]
    assert len(mixed) == len(NAMES)
    asked = [row["question"] for row in rows(root, "question_l10ns")]
    assert sum("{touchpoint}" in text for text in asked) == 2


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("form", [CONTACT, REVIEW], ids=["contact", "review"])
def test_formbricks_is_shaped_as_its_api_takes_it(form: Form, lang: str) -> None:
    """The JSON has blocks of elements, ids of the allowed form, and no element id that Formbricks forbids."""
    body = json.loads(survey_kit.formbricks(form, lang))
    assert {
        "environmentId",
        "name",
        "type",
        "status",
        "welcomeCard",
        "blocks",
        "endings",
        "hiddenFields",
    } <= set(body)
    assert body["type"] == "link"
    assert body["questions"] == []
    elements = [element for block in body["blocks"] for element in block["elements"]]
    ids = [element["id"] for element in elements]
    assert ids == [item.code for item in form.visible]
    assert not FORBIDDEN_IDS & {*ids, *body["hiddenFields"]["fieldIds"]}
    cuids = [block["id"] for block in body["blocks"]] + [ending["id"] for ending in body["endings"]]
    assert len(set(cuids)) == len(cuids)
    assert all(re.fullmatch(r"[a-z][0-9a-z]{23}", identity) for identity in cuids)
    allowed = {"multipleChoiceSingle", "matrix", "nps", "rating", "openText"}
    assert {element["type"] for element in elements} <= allowed
    for element in elements:
        assert isinstance(element["required"], bool)
        choices = element.get("choices") or element.get("columns") or []
        labels = [choice["label"][code] for choice in choices for code in ["de"]]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("form", [CONTACT, REVIEW], ids=["contact", "review"])
def test_formbricks_texts_are_bilingual_with_the_chosen_default(form: Form, lang: str) -> None:
    """Each text of the JSON has the words of both languages, and the default is the chosen one."""
    found: list[dict[str, str]] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            if "default" in value:
                found.append(value)
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(json.loads(survey_kit.formbricks(form, lang)))
    assert len(found) > 10
    assert all(text["default"] == text[lang] and text["de"].strip() and text["en"].strip() for text in found)


def test_formbricks_is_the_same_on_every_call() -> None:
    """Ids come from the content, not from chance."""
    assert survey_kit.formbricks(CONTACT, "de") == survey_kit.formbricks(CONTACT, "de")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_print_page_escapes_and_shows_every_question(lang: str) -> None:
    """The page to print asks every question, escapes names, and asks nothing of the network."""
    page = survey_kit.print_page(CONTACT, REVIEW, lang)
    assert "<b>{x}" not in page
    assert "Pflege &#34;Wolle&#34; &lt;b&gt;" in page
    assert not re.search(r"(?:src|href)=|url\(|@import", page)
    assert page.count("<h1>") == 1
    for form in (CONTACT, REVIEW):
        for item in form.visible:
            assert item.text.of(lang).replace("&", "&amp;") in page


@pytest.mark.parametrize(("lang", "consent"), [("de", "§ 7 UWG"), ("en", "consent")])
def test_guide_says_what_to_do(lang: str, consent: str) -> None:
    """The guide names consent, random order, the number of answers, and the way back to Oase."""
    text = survey_kit.guide(CONTACT, REVIEW, lang)
    for word in [consent, "oase check", "read_answers", '"Chat"', "520", "BGH"]:
        assert word in text


def test_write_makes_every_file_and_the_links(tmp_path: Path) -> None:
    """The folder holds guides, print pages, imports and the codes, each named in the result."""
    files = survey_kit.write(tmp_path / "kit", CONTACT, REVIEW)
    assert sorted(path.name for path in files) == sorted(path.name for path in (tmp_path / "kit").iterdir())
    assert {path.suffix for path in files} == {".md", ".html", ".lss", ".json", ".csv"}
    with (tmp_path / "kit" / "touchpoints.csv").open(encoding="utf-8", newline="") as lines:
        codes = list(csv.DictReader(lines))
    assert [row["touchpoint"] for row in codes] == NAMES
    assert codes[1]["link"].startswith("?touchpoint=R%C3%BCckgabe%20%26%20Umtausch&")


def test_write_in_one_language_only(tmp_path: Path) -> None:
    """With one language there is one guide and one print page, and the imports still carry both."""
    names = {path.name for path in survey_kit.write(tmp_path, CONTACT, REVIEW, langs=("en",))}
    assert "README.md" in names
    assert "LIESMICH.md" not in names
    assert "<language>de</language>" in (tmp_path / "limesurvey-contact.lss").read_text(encoding="utf-8")


def test_write_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    """A file in place of the folder, an unknown language and a locked folder are told, not thrown raw."""
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(OptionInvalid, match="needs a folder"):
        survey_kit.write(file, CONTACT, REVIEW)
    with pytest.raises(OptionInvalid, match="language"):
        survey_kit.write(tmp_path, CONTACT, REVIEW, langs=("fr",))  # type: ignore[arg-type]
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    probe = locked / "probe"
    try:
        probe.write_text("x", encoding="utf-8")
    except PermissionError:
        with pytest.raises(StorageForbidden):
            survey_kit.write(locked / "kit", CONTACT, REVIEW)
