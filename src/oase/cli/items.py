"""``oase items``: serial numbers in, labels out."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oase.programmes.items.taking import Taken

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_HOUSE = click.option("--house", required=True, metavar="FOLDER", help="The house folder.")
_SHOWN = 20
_FORMULA = tuple("=+-@\t\r")

_SAID = {
    "de": {
        "done": "{new} Stücke neu, {known} waren bekannt.",
        "refused": "{refused} nicht übernommen:",
        "more": "… und {count} weitere; alle mit --refused DATEI.csv",
        "row": "Zeile {line}, {field}: {what}",
        "got": "gelesen",
        "expected": "erwartet",
        "out": "{rows} Etiketten geschrieben: {file}",
    },
    "en": {
        "done": "{new} items new, {known} known already.",
        "refused": "{refused} not taken:",
        "more": "… and {count} more; all with --refused FILE.csv",
        "row": "Line {line}, {field}: {what}",
        "got": "got",
        "expected": "expected",
        "out": "{rows} labels written: {file}",
    },
}


@click.group("items")
def command() -> None:
    """Take serial numbers of single items in, and give the addresses of their labels out."""


@command.command("import", epilog="Example:\n\n  oase items import serials.csv --house house/")
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option("--refused", "refused_file", metavar="FILE", help="Write what was not taken there, as CSV.")
@_LANG
def import_(file: str, house: str, refused_file: str | None, lang: str | None) -> None:
    """Take FILE into a house: CSV with serial, and where known gtin, name, garment, country, sold, delivered.

    The same file again adds nothing. Exit code 1 where not a single row was taken.
    """
    from oase.app import open_house
    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.errors import SourceMissing
    from oase.programmes.items.taking import take

    path, settings = Path(file), settings_for(lang)
    if not path.is_file():
        raise SourceMissing("There is no such file", got=file, todo="check the path")
    with open_house(house, settings=settings) as opened, path.open("rb") as source:
        done = take(opened.rooms.database, source, path.name, opened.rooms.clock())
    if refused_file:
        write_file(Path(refused_file), _csv([one._asdict() for one in done.refusals]).encode())
    _say(done, _SAID[settings.lang])
    raise SystemExit(1 if done.refused and not done.new + done.known else 0)


@command.command("labels")
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option(
    "--origin", default="https://id.gs1.org", show_default=True, help="Scheme and host of the codes."
)
@_LANG
def labels(file: str, house: str, origin: str, lang: str | None) -> None:
    """Write the address on the label of every item with a GTIN to FILE, CSV, for whoever prints them."""
    from oase.app import open_house
    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.programmes.items.labels import label
    from oase.programmes.items.registry import search
    from oase.words import number

    settings = settings_for(lang)
    with open_house(house, settings=settings) as opened, opened.rooms.database.reading() as connection:
        total, _ = search(connection, most=1)
        _, found = search(connection, most=max(1, total))
    rows = [
        {"gtin": one.gtin, "serial": one.serial, "label": label(one.gtin, one.serial, origin)}
        for one in reversed(found)
        if one.gtin
    ]
    write_file(Path(file), _csv(rows).encode())
    click.echo(_SAID[settings.lang]["out"].format(rows=number(len(rows), settings.lang), file=file))


def _say(done: Taken, said: dict[str, str]) -> None:
    click.echo(said["done"].format(new=done.new, known=done.known))
    if not done.refused:
        return
    click.echo(said["refused"].format(refused=done.refused), err=True)
    for one in done.refusals[:_SHOWN]:
        line = said["row"].format(line=one.line, field=one.field or "–", what=one.what)
        rest = [
            f"{said[key]}: {value}" for key, value in (("expected", one.expected), ("got", one.got)) if value
        ]
        click.echo(f"  {line}{' (' + '; '.join(rest) + ')' if rest else ''}", err=True)
    if done.refused > _SHOWN:
        click.echo("  " + said["more"].format(count=done.refused - _SHOWN), err=True)


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as CSV; what a spreadsheet would take for a formula gets a sign before it."""
    written = io.StringIO()
    names = list(rows[0]) if rows else ["line", "field", "what", "expected", "got"]
    writer = csv.DictWriter(written, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: f"'{value}" if str(value).startswith(_FORMULA) else value for name, value in row.items()}
        )
    return written.getvalue()
