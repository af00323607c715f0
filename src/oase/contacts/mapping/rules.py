"""The rules of a mapping, parsed from TOML; what is wrong is told with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any, cast

import msgspec

from oase.contacts.mapping.conditions import places
from oase.errors import InputError, nearest
from oase.model import Phase

__all__ = ["FIELDS", "Defaults", "Rule", "Rules", "parse"]

FIELDS = ("type", "event", "name", "source", "channel")
"""What a condition may ask for, beside ``properties.…`` and ``campaign.…``."""

_SPACES = ("properties.", "campaign.")
_TOP = ("ignore_case", "defaults", "rule")
_RULE = ("when", "touchpoint", "channel", "phase", "value")
_DEFAULTS = ("channel", "channels", "sources", "types")


class Rule(msgspec.Struct, frozen=True):
    """One rule: what must hold, and what then follows.

    Parameters
    ----------
    when : dict of str to tuple of str
        Field and the patterns of which one must match.
    touchpoint : str
        May name fields in braces.
    channel : str or None
    phase : str or None
    value : tuple of str
        Fields of which the first that holds a number is the worth.
    """

    when: dict[str, tuple[str, ...]]
    touchpoint: str
    channel: str | None = None
    phase: str | None = None
    value: tuple[str, ...] = ()


class Defaults(msgspec.Struct, frozen=True):
    """Channels of messages whose rule names none: by what was said, by source, by type, for all."""

    channel: str | None = None
    channels: dict[str, str] = {}
    sources: dict[str, str] = {}
    types: dict[str, str] = {}


class Rules(msgspec.Struct, frozen=True):
    """All that a mapping's text says."""

    rules: tuple[Rule, ...]
    defaults: Defaults
    ignore_case: bool


def parse(text: str) -> Rules:
    """Parse the text of a mapping.

    Raises
    ------
    InputError
        It is no TOML, or says what a mapping cannot do; the message names the line.
    """
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("The mapping is no TOML", got=str(error), where="mapping") from error
    lines = _Lines(text)
    lines.check_names(whole, _TOP, lines.top)
    rules = whole.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in cast("list[Any]", rules)):
        raise lines.error("The rules are no list", lines.top("rule"), expected="[[rule]] above every rule")
    ignore_case = whole.get("ignore_case", False)
    if not isinstance(ignore_case, bool):
        raise lines.error(
            "ignore_case is neither yes nor no", lines.top("ignore_case"), expected="true or false"
        )
    return Rules(
        tuple(_rule(rule, place, lines) for place, rule in enumerate(cast("list[dict[str, Any]]", rules))),
        _defaults(whole.get("defaults", {}), lines),
        ignore_case,
    )


def _rule(given: dict[str, Any], place: int, lines: _Lines) -> Rule:
    def line(name: str) -> int:
        return lines.of_rule(place, name)

    lines.check_names(given, _RULE, line)
    touchpoint = given.get("touchpoint")
    if not isinstance(touchpoint, str) or not touchpoint.strip():
        raise lines.error("A rule names no touchpoint", line("touchpoint"), expected='touchpoint = "…"')
    for field in places(touchpoint):
        _check_field(field, lines, line("touchpoint"))
    when = given.get("when", {})
    if not isinstance(when, dict):
        raise lines.error("The conditions are no table", line("when"), expected='when = { type = "page" }')
    return Rule(
        {
            field: _patterns(field, value, lines, line(field))
            for field, value in cast("dict[str, Any]", when).items()
        },
        touchpoint.strip(),
        _word(given, "channel", lines, line),
        _phase(given.get("phase"), lines, line("phase")),
        _fields(given.get("value", ()), lines, line("value")),
    )


def _patterns(field: str, value: Any, lines: _Lines, line: int) -> tuple[str, ...]:
    if isinstance(value, dict):
        raise lines.error(
            f"The condition on {field!r} is no value",
            line,
            expected='a value or a list; names with a dot in quotes, as in "properties.store" = "Ulm"',
        )
    _check_field(field, lines, line)
    values: Iterable[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)


def _check_field(field: str, lines: _Lines, line: int) -> None:
    if field in FIELDS or any(field.startswith(space) and field != space for space in _SPACES):
        return
    near = [*nearest(field, FIELDS, 1), *([] if "." in field else [f"properties.{field}"])]
    raise lines.error(
        "There is no such field",
        line,
        expected=f"{', '.join(FIELDS)}, properties.… or campaign.…",
        got=repr(field),
        todo=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
    )


def _phase(given: Any, lines: _Lines, line: int) -> str | None:
    if given is None:
        return None
    phase = Phase.parse(given) if isinstance(given, str) else None
    if phase is None:
        raise lines.error("There is no such phase", line, expected=", ".join(Phase), got=repr(given))
    return phase.value


def _fields(given: Any, lines: _Lines, line: int) -> tuple[str, ...]:
    fields = [given] if isinstance(given, str) else list(given) if isinstance(given, list | tuple) else None
    if fields is None or not all(isinstance(field, str) for field in fields):
        raise lines.error(
            "The value names no field", line, expected='value = "properties.revenue"', got=repr(given)
        )
    for field in fields:
        _check_field(field, lines, line)
    return tuple(fields)


def _word(given: dict[str, Any], name: str, lines: _Lines, line: Any) -> str | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise lines.error(f"The {name} is no text", line(name), expected=f'{name} = "…"', got=repr(value))
    return value.strip() if value else None


def _defaults(given: Any, lines: _Lines) -> Defaults:
    if not isinstance(given, dict):
        raise lines.error("The defaults are no table", lines.top("defaults"), expected="[defaults]")
    named = cast("dict[str, Any]", given)
    lines.check_names(named, _DEFAULTS, lines.top)
    tables: dict[str, dict[str, str]] = {}
    for name in _DEFAULTS[1:]:
        table = named.get(name, {})
        if not isinstance(table, dict) or not all(
            isinstance(word, str) for word in cast("Any", table).values()
        ):
            raise lines.error(
                f"defaults.{name} is no table of channels", lines.top(name), expected='name = "channel"'
            )
        tables[name] = {str(key): word for key, word in cast("dict[str, str]", table).items()}
    return Defaults(_word(named, "channel", lines, lines.top), **tables)


class _Lines:
    """Where in the text something stands."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._rules = [n for n, line in enumerate(self._lines) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]

    def top(self, name: str) -> int:
        """Return the line in which a name first stands, from 1."""
        return self._find(name, 0, len(self._lines))

    def of_rule(self, place: int, name: str) -> int:
        """Return the line of a rule in which a name stands, or the rule begins."""
        if place >= len(self._rules):
            return self.top("rule")
        following = self._rules[place + 1] if place + 1 < len(self._rules) else len(self._lines)
        return self._find(name, self._rules[place], following)

    def _find(self, name: str, start: int, end: int) -> int:
        written = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w])")
        return next((n for n in range(start, end) if written.search(self._lines[n])), start) + 1

    def check_names(self, given: dict[str, Any], known: tuple[str, ...], line: Any) -> None:
        """Refuse a name that means nothing."""
        for name in given:
            if name not in known:
                near = nearest(name, known)
                raise self.error(
                    "The mapping has a key that means nothing",
                    line(name),
                    expected=f"one of: {', '.join(known)}",
                    got=repr(name),
                    todo=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
                )

    def error(self, what: str, line: int, **more: str | None) -> InputError:
        """Return the error with its line."""
        return InputError(what, where=f"mapping, line {line}", **more)
