"""``Survey``: what is asked after a transaction, of whom, and by which rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, get_args

import msgspec

__all__ = [
    "KINDS",
    "LANGS",
    "NOT_APPLICABLE",
    "REFERRED",
    "ROLES",
    "SCALE_OF",
    "Option",
    "Problem",
    "Question",
    "Role",
    "Rules",
    "Survey",
    "check",
    "options_of",
    "taps",
    "text_in",
]

Role = Literal[
    "disconfirmation",
    "expectation",
    "recommend",
    "compared",
    "voice",
    "effort",
    "satisfaction",
    "trust",
    "heard",
    "said",
    "by_whom",
    "functional",
    "dysfunctional",
    "other",
]
Kind = Literal["three_way", "scale", "choice", "text"]
Channel = Literal["push", "email", "app"]

ROLES: tuple[str, ...] = get_args(Role)
"""What an answer says: by it statistics find what they need, however a question is worded."""

KINDS: tuple[str, ...] = get_args(Kind)
LANGS = ("de", "en")

NOT_APPLICABLE = "not_applicable"
"""Said instead of a value where the question does not fit: no answer in the middle, and none left out."""

REFERRED = "recommendation"
"""Value of the option of a question ``heard`` that says: somebody recommended the brand."""

MOST_QUESTIONS = 8
MOST_OPTIONS = 12
LONGEST_TEXT = 300
LONGEST_INTRO = 600
LONGEST_SCALE = 11
MOST_DAYS = 365

SCALE_OF = {"recommend": (0, 10), "expectation": (1, 5)}
"""Scales that all answers of a role share, imported ones too: what goes into one column is never pooled."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_THREE = ("-1", "0", "1")
_KIND_OF: dict[str, tuple[str, ...]] = {
    "disconfirmation": ("three_way",),
    "compared": ("three_way",),
    "recommend": ("scale",),
    "voice": ("text",),
    "said": ("text",),
    "heard": ("choice",),
    "by_whom": ("choice",),
    "functional": ("choice",),
    "dysfunctional": ("choice",),
    "effort": ("scale",),
    "satisfaction": ("scale",),
    "trust": ("scale", "three_way"),
    "expectation": ("scale", "text"),
}
_KANO = ("1", "2", "3", "4", "5")

Text = dict[str, str]
"""One text in every language of ``LANGS``; ``{touchpoint}`` and ``{brand}`` are filled in."""


class Option(msgspec.Struct, frozen=True):
    """One of the answers of a question.

    Parameters
    ----------
    value : str
        What is kept; ``-1``, ``0`` and ``1`` of a three-way question, ``1`` to ``5`` of Kano's.
    text : dict of str to str
    """

    value: str
    text: Text


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question.

    Parameters
    ----------
    id : str
        Names the question for ever, whatever its wording.
    role : str
        Of ``ROLES``.
    kind : {"three_way", "scale", "choice", "text"}
    text : dict of str to str
        By language.
    options : tuple of Option
        Of a choice; of a three-way question its three words, left out for the usual ones.
    is_required : bool
    low, high : int
        Ends of a scale.
    low_text, high_text : dict of str to str
        What stands at its ends; may be empty.
    """

    id: str
    role: Role
    kind: Kind
    text: Text
    options: tuple[Option, ...] = ()
    is_required: bool = False
    low: int = 0
    high: int = 10
    low_text: Text = {}
    high_text: Text = {}


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Who is invited, when and how; a passive link is never throttled.

    Parameters
    ----------
    cool_down_days : int
        So long nobody is invited again, by whichever survey; of all live ones the longest holds.
    wait_hours : int
        Between the transaction and the invitation.
    expires_days : int
        So long an invitation may be answered.
    share : float
        Probability with which a transaction is invited where the verdicts ask for nothing else.
    floor : float
        It never falls below this.
    channels : tuple of {"push", "email", "app"}
        The first by which she can be reached is taken.
    purpose : {"survey"}
        Consent that an invitation rests on.
    only_new_customers : bool
        Whether only a customer's first order is asked about.
    per_day : int or None
        Most invitations of one day.
    """

    cool_down_days: int = 30
    wait_hours: int = 24
    expires_days: int = 14
    share: float = 1.0
    floor: float = 0.05
    channels: tuple[Channel, ...] = ("push", "email", "app")
    purpose: Literal["survey"] = "survey"
    only_new_customers: bool = False
    per_day: int | None = None


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """A questionnaire with its rules.

    Parameters
    ----------
    name : str
        Small letters, digits and ``_``; stays the same through all versions.
    title, intro : dict of str to str
        By language.
    touchpoints : tuple of str
        Asked about; none given means every one that is asked about.
    questions : tuple of Question
    rules : Rules

    Examples
    --------
    >>> one = Question(id="met", role="disconfirmation", kind="three_way", text={"de": "Wie?", "en": "How?"})
    >>> survey = Survey(name="s", title={"de": "S", "en": "S"}, questions=(one,))
    >>> survey.question("met").role, survey.question("other"), survey.asks_about("checkout")
    ('disconfirmation', None, True)
    """

    name: str
    title: Text
    intro: Text = {}
    touchpoints: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    rules: Rules = Rules()

    def question(self, name: str) -> Question | None:
        """Return the question of that id."""
        return next((one for one in self.questions if one.id == name), None)

    def of_role(self, role: str) -> Question | None:
        """Return the first question of a role."""
        return next((one for one in self.questions if one.role == role), None)

    def asks_about(self, touchpoint: str) -> bool:
        """Tell whether a transaction of this touchpoint may be rated with it."""
        return not self.touchpoints or touchpoint in self.touchpoints


