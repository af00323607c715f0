"""From the options of a command to contacts and answers, with progress on anything long."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oase.cli.output import write_note
from oase.cli.plain import plain
from oase.errors import InputError, OptionInvalid
from oase.lake import Answers, Contacts, read_answers, read_contacts
from oase.settings import Lang, Settings

if TYPE_CHECKING:
    from oase.app import House

__all__ = [
    "answers_from",
    "answers_with",
    "contacts_from",
    "contacts_with",
    "is_house",
    "need_rows",
    "progress",
    "say_reading",
    "settings_for",
]

Progress = Callable[[int, int | None], None]


def settings_for(lang: str | None) -> Settings:
    """Return the settings of the environment, with the language of the command."""
    import msgspec

    settings = Settings.from_env()
    chosen: Lang | None = "de" if lang == "de" else "en" if lang == "en" else None
    return msgspec.structs.replace(settings, lang=chosen) if chosen else settings


def is_house(source: Any) -> bool:
    """Tell whether a path is a house folder."""
    return isinstance(source, str) and (Path(source) / "house.sqlite").is_file()


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


def contacts_from(source: Any, options: Mapping[str, Any], settings: Settings) -> Contacts:
    """Read contacts from a file or a house, with the columns the options name or the usual names."""
    if is_house(source):
        return _house(source, settings).contacts()
    from oase.cli.taking import contact_columns_of

    return contacts_with(contact_columns_of(source, options, settings.lang), source, options, settings)


def _house(source: Any, settings: Settings) -> House:
    """Open a house for an analysis, and say on standard error what every analysis of it should say."""
    from oase.app import open_house

    house = open_house(source, settings=settings)
    said = click.get_current_context().meta.setdefault("oase.remarks", set())
    for remark in sorted(set(house.remarks()) - said):
        write_note(remark)
        said.add(remark)
    return house


def contacts_with(
    roles: Mapping[str, str], source: Any, options: Mapping[str, Any], settings: Settings
) -> Contacts:
    """Read contacts from columns that are known."""
    with progress("Kontakte lesen" if settings.lang == "de" else "Reading contacts") as step:
        return read_contacts(
            source,
            **roles,
            attributes=tuple(options.get("attributes") or ()),
            **_further(options),
            settings=settings,
            progress=step,
        )


def answers_from(
    source: Any, options: Mapping[str, Any], settings: Settings, outcome: str | None = None
) -> Answers:
    """Read answers, long or wide, from a file or a house; ``outcome`` is a column told with them."""
    if is_house(source):
        from oase.app.weights import weighted

        house = _house(source, settings)
        return weighted(house.rooms, house.answers())
    from oase.cli.taking import answer_columns_of

    roles, wide = answer_columns_of(source, options, settings.lang, outcome)
    return answers_with(roles, wide, source, options, settings, outcome)


def answers_with(
    roles: Mapping[str, str],
    wide: Sequence[str],
    source: Any,
    options: Mapping[str, Any],
    settings: Settings,
    outcome: str | None = None,
) -> Answers:
    """Read answers from columns that are known, and say the scale that was found out."""
    told = {"outcome": outcome, "positive": list(options["positive"]) or None} if outcome else {}
    with progress("Antworten lesen" if settings.lang == "de" else "Reading answers") as step:
        answers = read_answers(
            source,
            **roles,
            **told,
            touchpoints=list(wide) or None,
            scale=_scale(options.get("scale")),
            not_applicable=[_number(text) for text in options.get("not_applicable") or ()] or None,
            context=_context(options, wide),
            own=options.get("own"),
            **_further(options),
            settings=settings,
            progress=step,
        )
    if answers.scale.kind == "rating" and not options.get("scale"):
        _say_scale(answers, settings.lang)
    return answers


def _further(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: options.get(name) for name in ("timezone", "time_format", "sheet", "refusals")}


def _context(options: Mapping[str, Any], wide: Sequence[str]) -> tuple[str, ...]:
    """Return the columns to keep beside the answers: to adjust for, and to tell segments by."""
    wanted = [*(options.get("context") or ()), *filter(None, [options.get("segment")])]
    own = () if wide else ("touchpoint", "brand", "phase", "facet")
    return tuple(dict.fromkeys(name for name in wanted if name not in own))


def _say_scale(answers: Answers, lang: Lang) -> None:
    low, high = answers.scale.low, answers.scale.high
    if lang == "de":
        text = (
            f"Skala {low} bis {high}, so gefunden: {high} ist übertroffen, {low} und {low + 1} sind verfehlt"
        )
        more = "anders mit --scale 1-5, Kennzahlen ohne Antwort mit --not-applicable 0"
    else:
        text = f"Scale {low} to {high}, as found: {high} is exceeded, {low} and {low + 1} are missed"
        more = "else --scale 1-5, and --not-applicable 0 for a code that is no answer"
    write_note(f"{text} ({more})")


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


def need_rows(rows: Contacts | Answers, source: str) -> None:
    """Refuse a house that holds none of the rows a command works on.

    Raises
    ------
    InputError
    """
    is_log = isinstance(rows, Contacts)
    if is_house(source) and not (rows.count if is_log else len(rows)):
        kind = "contacts" if is_log else "answers"
        raise InputError(
            f"The house holds no {kind}",
            where=source,
            todo=f"oase import FILE --house {source}{'' if is_log else ' --answers'}",
        )


def say_reading(contacts_or_answers: Contacts | Answers, lang: Lang) -> None:
    """Say on standard error how many rows were read and refused, and the first refusals."""
    reading = contacts_or_answers.reading
    if not reading.rows_refused:
        return
    from oase.report.english import ENGLISH
    from oase.report.german import GERMAN
    from oase.words import number

    reasons = GERMAN if lang == "de" else ENGLISH
    refused, read = number(reading.rows_refused, lang), number(reading.rows_read, lang)
    if lang == "de":
        click.echo(f"{refused} von {read} Zeilen wurden abgelehnt:", err=True)
    else:
        click.echo(f"{refused} of {read} rows were refused:", err=True)
    for reason, count in reading.reasons.items() if not reading.refusals else ():
        click.echo(f"  {reasons[f'reason.{reason}']}: {number(count, lang)}", err=True)
    for refusal in reading.refusals[:5]:
        line = f", {'Zeile' if lang == 'de' else 'line'} {refusal.line}" if refusal.line else ""
        what = f": {refusal.column} = {refusal.value!r}" if refusal.column else ""
        click.echo(f"  {plain(refusal.file)}{line}: {reasons[f'reason.{refusal.reason}']}{what}", err=True)
    if not reading.refusals:
        more = "zeigt sie" if lang == "de" else "shows them"
        click.echo(f"  oase tail HOUSE --refusals --once {more}", err=True)
    elif reading.rows_refused > 5:
        more = "schreibt alle" if lang == "de" else "writes all of them"
        click.echo(f"  … --refusals FILE {more}", err=True)
