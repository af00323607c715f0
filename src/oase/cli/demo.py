"""``oase demo``: the customers of Lindwerk, invented, imported, analysed, reported."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from oase.app import House
    from oase.report import ReportData
    from oase.settings import Lang, Settings

__all__ = ["command"]

FUNNEL = ("Startseite", "Produktseite", "Warenkorb", "Kauf")
OUTCOME = "Kauf"
_PLAN = "demo.json"
_DAY = 86_400_000_000
_PRICED_DAYS = 60
_NOT_SERVED = {
    "de": "\nKein Terminal: das Haus wird nicht bedient. Mit --serve kommen Kunden durch die Tür an.",
    "en": "\nNo terminal: the house is not served. With --serve customers arrive through its door.",
}


@click.command(
    "demo",
    epilog="Examples:\n\n  oase demo\n\n  oase demo --once --persons 1000000 --folder big --lang en",
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("lindwerk"), show_default=True)
@click.option("--persons", type=click.IntRange(100), default=20_000, show_default=True)
@click.option(
    "--seed", type=click.IntRange(0), default=7, show_default=True, help="Another seed, other customers."
)
@click.option("--fresh", is_flag=True, help="Make the demo anew, even where it was made before.")
@click.option(
    "--serve/--once",
    default=None,
    help="Serve the house afterwards and let customers arrive, or end. In a terminal it is served.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8040,
    show_default=True,
    help="Where to serve it; a free port where that one is in use.",
)
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language (else OASE_LANG, LANG).")
def command(
    folder: Path, persons: int, seed: int, fresh: bool, serve: bool | None, port: int, lang: str | None
) -> None:
    """Invent the customers of the brand Lindwerk, take them into a house, write the report, serve the house.

    Everything about them is invented, and the truth about their touchpoints is planted, so that you can see
    whether Oase finds it. While the house is served, more of them arrive through its door.
    """
    from oase.app import open_house
    from oase.cli.sources import progress, settings_for

    settings = settings_for(lang)
    _make_place(folder, persons, seed, fresh=fresh)
    with open_house(folder / "house", create=True, own="Lindwerk", settings=settings) as house:
        if not house.imports():
            _move_in(house, folder, persons, seed, settings)
        with progress(
            "Analysing journeys and answers" if settings.lang == "en" else "Wege und Antworten auswerten"
        ):
            data = _analyse(house, folder, settings)
        paths = _write(data, folder)
    _say(data, paths, folder, settings.lang)
    if serve or (serve is None and sys.stdout.isatty()):
        from oase.cli.arriving import serve_demo

        serve_demo(folder / "house", settings, port=port, persons=persons, seed=seed, called=_as_called())
    elif serve is None:
        click.echo(_NOT_SERVED[settings.lang])


def _make_place(folder: Path, persons: int, seed: int, *, fresh: bool) -> None:
    """Make the demo's folder, or make sure that what is there is the demo that was asked for."""
    from oase.errors import HouseExists, storage_errors

    plan, asked = folder / _PLAN, {"persons": persons, "seed": seed}
    if plan.is_file():
        there = json.loads(plan.read_text())
        if fresh or not there.get("complete"):
            shutil.rmtree(folder)
        elif {key: there.get(key) for key in asked} != asked:
            raise HouseExists(
                "There is another demo in that folder",
                expected=f"{persons:,} persons, seed {seed}",
                got=f"{there.get('persons'):,} persons, seed {there.get('seed')}",
                where=str(folder),
                todo="add --fresh to make it anew, or choose another --folder",
            )
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HouseExists(
            "The folder holds something that is not the demo",
            where=str(folder),
            todo="choose another --folder",
        )
    with storage_errors("The demo cannot be written there", folder, todo="choose another --folder"):
        folder.mkdir(parents=True, exist_ok=True)
        if not plan.exists():
            plan.write_text(json.dumps(asked))