class Problem(NamedTuple):
    """Why a survey cannot be kept as it is.

    Parameters
    ----------
    where : str
        Such as ``questions[1].text.de`` or ``rules.share``.
    code : str
        Names the kind of problem, for texts in the reader's language.
    what, expected, got : str
        In English.
    """

    where: str
    code: str
    what: str
    expected: str
    got: str


_WORDS: dict[str, tuple[Text, Text, Text]] = {
    "compared": (
        {"de": "schlechter als dort", "en": "worse than there"},
        {"de": "gleich", "en": "the same"},
        {"de": "besser als dort", "en": "better than there"},
    ),
    "": (
        {"de": "schlechter als erwartet", "en": "worse than expected"},
        {"de": "wie erwartet", "en": "as expected"},
        {"de": "besser als erwartet", "en": "better than expected"},
    ),
}


def options_of(question: Question) -> tuple[Option, ...]:
    """Return what can be chosen: the options given, else the usual words of a three-way question.

    Examples
    --------
    >>> one = Question(id="met", role="disconfirmation", kind="three_way", text={})
    >>> [(option.value, option.text["en"]) for option in options_of(one)]
    [('-1', 'worse than expected'), ('0', 'as expected'), ('1', 'better than expected')]
    """
    if question.options or question.kind != "three_way":
        return question.options
    words = _WORDS.get(question.role, _WORDS[""])
    return tuple(Option(value, text) for value, text in zip(_THREE, words, strict=True))


def text_in(text: Mapping[str, str], lang: str, **filled: str) -> str:
    """Return a text in a language, else in German, else what there is, with its names filled in.

    Examples
    --------
    >>> text_in({"de": "Wie war {touchpoint}?", "en": "How was {touchpoint}?"}, "en", touchpoint="the shop")
    'How was the shop?'
    """
    said = text.get(lang) or text.get("de") or next(iter(text.values()), "")
    for name, value in filled.items():
        said = said.replace(f"{{{name}}}", value)
    return said


def taps(survey: Survey) -> int:
    """Return how many taps it takes at least to send the survey: one a required question, one to send."""
    return 1 + sum(one.is_required and one.kind != "text" for one in survey.questions)


def check(survey: Survey) -> list[Problem]:
    """Return everything for which a survey cannot be kept; nothing where it can.

    Examples
    --------
    >>> one = Question(id="met", role="disconfirmation", kind="scale", text={"de": "Wie?"})
    >>> wrong = Survey(name="s", title={"de": "S", "en": "S"}, questions=(one,), rules=Rules(share=2))
    >>> [(problem.where, problem.code) for problem in check(wrong)]
    [('questions[0].text.en', 'text_missing'), ('questions[0].kind', 'kind_unfit'), ('rules.share', 'range')]
    """
    return [*_about_itself(survey), *_about_questions(survey), *_about_rules(survey.rules)]


def _about_itself(survey: Survey) -> Iterator[Problem]:
    if not _NAME.fullmatch(survey.name):
        yield Problem(
            "name", "name", "The name cannot be used", "small letters, digits and _, 40 at most", survey.name
        )
    yield from _text("title", survey.title, LONGEST_TEXT)
    if survey.intro:
        yield from _text("intro", survey.intro, LONGEST_INTRO)
    if not 1 <= len(survey.questions) <= MOST_QUESTIONS:
        yield _range("questions", f"1 to {MOST_QUESTIONS}", len(survey.questions))
    if len(set(survey.touchpoints)) < len(survey.touchpoints):
        yield Problem("touchpoints", "twice", "A touchpoint is named twice", "each once", "")


