"""``oase restore``: a house from a backup."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command(
    "restore",
    epilog="Examples:\n\n  oase restore backups/oase-20260401T020000Z.tar house/ --key safe/pseudonym.key",
)
@click.argument("backup", metavar="BACKUP", type=click.Path(path_type=Path))
@click.argument("house", metavar="HOUSE", type=click.Path(path_type=Path))
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="The key of the pseudonyms, from its safe place.",
)
@click.option(
    "--erasures",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A further list of erasures; that beside the backup is always taken.",
)
def command(backup: Path, house: Path, key: Path, erasures: Path | None) -> None:
    """Make HOUSE, which must not exist yet, from BACKUP; whoever was erased since stays erased."""
    from oase.app import restore
    from oase.cli.sources import progress, settings_for
    from oase.words import number

    settings = settings_for(None)
    is_german = settings.lang == "de"
    with progress("Wiederherstellen" if is_german else "Restoring") as step:
        done = restore(backup, house, key=key, erasures=erasures, settings=settings, progress=step)
    contacts, answers = number(done.contacts, settings.lang), number(done.answers, settings.lang)
    if is_german:
        click.echo(f"{house}: {contacts} Kontakte, {answers} Antworten.")
    else:
        click.echo(f"{house}: {contacts} contacts, {answers} answers.")
    if done.ids_erased_again:
        again = number(done.ids_erased_again, settings.lang)
        click.echo(
            f"{again} Kennungen seither gelöschter Personen wurden wieder gelöscht."
            if is_german
            else f"{again} ids of persons who were erased since were erased again."
        )
