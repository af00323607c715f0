"""What was sent from the survey page: answers as they are kept, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from oase.surveys.answering import Given
from oase.surveys.survey import NOT_APPLICABLE, Question, Survey, options_of
from oase.web.surveys.rendering import LONGEST_WORDS, may_not_apply

__all__ = ["Read", "as_form", "as_given", "preselection", "read"]


class Read(NamedTuple):
    """What a form said.

    Parameters
    ----------
    given : dict of str to str
        As it was sent, by id of the question; only what was said.
    wrong : dict of str to str
        Key of what is wrong, by id of the question.
    emptied : tuple of str
        Ids of the questions that were sent without an answer: what was said before is taken back.
    """

    given: dict[str, str]
    wrong: dict[str, str]
    emptied: tuple[str, ...] = ()


def read(survey: Survey, form: Mapping[str, Sequence[str]]) -> Read:
    """Return what a form says to the questions of a survey.

    Examples
    --------
    >>> one = Question(id="met", role="disconfirmation", kind="three_way", text={}, is_required=True)
    >>> survey = Survey(name="s", title={}, questions=(one,))
    >>> read(survey, {"q-met": ["1"]}), read(survey, {}).wrong
    (Read(given={'met': '1'}, wrong={}, emptied=()), {'met': 'wrong.required'})
    """
    given: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for question in survey.questions:
        text = next(iter(form.get(f"q-{question.id}", ())), "").replace("\r\n", "\n").strip()
        if text:
            given[question.id] = text
        if problem := _problem(question, text):
            wrong[question.id] = problem
    emptied = tuple(
        one.id
        for one in survey.questions
        if f"q-{one.id}" in form and one.id not in given and not one.is_required
    )
    return Read(given, wrong, emptied)


def preselection(survey: Survey, asked: str) -> dict[str, str]:
    """Return what a link of a mail ticks: the first question, where it has such an answer."""
    first = survey.questions[0]
    return {first.id: asked} if asked in _values(first) else {}


def as_given(survey: Survey, given: Mapping[str, str]) -> list[Given]:
    """Return what a form said as answers.

    Examples
    --------
    >>> one = Question(id="met", role="disconfirmation", kind="three_way", text={})
    >>> as_given(Survey(name="s", title={}, questions=(one,)), {"met": "-1"})
    [Given(item='met', number=-1.0, text=None)]
    """
    return [_answer(one, given[one.id]) for one in survey.questions if one.id in given]


def as_form(survey: Survey, answers: Sequence[Given]) -> dict[str, str]:
    """Return answers as a form shows them; what the survey does not ask any more is left out."""
    found: dict[str, str] = {}
    for one in answers:
        question = survey.question(one.item)
        if question is not None:
            is_number = one.number is not None and question.kind in ("three_way", "scale")
            found[one.item] = f"{one.number:.0f}" if is_number else one.text or ""
    return found


def _answer(question: Question, value: str) -> Given:
    is_number = question.kind in ("three_way", "scale") and value != NOT_APPLICABLE
    return Given(question.id, float(value)) if is_number else Given(question.id, text=value)


def _problem(question: Question, text: str) -> str:
    if not text:
        return "wrong.required" if question.is_required else ""
    if question.kind == "text":
        return "wrong.long" if len(text) > LONGEST_WORDS else ""
    return "" if text in _values(question) else "wrong.other"


def _values(question: Question) -> set[str]:
    extra = {NOT_APPLICABLE} if may_not_apply(question) else set[str]()
    if question.kind == "scale":
        return extra | {str(one) for one in range(question.low, question.high + 1)}
    return extra | {one.value for one in options_of(question)}
