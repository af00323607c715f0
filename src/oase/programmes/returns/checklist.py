"""The condition of a piece: six questions, from which a grade follows by a rule that everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from oase.errors import OptionInvalid

__all__ = ["GRADES", "QUESTIONS", "TAKEN", "Grade", "checked", "grade_of"]

Grade = Literal["A", "B", "C", "D", "refused"]

GRADES: tuple[Grade, ...] = get_args(Grade)
"""A as new, B worn but whole, C to be mended, D for its fibres; refused: not taken."""

TAKEN: tuple[Grade, ...] = GRADES[:-1]

QUESTIONS: dict[str, dict[str, Grade]] = {
    "wear": {"hardly": "A", "visible": "B", "strong": "D"},
    "holes": {"none": "A", "small": "C", "large": "D"},
    "stains": {"none": "A", "faint": "B", "clear": "D"},
    "parts": {"whole": "A", "missing": "C", "broken": "C"},
    "smell": {"none": "A", "some": "C"},
    "clean": {"yes": "A", "no": "refused"},
}
"""By question, each answer with the best grade that it leaves.

``parts`` are zips, buttons, cords and soles; ``clean`` asks whether the piece is washed and dry: what is wet
or dirty spoils the rest of the parcel and is not taken.
"""


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers of a whole checklist in the order of the questions.

    Raises
    ------
    OptionInvalid
        A question without answer, or an answer that there is not.

    Examples
    --------
    >>> checked({"wear": "hardly"})
    Traceback (most recent call last):
    ...
    oase.errors.OptionInvalid: The checklist is not complete.
      expected:   one of: none, small, large
      got:        nothing
      where:      holes
    """
    for question, possible in QUESTIONS.items():
        given = answers.get(question, "")
        if given not in possible:
            raise OptionInvalid(
                "The checklist is not complete" if not given else "The checklist has no such answer",
                expected=f"one of: {', '.join(possible)}",
                got=repr(given[:40]) if given else "nothing",
                where=question,
            )
    return {question: answers[question] for question in QUESTIONS}


def grade_of(answers: Mapping[str, str]) -> Grade:
    """Return the grade that answers give: the worst that any of them leaves.

    Examples
    --------
    >>> whole = {"wear": "visible", "holes": "none", "stains": "none", "parts": "whole", "smell": "none",
    ...          "clean": "yes"}
    >>> grade_of(whole), grade_of(whole | {"parts": "broken"}), grade_of(whole | {"clean": "no"})
    ('B', 'C', 'refused')
    """
    whole = checked(answers)
    left: list[Grade] = [QUESTIONS[name][given] for name, given in whole.items()]
    return max(left, key=GRADES.index)
