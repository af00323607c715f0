"""``Mapping``: rules made quick."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from oase.contacts.mapping.conditions import (
    Filled,
    Getter,
    getter,
    matcher,
    number_of,
    places,
    template,
    text_getter,
)
from oase.contacts.mapping.message import Message, Touch
from oase.contacts.mapping.rules import Defaults, Rule, Rules, parse

__all__ = ["Mapping"]

K = TypeVar("K")
T = TypeVar("T")

_LONGEST = 200
_MOST_REMEMBERED = 16_384
_UNNAMED = {"page": "Page", "screen": "Screen"}


class _Line(NamedTuple):
    """A rule as functions."""

    rule: Rule
    is_type: Callable[[str], bool]
    is_event: Callable[[str], bool]
    needs_campaign: bool
    tests: tuple[tuple[Callable[[Message], str], Callable[[str], bool]], ...]
    filled: Filled
    value: tuple[Getter, ...]


class _Choice(NamedTuple):
    """The rules that may apply to messages of a type and event, and the fields on which that hangs."""

    lines: tuple[_Line, ...]
    asked: tuple[Callable[[Message], str], ...]


class Mapping:
    """From a message to its touch, by the first rule that applies.

    Made by ``Mapping.parse``; immutable. Rules are found by type and event, so that hundreds of them cost a
    message no more than the few that could apply to it.

    Examples
    --------
    >>> mapping = Mapping.parse('''
    ... [[rule]]
    ... when = { type = "track", event = "Order Completed" }
    ... touchpoint = "Kauf"
    ... phase = "purchase"
    ... value = ["properties.revenue", "properties.total"]
    ... ''')
    >>> mapping.touch(Message("track", "Order Completed", properties={"total": "149.90"}))
    Touch(touchpoint='Kauf', channel=None, phase='purchase', value=149.9, is_mapped=True)
    >>> mapping.touch(Message("track", "Tree Planted"))
    Touch(touchpoint='Tree Planted', channel=None, phase=None, value=None, is_mapped=False)
    """

    def __init__(self, text: str, rules: Rules) -> None:
        self.text = text
        self._rules = rules
        self._lines = [_line(rule, ignore_case=rules.ignore_case) for rule in rules.rules]
        self._choices: dict[tuple[str, str, bool], _Choice] = {}
        self._decided: dict[tuple[str, ...], tuple[_Line, str] | None] = {}

    @classmethod
    def parse(cls, text: str) -> Mapping:
        """Make a mapping from its TOML.

        Raises
        ------
        InputError
            The text is wrong; the message names the line.
        """
        return cls(text, parse(text))

    def touch(self, message: Message) -> Touch:
        """Return where a message's contact happened; never raises."""
        decision = self._decide(message)
        if decision is None:
            return Touch(_unmapped(message), self._channel(message), is_mapped=False)
        line, touchpoint = decision
        rule = line.rule
        value = next((n for get in line.value if (n := number_of(get(message))) is not None), None)
        return Touch(touchpoint, rule.channel or self._channel(message), rule.phase, value)

    @property
    def touchpoints(self) -> frozenset[str]:
        """Touchpoints that the rules name in full."""
        return frozenset(rule.touchpoint for rule in self._rules.rules if "{" not in rule.touchpoint)

    def _decide(self, message: Message) -> tuple[_Line, str] | None:
        """Return the rule that applies and its touchpoint; for equal fields it is remembered."""
        place = message.type, message.event, bool(message.campaign)
        choice = self._choices.get(place)
        if choice is None:
            choice = _remember(self._choices, place, self._choice(*place))
        key = (message.type, message.event, *(get(message) for get in choice.asked))
        if key in self._decided:
            return self._decided[key]
        return _remember(self._decided, key, _first(choice.lines, message))

    def _choice(self, kind: str, event: str, has_campaign: bool) -> _Choice:
        lines = tuple(
            line
            for line in self._lines
            if line.is_type(kind) and line.is_event(event) and (has_campaign or not line.needs_campaign)
        )
        asked = {field: None for line in lines for field in (*line.rule.when, *places(line.rule.touchpoint))}
        return _Choice(lines, tuple(text_getter(field) for field in asked if field not in ("type", "event")))

    def _channel(self, message: Message) -> str | None:
        defaults: Defaults = self._rules.defaults
        if message.channel:
            return defaults.channels.get(message.channel, message.channel)
        return defaults.sources.get(message.source) or defaults.types.get(message.type) or defaults.channel


def _line(rule: Rule, *, ignore_case: bool) -> _Line:
    def match(field: str) -> Callable[[str], bool]:
        return (
            matcher(rule.when[field], ignore_case=ignore_case) if field in rule.when else lambda _text: True
        )

    return _Line(
        rule,
        match("type"),
        match("event"),
        any(field.startswith("campaign.") and all(patterns) for field, patterns in rule.when.items()),
        tuple((text_getter(field), match(field)) for field in rule.when if field not in ("type", "event")),
        template(rule.touchpoint),
        tuple(getter(field) for field in rule.value),
    )


def _first(lines: Iterable[_Line], message: Message) -> tuple[_Line, str] | None:
    for line in lines:
        if all(matches(get(message)) for get, matches in line.tests):
            touchpoint = line.filled(message)
            if touchpoint is not None:
                return line, touchpoint
    return None


def _remember(known: dict[K, T], key: K, found: T) -> T:
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = found
    return found


def _unmapped(message: Message) -> str:
    name = message.event or message.name or _UNNAMED.get(message.type, message.type)
    return name.strip()[:_LONGEST] or message.type
