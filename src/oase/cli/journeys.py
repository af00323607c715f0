"""``oase journeys``: what customers really did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oase.cli.columns import contact_columns, output_options, source_argument
from oase.cli.output import emit, write_table

if TYPE_CHECKING:
    import pyarrow as pa

    from oase.journeys import Journeys
    from oase.journeys.journeys import FunnelMode, Period
    from oase.settings import Lang

__all__ = ["command"]

_SHOW = ("transitions", "paths", "funnel", "steps", "retention", "time-between")


@click.command(
    "journeys",
    epilog="""\b
Examples:
  oase journeys contacts.csv --person customer --at time --touchpoint event
  oase journeys contacts.parquet --show paths --top 20
  oase journeys house/ --funnel 'Search, Basket, Purchase' --within 7d
  oase journeys log.csv.gz --timezone Europe/Berlin --sessions 30m --format xlsx --out journeys.xlsx""",
)
@source_argument()
@click.option("--show", type=click.Choice(_SHOW), help="What to show; without it transitions and paths.")
@click.option("--funnel", "steps", help="Touchpoints of a funnel, separated by commas.")
@click.option("--within", help="How long the funnel may take, such as 7d.")
@click.option("--mode", type=click.Choice(["closed", "open", "hybrid"]), default="closed", show_default=True)
@click.option(
    "--between", "pair", help="Two touchpoints, separated by a comma: time from the first to the second."
)
@click.option("--sessions", help="Cut journeys where nothing happened for so long, such as 30m.")
@click.option("--only", multiple=True, help="Keep only this touchpoint; may be repeated.")
@click.option("--start", help="Only contacts from this time on (inclusive).")
@click.option("--end", help="Only contacts before this time.")
@click.option(
    "--top", type=click.IntRange(1), default=10, show_default=True, help="How many paths are listed."
)
@click.option("--by", type=click.Choice(["day", "week", "month"]), default="month", show_default=True)
@contact_columns
@output_options
def command(
    source: str,
    show: str | None,
    steps: str | None,
    within: str | None,
    mode: FunnelMode,
    pair: str | None,
    sessions: str | None,
    only: tuple[str, ...],
    start: str | None,
    end: str | None,
    top: int,
    by: Period,
    format: str,  # noqa: A002
    out: Path | None,
    lang: str | None,
    **options: Any,
) -> None:
    """Show the journeys customers really take, from a contact log or a house."""
    from oase.cli.sources import contacts_from, need_rows, progress, say_reading, settings_for
    from oase.journeys import Journeys

    settings = settings_for(lang)
    contacts = contacts_from(source, options, settings)
    need_rows(contacts, source)
    journeys = Journeys(contacts)
    if start or end:
        journeys = journeys.between(start, end)
    if only:
        journeys = journeys.only(touchpoint=list(only))
    if sessions:
        journeys = journeys.sessions(sessions)
    asked = _questions(journeys, show, steps, within, mode, pair, top, by)
    tables: dict[str, pa.Table] = {}
    for name, ask in asked.items():
        with progress(_title(name, settings.lang)):
            tables[name] = ask().table
    emit(tables, format=format, out=out, show=lambda name: _show(name, tables[name], settings.lang))
    say_reading(contacts, settings.lang)


def _questions(
    journeys: Journeys,
    show: str | None,
    steps: str | None,
    within: str | None,
    mode: FunnelMode,
    pair: str | None,
    top: int,
    by: Period,
) -> dict[str, Callable[[], Any]]:
    """Return the questions that were asked, by name, in the order they are answered."""
    names = [part.strip() for part in (steps or "").split(",") if part.strip()]
    ends = [part.strip() for part in (pair or "").split(",") if part.strip()]
    if show == "funnel" and not names:
        raise click.UsageError("a funnel needs its steps: --funnel 'Search, Basket, Purchase'")
    if (show == "time-between" or pair) and len(ends) != 2:
        raise click.UsageError("two touchpoints are needed: --between 'Search, Purchase'")
    all_of: dict[str, Callable[[], Any]] = {
        "transitions": journeys.transitions,
        "paths": lambda: journeys.paths(top=top),
        "funnel": lambda: journeys.funnel(names, within=within, mode=mode),
        "steps": journeys.step_matrix,
        "retention": lambda: journeys.retention(by=by),
        "time-between": lambda: journeys.time_between(*ends),
    }
    if show:
        return {show: all_of[show]}
    if names:
        return {"funnel": all_of["funnel"]}
    if ends:
        return {"time-between": all_of["time-between"]}
    return {"transitions": all_of["transitions"], "paths": all_of["paths"]}


_TITLES = {
    "transitions": "Übergänge",
    "paths": "Wege",
    "funnel": "Trichter",
    "steps": "Schritte",
    "retention": "Wiederkehr",
    "time-between": "Zeit dazwischen",
}
_HEADS = {
    "source": "von",
    "target": "nach",
    "contacts": "Kontakte",
    "persons": "Personen",
    "share_of_source": "Anteil",
    "path": "Weg",
    "journeys": "Wege",
    "share": "Anteil",
    "step": "Schritt",
    "touchpoint": "Touchpoint",
    "touchpoints": "gezählte Touchpoints",
    "share_of_first": "Anteil am ersten",
    "share_of_previous": "Anteil am vorigen",
    "mean_seconds": "Mittel",
    "median_seconds": "Median",
    "p10_seconds": "10 % bis",
    "p90_seconds": "90 % bis",
    "cohort": "Kohorte",
    "period": "Periode",
    "returned": "wiedergekommen",
    "n": "Anzahl",
    "started": "begonnen",
    "share_reached": "Anteil angekommen",
}


def _title(name: str, lang: Lang) -> str:
    return _TITLES[name] if lang == "de" else name.capitalize()


def _head(key: str, lang: Lang) -> str:
    """Return a column's heading; in English it is the name the column has in every other format."""
    return _HEADS.get(key, key) if lang == "de" else key


