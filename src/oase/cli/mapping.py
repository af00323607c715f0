"""``oase mapping``: from events to touchpoints."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from oase.app import House
    from oase.contacts.mapping import Change, Difference
    from oase.settings import Lang, Settings

__all__ = ["command"]

_SHOWN = 30


@click.group(
    "mapping",
    epilog="""\b
Examples:
  oase mapping candidates house/            what no rule knows yet
  oase mapping show house/ > mapping.toml   then edit it
  oase mapping try house/ mapping.toml      what it would change
  oase mapping set house/ mapping.toml      for contacts from now on
  oase mapping apply house/                 for those already stored, too
  oase mapping set house/ --version 3       back to what was""",
)
def command() -> None:
    """Show, try and change the rules by which events become touchpoints."""


@command.command("show")
@click.argument("house", metavar="HOUSE")
@click.option("--version", "number", type=int, help="An older version; 0 is the default.")
def show(house: str, number: int | None) -> None:
    """Print the mapping of HOUSE that holds, as TOML."""
    from oase.contacts.mapping import active, text_of

    with _opened(house) as opened, opened.rooms.database.reading() as connection:
        lang = opened.settings.lang
        text = active(connection, lang)[1].text if number is None else text_of(connection, number, lang)
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


@command.command("versions")
@click.argument("house", metavar="HOUSE")
def versions_(house: str) -> None:
    """List the versions of the mapping of HOUSE, the one that holds first."""
    from oase.cli.output import write_table
    from oase.contacts.mapping import versions

    with _opened(house) as opened, opened.rooms.database.reading() as connection:
        found = versions(connection)
        lang = opened.settings.lang
    made = {one.number: datetime.fromtimestamp(one.created / 1e6, UTC) for one in found}
    heads = ("Version", "Seit (UTC)", "Von") if lang == "de" else ("version", "since (UTC)", "by")
    rows = [(str(one.number), f"{made[one.number]:%Y-%m-%d %H:%M}", one.by) for one in found]
    default = "Vorgabe" if lang == "de" else "default"
    write_table([dict(zip(heads, row, strict=True)) for row in [*rows, ("0", "", default)]])


@command.command("try")
@click.argument("house", metavar="HOUSE")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def try_(house: str, file: Path) -> None:
    """Say what applying the mapping in FILE to HOUSE would change; changes nothing."""
    from oase.app.mapping import try_mapping
    from oase.contacts.mapping import Mapping

    with _in_file(file):
        mapping = Mapping.parse(_read(file))
    with _opened(house) as opened:
        difference = try_mapping(opened.rooms, mapping)
    _say(difference, opened.settings.lang)


@command.command("set")
@click.argument("house", metavar="HOUSE")
@click.argument("file", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option("--version", "number", type=int, help="Take an older version again; 0 is the default.")
@click.option("--by", default="oase mapping", show_default=True, help="Who does it.")
def set_(house: str, file: Path | None, number: int | None, by: str) -> None:
    """Let the mapping in FILE hold for contacts of HOUSE from now on."""
    from oase.contacts.mapping import Mapping, install, text_of
    from oase.errors import OptionInvalid

    if (file is None) == (number is None):
        raise OptionInvalid("One mapping is needed", expected="FILE or --version", got="both or neither")
    text = None
    if file:
        with _in_file(file):
            text = _read(file)
            Mapping.parse(text)
    with _opened(house) as opened, opened.rooms.database.writing() as connection:
        if text is None:
            text = text_of(connection, number or 0, opened.settings.lang)
        made = install(connection, text, by, opened.rooms.clock())
    if opened.settings.lang == "de":
        click.echo(f"Version {made} gilt für Kontakte ab jetzt; für gespeicherte: oase mapping apply {house}")
    else:
        click.echo(
            f"Version {made} holds for contacts from now on; for stored ones: oase mapping apply {house}"
        )


@command.command("apply")
@click.argument("house", metavar="HOUSE")
def apply(house: str) -> None:
    """Apply the mapping that holds to the contacts that HOUSE has stored."""
    from oase.cli.sources import progress
    from oase.words import number

    with _opened(house) as opened:
        german = opened.settings.lang == "de"
        with progress("Zuordnen" if german else "Mapping"):
            changed = number(opened.remap(), opened.settings.lang)
    click.echo(f"{changed} Kontakte geändert." if german else f"{changed} contacts changed.")


@command.command("candidates")
@click.argument("house", metavar="HOUSE")
def candidates_(house: str) -> None:
    """List the events of HOUSE that no rule knows: candidates for new touchpoints."""
    from oase.app.mapping import candidates
    from oase.cli.output import write_table
    from oase.words import number

    with _opened(house) as opened:
        found = candidates(opened.rooms)
        lang = opened.settings.lang
    if not found:
        click.echo("Jeder Kontakt ist zugeordnet." if lang == "de" else "Every contact is mapped.")
        return
    heads = ("Ereignis", "Quelle", "Kontakte") if lang == "de" else ("event", "source", "contacts")
    rows = [(one.touchpoint, one.source, number(one.contacts, lang)) for one in found[:_SHOWN]]
    write_table([dict(zip(heads, row, strict=True)) for row in rows], right=heads[2:])
    _say_more(len(found), lang)


def _opened(house: str) -> House:
    from oase.app import open_house
    from oase.cli.sources import settings_for

    settings: Settings = settings_for(None)
    return open_house(house, settings=settings)


def _read(file: Path) -> str:
    from oase.errors import InputError, SourceMissing, storage_errors

    if not file.exists():
        raise SourceMissing("There is no such file", where=str(file), todo="oase mapping show HOUSE > FILE")
    with storage_errors("The mapping cannot be read", file):
        content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("The mapping is no text", expected="TOML in UTF-8", where=str(file)) from error


@contextmanager
def _in_file(file: Path) -> Generator[None]:
    """Name the file in what is told of its mapping."""
    from oase.errors import OaseError

    try:
        yield
    except OaseError as error:
        place, comma, line = (error.where or "mapping").partition(",")
        if place == "mapping":
            error.where = f"{file}{comma}{line}"
        raise


def _say(difference: Difference, lang: Lang) -> None:
    from oase.cli.output import write_table
    from oase.words import number

    changed, contacts, values, before, after = (
        number(count, lang)
        for count in (
            difference.changed,
            difference.contacts,
            difference.values,
            difference.unmapped_before,
            difference.unmapped_after,
        )
    )
    if lang == "de":
        click.echo(
            f"{changed} von {contacts} Kontakten kämen anderswohin, bei {values} änderte sich der Wert."
        )
        click.echo(f"Ohne Regel: vorher {before}, nachher {after}.")
        heads = ("Vorher", "Nachher", "Kontakte", "Zum Beispiel")
    else:
        click.echo(
            f"{changed} of {contacts} contacts would be put elsewhere, {values} would change their value."
        )
        click.echo(f"Without a rule: {before} before, {after} after.")
        heads = ("before", "after", "contacts", "for example")
    if difference.changes:
        rows = [_row(change, lang) for change in difference.changes[:_SHOWN]]
        write_table([dict(zip(heads, row, strict=True)) for row in rows], right=heads[2:3])
        _say_more(len(difference.changes), lang)


def _row(change: Change, lang: Lang) -> Sequence[str]:
    from oase.words import number

    sides = (" · ".join(filter(None, side)) for side in (change.before, change.after))
    return (*sides, number(change.contacts, lang), ", ".join(change.examples))


def _say_more(found: int, lang: Lang) -> None:
    if found > _SHOWN:
        click.echo(f"… und {found - _SHOWN} weitere" if lang == "de" else f"… and {found - _SHOWN} more")
