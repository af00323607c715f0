"""``oase report``: one HTML file to show, print and send."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from oase.cli.columns import all_columns, magic_options, pairs, two_files

__all__ = ["command"]


@click.command(
    "report",
    epilog="""\b
Examples:
  oase report house/ --outcome Purchase --own Lindwerk
  oase report --contacts contacts.csv --answers answers.csv --outcome Purchase --timezone Europe/Berlin
  oase report --answers survey.csv --touchpoints 'Wifi..Cleanliness' --scale 1-5 --not-applicable 0 \\
      --outcome satisfaction --positive satisfied --context Class --lang en --out report.html

A column that has different names in the two files: --contacts-column person=customer""",
)
@click.argument("named", metavar="[HOUSE]", required=False)
@click.option("--house", metavar="HOUSE", help="The same as HOUSE: it holds contacts, answers, or both.")
@click.option("--contacts", "contacts_file", metavar="FILE", help="A contact log.")
@click.option("--answers", "answers_file", metavar="FILE", help="A table of answers.")
@two_files
@click.option("--funnel", "steps", help="Touchpoints of the funnel, separated by commas.")
@click.option("--funnel-within", help="How long the funnel may take, such as 30d.")
@click.option("--sessions", help="Cut journeys in the flow where nothing happened for so long, such as 30m.")
@click.option("--invited", type=click.IntRange(0), help="How many were asked for the answers.")
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language (else OASE_LANG, LANG).")
@click.option("--out", type=click.Path(path_type=Path), help="The file; else bericht.html or report.html.")
@magic_options
@all_columns
def command(
    named: str | None,
    house: str | None,
    contacts_file: str | None,
    answers_file: str | None,
    contacts_column: tuple[str, ...],
    answers_column: tuple[str, ...],
    steps: str | None,
    funnel_within: str | None,
    sessions: str | None,
    invited: int | None,
    lang: str | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Write the report from a house, a contact log, a table of answers, or both."""
    from oase.cli.sources import answers_from, contacts_from, is_house, progress, say_reading, settings_for
    from oase.errors import HouseMissing
    from oase.report import build_report, write

    if len([name for name in (named, house, contacts_file or answers_file) if name]) > 1:
        raise click.UsageError("name one house, or files")
    house = house or named
    if not (house or contacts_file or answers_file):
        raise click.UsageError("name what to report on: a house, --contacts or --answers")
    settings = settings_for(lang)
    outcome: Any = options["outcome"]
    contacts = answers = None
    if house and not is_house(house):
        raise HouseMissing(
            "There is no house at that path",
            expected="a folder with house.sqlite",
            where=house,
            todo="make one with: oase import FILE --house FOLDER; or name files: --contacts, --answers",
        )
    if contacts_file or house:
        contacts = contacts_from(
            contacts_file or house or "", {**options, **pairs(contacts_column)}, settings
        )
    if answers_file or house:
        answers = answers_from(
            answers_file or house or "",
            {**options, **pairs(answers_column)},
            settings,
            outcome if contacts is None else None,
        )
    if house:
        contacts = contacts if contacts is not None and contacts.count else None
        answers = answers if answers is not None and len(answers) else None
    with progress("Auswerten" if settings.lang == "de" else "Analysing"):
        data = build_report(
            contacts,
            answers,
            outcome=outcome,
            within=options["within"],
            own=options["own"],
            competitors=list(options["competitors"]) or None,
            context=list(options["context"]) or None,
            order=list(options["order"]) or None,
            funnel=[part.strip() for part in (steps or "").split(",") if part.strip()],
            funnel_within=funnel_within,
            sessions=sessions,
            invited=invited,
            settings=settings,
        )
    path = out or Path("bericht.html" if settings.lang == "de" else "report.html")
    for read in (contacts, answers):
        if read is not None:
            say_reading(read, settings.lang)
    click.echo(str(write(data, path, settings.lang)))