def _about_questions(survey: Survey) -> Iterator[Problem]:
    met: set[str] = set()
    for number, question in enumerate(survey.questions):
        where = f"questions[{number}]"
        if not _NAME.fullmatch(question.id):
            expected = "small letters, digits and _, 40 at most"
            yield Problem(f"{where}.id", "name", "The id cannot be used", expected, question.id)
        if question.id in met:
            yield Problem(f"{where}.id", "twice", "An id stands twice", "each question its own", question.id)
        met.add(question.id)
        yield from _text(f"{where}.text", question.text, LONGEST_TEXT)
        yield from _of_kind(where, question)
    # two answers of one role to one transaction could not be told apart in the lake
    for role in ("disconfirmation", "expectation", "recommend", "compared"):
        if sum(one.role == role for one in survey.questions) > 1:
            yield Problem("questions", "role_twice", "Two questions have the same role", "one", role)


def _of_kind(where: str, question: Question) -> Iterator[Problem]:
    allowed = _KIND_OF.get(question.role, KINDS)
    if question.kind not in allowed:
        what = f"A question of role {question.role} cannot be asked so"
        yield Problem(f"{where}.kind", "kind_unfit", what, " or ".join(allowed), question.kind)
        return
    if question.kind == "scale":
        yield from _scale(where, question)
    values = tuple(one.value for one in question.options)
    if question.kind == "three_way" and values not in ((), _THREE):
        yield _range(f"{where}.options", "-1, 0 and 1", ", ".join(values))
    if question.kind == "choice":
        yield from _choice(where, question, values)
    for place, option in enumerate(question.options):
        yield from _text(f"{where}.options[{place}].text", option.text, LONGEST_TEXT)


def _scale(where: str, question: Question) -> Iterator[Problem]:
    if question.role in SCALE_OF and (question.low, question.high) != SCALE_OF[question.role]:
        low, high = SCALE_OF[question.role]
        yield _range(f"{where}.high", f"{low} to {high}", f"{question.low} to {question.high}")
    elif not 3 <= question.high - question.low + 1 <= LONGEST_SCALE:
        yield _range(f"{where}.high", f"3 to {LONGEST_SCALE} steps", f"{question.low} to {question.high}")
    for name, text in (("low_text", question.low_text), ("high_text", question.high_text)):
        if text:
            yield from _text(f"{where}.{name}", text, LONGEST_TEXT)


def _choice(where: str, question: Question, values: tuple[str, ...]) -> Iterator[Problem]:
    if not 2 <= len(values) <= MOST_OPTIONS:
        yield _range(f"{where}.options", f"2 to {MOST_OPTIONS}", len(values))
    if len(set(values)) < len(values) or not all(0 < len(one) <= 40 for one in values):
        yield Problem(
            f"{where}.options", "twice", "Options cannot be told apart", "values of 1 to 40 characters", ""
        )
    if NOT_APPLICABLE in values:
        yield Problem(f"{where}.options", "name", "The value is kept for itself", "another", NOT_APPLICABLE)
    if question.role == "heard" and REFERRED not in values:
        what = "No option says that somebody recommended the brand"
        yield Problem(f"{where}.options", "no_referral", what, REFERRED, ", ".join(values))
    if question.role in ("functional", "dysfunctional") and tuple(sorted(values)) != _KANO:
        yield _range(f"{where}.options", "1 to 5 (like, expect, neutral, live with, dislike)", len(values))


def _about_rules(rules: Rules) -> Iterator[Problem]:
    bounds = (
        ("cool_down_days", rules.cool_down_days, 1, MOST_DAYS),
        ("wait_hours", rules.wait_hours, 0, 24 * 30),
        ("expires_days", rules.expires_days, 1, 90),
        ("floor", rules.floor, 0.001, 1),
        ("share", rules.share, 0, 1),
        ("per_day", 1 if rules.per_day is None else rules.per_day, 1, 10_000_000),
    )
    for name, value, low, high in bounds:
        if not low <= value <= high:
            yield _range(f"rules.{name}", f"{low} to {high}", value)
    if len(set(rules.channels)) < len(rules.channels):
        yield Problem("rules.channels", "twice", "A channel is named twice", "each once", "")


def _text(where: str, text: Mapping[str, str], longest: int) -> Iterator[Problem]:
    for lang in LANGS:
        said = text.get(lang, "").strip()
        if not said:
            yield Problem(
                f"{where}.{lang}", "text_missing", "A text is missing", f"1 to {longest} letters", ""
            )
        elif len(said) > longest:
            got = f"{len(said)}"
            yield Problem(f"{where}.{lang}", "text_long", "A text is too long", f"{longest} letters", got)


def _range(where: str, expected: str, got: object) -> Problem:
    return Problem(where, "range", "A number is outside what is allowed", expected, str(got))
