"""Which column of a source serves as what: as the options name it, else by its usual name, which is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oase.cli.output import write_note
from oase.errors import ColumnMissing, InputError, OptionInvalid
from oase.experience.guesses import guess, guess_contacts
from oase.lake.reading import columns_of, sample
from oase.settings import Lang

__all__ = ["ROLES", "answer_columns_of", "contact_columns_of", "touchpoint_columns"]

_CONTACTS = ("person", "at", "touchpoint", "channel", "phase", "value", "tie")
_WIDE = ("person", "at", "recommend", "weight")
_LONG = (
    "person", "at", "touchpoint", "answer", "brand", "compared", "compared_with", "expectation", "recommend",
    "weight", "phase", "transaction",
)  # fmt: skip
ROLES = tuple(dict.fromkeys((*_CONTACTS, *_LONG)))
"""What an option of the command can name a column for."""

_ROWS = 5_000
_CLOCKS = ("uhrzeit", "zeit", "time")
_SAID: dict[Lang, dict[str, str]] = {
    "de": {
        "names": "Spalten, am Namen erkannt",
        "wide": "Spalten mit Noten, genommen als Touchpoints",
        "clock": "Die Uhrzeit in {clock!r} bleibt außer Acht; Datum und Uhrzeit gehören zusammen in {at!r}",
    },
    "en": {
        "names": "Columns taken by their names",
        "wide": "Columns of ratings taken as touchpoints",
        "clock": "The time of day in {clock!r} is left out; bring date and time together in {at!r}",
    },
}


def contact_columns_of(source: Any, options: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    """Return role -> column of a contact log; what was not named is said on standard error.

    Raises
    ------
    InputError
        When person, time or touchpoint has neither an option nor a column with a usual name.
    """
    given = _given(options, _CONTACTS)
    first = sample(source, _ROWS, sheet=options.get("sheet"))
    roles = guess_contacts(first, given, taken=tuple(options.get("attributes") or ()))
    _need(roles, ("person", "at", "touchpoint"), first.column_names, source)
    _say_names({role: roles[role] for role in _CONTACTS if role in roles and role not in given}, source, lang)
    clock = next((name for name in first.column_names if name.casefold() in _CLOCKS), None)
    if "at" not in given and clock is not None and clock not in roles.values():
        _say(source, _SAID[lang]["clock"].format(clock=clock, at=roles["at"]))
    return roles


def answer_columns_of(
    source: Any, options: Mapping[str, Any], lang: Lang, outcome: str | None = None
) -> tuple[dict[str, str], list[str]]:
    """Return role -> column of a table of answers, and the touchpoint columns where it is wide.

    Raises
    ------
    InputError
        When there is no touchpoint or no answer, and no columns of ratings either.
    """
    given = _given(options, _LONG)
    named = touchpoint_columns(source, options.get("wide") or (), options.get("sheet"))
    others = [*(options.get("context") or ()), *([outcome] if outcome else [])]
    first = sample(source, _ROWS, sheet=options.get("sheet"))
    found = guess(first, given, tuple(named), taken=others)
    wide = [] if "touchpoint" in given else list(found.touchpoints)
    roles = {
        role: column
        for role, column in found.roles.items()
        if role in given or role in (_WIDE if wide else _LONG)
    }
    if not wide:
        _need(roles, ("touchpoint", "answer"), first.column_names, source)
    _say_names({role: roles[role] for role in _LONG if role in roles and role not in given}, source, lang)
    if wide and not named:
        _say(source, f"{_SAID[lang]['wide']}: {', '.join(wide)}")
    return roles, wide


def _given(options: Mapping[str, Any], roles: Sequence[str]) -> dict[str, str]:
    return {role: str(options[role]) for role in roles if options.get(role)}


def _need(roles: Mapping[str, str], needed: Sequence[str], columns: Sequence[str], source: Any) -> None:
    """Refuse a source in which a needed column is neither named nor known by its name."""
    absent = [role for role in needed if role not in roles]
    if absent:
        raise InputError(
            f"No column is recognised as the {' or the '.join(absent)}",
            got=f"the columns {', '.join(columns[:30])}",
            where=_name(source),
            todo="name it:" + "".join(f" --{role} COLUMN" for role in absent),
        )


def _say_names(taken: Mapping[str, str], source: Any, lang: Lang) -> None:
    if taken:
        pairs = ", ".join(f"{role} = {column}" for role, column in taken.items())
        _say(source, f"{_SAID[lang]['names']}: {pairs}")


def _say(source: Any, text: str) -> None:
    write_note(f"{_name(source)}: {text}")


def _name(source: Any) -> str:
    return Path(source).name if isinstance(source, str) else str(source.name)


def touchpoint_columns(source: Any, asked: Sequence[str], sheet: str | None = None) -> list[str]:
    """Return the touchpoint columns; ``First..Last`` names a run of neighbouring columns."""
    columns: list[str] = []
    for text in asked:
        if ".." not in text:
            columns.append(text)
            continue
        first, last = (part.strip() for part in text.split("..", 1))
        there = columns_of(source, sheet=sheet)
        for end in (first, last):
            if end not in there:
                raise ColumnMissing(end, there, where=_name(source), role="touchpoints")
        begin, stop = there.index(first), there.index(last)
        if stop < begin:
            raise OptionInvalid(
                "The run of columns goes backwards", got=text, todo=f"--touchpoints '{last}..{first}'"
            )
        columns.extend(there[begin : stop + 1])
    return columns
