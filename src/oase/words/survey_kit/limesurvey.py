"""A form as LimeSurvey survey structure (.lss), as LimeSurvey 6 exports it (database version 495)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from oase.settings import Lang
from oase.words.survey_kit.form import Form, Item, Row, Text

__all__ = ["limesurvey"]

DB_VERSION = "495"
SURVEY_ID = "104711"
GROUP_ID = "1"
LANGS: tuple[Lang, Lang] = ("de", "en")

_TYPES = {
    "hidden": ("S", "shortfreetext"),
    "text": ("S", "shortfreetext"),
    "single": ("L", "listradio"),
    "scale": ("L", "listradio"),
}
# fmt: off
_INHERITED = (
    "savetimings", "datestamp", "usecookie", "allowregister", "allowsave", "autoredirect",
    "printanswers", "ipaddr", "ipanonymize", "refurl", "publicstatistics", "publicgraphs",
    "listpublic", "htmlemail", "sendconfirmation", "tokenanswerspersistence", "assessments",
    "showxquestions", "showgroupinfo", "showqnumcode", "showprogress", "nokeyboard",
    "alloweditaftercompletion",
)
# fmt: on

Rows = list[dict[str, str]]


def limesurvey(form: Form) -> str:
    """Return the form as the XML of a LimeSurvey survey structure, in German and English.

    Questions carry the item's code, so the export has the columns that ``oase.read_answers`` takes; each
    line of a grid is a question of its own, in random order. Hidden items are filled from the link
    (``?touchpoint=Chat&person=…``).

    Parameters
    ----------
    form : Form

    Returns
    -------
    str
        The file, to be saved as UTF-8 with the ending ``.lss``.
    """
    document = ET.Element("document")
    ET.SubElement(document, "LimeSurveyDocType").text = "Survey"
    ET.SubElement(document, "DBVersion").text = DB_VERSION
    languages = ET.SubElement(document, "languages")
    for lang in LANGS:
        ET.SubElement(languages, "language").text = lang
    for name, rows in _sections(form).items():
        _section(document, name, rows)
    ET.indent(document, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(document, encoding="unicode")}\n'


def _section(document: ET.Element, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    if not rows:
        return
    section = ET.SubElement(document, name)
    fields = ET.SubElement(section, "fields")
    for field in rows[0]:
        ET.SubElement(fields, "fieldname").text = field
    body = ET.SubElement(section, "rows")
    for row in rows:
        line = ET.SubElement(body, "row")
        for field, value in row.items():
            ET.SubElement(line, field).text = value or None


def _sections(form: Form) -> dict[str, Rows]:
    items = _expanded(form)
    ids = {item.code: str(position) for position, item in enumerate(items, start=1)}
    answers, answer_words = _answers(items, ids)
    names = [{"group_name": form.title.of(lang), "language": lang} for lang in LANGS]
    return {
        "answers": answers,
        "answer_l10ns": answer_words,
        "groups": [_group({"gid": GROUP_ID, "sid": SURVEY_ID})],
        "group_l10ns": [
            _group({"id": str(number), "gid": GROUP_ID, **name, "sid": SURVEY_ID})
            for number, name in enumerate(names, start=1)
        ],
        "questions": [_question(item, ids[item.code]) for item in items],
        "question_l10ns": _words((ids[item.code], item.text, item.help) for item in items),
        "question_attributes": _attributes(form, items, ids),
        "surveys": [_survey()],
        "surveys_languagesettings": [_language(form, lang) for lang in LANGS],
    }


def _expanded(form: Form) -> list[Item]:
    """Return the items as LimeSurvey asks them: the lines of a grid as questions with a column each."""
    found: list[Item] = []
    for item in form.items:
        if item.kind == "grid":
            found += [_of_line(item, row) for row in item.rows]
        elif form.name == "contact" and item.code == "answer":
            found.append(structs.replace(item, text=_titled("{touchpoint}", "{touchpoint}", item.text)))
        else:
            found.append(item)
    return found


def _of_line(item: Item, row: Row) -> Item:
    text = _titled(row.text.de, row.text.en, item.text)
    return Item(code=row.code, role=item.role, kind="single", text=text, options=item.options)


def _titled(german: str, english: str, text: Text) -> Text:
    return Text(f"{german}: {text.de}", f"{english}: {text.en}")


def _group(row: dict[str, str]) -> dict[str, str]:
    return {**row, "group_order": "1", "randomization_group": "", "grelevance": "1"}


def _question(item: Item, qid: str) -> dict[str, str]:
    kind, theme = _TYPES[item.kind]
    return {
        "qid": qid,
        "parent_qid": "0",
        "sid": SURVEY_ID,
        "gid": GROUP_ID,
        "type": kind,
        "title": item.code,
        "preg": "",
        "other": "N",
        "mandatory": "Y" if item.required else "N",
        "encrypted": "N",
        "question_order": qid,
        "scale_id": "0",
        "same_default": "0",
        "relevance": "1",
        "question_theme_name": theme,
        "modulename": "",
        "same_script": "0",
    }


def _words(texts: Iterable[tuple[str, Text, Text]]) -> Rows:
    rows: Rows = []
    for qid, text, note in texts:
        for lang in LANGS:
            number = str(len(rows) + 1)
            rows.append(
                {
                    "id": number,
                    "qid": qid,
                    "question": _html(text.of(lang)),
                    "help": _html(note.of(lang)),
                    "script": "",
                    "language": lang,
                }
            )
    return rows


def _answers(items: Sequence[Item], ids: Mapping[str, str]) -> tuple[Rows, Rows]:
    rows: Rows = []
    texts: Rows = []
    for item in items:
        for order, option in enumerate(item.options):
            aid = str(len(rows) + 1)
            rows.append(
                {
                    "aid": aid,
                    "qid": ids[item.code],
                    "code": option.code,
                    "sortorder": str(order),
                    "assessment_value": "0",
                    "scale_id": "0",
                }
            )
            for lang in LANGS:
                words = _html(option.text.of(lang))
                texts.append({"id": str(len(texts) + 1), "aid": aid, "answer": words, "language": lang})
    return rows, texts


def _attributes(form: Form, items: Sequence[Item], ids: Mapping[str, str]) -> Rows:
    mixed = {row.code for item in form.items for row in item.rows}
    rows: Rows = []
    for item in items:
        if item.kind == "hidden":
            rows.append(_attribute(ids[item.code], "hidden", "1"))
        if item.code in mixed:
            rows.append(_attribute(ids[item.code], "random_group", "touchpoints"))
        if item.kind == "scale":
            rows.append(_attribute(ids[item.code], "display_columns", str(len(item.options))))
    return rows


def _attribute(qid: str, name: str, value: str) -> dict[str, str]:
    return {"qid": qid, "attribute": name, "value": value, "language": ""}


def _survey() -> dict[str, str]:
    return {
        "sid": SURVEY_ID,
        "gsid": "1",
        "admin": "inherit",
        "adminemail": "inherit",
        "anonymized": "N",
        "format": "A",
        "template": "inherit",
        "language": LANGS[0],
        "additional_languages": " ".join(LANGS[1:]),
        **dict.fromkeys(_INHERITED, "I"),
        "datestamp": "Y",
        "ipaddr": "N",
        "refurl": "N",
        "allowprev": "Y",
        "showwelcome": "Y",
        "shownoanswer": "N",
        "usecaptcha": "E",
        "usetokens": "N",
        "autonumber_start": "0",
        "showsurveypolicynotice": "0",
        "bounce_email": "inherit",
        "emailresponseto": "inherit",
        "emailnotificationto": "inherit",
        "tokenlength": "-1",
        "bounceprocessing": "N",
        "questionindex": "-1",
        "navigationdelay": "-1",
    }


def _language(form: Form, lang: Lang) -> dict[str, str]:
    return {
        "surveyls_survey_id": SURVEY_ID,
        "surveyls_language": lang,
        "surveyls_title": form.title.of(lang),
        "surveyls_description": "",
        "surveyls_welcometext": _html(form.welcome.of(lang)),
        "surveyls_endtext": _html(form.thanks.of(lang)),
        "surveyls_url": "",
        "surveyls_urldescription": "",
        "surveyls_dateformat": "1" if lang == "de" else "2",
        "surveyls_numberformat": "1" if lang == "de" else "0",
    }


def _html(text: str) -> str:
    """Escape for the HTML fields of LimeSurvey, and keep its expression braces out of names."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("{touchpoint}", "\0").replace("{", "{ ").replace("\0", "{touchpoint}")
