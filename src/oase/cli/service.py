"""``oase service``: messages of customers and the replies to them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from oase.app.service import Imported
    from oase.service.answer_times import Summary
    from oase.stats.survival import Quantile

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
_HOUSE = click.option("--house", required=True, help="The house folder.")

_SAID = {
    "de": {
        "kind": "Art", "messages": "Nachrichten", "replies": "Antworten", "closings": "Geschlossen",
        "new": "neu", "known": "schon bekannt", "waiting": "warten auf ihre Nachricht",
        "refused": "Abgelehnte Zeilen", "line": "Zeile", "column": "Spalte", "what": "was",
        "expected": "erwartet", "got": "bekommen", "written": "Geschrieben",
        "more": "und {n} weitere; alle mit --refused DATEI.csv", "none": "Hier steht noch nichts.",
        "channel": "Kanal", "day": "Tag", "answered": "beantwortet", "closed": "ohne Antwort geschlossen",
        "open": "offen", "half": "Hälfte beantwortet nach", "nine": "neun von zehn nach",
        "never": "nicht erreicht",
        "weekday": "Werktag", "weekend": "Wochenende", "holiday": "Feiertag",
        "hours": "Std.", "minutes": "Min.",
    },
    "en": {
        "kind": "kind", "messages": "messages", "replies": "replies", "closings": "closed",
        "new": "new", "known": "as known", "waiting": "wait for their message",
        "refused": "Refused rows", "line": "row", "column": "column", "what": "what",
        "expected": "expected", "got": "got", "written": "Written",
        "more": "and {n} more; all with --refused FILE.csv", "none": "There is nothing here yet.",
        "channel": "channel", "day": "day", "answered": "answered", "closed": "closed without a reply",
        "open": "open", "half": "half answered after", "nine": "nine of ten after", "never": "not reached",
        "weekday": "weekday", "weekend": "weekend", "holiday": "holiday", "hours": "h", "minutes": "min",
    },
}  # fmt: skip
_SHOWN = 20
_HOUR = 60
_MINUTE = 60_000_000
_FORMULA = tuple("=+-@\t\r")


@click.group(
    "service",
    epilog="Examples:\n\n  oase service import mails.csv --source mail --channel Mail --house house/\n\n"
    "  oase service import replies.xlsx --source mail --house house/\n\n  oase service list --house house/",
)
def command() -> None:
    """Take in messages and replies, and say how long customers wait."""


@command.command("import")
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option("--source", required=True, help="Where the ids are from, such as mail or instagram.")
@click.option("--channel", default="", help="Of messages whose rows do not say it.")
@click.option("--timezone", default="", metavar="ZONE", help="Of times without an offset; else the house's.")
@click.option("--refused", "refused_file", metavar="FILE", help="Write the refused rows there, as CSV.")
@_FORMAT
@_LANG
def import_(
    file: str,
    house: str,
    source: str,
    channel: str,
    timezone: str,
    refused_file: str | None,
    format_: str,
    lang: str | None,
) -> None:
    """Take FILE into a house: CSV or Excel, messages or replies as its columns say.

    Rows that cannot be taken are listed with line and column; all others are taken, each once however often
    the file comes. Exit code 1 where not a single row was taken.
    """
    from oase.app import open_house
    from oase.app.service import import_file
    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.errors import SourceMissing
    from oase.settings import time_zone

    if timezone:
        time_zone(timezone, "--timezone")
    path, settings = Path(file), settings_for(lang)
    if not path.is_file():
        raise SourceMissing("There is no such file", got=file, todo="check the path")
    said = _SAID[settings.lang]
    with open_house(house, settings=settings) as opened:
        done = import_file(opened.rooms, path, source=source, channel=channel, timezone=timezone)
    if refused_file:
        write_file(Path(refused_file), _csv(*_refused(done)).encode())
        click.echo(f"{said['written']}: {refused_file}", err=True)
    _show(done, format_, said)
    taken = done.messages.plus(done.replies).plus(done.closings)
    raise SystemExit(1 if done.refused and not sum(taken) else 0)


@command.command("list")
@_HOUSE
@_FORMAT
@_LANG
def list_(house: str, format_: str, lang: str | None) -> None:
    """Say how long customers wait, by channel and kind of day; open messages count as long as they wait."""
    from oase.app import open_house
    from oase.cli.sources import settings_for
    from oase.db import about
    from oase.service.answer_times import answer_times, summary
    from oase.service.channels import hours_of
    from oase.service.correspondence import clocked

    settings = settings_for(lang)
    with open_house(house, settings=settings) as opened:
        rooms = opened.rooms
        zone = about(rooms.database).timezone
        with rooms.database.reading() as connection:
            hours, given = hours_of(connection, zone), clocked(connection)
        found = summary(answer_times(given, hours, rooms.clock()), by=("channel", "kind"))
    _list(found, format_, _SAID[settings.lang], settings.lang)


def _list(found: Sequence[Summary], format_: str, said: dict[str, str], lang: str) -> None:
    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped, plain

    rows = [_row(one) for one in found]
    if format_ == "json":
        click.echo(escaped(json.dumps(rows, ensure_ascii=False, indent=2)))
    elif format_ == "csv":
        names = list(rows[0]) if rows else []
        click.echo(plain(_csv(names, [[row[name] for name in names] for row in rows])), nl=False)
    elif not rows:
        write_note(said["none"])
    else:
        write_table([_told(one, said, lang) for one in found], right=(said["messages"], said["answered"]))


def _row(one: Summary) -> dict[str, Any]:
    channel, day = one.group
    return {
        "channel": channel,
        "day": day,
        "messages": one.messages,
        "answered": one.answered,
        "closed": one.closed,
        "open": one.open,
        "half_minutes": _minutes(one.p50),
        "nine_of_ten_minutes": _minutes(one.p90),
    }


def _told(one: Summary, said: dict[str, str], lang: str) -> dict[str, str]:
    channel, day = one.group
    return {
        said["channel"]: str(channel),
        said["day"]: said[str(day)],
        said["messages"]: str(one.messages),
        said["answered"]: str(one.answered),
        said["closed"]: str(one.closed),
        said["open"]: str(one.open),
        said["half"]: _time(one.p50, said, lang),
        said["nine"]: _time(one.p90, said, lang),
    }


def _minutes(quantile: Quantile) -> float | None:
    return None if quantile.value is None else round(quantile.value / _MINUTE, 1)


def _time(quantile: Quantile, said: dict[str, str], lang: str) -> str:
    minutes = _minutes(quantile)
    if minutes is None:
        return said["never"]
    if minutes < 2 * _HOUR:
        return f"{minutes:.0f} {said['minutes']}"
    text = f"{minutes / _HOUR:,.1f}"
    return f"{text.translate(str.maketrans(',.', '.,')) if lang == 'de' else text} {said['hours']}"


def _show(done: Imported, format_: str, said: dict[str, str]) -> None:
    import msgspec

    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped, plain

    if format_ == "json":
        click.echo(escaped(json.dumps(msgspec.to_builtins(done), ensure_ascii=False, indent=2)))
        return
    if format_ == "csv":
        click.echo(plain(_csv(*_refused(done))), nl=False)
        return
    counts = ("new", "known", "waiting")
    write_table(
        [
            {said["kind"]: said[field]}
            | {said[name]: str(getattr(getattr(done, field), name)) for name in counts}
            for field in ("messages", "replies", "closings")
        ],
        right=tuple(said[name] for name in counts),
    )
    if done.refused:
        names = ("line", "column", "what", "expected", "got")
        write_table(
            [{said[name]: str(getattr(one, name)) for name in names} for one in done.refusals[:_SHOWN]],
            title=f"{said['refused']}: {done.refused}",
            right=(said["line"],),
        )
        if done.refused > _SHOWN:
            write_note(said["more"].format(n=done.refused - _SHOWN))


def _refused(done: Imported) -> tuple[list[str], list[list[Any]]]:
    return ["line", "column", "what", "expected", "got"], [list(one) for one in done.refusals]


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    """Return a table; words that a spreadsheet would run as a formula get an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for cells in (head, *rows):
        writer.writerow([f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue()
