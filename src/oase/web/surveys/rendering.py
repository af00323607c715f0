"""The survey page as HTML: the questions, and the short pages around them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from oase import words
from oase.surveys.ordering import ordered
from oase.surveys.survey import NOT_APPLICABLE, Question, Survey, text_in
from oase.web.surveys.files import FILES, address_of
from oase.web.words import text

__all__ = [
    "LONGEST_WORDS",
    "MOST_BYTES",
    "About",
    "Lang",
    "Shown",
    "Weight",
    "may_not_apply",
    "note_page",
    "said",
    "steps_of",
    "survey_page",
    "told_answers",
    "weight",
]

Lang = Literal["de", "en"]
LONGEST_WORDS = 1000
MOST_BYTES = 20_000
"""Page, style sheet and script together, as they are before packing."""

_SURVEYS = Environment(
    loader=PackageLoader("oase.web"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class About:
    """What a survey is about, as the customer knows it.

    Parameters
    ----------
    brand : str
        Who asks; empty where nobody has said.
    touchpoint : str
    at : int
        Microseconds since 1970, UTC.
    timezone : str
    order : str
        Number of the order; empty for none.
    store : str
        Name of the store; empty for none.
    """

    brand: str
    touchpoint: str
    at: int
    timezone: str
    order: str = ""
    store: str = ""

    def told(self, lang: Lang) -> Markup:
        """Return it as a sentence."""
        key = "about.visit" if self.store else "about.touchpoint"
        if self.order:
            key = "about.order.store" if self.store else "about.order"
        return _markup(
            key,
            lang,
            touchpoint=self.touchpoint,
            day=words.date(self.at, lang, self.timezone),
            order=self.order,
            store=self.store,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One survey as it is shown.

    Parameters
    ----------
    survey : Survey
    about : About
    lang : {"de", "en"}
    transaction : int
        By it the order of the answers is the same each time.
    action : str
        Where the form leads.
    given : mapping of str to str
        What is ticked or written already, by id of the question.
    wrong : mapping of str to str
        Key of what is wrong, by id of the question.
    preselected : str
        Id of the question that a mail has ticked.
    code : str
        Of the recommendation link, as it was typed.
    stop : str
        Where she says that she wants no more of it; empty where nothing is sent.
    is_framed, is_preview : bool
    """

    survey: Survey
    about: About
    lang: Lang
    transaction: int
    action: str
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    preselected: str = ""
    code: str = ""
    stop: str = ""
    is_framed: bool = False
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """What a survey weighs: page, style sheet and script together, plain and as most browsers fetch it."""

    plain: int
    packed: int


def survey_page(shown: Shown) -> str:
    """Return the page with the questions."""
    survey, lang, brand = shown.survey, shown.lang, shown.about.brand
    steps = [[_question(shown, one) for one in step] for step in steps_of(survey)]
    return _SURVEYS.get_template("survey.html").render(
        **_around(lang, _filled(shown, survey.title), brand, is_framed=shown.is_framed),
        other_language=""
        if shown.is_preview
        else f"{shown.action}{'&' if '?' in shown.action else '?'}lang={_other(lang)}",
        about=shown.about.told(lang),
        intro=_filled(shown, survey.intro),
        asks=said("asks" if brand else "asks.nobody", lang, brand=brand),
        why=_markup(
            "why" if survey.of_role("disconfirmation") else "why.other", lang, brand=brand or said("us", lang)
        ),
        change=_markup("change", lang),
        action=shown.action,
        steps=steps,
        now=_first_open(steps),
        most=LONGEST_WORDS,
        has_code=survey.of_role("heard") is not None,
        code=shown.code,
        stop=shown.stop,
        is_preview=shown.is_preview,
    )


def note_page(title: str, lang: Lang, brand: str, parts: Sequence[str | Markup] = (), **more: Any) -> str:
    """Return a short page: thanks, a link that does not hold, an end of asking.

    Parameters
    ----------
    title : str
    lang : {"de", "en"}
    brand : str
    parts : sequence of str
        Paragraphs.
    **more
        ``answers`` (pairs of question and answer), ``button`` (action, text), ``link`` (address, text),
        ``recommend`` (title, about, link, action), ``stop``, ``code``, ``other_language``, ``is_framed``.
    """
    is_framed = more.pop("is_framed", False)
    held: dict[str, Any] = dict.fromkeys(
        ("answers", "button", "link", "recommend", "stop", "code", "other_language"), None
    )
    return _SURVEYS.get_template("survey_note.html").render(
        **_around(lang, title, brand, is_framed=is_framed), parts=parts, **(held | more)
    )


