"""A form as the body that the management API of Formbricks takes (blocks of elements, version 4)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from oase.settings import Lang
from oase.words.survey_kit.form import Form, Item, Text

__all__ = ["formbricks"]

Json = dict[str, Any]

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def formbricks(form: Form, lang: Lang) -> str:
    """Return the form as JSON for ``POST /api/v1/management/surveys``.

    Each text has the chosen language as ``default`` and both languages under their codes, so that the other
    one appears as soon as it is switched on in the project. ``environmentId`` is left to be filled in.

    Parameters
    ----------
    form : Form
    lang : {"de", "en"}
        The default language.

    Returns
    -------
    str
        JSON, the same on every call.
    """
    hidden = [item.code for item in form.items if item.kind == "hidden"]
    body: Json = {
        "environmentId": "",
        "name": form.title.of(lang),
        "type": "link",
        "status": "draft",
        "languages": [],
        "welcomeCard": {
            "enabled": form.name == "review",
            "headline": _both(form.title, lang),
            "subheader": _both(form.welcome, lang),
            "buttonLabel": _both(Text("Los", "Start"), lang),
            "timeToFinish": True,
            "showResponseCount": False,
        },
        "questions": [],
        "blocks": [_block(form, item, lang) for item in form.visible],
        "endings": [{"id": _cuid(form, "ending"), "type": "endScreen", "headline": _both(form.thanks, lang)}],
        "hiddenFields": {"enabled": True, "fieldIds": hidden},
        "variables": [],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _block(form: Form, item: Item, lang: Lang) -> Json:
    return {
        "id": _cuid(form, item.code),
        "name": item.code,
        "elements": [_element(form, item, lang)],
        "buttonLabel": _both(Text("Weiter", "Next"), lang),
        "backButtonLabel": _both(Text("Zurück", "Back"), lang),
    }


def _element(form: Form, item: Item, lang: Lang) -> Json:
    element: Json = {
        "id": item.code,
        "type": _type(item),
        "headline": _both(_asked(form, item), lang),
        "required": item.required,
    }
    if item.help.de:
        element["subheader"] = _both(item.help, lang)
    return {**element, **_details(item, lang)}


def _type(item: Item) -> str:
    if item.kind == "scale":
        return "nps" if len(item.options) == 11 else "rating"
    return {"single": "multipleChoiceSingle", "grid": "matrix", "text": "openText"}[item.kind]


def _details(item: Item, lang: Lang) -> Json:
    if item.kind == "scale":
        ends: Json = {"lowerLabel": _both(item.low, lang), "upperLabel": _both(item.high, lang)}
        ends["isColorCodingEnabled"] = False
        return ends if len(item.options) == 11 else {**ends, "scale": "number", "range": len(item.options)}
    options = [{"id": option.code, "label": _both(option.text, lang)} for option in item.options]
    if item.kind == "single":
        return {"choices": options, "shuffleOption": "none"}
    if item.kind == "grid":
        rows = [{"id": row.code, "label": _both(row.text, lang)} for row in item.rows]
        return {"rows": rows, "columns": options, "shuffleOption": "all"}
    return {"inputType": "text", "longAnswer": False, "charLimit": {"enabled": False}}


def _asked(form: Form, item: Item) -> Text:
    """Name the touchpoint of the link in the one question that is about it."""
    if form.name != "contact" or item.code != "answer":
        return item.text
    german, english = (
        "#recall:touchpoint/fallback:" + word + "#" for word in ("Ihr Kontakt", "Your contact")
    )
    return Text(f"{german}: {item.text.de}", f"{english}: {item.text.en}")


def _both(text: Text, lang: Lang) -> Json:
    return {"default": text.of(lang), "de": text.de, "en": text.en}


def _cuid(form: Form, name: str) -> str:
    """Return 24 small letters and digits that start with a letter, the same on every call."""
    number = int.from_bytes(hashlib.sha256(f"{form.name}/{form.brand}/{name}".encode()).digest())
    digits: list[str] = []
    while len(digits) < 23:
        number, digit = divmod(number, 36)
        digits.append(_ALPHABET[digit])
    return "c" + "".join(digits)