def _move_in(house: House, folder: Path, persons: int, seed: int, settings: Settings) -> None:
    """Write the files a company would have, and import them as anyone would."""
    from oase import demo, strategy
    from oase.app.preferences import prefer
    from oase.cli.listening import listen
    from oase.cli.programmes import take_part
    from oase.cli.sources import progress
    from oase.lake import read_answers, read_contacts

    german = settings.lang == "de"
    with progress(f"{persons:,} Personen erfinden" if german else f"Inventing {persons:,} persons"):
        weeks = demo.weeks_until(datetime.fromtimestamp(house.rooms.clock() / 1e6, UTC).date())
        files = demo.write(folder / "files", persons=persons, seed=seed, weeks=weeks)
    with progress("Kontakte einlesen" if german else "Reading contacts") as step:
        contacts = read_contacts(
            files.contacts,
            person="person",
            at="at",
            touchpoint="touchpoint",
            channel="channel",
            phase="phase",
            value="value",
            attributes=list(demo.SEGMENTS.values()),
            settings=settings,
            progress=step,
        )
        house.import_contacts(contacts, source="shop")
    with progress("Antworten einlesen" if german else "Reading answers") as step:
        columns = demo.ANSWERS_HEADER
        roles: dict[str, Any] = {role: name for role, name in columns.items() if role not in demo.SEGMENTS}
        answers = read_answers(
            files.answers,
            **roles,
            context=list(demo.SEGMENTS.values()),
            own=demo.BRAND,
            timezone="Europe/Berlin",
            settings=settings,
            progress=step,
        )
        house.import_answers(answers, source="survey")
    prefer(house.rooms.database, outcome=(OUTCOME,))
    strategy.fill(house.rooms.database, demo.STRATEGY, who=demo.STRATEGIST, at=house.rooms.clock())
    _consent(house, persons, seed)
    with progress("Laden einräumen" if german else "Filling the shop"):
        _open_shop(house, persons, seed)
    with progress("Zuhören und antworten" if german else "Listening and answering"):
        listen(house, persons, seed)
    with progress("Reparieren und zurücknehmen" if german else "Repairing and taking back"):
        take_part(house, persons, seed)
    plan = folder / _PLAN
    plan.write_text(json.dumps({**json.loads(plan.read_text()), "complete": True}))


def _consent(house: House, persons: int, seed: int) -> None:
    """Write down what the customers have said to the processing of their data."""
    from oase import demo
    from oase.demo.listening import survey_consents
    from oase.identity import ledger
    from oase.model import Consent, Purpose

    now = house.rooms.clock()
    lines = [
        Consent(
            house.rooms.aliases.one("user", said.person),
            Purpose(said.purpose),
            said.is_granted,
            now - said.days_ago * _DAY,
            said.text,
            said.source,
        )
        for said in (*demo.consents(persons, seed), *survey_consents(persons, seed))
    ]
    with house.rooms.database.writing() as connection:
        ledger.record(connection, lines, now)


def _open_shop(house: House, persons: int, seed: int) -> None:
    """Take in what a shop has: articles, stores, stock, ratings, and what customers want."""
    from oase import demo
    from oase.app.matching import match_products
    from oase.db.facts import learn_all
    from oase.retail import keeping, ratings

    now = house.rooms.clock()
    held = demo.shop(now, seed)
    wishes = demo.as_facts(demo.wanted(persons, seed), house.rooms.aliases.one, now)
    with house.rooms.database.writing() as connection:
        keeping.put(connection, held.articles, now=now - _PRICED_DAYS * _DAY, source="shop")
        keeping.put(connection, held.stock, now=now, source="kasse")
        ratings.take_over(connection, demo.as_ratings(demo.rated(seed), now), source="Kasse, Kaufbeleg")
        learn_all(connection, wishes, now)
    match_products(house.rooms)


def _analyse(house: House, folder: Path, settings: Settings) -> ReportData:
    from oase import demo
    from oase.app.weights import weighted
    from oase.report import build_report

    return build_report(
        house.contacts(),
        weighted(house.rooms, house.answers()),
        outcome=OUTCOME,
        own=demo.BRAND,
        competitors=list(demo.COMPETITORS),
        funnel=FUNNEL,
        funnel_within="30d",
        sessions="30m",
        invited=_invited(folder / "files" / "einladungen.csv"),
        settings=settings,
    )


def _invited(path: Path) -> int | None:
    """Return how many were invited, over all touchpoints."""
    import csv

    if not path.exists():
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return sum(int(row["Eingeladen"]) for row in rows)


def _write(data: ReportData, folder: Path) -> dict[Lang, Path]:
    from oase.report import write

    return {"de": write(data, folder / "bericht.html", "de"), "en": write(data, folder / "report.html", "en")}


def _say(data: ReportData, paths: dict[Lang, Path], folder: Path, lang: Lang) -> None:
    """Print the summary: what was found, where the report lies, what to try."""
    from oase.cli.magic import print_verdicts

    assert data.magic is not None  # noqa: S101 - the demo always has answers
    rows: Any = data.magic.rows
    print_verdicts(rows, data.own, lang, said=("magic", "pain", "competitor"))
    german = lang == "de"
    click.echo("\n" + click.style("Bericht" if german else "Report", bold=True) + f"  {paths[lang]}")
    other: Lang = "en" if german else "de"
    click.echo(("Auf Englisch  " if german else "In German  ") + str(paths[other]))
    click.echo("\n" + ("Zum Weitermachen:" if german else "Try next:"))
    called = _as_called()
    for line in (
        f"journeys {folder}/house --show paths --sessions 30m",
        f"magic {folder}/house --outcome Kauf --segment Kundentyp",
        "check IHRE_DATEI" if german else "check YOUR_FILE",
    ):
        click.echo(f"  {called} {line}")


def _as_called() -> str:
    """Return how this command can be typed again: by its name where that is found, else by its path."""
    program = Path(sys.argv[0])
    if program.name != "oase" or shutil.which("oase"):
        return "oase"
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)
