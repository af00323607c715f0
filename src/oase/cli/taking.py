"""Which column of a source serves as what: as the options name it, else by its usual name, which is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from oase.errors import ColumnMissing, InputError, OptionInvalid
from oase.experience.guesses import guess, guess_contacts
from oase.lake.reading import columns_of, sample
from oase.settings import Lang

__all__ = ["ROLES", "answer_columns_of", "contact_columns_of"]

_CONTACTS = ("person", "at", "touchpoint", "channel", "phase", "value", "tie")
_WIDE = ("person", "at", "recommend", "weight")
_LONG = (
    *_WIDE, "touchpoint", "answer", "brand", "compared", "compared_with", "expectation", "phase",
    "transaction",
)  # fmt: skip
ROLES = tuple(dict.fromkeys((*_CONTACTS, *_LONG)))
"""What an option of the command can name a column for."""

_ROWS = 5_000
_SAID: dict[Lang, dict[str, str]] = {
    "de": {"names": "Spalten, am Namen erkannt", "wide": "Spalten mit Noten, genommen als Touchpoints"},
    "en": {"names": "Columns taken by their names", "wide": "Columns of ratings taken as touchpoints"},
}


def contact_columns_of(source: Any, options: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    """Return role -> column of a contact log; what was not named is said on standard error.

    Raises
    ------
    InputError
        When person, time or touchpoint has neither an option nor a column with a usual name.
    """
    given = _given(options, _CONTACTS)
    roles = guess_contacts(sample(source, _ROWS), given, taken=tuple(options.get("attributes") or ()))
    _need(roles, ("person", "at", "touchpoint"), source)
    _say_names({role: roles[role] for role in _CONTACTS if role in roles and role not in given}, source, lang)
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
    named = _wide(source, options.get("wide") or ())
    others = [*(options.get("context") or ()), *([outcome] if outcome else [])]
    found = guess(sample(source, _ROWS), given, tuple(named), taken=others)
    wide = [] if "touchpoint" in given else list(found.touchpoints)
    roles = {
        role: column
        for role, column in found.roles.items()
        if role in given or role in (_WIDE if wide else _LONG)
    }
    if not wide:
        _need(roles, ("touchpoint", "answer"), source)
    _say_names({role: roles[role] for role in _LONG if role in roles and role not in given}, source, lang)
    if wide and not named:
        _say(source, f"{_SAID[lang]['wide']}: {', '.join(wide)}")
    return roles, wide


def _given(options: Mapping[str, Any], roles: Sequence[str]) -> dict[str, str]:
    return {role: str(options[role]) for role in roles if options.get(role)}


def _need(roles: Mapping[str, str], needed: Sequence[str], source: Any) -> None:
    """Refuse a source in which a needed column is neither named nor known by its name."""
    absent = [role for role in needed if role not in roles]
    if absent:
        raise InputError(
            f"No column is known by its name as {' or as '.join(absent)}",
            got=f"the columns {', '.join(columns_of(source)[:30])}",
            where=_name(source),
            todo="name it with " + " and ".join(f"--{role} COLUMN" for role in absent),
        )


def _say_names(taken: Mapping[str, str], source: Any, lang: Lang) -> None:
    if taken:
        pairs = ", ".join(f"{role} = {column}" for role, column in taken.items())
        _say(source, f"{_SAID[lang]['names']}: {pairs}")


def _say(source: Any, text: str) -> None:
    click.echo(f"{_name(source)}: {text}", err=True)


def _name(source: Any) -> str:
    return Path(source).name if isinstance(source, str) else str(source.name)


def _wide(source: Any, asked: Sequence[str]) -> list[str]:
    """Return the touchpoint columns; ``First..Last`` names a run of neighbouring columns."""
    columns: list[str] = []
    for text in asked:
        if ".." not in text:
            columns.append(text)
            continue
        first, last = (part.strip() for part in text.split("..", 1))
        there = columns_of(source)
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
