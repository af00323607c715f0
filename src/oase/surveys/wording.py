"""What an invitation says: subject, a few words, and one link for each of the three words."""

from __future__ import annotations

from typing import Any, NamedTuple

from oase.surveys.ordering import ordered
from oase.surveys.survey import Survey, text_in

__all__ = ["Sender", "content_of", "spoken"]

_BODY = {
    "de": "Eine kurze Frage von uns. Die Antwort ist freiwillig.",
    "en": "A short question from us. Answering is voluntary.",
}
_NOBODY = {"de": "uns", "en": "us"}


class Sender(NamedTuple):
    """Who invites, and under which address: ``https://…`` without an end, empty for the house's own app."""

    brand: str
    address: str


def content_of(
    survey: Survey, *, lang: str, touchpoint: str, token: str, sender: Sender, transaction: int
) -> dict[str, Any]:
    """Return the content of an invitation for the outbox; its choices stand in the order of the page.

    Returns
    -------
    dict
        ``title``, ``body``, ``url``, ``lang``, ``survey``, ``question`` and ``choices``: a list of
        ``value``, ``text`` and ``url``; empty where the first question has no three words.
    """
    filled = {"touchpoint": spoken(touchpoint), "brand": sender.brand or _NOBODY.get(lang, _NOBODY["de"])}
    first = survey.questions[0]
    url = f"{sender.address}/s/{token}"
    choices = [
        {"value": one.value, "text": text_in(one.text, lang, **filled), "url": f"{url}?q={one.value}"}
        for one in (ordered(first, transaction) if first.kind == "three_way" else ())
    ]
    question = text_in(first.text, lang, **filled)
    intro = text_in(survey.intro, lang, **filled) if survey.intro else _BODY.get(lang, _BODY["de"])
    return {
        "title": _one_line(text_in(survey.title, lang, **filled)),
        "body": f"{intro}\n\n{question}",
        "url": url,
        "lang": lang,
        "survey": survey.name,
        "question": question,
        "choices": choices,
    }


def _one_line(text: str) -> str:
    """Return a text as a subject: a mail whose subject has a break is not sent by anybody."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def spoken(touchpoint: str) -> str:
    """Return a touchpoint's name as people write it.

    Examples
    --------
    >>> spoken("store_checkout"), spoken("Filiale Köln")
    ('store checkout', 'Filiale Köln')
    """
    return " ".join(touchpoint.replace("_", " ").split())
