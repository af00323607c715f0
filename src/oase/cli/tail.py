"""``oase tail``: contacts and refusals as they arrive."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from oase.cli.plain import escaped, plain

if TYPE_CHECKING:
    from oase.db import Database

__all__ = ["command"]

PAUSE_SECONDS = 0.5
PORTION = 1000
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WIDTHS = (8, 12, 32, 12, 8)
_HEADS = {
    "de": ("Zeit", "Quelle", "Touchpoint", "Kanal", "Person"),
    "en": ("time", "source", "touchpoint", "channel", "person"),
}
_REFUSED = {"de": "abgelehnt", "en": "refused"}
_FOLLOWING = {
    "de": "Wartet auf Kontakte. Strg-C beendet.",
    "en": "Waiting for contacts. Ctrl-C ends it.",
}


class Arrival(NamedTuple):
    """A contact, or a refusal with its reason."""

    received: int
    source: str
    touchpoint: str = ""
    channel: str = ""
    alias: int | None = None
    reason: str = ""
    detail: str = ""


@click.command(
    "tail",
    epilog="Examples:\n\n  oase tail house/\n\n  oase tail house/ --refusals\n\n"
    "  oase tail house/ --since 10m --format json --once",
)
@click.argument("house", metavar="HOUSE")
@click.option("--refusals", is_flag=True, help="Only what was not accepted.")
@click.option("--since", help="Begin with what came since then: 30s, 10m, 2h, 1d, or a time in ISO 8601.")
@click.option("--once", is_flag=True, help="End when all that is there has been shown.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
def command(
    house: str, refusals: bool, since: str | None, once: bool, format_: str, lang: str | None
) -> None:
    """Show contacts and refusals of HOUSE as they arrive; persons are shown by their pseudonyms.

    What was sealed into the lake is shown no more: by --since about the last minute of contacts.
    """
    from oase.cli.sources import settings_for
    from oase.db import open_database
    from oase.settings import now, time_zone

    settings = settings_for(lang)
    zone = time_zone(settings.timezone)
    start = None if since is None else _moment_of(since, now(), zone)
    show = _Lines(settings.lang, zone) if format_ == "table" else _Json()
    with open_database(Path(house)) as database:
        arriving = _Arriving(database, only_refusals=refusals, since=0 if once and start is None else start)
        show.begin(is_following=not once)
        try:
            while True:
                for arrival in arriving.new():
                    show.one(arrival)
                sys.stdout.flush()
                if once:
                    return
                time.sleep(PAUSE_SECONDS)
        except KeyboardInterrupt:
            return


class _Arriving:
    """What has come since the last look, in the order in which it was received."""

    def __init__(self, database: Database, *, only_refusals: bool, since: int | None) -> None:
        self._database = database
        self._only_refusals = only_refusals
        self._since = since or 0
        self._contact = self._refusal = 0
        if since is None:
            self._skip()

    def new(self) -> list[Arrival]:
        """Return what is new; much of it in several calls, none of it twice."""
        found = [*self._refusals(), *(() if self._only_refusals else self._contacts())]
        return sorted((one for one in found if one.received >= self._since), key=lambda one: one.received)

    def _skip(self) -> None:
        """Pass over all that is there; what was sealed meanwhile does not come back."""
        from oase.contacts.recent import recent_contacts
        from oase.contacts.refusals import browse

        with self._database.reading() as connection:
            contacts, refusals = recent_contacts(connection, limit=1), browse(connection, after=-1, limit=1)
        self._contact = contacts[-1].id if contacts else 0
        self._refusal = refusals[-1].id if refusals else 0

    def _contacts(self) -> Iterator[Arrival]:
        from oase.contacts.recent import recent_contacts

        is_more = True
        while is_more:
            with self._database.reading() as connection:
                rows = recent_contacts(connection, self._contact, PORTION)
            for row in rows:
                self._contact = row.id
                yield Arrival(row.received, row.source, row.touchpoint, row.channel or "", row.alias)
            is_more = len(rows) == PORTION

    def _refusals(self) -> Iterator[Arrival]:
        from oase.contacts.refusals import browse

        is_more = True
        while is_more:
            with self._database.reading() as connection:
                rows = browse(connection, after=self._refusal, limit=PORTION)
            for row in rows:
                self._refusal = row.id
                why = row.reason.value
                yield Arrival(row.received, row.source, alias=row.alias, reason=why, detail=row.detail)
            is_more = len(rows) == PORTION


class _Lines:
    """Lines for people: aligned in a terminal, separated by tabs where piped."""

    def __init__(self, lang: str, zone: tzinfo) -> None:
        self._lang = lang
        self._zone = zone
        self._is_terminal = sys.stdout.isatty()

    def begin(self, *, is_following: bool) -> None:
        head = self._line(_HEADS[self._lang])
        click.echo(click.style(head, bold=True) if self._is_terminal else head)
        if is_following and self._is_terminal:
            click.echo(click.style(_FOLLOWING[self._lang], dim=True), err=True)

    def one(self, arrival: Arrival) -> None:
        at = datetime.fromtimestamp(arrival.received / 1_000_000, UTC).astimezone(self._zone)
        time_of_day = at.strftime("%H:%M:%S" if self._is_terminal else "%Y-%m-%dT%H:%M:%S%z")
        if arrival.reason:
            told = f"{_REFUSED[self._lang]}: {arrival.reason}  {arrival.detail}"
            text = self._line((time_of_day, arrival.source), told)
            click.echo(click.style(text, fg="red") if self._is_terminal else text)
            return
        person = _short(arrival.alias)
        click.echo(self._line((time_of_day, arrival.source, arrival.touchpoint, arrival.channel, person)))

    def _line(self, cells: tuple[str, ...], *rest: str) -> str:
        shown = [_line_of(cell) for cell in cells]
        if self._is_terminal:
            shown = [_fit(cell, width) for cell, width in zip(shown, _WIDTHS, strict=False)]
        glue = "  " if self._is_terminal else "\t"
        return glue.join([*shown, *map(_line_of, rest)]).rstrip(" ")


class _Json:
    """One JSON object a line."""

    def begin(self, *, is_following: bool) -> None:
        """Nothing comes before the first."""

    def one(self, arrival: Arrival) -> None:
        row: dict[str, Any] = {name: value for name, value in arrival._asdict().items() if value != ""}
        row["received"] = datetime.fromtimestamp(arrival.received / 1_000_000, UTC).isoformat()
        row["alias"] = None if arrival.alias is None else f"{arrival.alias:016x}"
        click.echo(escaped(json.dumps(row, ensure_ascii=False)))


def _moment_of(text: str, now: int, zone: tzinfo = UTC) -> int:
    """Return the moment a person means, microseconds since 1970; without an offset in the zone that is shown.

    Examples
    --------
    >>> _moment_of("10m", 1_000_000_000)
    400000000
    >>> _moment_of("1970-01-01T00:00:01", 0), _moment_of("1970-01-01T01:00:01+01:00", 0)
    (1000000, 1000000)
    """
    from oase.errors import OptionInvalid

    if match := re.fullmatch(r"\s*(\d{1,6})\s*([smhd])\s*", text):
        return now - int(match[1]) * _UNITS[match[2]] * 1_000_000
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise OptionInvalid(
            "The time cannot be read",
            expected="30s, 10m, 2h, 1d, or such as 2026-11-21T10:00",
            got=repr(text),
            where="--since",
        ) from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return int(aware.timestamp() * 1_000_000)


def _short(alias: int | None) -> str:
    """Return the first eight of a pseudonym's sixteen digits."""
    return "" if alias is None else f"{alias:016x}"[:8]


def _line_of(text: str) -> str:
    """Return a text from outside as a part of one line."""
    return plain(text.replace("\n", "\0").replace("\t", "\0"))


def _fit(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
