"""``oase import``: take contacts or answers into a house."""

from __future__ import annotations

from typing import Any

import click

from oase.cli.columns import all_columns

__all__ = ["command"]


@click.command(
    "import",
    epilog="""\b
Examples:
  oase import contacts.csv --house house/ --person customer --at time --timezone Europe/Berlin
  oase import answers.csv --house house/ --answers --own Lindwerk
  oase import 'export/*.parquet' --house house/ --source shop

The same file again adds nothing twice; a grown file adds only its new rows.""",
)
@click.argument("source", metavar="FILE")
@click.option("--house", required=True, metavar="FOLDER", help="The house; made where there is none.")
@click.option("--answers", "kind", flag_value="answers", help="FILE holds answers, not contacts.")
@click.option(
    "--source", "name", default="import", show_default=True, help="Name of the system it comes from."
)
@click.option("--own", help="Name of the own brand.")
@click.option("--outcome", help="Column of the outcome, where answers carry one.")
@click.option("--positive", multiple=True, help="Value of the outcome column that counts as yes.")
@all_columns
def command(source: str, house: str, kind: str | None, name: str, **options: Any) -> None:
    """Take FILE into a house: pseudonymised, nothing twice, refused rows shown."""
    from oase.app import open_house
    from oase.cli.sources import answers_from, contacts_from, is_house, progress, say_reading, settings_for
    from oase.errors import OptionInvalid

    if is_house(source):
        raise OptionInvalid(
            "A house cannot be imported", got=source, todo="name the files that hold the rows"
        )
    settings = settings_for(None)
    if kind == "answers":
        more: dict[str, Any] = {}
        if options["outcome"]:
            more = {"outcome": options["outcome"], "positive": list(options["positive"]) or None}
        read: Any = answers_from(source, options, settings, **more)
    else:
        read = contacts_from(source, options, settings)
    with open_house(house, create=True, own=options["own"], settings=settings) as opened:
        take = opened.import_answers if kind == "answers" else opened.import_contacts
        with progress("Importing"):
            done = take(read, source=name)
    click.echo(
        f"{house}: {done.rows_added:,} {kind or 'contacts'} added, {done.duplicates:,} already known, "
        f"{done.rows_refused:,} refused, of {done.rows_read:,} rows."
    )
    say_reading(read, "Rows")
