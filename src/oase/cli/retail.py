"""``oase retail``: articles, stores and stock of a house."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from oase.db import Database
    from oase.retail.taking import Taken

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
_HOUSE = click.option("--house", required=True, help="The house folder.")
_FORMULA = tuple("=+-@\t\r")

_SAID = {
    "de": {
        "products": "Produkte", "variants": "Varianten", "stores": "Läden", "stock": "Bestände",
        "added": "neu", "changed": "geändert", "same": "unverändert", "refused": "Abgelehnte Zeilen",
        "row": "Zeile", "what": "was", "expected": "erwartet", "got": "bekommen", "kind": "Art",
        "more": "und {n} weitere; alle mit --refused DATEI.csv", "none": "Hier steht noch nichts.",
        "reading": "Gelesen", "written": "Geschrieben", "id": "Nummer", "name": "Name",
        "garment": "Größenklasse", "brand": "Marke", "code": "Code", "city": "Ort", "hours": "Öffnungszeiten",
        "state": "Land", "contacts": "Kontakte", "persons": "Personen", "pairs": "Paare von Produkten",
    },
    "en": {
        "products": "products", "variants": "variants", "stores": "stores", "stock": "stock",
        "added": "new", "changed": "changed", "same": "as known", "refused": "Refused rows",
        "row": "row", "what": "what", "expected": "expected", "got": "got", "kind": "kind",
        "more": "and {n} more; all with --refused FILE.csv", "none": "There is nothing here yet.",
        "reading": "Read", "written": "Written", "id": "id", "name": "name",
        "garment": "garment", "brand": "brand", "code": "code", "city": "city", "hours": "hours",
        "state": "state", "contacts": "contacts", "persons": "persons", "pairs": "pairs of products",
    },
}  # fmt: skip
_SHOWN = 20


@click.group(
    "retail",
    epilog="Examples:\n\n  oase retail import stores.csv --house house/\n\n  oase retail import products.xml"
    " --house house/\n\n  oase retail import stock.tsv --house house/ --refused refused.csv\n\n"
    "  oase retail list --house house/",
)
def command() -> None:
    """Take in articles, stores and stock, and list them."""


@command.command("import")
@click.argument("file", metavar="FILE")
@_HOUSE
@click.option(
    "--kind",
    type=click.Choice(["articles", "stock", "stores"]),
    help="What rows tell of; else as columns say.",
)
@click.option("--text-lang", default="", metavar="LANG", help="Language of texts that do not say theirs.")
@click.option("--size-system", default="DE", show_default=True, help="Of sizes that are only a number.")
@click.option("--refused", "refused_file", metavar="FILE", help="Write the refused rows there, as CSV.")
@_FORMAT
@_LANG
def import_(
    file: str,
    house: str,
    kind: Any,
    text_lang: str,
    size_system: str,
    refused_file: str | None,
    format_: str,
    lang: str | None,
) -> None:
    """Take FILE into a house: schema.org JSON-LD, a web page, Google's feeds as XML or TSV, CSV.

    Rows that cannot be taken are listed; all others are taken. Exit code 1 where not a single row was taken.
    """
    from oase.cli.output import write_file
    from oase.cli.sources import settings_for
    from oase.retail.sizes import SYSTEMS
    from oase.retail.taking import take_feed
    from oase.settings import now

    if size_system not in SYSTEMS:
        raise click.BadParameter(f"expected one of {', '.join(SYSTEMS)}", param_hint="--size-system")
    path, said = _file(file), _SAID[settings_for(lang).lang]
    with _database(house) as database, path.open("rb") as source:
        taken = take_feed(
            database,
            source,
            path.name,
            now=now(),
            kind=kind,
            lang=text_lang,
            size_system=size_system,
            tells=_progress(said["reading"]),
        )
    if refused_file:
        write_file(Path(refused_file), _refused_csv(taken).encode())
        click.echo(f"{said['written']}: {refused_file}", err=True)
    _show_taken(taken, format_, said)
    raise SystemExit(1 if taken.refused and not _counted(taken) else 0)


@command.command("list")
@_HOUSE
@_FORMAT
@_LANG
def list_(house: str, format_: str, lang: str | None) -> None:
    """List the products of a house, with how many variants each has."""
    from collections import Counter

    from oase.cli.sources import settings_for
    from oase.retail import said as said_in
    from oase.retail.keeping import products, variants

    spoken = settings_for(lang).lang
    with _database(house) as database, database.reading() as connection:
        counts = Counter(one.product for one in variants(connection).values())
        rows = [
            {"id": one.id, "name": said_in(one.name, spoken), "brand": one.brand, "garment": one.garment,
             "variants": counts[one.id]}
            for one in products(connection).values()
        ]  # fmt: skip
    _emit(rows, format_, _SAID[spoken], right=("variants",))


@command.command("stores")
@_HOUSE
@_FORMAT
@_LANG
def stores_(house: str, format_: str, lang: str | None) -> None:
    """List the stores of a house."""
    from oase.cli.sources import settings_for
    from oase.retail.keeping import stores

    with _database(house) as database, database.reading() as connection:
        rows = [
            {"code": one.code, "name": one.name, "city": one.city, "state": one.subdivision,
             "hours": one.hours}
            for one in stores(connection).values()
        ]  # fmt: skip
    _emit(rows, format_, _SAID[settings_for(lang).lang])


@command.command("match")
@_HOUSE
@_FORMAT
@_LANG
def match_(house: str, format_: str, lang: str | None) -> None:
    """Find out which products go together; a served house does so by itself."""
    from oase.app import open_house
    from oase.app.matching import match_products
    from oase.cli.sources import settings_for

    settings = settings_for(lang)
    with open_house(house, settings=settings) as opened:
        found = match_products(opened.rooms)
    _emit([found._asdict()], format_, _SAID[settings.lang], right=("contacts", "persons", "pairs"))


def _show_taken(taken: Taken, format_: str, said: dict[str, str]) -> None:
    import msgspec

    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped, plain

    if format_ == "json":
        click.echo(escaped(json.dumps(msgspec.to_builtins(taken), ensure_ascii=False, indent=2)))
        return
    if format_ == "csv":
        click.echo(plain(_refused_csv(taken)), nl=False)
        return
    kept = [(field, getattr(taken, field)) for field in ("products", "variants", "stores", "stock")]
    write_table(
        [
            {said["kind"]: said[field], said["added"]: str(one.added), said["changed"]: str(one.changed),
             said["same"]: str(one.same)}
            for field, one in kept
        ],
        right=(said["added"], said["changed"], said["same"]),
    )  # fmt: skip
    if taken.refused:
        names = ("row", "what", "expected", "got")
        write_table(
            [
                {said[name]: str(getattr(one, name)) for name in names}
                for one in taken.refusals[:_SHOWN]
            ],
            title=f"{said['refused']}: {taken.refused}",
            right=(said["row"],),
        )  # fmt: skip
        if taken.refused > _SHOWN:
            write_note(said["more"].format(n=taken.refused - _SHOWN))


def _emit(
    rows: list[dict[str, Any]], format_: str, said: dict[str, str], right: tuple[str, ...] = ()
) -> None:
    from oase.cli.output import write_note, write_table
    from oase.cli.plain import escaped, plain

    if format_ == "json":
        click.echo(escaped(json.dumps(rows, ensure_ascii=False, indent=2)))
    elif format_ == "csv":
        names = list(rows[0]) if rows else []
        click.echo(plain(_csv(names, [[row[name] for name in names] for row in rows])), nl=False)
    elif rows:
        shown = [{said[name]: str(value) for name, value in row.items()} for row in rows]
        write_table(shown, right=tuple(said[name] for name in right))
    else:
        write_note(said["none"])


def _refused_csv(taken: Taken) -> str:
    rows = [[one.row, one.what, one.expected, one.got] for one in taken.refusals]
    return _csv(["row", "what", "expected", "got"], rows)


def _csv(head: list[str], rows: list[list[Any]]) -> str:
    """Return a table; words that a spreadsheet would run as a formula get an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for cells in (head, *rows):
        writer.writerow([f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue()


def _counted(taken: Taken) -> int:
    kept = (taken.products, taken.variants, taken.stores, taken.stock)
    return sum(one.added + one.changed + one.same for one in kept)


def _progress(word: str) -> Any:
    import sys

    def tell(rows: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{word}: {rows:,}", nl=False, err=True)

    return tell


def _file(name: str) -> Path:
    from oase.errors import SourceMissing

    path = Path(name)
    if not path.is_file():
        raise SourceMissing("There is no such file", got=name, todo="check the path")
    return path


def _database(house: str) -> Database:
    from oase.db import open_database

    return open_database(Path(house))
