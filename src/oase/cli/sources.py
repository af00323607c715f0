"""From the options of a command to contacts and answers, with progress on anything long."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from oase.errors import ColumnMissing, InputError, OptionInvalid
from oase.lake import Answers, Contacts, read_answers, read_contacts
from oase.lake.reading import columns_of
from oase.settings import Lang, Settings

__all__ = ["answers_from", "contacts_from", "is_house", "progress", "say_reading", "settings_for"]

Progress = Callable[[int, int | None], None]

_CONTACT_ROLES = ("person", "at", "touchpoint", "channel", "phase", "value", "tie")
_ANSWER_ROLES = (
    "person",
    "at",
    "touchpoint",
    "answer",
    "brand",
    "compared",
    "compared_with",
    "expectation",
    "recommend",
    "weight",
    "phase",
)


def settings_for(lang: str | None) -> Settings:
    """Return the settings of the environment, with the language of the command."""
    import msgspec

    settings = Settings.from_env()
    chosen: Lang | None = "de" if lang == "de" else "en" if lang == "en" else None
    return msgspec.structs.replace(settings, lang=chosen) if chosen else settings


def is_house(source: str) -> bool:
    """Tell whether a path is a house folder."""
    return (Path(source) / "house.sqlite").is_file()


@contextmanager
def progress(label: str) -> Generator[Progress]:
    """Show a moving bar on the terminal while something is done; nothing where the output is piped."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(label, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def contacts_from(source: str, options: Mapping[str, Any], settings: Settings) -> Contacts:
    """Read contacts from a file or a house, with the columns the options name or the usual names."""
    if is_house(source):
        from oase.app import open_house

        return open_house(source, settings=settings).contacts()
    roles = _roles(source, options, _CONTACT_ROLES, required=("person", "at", "touchpoint"))
    with progress("Reading contacts") as step:
        return read_contacts(
            source,
            **roles,
            attributes=tuple(options.get("attributes") or ()),
            timezone=options.get("timezone"),
            time_format=options.get("time_format"),
            refusals=options.get("refusals"),
            settings=settings,
            progress=step,
        )


def answers_from(source: str, options: Mapping[str, Any], settings: Settings, **more: Any) -> Answers:
    """Read answers, long or wide, from a file or a house."""
    if is_house(source):
        from oase.app import open_house

        return open_house(source, settings=settings).answers()
    wide = _wide(source, options.get("wide") or ())
    if wide:
        names = [role for role in _ANSWER_ROLES if role not in ("touchpoint", "answer")]
        roles = _roles(source, options, names, required=())
    else:
        roles = _roles(source, options, _ANSWER_ROLES, required=("touchpoint", "answer"))
    with progress("Reading answers") as step:
        return read_answers(
            source,
            **roles,
            touchpoints=wide or None,
            scale=_scale(options.get("scale")),
            not_applicable=[_number(text) for text in options.get("not_applicable") or ()] or None,
            context=tuple(options.get("context") or ()),
            own=options.get("own"),
            timezone=options.get("timezone"),
            time_format=options.get("time_format"),
            refusals=options.get("refusals"),
            settings=settings,
            progress=step,
            **more,
        )


# usual names of a role's column, German and English, tried in this order when an option is not given
_USUAL = {
    "person": "person person_id customer_id customer user_id userid "
    "kunde kunden_id kundennummer kundin pseudonym",
    "at": "at ts timestamp time datetime date zeit zeitpunkt datum event_time",
    "touchpoint": "touchpoint event activity kontaktpunkt handling",
    "answer": "answer antwort disconfirmation",
    "brand": "brand marke",
    "channel": "channel kanal",
    "phase": "phase",
    "value": "value wert umsatz revenue",
    "tie": "",
    "compared": "compared vergleich",
    "compared_with": "compared_with vergleich_mit",
    "expectation": "expectation erwartung",
    "recommend": "recommend weiterempfehlung nps",
    "weight": "weight gewicht",
}


def _roles(
    source: str, options: Mapping[str, Any], names: Sequence[str], *, required: Sequence[str]
) -> dict[str, Any]:
    """Return role -> column: as named, else by a usual name; say what was taken."""
    columns = columns_of(source)
    folded = {column.casefold(): column for column in columns}
    roles: dict[str, Any] = {}
    guessed: list[str] = []
    for name in names:
        if options.get(name):
            roles[name] = options[name]
            continue
        hit = next((folded[usual] for usual in _USUAL[name].split() if usual in folded), None)
        if hit is not None and hit not in roles.values():
            roles[name] = hit
            guessed.append(f"{name} = {hit}")
        elif name in required:
            raise ColumnMissing(name, columns, where=source, role=name)
    if guessed:
        click.echo(f"Columns taken by their names: {', '.join(guessed)}", err=True)
    return roles


def _wide(source: str, asked: Sequence[str]) -> list[str]:
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
                raise ColumnMissing(end, there, where=source, role="touchpoints")
        begin, stop = there.index(first), there.index(last)
        if stop < begin:
            raise OptionInvalid(
                "The run of columns goes backwards", got=text, todo=f"--touchpoints '{last}..{first}'"
            )
        columns.extend(there[begin : stop + 1])
    return columns


def _scale(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"\s*(-?\d+)\s*(?:-|\.\.|to|bis|:)\s*(-?\d+)\s*", text)
    if match is None:
        raise OptionInvalid(
            "The scale cannot be read", expected="such as 1-5", got=repr(text), where="--scale"
        )
    return int(match[1]), int(match[2])


def _number(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def say_reading(contacts_or_answers: Contacts | Answers, label: str) -> None:
    """Say on standard error how many rows were read and refused, and the first refusals."""
    reading = contacts_or_answers.reading
    if not reading.rows_refused:
        return
    click.echo(
        f"{label}: {reading.rows_refused:,} of {reading.rows_read:,} rows could not be read:", err=True
    )
    for refusal in reading.refusals[:5]:
        where = f"{refusal.file}, line {refusal.line}" if refusal.line else refusal.file
        what = f" {refusal.column} = {refusal.value!r}" if refusal.column else ""
        click.echo(f"  {where}: {refusal.reason.value.replace('_', ' ')}{what}", err=True)
    if reading.rows_refused > 5:
        click.echo("  … --refusals FILE writes all of them", err=True)


def one_source(source: str | None) -> str:
    """Return the source, or say what is missing."""
    if not source:
        raise InputError(
            "No file and no house was named", todo="oase check FILE, or oase demo to see an example"
        )
    return source
