"""``oase backup``: a backup of a house while it works."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("backup", epilog="Examples:\n\n  oase backup house/ /mnt/backups")
@click.argument("house", metavar="HOUSE")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
def command(house: str, folder: Path) -> None:
    """Write a backup of HOUSE into FOLDER, while the house works.

    Everything that was acknowledged before is in it. The key of the pseudonyms is not: keep a copy of
    keys/pseudonym.key in another place.
    """
    from oase.app import open_house
    from oase.cli.sources import progress, settings_for

    settings = settings_for(None)
    is_german = settings.lang == "de"
    with (
        open_house(house, settings=settings) as opened,
        progress("Sichern" if is_german else "Writing the backup") as step,
    ):
        written = opened.backup(folder, step)
    megabytes = written.stat().st_size / 1e6
    click.echo(f"{'Geschrieben' if is_german else 'Written'}: {written} ({megabytes:,.1f} MB)")
    click.echo(
        "Daneben: erasures.jsonl, ohne die kein Wiederherstellen möglich ist. Der Schlüssel ist nicht dabei."
        if is_german
        else "Beside it: erasures.jsonl, without which it cannot be restored. The key is not in it.",
        err=True,
    )
