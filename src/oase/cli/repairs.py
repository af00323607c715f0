"""``oase repairs``: open repair data into a house, its figures, and out again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from oase.db import Database
    from oase.programmes.open_repair import Figure, Taken

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
_HOUSE = click.option("--house", required=True, help="The house folder.")

_SAID = {
    "de": {
        "file": "Datei", "rows": "Zeilen", "total": "Reparaturen", "added": "neu", "changed": "geändert",
        "same": "schon bekannt", "refused": "abgelehnt", "refusals": "Abgelehnte Zeilen", "line": "Zeile",
        "field": "Feld", "what": "was", "expected": "erwartet", "got": "bekommen", "written": "Geschrieben",
        "more": "und {n} weitere; alle mit --refused DATEI.csv", "none": "Hier steht noch nichts.",
        "group": "wer oder was", "all": "alle", "fixed": "repariert", "of_all": "von allen",
        "known": "Ausgang bekannt", "of_known": "von bekannten",
    },
    "en": {
        "file": "file", "rows": "rows", "total": "repairs", "added": "new", "changed": "changed",
        "same": "as known", "refused": "refused", "refusals": "Refused rows", "line": "line",
        "field": "field", "what": "what", "expected": "expected", "got": "got", "written": "Written",
        "more": "and {n} more; all with --refused FILE.csv", "none": "There is nothing here yet.",
        "group": "who or what", "all": "all", "fixed": "fixed", "of_all": "of all",
        "known": "outcome known", "of_known": "of known",
    },
}  # fmt: skip
_SHOWN = 20
_FORMULA = tuple("=+-@\t\r")


@click.group(
    "repairs",
    epilog="Examples:\n\n  oase repairs import OpenRepairData_v0.3_*.csv.gz --house house/\n\n"
    "  oase repairs list --by product_category --house house/\n\n"
    "  oase repairs export ours.csv --own --house house/",
)
def command() -> None:
    """Take in, count and hand on Open Repair Data 0.3."""


@command.command("import")
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@_HOUSE
@click.option("--refused", "refused_file", metavar="FILE", help="Write the refused rows there, as CSV.")
@_FORMAT
@_LANG
def import_(
    files: tuple[str, ...], house: str, refused_file: str | None, format_: str, lang: str | None
) -> None:
    """Take FILE… into a house: CSV of records or of sums, also packed with gzip.

    Each repair is kept once however often it comes. Rows that cannot be taken are listed with line and
    field. Exit code 1 where not a single row was taken.
    """
    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.errors import SourceMissing
    from oase.programmes.open_repair import take
    from oase.settings import now

    said = _SAID[settings_for(lang).lang]
    paths = [Path(name) for name in files]
    for path in paths:
        if not path.is_file():
            raise SourceMissing("There is no such file", got=str(path), todo="check the path")
    done: list[Taken] = []
    with _database(house) as database:
        today = _today(database, now())
        for path in paths:
            with path.open("rb") as stream:
                done.append(take(database, stream, path.name, now=now(), today=today))
    if refused_file:
        write_file(Path(refused_file), _csv(*_refused(done)).encode())
        click.echo(f"{said['written']}: {refused_file}", err=True)
    _show(done, format_, said)
    raise SystemExit(1 if any(one.refused for one in done) and not any(one.rows for one in done) else 0)


@command.command("list")
@_HOUSE
@click.option(
    "--by",
    type=click.Choice(["data_provider", "product_category", "country", "year"]),
    default="data_provider",
    show_default=True,
)
@click.option("--summary", metavar="NAME", help="Figures of this file of sums instead.")
@_FORMAT
@_LANG
def list_(house: str, by: Any, summary: str | None, format_: str, lang: str | None) -> None:
    """Say how many repairs succeeded: of all, and of those whose outcome is known."""
    from oase.cli.sources import settings_for
    from oase.errors import OptionInvalid
    from oase.programmes.open_repair import figures, of_summary, sources

    with _database(house) as database, database.reading() as connection:
        if summary is None:
            found = figures(connection, by)
        else:
            names = [one.name for one in sources(connection) if one.kind == "summary"]
            if summary not in names or by not in ("data_provider", "product_category"):
                raise OptionInvalid(
                    "There are no such sums",
                    expected=f"{', '.join(names) or 'none taken in'}; by data_provider or product_category",
                    got=f"{summary} by {by}",
                    where="--summary",
                )
            found = of_summary(connection, summary, by)
    settings = settings_for(lang)
    _list(found, format_, _SAID[settings.lang], settings.lang)


@command.command("export")
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option("--own/--taken", default=True, show_default=True, help="Our own repairs, or those taken in.")
@click.option("--country", default="DE", show_default=True, help="Of own cases that do not say theirs.")
@click.option("--provider", default="", help="How others are to know us; else the house's own brand.")
@_LANG
def export(file: str, house: str, own: bool, country: str, provider: str, lang: str | None) -> None:
    """Write FILE as Open Repair Data 0.3, with nothing of a person in it."""
    from zoneinfo import ZoneInfo

    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.db import about
    from oase.programmes.open_repair import kept, lines, own_records

    with _database(house) as database, database.reading() as connection:
        told = about(database)
        ours = provider or told.own_brand or ""
        records = (
            own_records(connection, ours, ZoneInfo(told.timezone), country=country)
            if own
            else kept(connection)
        )
        content = "".join(lines(records))
    write_file(Path(file), content.encode())
    click.echo(f"{_SAID[settings_for(lang).lang]['written']}: {file}", err=True)


def _database(house: str) -> Database:
    from oase.db import open_database

    return open_database(Path(house))


def _today(database: Database, at: int) -> Any:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from oase.db import about

    return datetime.fromtimestamp(at / 1_000_000, ZoneInfo(about(database).timezone)).date()


def _show(done: Sequence[Taken], format_: str, said: dict[str, str]) -> None:
    import msgspec

    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped, plain

    if format_ == "json":
        told = [msgspec.to_builtins(one) for one in done]
        click.echo(escaped(json.dumps(told, ensure_ascii=False, indent=2)))
        return
    if format_ == "csv":
        click.echo(plain(_csv(*_refused(done))), nl=False)
        return
    counts = ("rows", "total", "added", "changed", "same", "refused")
    rows = [
        {said["file"]: one.name, **{said[name]: str(getattr(one, name)) for name in counts}} for one in done
    ]
    write_table(rows, right=tuple(said[name] for name in counts))
    refused = [(one.name, row) for one in done for row in one.refusals]
    if refused:
        names = ("line", "field", "what", "expected", "got")
        shown = [
            {said["file"]: name, **{said[key]: str(getattr(row, key)) for key in names}}
            for name, row in refused[:_SHOWN]
        ]
        write_table(shown, title=f"{said['refusals']}: {sum(one.refused for one in done)}")
        if len(refused) > _SHOWN:
            write_note(said["more"].format(n=len(refused) - _SHOWN))


def _list(found: Sequence[Figure], format_: str, said: dict[str, str], lang: str) -> None:
    from oase import words
    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped, plain

    rows: list[dict[str, Any]] = [
        {**one._asdict(), "all": one.all, "known": one.known}
        | {"of_all": one.of_all.value if one.of_all else None}
        | {"of_known": one.of_known.value if one.of_known else None}
        for one in found
    ]
    if format_ == "json":
        click.echo(escaped(json.dumps(rows, ensure_ascii=False, indent=2)))
    elif format_ == "csv":
        names = list(rows[0]) if rows else []
        click.echo(plain(_csv(names, [[row[name] for name in names] for row in rows])), nl=False)
    elif not rows:
        write_note(said["none"])
    else:
        counts = ("all", "fixed", "known")
        shown = [
            {
                said["group"]: row["group"],
                **{said[name]: words.number(row[name], lang) for name in ("all", "fixed")},
                said["of_all"]: words.share(row["of_all"], lang),
                said["known"]: words.number(row["known"], lang),
                said["of_known"]: words.share(row["of_known"], lang),
            }
            for row in rows
        ]
        write_table(shown, right=tuple(said[name] for name in (*counts, "of_all", "of_known")))


def _refused(done: Sequence[Taken]) -> tuple[list[str], list[list[Any]]]:
    rows = [[one.name, *row] for one in done for row in one.refusals]
    return ["file", "line", "field", "what", "expected", "got"], rows


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    """Return a table; words that a spreadsheet would run as a formula get an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for cells in (head, *rows):
        writer.writerow([f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue()
