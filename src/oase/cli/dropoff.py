"""``oase dropoff``: places to drop off clothes and shoes, from an extract of a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from oase.db import Database

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True
)
_HOUSE = click.option("--house", required=True, help="The house folder.")
_SAID = {
    "de": {
        "elements": "gelesene Elemente", "places": "Sammelstellen", "removed": "nicht mehr da",
        "postcodes": "Postleitzahlen", "nowhere": "ohne Ort auf der Karte", "what": "was",
        "many": "wie viele", "km": "km", "name": "Name", "address": "Adresse", "takes": "nimmt",
        "none": "Hier ist keine Stelle bekannt.", "clothes": "Kleidung", "shoes": "Schuhe",
    },
    "en": {
        "elements": "elements read", "places": "drop-off places", "removed": "no longer there",
        "postcodes": "postcodes", "nowhere": "off the map", "what": "what",
        "many": "how many", "km": "km", "name": "name", "address": "address", "takes": "takes",
        "none": "No place is known here.", "clothes": "clothes", "shoes": "shoes",
    },
}  # fmt: skip


@click.group(
    "dropoff",
    epilog="Examples:\n\n  oase dropoff import cologne.osm.gz --house house/\n\n"
    "  oase dropoff near 50667 --house house/",
)
def command() -> None:
    """Take in where clothes and shoes can be dropped off, and find the nearest place."""


@command.command("import")
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option("--country", default="DE", show_default=True, help="For what does not say its own.")
@click.option(
    "--name", default="", help="Of the extract; else that of the file. Read anew it replaces itself."
)
@_FORMAT
@_LANG
def import_(file: str, house: str, country: str, name: str, format_: str, lang: str | None) -> None:
    """Take FILE into a house: OpenStreetMap XML, Overpass JSON or GeoJSON, also .gz and .bz2."""
    from oase.cli.output import write_table
    from oase.cli.sources import settings_for
    from oase.programmes.returns.places.keeping import import_extract
    from oase.settings import now

    said = _SAID[settings_for(lang).lang]
    with _database(house) as database:
        kept = import_extract(database, Path(file), now(), country=country, name=name)
    if format_ == "json":
        click.echo(json.dumps(kept._asdict()))
        return
    rows = [{said["what"]: said[what], said["many"]: str(many)} for what, many in kept._asdict().items()]
    write_table(rows, right=(said["many"],))


@command.command("near")
@click.argument("postcode")
@_HOUSE
@click.option("--country", default="DE", show_default=True)
@click.option("--most", default=3, show_default=True, type=click.IntRange(1, 100), help="How many places.")
@_FORMAT
@_LANG
def near(postcode: str, house: str, country: str, most: int, format_: str, lang: str | None) -> None:
    """Show the places nearest to a POSTCODE, in a straight line from the middle of its addresses."""
    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped
    from oase.cli.sources import settings_for
    from oase.programmes.returns.places.nearest import near_postcode

    said = _SAID[settings_for(lang).lang]
    with _database(house) as database, database.reading() as connection:
        found = near_postcode(connection, country.upper(), postcode, most).places
    if format_ == "json":
        told = [{"km": round(one.km, 3), **one.place._asdict()} for one in found]
        click.echo(escaped(json.dumps(told, ensure_ascii=False)))
        return
    rows = [
        {
            said["km"]: f"{one.km:.1f}",
            said["name"]: one.place.name or one.place.operator or one.place.key,
            said["address"]: " ".join((one.place.street, one.place.postcode, one.place.city)).strip(),
            said["takes"]: ", ".join(said[what] for what in one.place.takes),
        }
        for one in found
    ]
    if rows:
        write_table(rows, right=(said["km"],))
    else:
        write_note(said["none"])


def _database(house: str) -> Database:
    from oase.db import open_database

    return open_database(Path(house))
