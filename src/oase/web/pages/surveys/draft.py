"""A survey as a form: what was typed, made into a survey; what was typed where a number is wanted stays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

import msgspec

from oase.surveys.samples import with_sample
from oase.surveys.survey import (
    KINDS,
    LANGS,
    MOST_QUESTIONS,
    ROLES,
    Channel,
    Option,
    Problem,
    Question,
    Rules,
    Survey,
    check,
)

__all__ = ["CHANNELS", "NUMBERS", "Draft", "changed", "read"]

Form = Mapping[str, Sequence[str]]
Move = Literal["up", "down", "remove", "add"]

CHANNELS: tuple[str, ...] = get_args(Channel)
NUMBERS = ("wait_hours", "cool_down_days", "expires_days", "share", "floor", "per_day")
"""Rules that are numbers, in the order in which they are asked; ``share`` and ``floor`` in percent."""

_PERCENT = ("share", "floor")
_DEFAULTS = Rules()
_MOST_READ = 3 * MOST_QUESTIONS
_MOST_OPTIONS = 30
_LONGEST_NUMBER = 12
_THREE = ("-1", "0", "1")


@dataclass(frozen=True, slots=True)
class Draft:
    """A survey that is being edited.

    Parameters
    ----------
    survey : Survey
        As far as it could be read.
    base : int
        Number of the version from which it was made.
    typed : dict of str to str
        What stands where a number is wanted and none was read, by the place's name.
    """

    survey: Survey
    base: int = 0
    typed: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def problems(self) -> list[Problem]:
        """Everything for which it cannot be kept."""
        unread = [
            Problem(where, "number", "This is no number", "", text) for where, text in self.typed.items()
        ]
        return [*unread, *(one for one in check(self.survey) if one.where not in self.typed)]


class _Reading:
    """Reads one form."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.typed: dict[str, str] = {}

    def text(self, name: str) -> str:
        return next(iter(self._form.get(name, ())), "").replace("\r\n", "\n").strip()

    def by_lang(self, name: str) -> dict[str, str]:
        """Return a text in all languages; none where it stands in none of them."""
        found = {lang: self.text(f"{name}.{lang}") for lang in LANGS}
        return found if any(found.values()) else {}

    def whole(self, name: str, default: int) -> int:
        found = self.number(name)
        if found is None or found != int(found):
            self._keep(name)
            return default
        return int(found)

    def number(self, name: str) -> float | None:
        text = self.text(name).replace(",", ".")
        try:
            found = float(text) if len(text) <= _LONGEST_NUMBER and text.isascii() else math.nan
        except ValueError:
            return None
        return found if math.isfinite(found) else None

    def percent(self, name: str, default: float) -> float:
        found = self.number(name)
        if found is None:
            self._keep(name)
        return default if found is None else round(found / 100, 6)

    def many(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.strip() for one in self._form.get(name, ()) if one.strip()))

    def rules(self) -> Rules:
        told: dict[str, Any] = {
            name: self.whole(f"rules.{name}", getattr(_DEFAULTS, name))
            for name in ("wait_hours", "cool_down_days", "expires_days")
        }
        told |= {name: self.percent(f"rules.{name}", getattr(_DEFAULTS, name)) for name in _PERCENT}
        told["per_day"] = self.whole("rules.per_day", 1) if self.text("rules.per_day") else None
        channels = [one for one in self.many("rules.channels") if one in CHANNELS]
        told["channels"] = tuple(cast(Channel, one) for one in channels)
        return Rules(**told, only_new_customers=bool(self.text("rules.only_new_customers")))

    def question(self, where: str) -> Question:
        kind, role = self.text(f"{where}.kind"), self.text(f"{where}.role")
        told: dict[str, Any] = {
            "id": self.text(f"{where}.id"),
            "role": role if role in ROLES else "other",
            "kind": kind if kind in KINDS else "text",
            "text": self.by_lang(f"{where}.text"),
            "is_required": bool(self.text(f"{where}.is_required")),
        }
        if told["kind"] == "scale":
            told |= {"low": self.whole(f"{where}.low", 0), "high": self.whole(f"{where}.high", 10)}
            told |= {name: self.by_lang(f"{where}.{name}") for name in ("low_text", "high_text")}
        if told["kind"] in ("choice", "three_way"):
            told["options"] = self._options(where, is_three_way=told["kind"] == "three_way")
        return Question(**told)

    def _options(self, where: str, *, is_three_way: bool) -> tuple[Option, ...]:
        if is_three_way:  # the usual words unless some are given
            words = [self.by_lang(f"{where}.words[{place}].text") for place in range(len(_THREE))]
            return tuple(map(Option, _THREE, words)) if any(words) else ()
        found = [
            Option(self.text(f"{one}.value"), self.by_lang(f"{one}.text"))
            for one in (f"{where}.options[{place}]" for place in range(_MOST_OPTIONS))
        ]
        return tuple(one for one in found if one.value or one.text)

    def _keep(self, name: str) -> None:
        self.typed[name] = self.text(name)


def read(form: Form, name: str) -> Draft:
    """Return the survey that a form describes, with all that is wrong about it.

    Examples
    --------
    >>> draft = read({"title.de": ["T"], "rules.share": ["12,5"], "rules.wait_hours": ["soon"]}, "s")
    >>> draft.survey.title, draft.survey.rules.share, draft.typed["rules.wait_hours"]
    ({'de': 'T', 'en': ''}, 0.125, 'soon')
    """
    reading = _Reading(form)
    count = reading.number("count") or 0
    questions = [
        reading.question(f"questions[{place}]") for place in range(min(_MOST_READ, max(0, int(count))))
    ]
    survey = Survey(
        name=name,
        title=reading.by_lang("title"),
        intro=reading.by_lang("intro"),
        touchpoints=reading.many("touchpoints"),
        questions=tuple(questions),
        rules=reading.rules(),
    )
    base = reading.number("base") or 0
    return Draft(survey, int(base), reading.typed)


def changed(draft: Draft, move: str, what: str) -> Draft:
    """Return a draft with a question added, removed, or moved by one place; else as it is.

    Parameters
    ----------
    draft : Draft
    move : {"up", "down", "remove", "add"}
    what : str
        Place of the question from 0; the role of one that is added.
    """
    if move == "add":
        fits = what in ROLES and len(draft.survey.questions) < _MOST_READ
        return _with(draft, with_sample(draft.survey, what)) if fits else draft
    questions = list(draft.survey.questions)
    place = int(what) if what.isascii() and what.isdecimal() and len(what) <= 3 else len(questions)
    if place >= len(questions):
        return draft
    one = questions.pop(place)
    if move != "remove":
        questions.insert(max(0, place + (1 if move == "down" else -1)), one)
    return _with(draft, msgspec.structs.replace(draft.survey, questions=tuple(questions)))


def _with(draft: Draft, survey: Survey) -> Draft:
    """Return a draft with other questions; what was typed into them has moved, so only the rules' stays."""
    typed = {where: text for where, text in draft.typed.items() if where.startswith("rules.")}
    return Draft(survey, draft.base, typed)
