"""``Mapping``: rules made quick."""

from __future__ import annotations

from typing import NamedTuple

from oase.contacts.mapping.conditions import Filled, Test, fold, getter, number_of, template, test
from oase.contacts.mapping.message import Message, Touch
from oase.contacts.mapping.rules import Defaults, Rule, Rules, parse

__all__ = ["Mapping"]

_LONGEST = 200
_UNNAMED = {"page": "Page", "screen": "Screen"}


class _Line(NamedTuple):
    """A rule as functions."""

    types: frozenset[str] | None  # None: any
    events: frozenset[str] | None
    tests: tuple[Test, ...]
    needs_campaign: bool
    filled: Filled
    channel: str | None
    phase: str | None
    value: tuple[Test, ...]


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
        self._fold = fold if rules.ignore_case else str
        self._lines = [self._line(rule) for rule in rules.rules]
        self._known: dict[tuple[str, str, bool], tuple[_Line, ...]] = {}
        self._events = frozenset(event for line in self._lines for event in line.events or ())

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
        for line in self._possible(message):
            if all(holds(message) for holds in line.tests):
                touchpoint = line.filled(message)
                if touchpoint is not None:
                    value = next(
                        (n for get in line.value if (n := number_of(get(message))) is not None), None
                    )
                    return Touch(touchpoint, line.channel or self._channel(message), line.phase, value)
        return Touch(_unmapped(message), self._channel(message), is_mapped=False)

    @property
    def touchpoints(self) -> frozenset[str]:
        """Touchpoints that the rules name in full."""
        return frozenset(rule.touchpoint for rule in self._rules.rules if "{" not in rule.touchpoint)

    def _possible(self, message: Message) -> tuple[_Line, ...]:
        event = self._fold(message.event)
        place = message.type, event if event in self._events else "", bool(message.campaign)
        lines = self._known.get(place)
        if lines is None:
            lines = self._known[place] = tuple(line for line in self._lines if _could(line, *place))
        return lines

    def _channel(self, message: Message) -> str | None:
        defaults: Defaults = self._rules.defaults
        if message.channel:
            return defaults.channels.get(message.channel, message.channel)
        return defaults.sources.get(message.source) or defaults.types.get(message.type) or defaults.channel

    def _line(self, rule: Rule) -> _Line:
        exact = {
            field: frozenset(map(self._fold, patterns) if field == "event" else patterns)
            for field, patterns in rule.when.items()
            if field in ("type", "event") and not any("*" in one or not one for one in patterns)
        }
        return _Line(
            exact.get("type"),
            exact.get("event"),
            tuple(
                test(field, patterns, ignore_case=self._rules.ignore_case)
                for field, patterns in rule.when.items()
                if field not in exact
            ),
            any(field.startswith("campaign.") and all(patterns) for field, patterns in rule.when.items()),
            template(rule.touchpoint),
            rule.channel,
            rule.phase,
            tuple(getter(field) for field in rule.value),
        )


def _could(line: _Line, kind: str, event: str, has_campaign: bool) -> bool:
    return (
        (line.types is None or kind in line.types)
        and (line.events is None or event in line.events)
        and (has_campaign or not line.needs_campaign)
    )


def _unmapped(message: Message) -> str:
    name = message.event or message.name or _UNNAMED.get(message.type, message.type)
    return name.strip()[:_LONGEST] or message.type
