"""``oase import``: take contacts or answers into a house."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oase.cli.columns import all_columns
from oase.cli.plain import plain

if TYPE_CHECKING:
    from oase.app import House, Imported
    from oase.lake import Answers, Contacts
    from oase.settings import Lang, Settings

__all__ = ["command"]

_Read = Callable[[Any, Mapping[str, Any]], "Contacts | Answers"]


@click.command(
    "import",
    epilog="""\b
Examples:
  oase import contacts.csv --house house/ --person customer --at time --timezone Europe/Berlin
  oase import answers.csv --house house/ --answers --own Lindwerk
  oase import 'export/*.parquet' --house house/ --source shop

The same file again adds nothing twice; a grown file adds only its new rows. Several files, or the files in
an archive, are taken in one after the other: a row that two of them hold counts once.""",
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
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language (else OASE_LANG, LANG).")
def command(source: str, house: str, kind: str | None, name: str, lang: str | None, **options: Any) -> None:
    """Take FILE into a house: pseudonymised, nothing twice, refused rows shown."""
    from oase.app import open_house
    from oase.cli.sources import is_house, settings_for
    from oase.errors import OptionInvalid
    from oase.lake.reading import parts_of

    if is_house(source):
        raise OptionInvalid(
            "A house cannot be imported", got=source, todo="name the files that hold the rows"
        )
    settings = settings_for(lang)
    roles, read = _plan(kind, source, options, settings)
    parts: Sequence[Any] = parts_of(source, roles, sheet=options["sheet"], not_into=options["refusals"])
    done: list[Imported] = []
    with _refused(parts, options) as given:
        ahead = [read(parts[0], given(0))]  # what cannot be read makes no house
        with open_house(house, create=True, own=options["own"], settings=settings) as opened:
            for place, part in enumerate(parts):
                done.append(_take(opened, ahead.pop() if ahead else read(part, given(place)), name, settings))
                if len(parts) > 1:
                    _say(part.name, done[-1:], kind, settings.lang)
    _say(house, done, kind, settings.lang)


def _take(house: House, rows: Contacts | Answers, name: str, settings: Settings) -> Imported:
    """Import the rows of one part; say which could not be read."""
    from oase.cli.sources import progress, say_reading
    from oase.lake import Contacts

    with progress("Importieren" if settings.lang == "de" else "Importing"):
        if isinstance(rows, Contacts):
            done = house.import_contacts(rows, source=name)
        else:
            done = house.import_answers(rows, source=name)
    say_reading(rows, settings.lang)
    return done


@contextmanager
def _refused(
    parts: Sequence[Any], options: Mapping[str, Any]
) -> Generator[Callable[[int], Mapping[str, Any]]]:
    """Give each of several parts a refusals file of its own, and join them at the end."""
    from oase.cli.output import write_file

    wanted: Path | None = options["refusals"]
    if wanted is None or len(parts) == 1:
        yield lambda _place: options
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{place}.csv") for place in range(len(parts))]
        try:
            yield lambda place: {**options, "refusals": files[place]}
        finally:
            texts = [file.read_bytes().splitlines(keepends=True) for file in files if file.exists()]
            write_file(wanted, b"".join([*texts[0][:1], *chain.from_iterable(text[1:] for text in texts)]))


def _say(what: str, done: Sequence[Imported], kind: str | None, lang: Lang) -> None:
    """Say what became of the rows."""
    from oase.words import number

    added, known, refused, read = (
        number(sum(getattr(one, name) for one in done), lang)
        for name in ("rows_added", "duplicates", "rows_refused", "rows_read")
    )
    if lang == "de":
        kinds = "Antworten" if kind == "answers" else "Kontakte"
        text = f"{added} {kinds} neu, {known} schon bekannt, {refused} abgelehnt, von {read} Zeilen."
    else:
        text = (
            f"{added} {kind or 'contacts'} added, {known} already known, {refused} refused, of {read} rows."
        )
    click.echo(f"{what}: {text}")
    _say_steps(done, lang)


def _say_steps(done: Sequence[Imported], lang: Lang) -> None:
    """Say which rows and columns the steps did not let through."""
    from oase.model import RefusalReason
    from oase.words import number

    said = {
        RefusalReason.PERSON_ERASED: ("von gelöschten Personen", "of erased persons"),
        RefusalReason.CONSENT_WITHDRAWN: ("von Personen, die widerrufen haben", "of persons who withdrew"),
    }
    english = int(lang == "en")
    for reason, words in said.items():
        if count := sum(one.reasons.get(reason, 0) for one in done):
            kept = "not kept" if english else "nicht behalten"
            click.echo(f"  {number(count, lang)} {words[english]}, {kept}")
    if dropped := dict.fromkeys(name for one in done for name in one.dropped):
        words = ("Nicht behalten, weil persönlich", "Not kept, because personal")
        click.echo(f"  {words[english]}: {plain(', '.join(dropped))}")


def _plan(
    kind: str | None, source: str, options: Mapping[str, Any], settings: Settings
) -> tuple[dict[str, str], _Read]:
    """Return the columns that are needed, and how a part is read with them."""
    from oase.cli.sources import answers_with, contacts_with
    from oase.cli.taking import answer_columns_of, contact_columns_of

    if kind == "answers":
        outcome = options["outcome"]
        roles, wide = answer_columns_of(source, options, settings.lang, outcome)
        needed = roles | {name: name for name in (*wide, *options["context"], *filter(None, [outcome]))}
        return needed, lambda part, given: answers_with(roles, wide, part, given, settings, outcome)
    roles = contact_columns_of(source, options, settings.lang)
    needed = roles | {name: name for name in options["attributes"]}
    return needed, lambda part, given: contacts_with(roles, part, given, settings)