def told_answers(survey: Survey, about: About, given: Mapping[str, str], lang: Lang) -> list[tuple[str, str]]:
    """Return questions and what was said to them, in words."""
    filled = {"touchpoint": about.touchpoint, "brand": about.brand or said("us", lang)}
    told: list[tuple[str, str]] = []
    for question in survey.questions:
        value = given.get(question.id, "")
        if value:
            told.append((text_in(question.text, lang, **filled), _in_words(question, value, lang)))
    return told


def weight(page: str) -> Weight:
    """Return what a page weighs with all that it fetches."""
    parts = [page.encode(), FILES["survey.css"].content, FILES["survey.js"].content]
    return Weight(sum(map(len, parts)), sum(len(gzip.compress(part, 9, mtime=0)) for part in parts))


def may_not_apply(question: Question) -> bool:
    """Return whether "does not apply" is offered, apart from the answers: it is none in the middle.

    Examples
    --------
    >>> may_not_apply(Question(id="a", role="effort", kind="scale", text={}))
    True
    """
    return question.kind == "three_way" or (question.kind == "scale" and question.role != "recommend")


def steps_of(survey: Survey) -> list[list[Question]]:
    """Return the questions as they are asked one after another; words stand with what they are about."""
    steps: list[list[Question]] = []
    for question in survey.questions:
        is_beside = question.kind == "text" and not question.is_required and steps
        if is_beside:
            steps[-1].append(question)
        else:
            steps.append([question])
    return steps


def _around(lang: Lang, title: str, brand: str, *, is_framed: bool) -> dict[str, Any]:
    return {
        "lang": lang,
        "title": title,
        "brand": brand,
        "t": lambda key, **values: said(key, lang, **values),
        "style": address_of("survey.css"),
        "script": address_of("survey.js"),
        "is_framed": is_framed,
    }


def _question(shown: Shown, question: Question) -> dict[str, Any]:
    lang = shown.lang
    wrong = shown.wrong.get(question.id, "")
    ends = [_filled(shown, text) for text in (question.low_text, question.high_text)]
    options = _options(shown, question)
    return {
        "id": question.id,
        "kind": question.kind,
        "text": _filled(shown, question.text),
        "is_required": question.is_required,
        "options": options,
        "labels": [_label(question, value, ends) for value, _ in options],
        "ends": ends if question.kind == "scale" and any(ends) else None,
        "is_removable": not question.is_required and bool(shown.given.get(question.id)),
        "apart": (NOT_APPLICABLE, said("not_applicable", lang)) if may_not_apply(question) else None,
        "given": shown.given.get(question.id, ""),
        "is_preselected": shown.preselected == question.id,
        "wrong": said(wrong, lang, most=words.number(LONGEST_WORDS, lang)) if wrong else "",
    }


def _options(shown: Shown, question: Question) -> list[tuple[str, str]]:
    if question.kind == "scale":
        return [(str(one), str(one)) for one in range(question.low, question.high + 1)]
    return [(one.value, _filled(shown, one.text)) for one in ordered(question, shown.transaction)]


def _label(question: Question, value: str, ends: Sequence[str]) -> str:
    """Return how the ends of a scale are read out; nothing where the text says it all."""
    if question.kind != "scale":
        return ""
    text = {str(question.low): ends[0], str(question.high): ends[1]}.get(value, "")
    return f"{value}: {text}" if text else ""


def _in_words(question: Question, value: str, lang: Lang) -> str:
    if value == NOT_APPLICABLE:
        return said("not_applicable", lang)
    if question.kind == "scale":
        return f"{value} ({question.low}–{question.high})"
    found = next((one for one in ordered(question, 0) if one.value == value), None)
    return text_in(found.text, lang) if found is not None else value


def _first_open(steps: Sequence[Sequence[Mapping[str, Any]]]) -> int:
    """Return at which step it begins: where something is wrong, else where a mail has ticked."""
    for name in ("wrong", "is_preselected"):
        for number, step in enumerate(steps):
            if any(one[name] for one in step):
                return number
    return 0


def _filled(shown: Shown, text: Mapping[str, str]) -> str:
    brand = shown.about.brand or said("us", shown.lang)
    return text_in(text, shown.lang, touchpoint=shown.about.touchpoint, brand=brand)


def _markup(key: str, lang: Lang, **values: str) -> Markup:
    """Return one of our own texts with its marks; what is filled in is escaped."""
    told = {name: str(escape(value)) for name, value in values.items()}
    return Markup(said(key, lang, **told))  # noqa: S704 - the text is ours, its values are escaped


def said(key: str, lang: Lang, **values: object) -> str:
    """Return a text of the survey page.

    Examples
    --------
    >>> said("step", "de", step=1, steps=3), said("send", "en")
    ('1 von 3', 'Send')
    """
    return text(f"survey.{key}", lang, **values)


def _other(lang: Lang) -> Lang:
    return "en" if lang == "de" else "de"
