"""What a play asks of a person's facts and of the situation; all conditions compile to one function."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec

from oase.decisions.situation import Situation
from oase.model import Fact, Facts, under
from oase.retail.visits import current_visit

__all__ = ["OPERATORS", "SUBJECTS", "Condition", "Subject", "always", "compiled", "subject_of"]

DAY = 86_400_000_000

Value = bool | int | float | str
When = Callable[[Facts, Situation], tuple[bool, dict[str, Any]]]
Read = Callable[[Facts, Situation], tuple[Any, int]]
"""Returns a value, None where nothing is known, and since when it is so."""


class Condition(msgspec.Struct, frozen=True):
    """One thing that must be so.

    Parameters
    ----------
    fact : str
        A key of ``SUBJECTS``, or one of its families with a name behind the colon.
    operator : str
        Of ``OPERATORS``.
    value : JSON value
        What it is compared with.
    """

    fact: str
    operator: str
    value: Value | tuple[Value, ...]


class Subject(NamedTuple):
    """What can be asked for.

    Parameters
    ----------
    read : callable
    kind : {"text", "number", "truth"}
        Of the value.
    belief : bool
        Known of the person, not of the moment: needs a consent for personalisation.
    """

    read: Read
    kind: Literal["text", "number", "truth"]
    belief: bool = True


OPERATORS = ("is", "is_not", "one_of", "none_of", "at_least", "at_most", "within_days", "older_than_days")


def always(facts: Facts, situation: Situation) -> tuple[bool, dict[str, Any]]:
    """Say yes: a play without conditions."""
    del facts, situation
    return True, {}


def subject_of(name: str) -> Subject | None:
    """Return what a name asks for; None for what nobody knows.

    Examples
    --------
    >>> subject_of("size:dress:DE").kind, subject_of("religion") is None
    ('text', True)
    """
    if name in SUBJECTS:
        return SUBJECTS[name]
    family, colon, rest = name.partition(":")
    if not colon or not rest or family not in _FAMILIES:
        return None
    return Subject(_named(name), _FAMILIES[family])


@cache
def compiled(conditions: tuple[Condition, ...]) -> When:
    """Return one function for all conditions; it stops at the first that does not hold.

    Examples
    --------
    >>> when = compiled((Condition("mood", "is", "curious"),))
    >>> when({}, Situation(trigger="store.near", mood="tired"))
    (False, {'fact': 'mood', 'operator': 'is', 'asked': 'curious', 'value': 'tired'})
    """
    if not conditions:
        return always
    steps = tuple((_step(condition), condition) for condition in conditions)

    def when(facts: Facts, situation: Situation) -> tuple[bool, dict[str, Any]]:
        met: dict[str, Any] = {}
        for holds, condition in steps:
            is_so, value = holds(facts, situation)
            if not is_so:
                return False, {
                    "fact": condition.fact,
                    "operator": condition.operator,
                    "asked": condition.value,
                    "value": value,
                }
            met[condition.fact] = value
        return True, met

    return when


def _step(condition: Condition) -> Callable[[Facts, Situation], tuple[bool, Any]]:
    subject = subject_of(condition.fact)
    if subject is None:
        raise ValueError(condition.fact)  # parse has refused it
    read, asked = subject.read, condition.value
    if condition.operator in ("within_days", "older_than_days"):
        span, is_within = int(float(_one(asked)) * DAY), condition.operator == "within_days"

        def aged(facts: Facts, situation: Situation) -> tuple[bool, Any]:
            value, at = read(facts, situation)
            return bool(value) and (situation.at - at <= span) is is_within, at or None

        return aged
    test = _TESTS[condition.operator]

    def asking(facts: Facts, situation: Situation) -> tuple[bool, Any]:
        value, _ = read(facts, situation)
        return test(value, asked), value

    return asking


def _one(value: Value | tuple[Value, ...]) -> Value:
    return value[0] if isinstance(value, tuple) else value


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, asked: value == asked,
    "is_not": lambda value, asked: value != asked,
    "one_of": lambda value, asked: value in asked,
    "none_of": lambda value, asked: value not in asked,
    "at_least": lambda value, asked: value is not None and value >= asked,
    "at_most": lambda value, asked: value is not None and value <= asked,
}

_NONE = Fact(None, 0)


def _named(name: str) -> Read:
    def read(facts: Facts, situation: Situation) -> tuple[Any, int]:
        del situation
        fact, wrong = facts.get(name, _NONE), facts.get(f"wrong:{name}", _NONE)
        is_denied = bool(wrong.value) and wrong.at >= fact.at  # what she says after it counts again
        return (None, 0) if is_denied else (fact.value or None, fact.at)

    return read


def _of_item(kind: str, member: str | None = None) -> Read:
    def read(facts: Facts, situation: Situation) -> tuple[Any, int]:
        fact = facts.get(f"{kind}:{situation.item}", _NONE)
        if not fact.value:
            return (None, 0) if member else (False, 0)
        if member is None:
            return True, fact.at
        value = fact.value.get(member) if isinstance(fact.value, dict) else None
        return value, fact.at

    return read


def _number_of(kind: str) -> Read:
    def read(facts: Facts, situation: Situation) -> tuple[Any, int]:
        del situation
        held = [fact.at for _, fact in under(facts, kind) if fact.value]
        return len(held), max(held, default=0)

    return read


def _weather(member: str) -> Read:
    def read(facts: Facts, situation: Situation) -> tuple[Any, int]:
        del facts
        weather = situation.weather
        return (None, 0) if weather is None else (getattr(weather, member), weather.at)

    return read


def _visit(facts: Facts, situation: Situation) -> tuple[Any, int]:
    visit = current_visit(facts, situation.at)
    return visit is not None, 0 if visit is None else visit.since


def _orders(facts: Facts, situation: Situation) -> tuple[Any, int]:
    """Return how many purchases there were: what was bought at the same moment is one."""
    del situation
    moments = {fact.at for _, fact in under(facts, "bought") if fact.value}
    return len(moments), max(moments, default=0)


SUBJECTS: dict[str, Subject] = {
    "mood": Subject(lambda _, situation: (situation.mood or None, situation.at), "text", belief=False),
    "lang": Subject(lambda _, situation: (situation.lang, situation.at), "text", belief=False),
    "store": Subject(lambda _, situation: (situation.store or None, situation.at), "text", belief=False),
    "weather.temperature": Subject(_weather("temperature"), "number", belief=False),
    "weather.precipitation": Subject(_weather("precipitation"), "number", belief=False),
    "weather.is_wet": Subject(_weather("is_wet"), "truth", belief=False),
    "weather.code": Subject(_weather("code"), "number", belief=False),
    "wish": Subject(_of_item("wish"), "truth"),
    "bought": Subject(_of_item("bought"), "truth"),
    "wish.count": Subject(_number_of("wish"), "number"),
    "bought.count": Subject(_number_of("bought"), "number"),
    "order.count": Subject(_orders, "number"),
    "complaint.count": Subject(_number_of("complaint"), "number"),
    "case.count": Subject(_number_of("case"), "number"),
    "visit": Subject(_visit, "truth"),
    "store:preferred": Subject(_named("store:preferred"), "text"),
    "channel:preferred": Subject(_named("channel:preferred"), "text"),
    "undecided": Subject(_of_item("undecided"), "truth"),
    "undecided.choice": Subject(_of_item("undecided", "choice"), "text"),
    "undecided.because": Subject(_of_item("undecided", "because"), "text"),
}
"""What may be asked: of the moment, of the article in question, of the person."""

_FAMILIES: dict[str, Literal["text", "number", "truth"]] = {"size": "text", "need": "number", "met": "number"}
