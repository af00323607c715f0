"""``oase doctor``: check a house, and mend it."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("doctor", epilog="Examples:\n\n  oase doctor house/\n\n  oase doctor house/ --mend")
@click.argument("house", metavar="HOUSE")
@click.option("--mend", is_flag=True, help="Remove what was left behind; never data.")
def command(house: str, mend: bool) -> int:
    """Check the files, catalogue, key and lock of HOUSE; exit code 1 when something is wrong."""
    from oase.app import open_house
    from oase.cli.sources import progress, settings_for

    settings = settings_for(None)
    is_german = settings.lang == "de"
    with open_house(house, settings=settings) as opened, progress("Prüfen" if is_german else "Checking"):
        mended = opened.mend() if mend else ()
        found = opened.check()
    for finding in mended:
        click.echo(f"{'behoben' if is_german else 'mended'}: {finding.what} ({finding.where})")
    for finding in found:
        click.echo(f"{finding.what}\n  where:      {finding.where}\n  what to do: {finding.todo}")
    if not found:
        click.echo(f"{house} ist unversehrt." if is_german else f"{house} is whole.")
    elif any(finding.mendable for finding in found):
        can = (
            "tut, was geht, ohne Daten anzurühren"
            if is_german
            else "does what can be done without touching data"
        )
        click.echo(f"`oase doctor {house} --mend` {can}.")
    return 1 if found else 0
