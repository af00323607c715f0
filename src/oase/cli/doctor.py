"""``oase doctor``: check a house, and mend it."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("doctor", epilog="Examples:\n\n  oase doctor house/\n\n  oase doctor house/ --mend")
@click.argument("house", metavar="HOUSE")
@click.option("--mend", is_flag=True, help="Remove what was left behind; never data.")
@click.pass_context
def command(ctx: click.Context, house: str, mend: bool) -> int:  # noqa: ARG001
    """Check the files, catalogue, key and lock of HOUSE; exit code 1 when something is wrong."""
    from oase.app import open_house
    from oase.cli.sources import progress, settings_for

    opened = open_house(house, settings=settings_for(None))
    with progress("Checking"):
        findings = opened.mend() if mend else opened.check()
    for finding in findings:
        click.echo(f"{finding}")
    if not findings:
        click.echo(f"{house}: whole. {opened.summary()}")
    return 1 if any(not finding.mended for finding in findings) else 0