_SHARES = ("share", "share_of_source", "share_of_first", "share_of_previous", "share_reached")
_MOST_ROWS = 30


def _show(name: str, table: pa.Table, lang: Lang) -> None:
    """Print one result for people."""
    from oase.words import number

    if name == "transitions":
        table = table.sort_by([("contacts", "descending"), ("source", "ascending"), ("target", "ascending")])
    rows = table.slice(0, _MOST_ROWS).to_pylist()
    texts = [{key: _cell(key, value, lang) for key, value in row.items()} for row in rows]
    right = [
        key
        for key in (rows[0] if rows else {})
        if key not in ("source", "target", "path", "touchpoint", "cohort")
    ]
    if rows:
        heads = {key: _head(key, lang) for key in rows[0]}
        texts = [{heads[key]: cell for key, cell in row.items()} for row in texts]
        write_table(texts, title=_title(name, lang), right=[heads[key] for key in right])
    else:
        nothing = "nichts zu zeigen" if lang == "de" else "nothing to show"
        click.echo(f"{_title(name, lang)}\n\n  {nothing}\n")
    if table.num_rows > _MOST_ROWS:
        left = number(table.num_rows - _MOST_ROWS, lang)
        more = (
            "weitere Zeilen: --format csv zeigt alle" if lang == "de" else "more rows: --format csv shows all"
        )
        click.echo(f"  … {left} {more}\n")


def _cell(key: str, value: Any, lang: Lang) -> str:
    from oase.words import duration, number, share

    if value is None:
        return "other" if key == "path" and lang == "en" else "andere" if key == "path" else "—"
    if isinstance(value, list):
        return " → ".join(map(str, value))
    if key in _SHARES:
        return share(value, lang)
    if key.endswith("_seconds"):
        return duration(value, lang)
    if isinstance(value, int | float):
        return number(value, lang)
    return str(value)
