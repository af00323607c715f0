"""Questions to begin with, one for each role: worded as those that came along, else by the method."""

from __future__ import annotations

from functools import cache

import msgspec

from oase.surveys.stored import came_along
from oase.surveys.survey import Option, Question, Survey

__all__ = ["sample", "with_sample"]

_KANO = tuple(
    Option(str(place), {"de": german, "en": english})
    for place, (german, english) in enumerate(
        (
            ("Das würde mich freuen", "I would like that"),
            ("Das setze ich voraus", "I expect that"),
            ("Das ist mir gleich", "I do not mind either way"),
            ("Das nehme ich hin", "I can live with that"),
            ("Das würde mich stören", "I would dislike that"),
        ),
        start=1,
    )
)
"""The five answers of Kano's questionnaire, from like to dislike (Kano et al. 1984)."""

_MADE = (
    Question(
        id="effort",
        role="effort",
        kind="scale",
        low=1,
        high=7,
        text={
            "de": "{brand} hat es mir bei „{touchpoint}“ leicht gemacht.",
            "en": "{brand} made “{touchpoint}” easy for me.",
        },
        low_text={"de": "stimmt gar nicht", "en": "strongly disagree"},
        high_text={"de": "stimmt völlig", "en": "strongly agree"},
    ),
    Question(
        id="satisfaction",
        role="satisfaction",
        kind="scale",
        low=1,
        high=5,
        text={
            "de": "Wie zufrieden waren Sie mit „{touchpoint}“?",
            "en": "How satisfied were you with “{touchpoint}”?",
        },
        low_text={"de": "gar nicht", "en": "not at all"},
        high_text={"de": "sehr", "en": "very"},
    ),
    Question(
        id="functional",
        role="functional",
        kind="choice",
        options=_KANO,
        text={
            "de": "Was würden Sie sagen, wenn es „{touchpoint}“ gibt?",
            "en": "What would you say if there is “{touchpoint}”?",
        },
    ),
    Question(
        id="dysfunctional",
        role="dysfunctional",
        kind="choice",
        options=_KANO,
        text={
            "de": "Was würden Sie sagen, wenn es „{touchpoint}“ nicht gibt?",
            "en": "What would you say if there is no “{touchpoint}”?",
        },
    ),
)


@cache
def _samples() -> dict[str, Question]:
    found = {one.role: one for one in _MADE}
    for survey in came_along().values():
        for question in survey.questions:
            found.setdefault(question.role, question)
    return found


def sample(role: str) -> Question:
    """Return a question of a role to begin with; of one without a wording, an empty text question.

    Examples
    --------
    >>> sample("effort").high, sample("recommend").kind, sample("other").text
    (7, 'scale', {})
    """
    if role == "other" or role not in _samples():
        return Question(id="question", role="other", kind="text", text={})
    return msgspec.structs.replace(_samples()[role], is_required=False)


def with_sample(survey: Survey, role: str) -> Survey:
    """Return a survey with one question more at its end, under an id that it does not have yet.

    Examples
    --------
    >>> [one.id for one in with_sample(with_sample(Survey(name="s", title={}), "voice"), "voice").questions]
    ['voice', 'voice_2']
    """
    made = sample(role)
    taken = {one.id for one in survey.questions}
    number, name = 1, made.id
    while name in taken:
        number += 1
        name = f"{made.id}_{number}"
    return msgspec.structs.replace(
        survey, questions=(*survey.questions, msgspec.structs.replace(made, id=name))
    )
