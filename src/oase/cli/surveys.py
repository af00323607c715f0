"""``oase surveys``: exports of survey tools in, the neutral long form out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from oase.app.foreign import TakenIn

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_HOUSE = click.option("--house", required=True, metavar="FOLDER", help="The house folder.")
_SHOWN = 20

_SAID = {
    "de": {
        "done": "{tool}: {submissions} Abgaben; Antworten: {new} neu, {changed} geändert, {known} bekannt.",
        "closed": "{closed} Antworten waren schon gezählt und bleiben, wie sie waren.",
        "refused": "{refused} nicht übernommen:",
        "more": "… und {count} weitere; alle mit --refused DATEI.csv",
        "row": "Zeile {line}, {column}: {what}",
        "unmapped": "Ohne Bedeutung für das Haus: {fields}.\n"
        "Was sie bedeuten, sagt --field FELD=ROLLE:TOUCHPOINT.",
        "out": "{rows} Antworten geschrieben: {file}",
        "got": "gelesen",
        "expected": "erwartet",
    },
    "en": {
        "done": "{tool}: {submissions} submissions; answers: {new} new, {changed} changed, {known} known.",
        "closed": "{closed} answers were counted already and stay as they were.",
        "refused": "{refused} not taken:",
        "more": "… and {count} more; all with --refused FILE.csv",
        "row": "Row {line}, {column}: {what}",
        "unmapped": "Without meaning for the house: {fields}.\n"
        "Say what they mean with --field FIELD=ROLE:TOUCHPOINT.",
        "out": "{rows} answers written: {file}",
        "got": "got",
        "expected": "expected",
    },
}


@click.group("surveys")
def command() -> None:
    """Take answers of other survey tools in, and give all answers out in a neutral form."""


@command.command(
    "import",
    epilog="Examples:\n\n  oase surveys import responses.csv --house house/\n\n"
    "  oase surveys import qualtrics.csv --house house/ --field Q3=disconfirmation:Hotline",
)
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option("--tool", help="formbricks, qualtrics, limesurvey or neutral; else by its columns.")
@click.option(
    "--field", "fields", multiple=True, metavar="FIELD=ROLE[:TOUCHPOINT]", help="What a field says."
)
@click.option("--timezone", default="", metavar="ZONE", help="Of times without an offset; else the house's.")
@click.option("--refused", "refused_file", metavar="FILE", help="Write what was not taken there, as CSV.")
@_LANG
def import_(
    file: str,
    house: str,
    tool: str | None,
    fields: tuple[str, ...],
    timezone: str,
    refused_file: str | None,
    lang: str | None,
) -> None:
    """Take FILE into a house: an export of Formbricks, Qualtrics or LimeSurvey, or the neutral form.

    Codes of the survey kit are understood by themselves. The same file again adds nothing twice.
    """
    from oase.app import open_house
    from oase.app.foreign import take_file
    from oase.cli.sources import settings_for
    from oase.errors import SourceMissing
    from oase.experience.foreign import parsed
    from oase.settings import time_zone

    told, path, settings = parsed(fields), Path(file), settings_for(lang)
    if timezone:
        time_zone(timezone, "--timezone")
    if not path.is_file():
        raise SourceMissing("There is no such file", got=file, todo="check the path")
    with open_house(house, settings=settings) as opened:
        done = take_file(opened.rooms, path, tool=tool, told=told, timezone=timezone)
    if refused_file:
        _write(Path(refused_file), done)
    _say(done, _SAID[settings.lang])
    raise SystemExit(1 if done.refused and not sum(done.answers) else 0)


@command.command("export")
@click.argument("file", metavar="FILE")
@_HOUSE
@_LANG
def export(file: str, house: str, lang: str | None) -> None:
    """Write every answer of a house to FILE (.csv, .xlsx or .parquet), one a row, persons as pseudonyms."""
    from oase.app import open_house
    from oase.app.foreign import neutral_table
    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.errors import OptionInvalid
    from oase.report.exports import table_as
    from oase.words import number

    path, settings = Path(file), settings_for(lang)
    ending = path.suffix.removeprefix(".").lower()
    if ending not in ("csv", "xlsx", "parquet"):
        raise OptionInvalid(
            "The file's name does not say how it is written", expected=".csv, .xlsx or .parquet", got=file
        )
    with open_house(house, settings=settings) as opened:
        table = neutral_table(opened)
    write_file(path, table_as(table, ending, "answers", "en"))
    said = _SAID[settings.lang]["out"].format(rows=number(table.num_rows, settings.lang), file=path)
    click.echo(said)


def _say(done: TakenIn, said: dict[str, str]) -> None:
    click.echo(said["done"].format(tool=done.tool, submissions=done.submissions, **done.answers._asdict()))
    if done.answers.closed:
        click.echo(said["closed"].format(closed=done.answers.closed))
    if done.unmapped:
        click.echo(said["unmapped"].format(fields=", ".join(list(done.unmapped)[:_SHOWN])))
    if not done.refused:
        return
    click.echo(said["refused"].format(refused=done.refused), err=True)
    for one in done.refusals[:_SHOWN]:
        line = said["row"].format(line=one.line, column=one.column or "–", what=one.what)
        rest = [
            f"{said[key]}: {value}" for key, value in (("expected", one.expected), ("got", one.got)) if value
        ]
        click.echo(f"  {line}{' (' + '; '.join(rest) + ')' if rest else ''}", err=True)
    if done.refused > _SHOWN:
        click.echo("  " + said["more"].format(count=done.refused - _SHOWN), err=True)


def _write(path: Path, done: TakenIn) -> None:
    import msgspec
    import pyarrow as pa

    from oase.cli.output import write_file
    from oase.report.exports import table_as

    rows = [msgspec.structs.asdict(one) for one in done.refusals]
    names = ("line", "column", "what", "expected", "got")
    table = pa.table({name: [row[name] for row in rows] for name in names})
    write_file(path, table_as(table, "csv", "refused", "en"))
