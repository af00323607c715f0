"""``oase retention``: how long each kind of data is kept."""

from __future__ import annotations

import click

__all__ = ["command"]

_FOREVER = ("forever", "ewig")


@click.command(
    "retention",
    epilog="Examples:\n\n  oase retention house/\n\n  oase retention house/ contacts 730\n\n"
    "  oase retention house/ refusals forever",
)
@click.argument("house", metavar="HOUSE")
@click.argument("kind", metavar="[KIND]", required=False)
@click.argument("days", metavar="[DAYS|forever]", required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def command(house: str, kind: str | None, days: str | None, dry_run: bool) -> None:
    """Say how long each kind of data in HOUSE is kept and what is older now; set it with KIND and DAYS.

    What is older goes once a day while the server runs.
    """
    from oase.app import open_house
    from oase.app.retention import check
    from oase.cli.output import write_table
    from oase.cli.sources import settings_for
    from oase.errors import OptionInvalid
    from oase.words import number

    settings = settings_for(None)
    changed: dict[str, int | None] = {}
    if kind is not None:
        if days is None:
            raise OptionInvalid(
                "The days are missing", expected=f"oase retention {house} {kind} 365, or forever"
            )
        changed[kind] = _days(days)
        check(kind, changed[kind])
    with open_house(house, settings=settings) as opened:
        if kind is not None and not dry_run:
            opened.keep(kind, changed[kind])
        periods = opened.retention(changed)
    is_german = settings.lang == "de"
    names = ("Art", "Tage", "älter, geht") if is_german else ("kind", "days", "older, will go")
    forever = "unbegrenzt" if is_german else "forever"
    rows = [
        (one.kind, forever if one.days is None else str(one.days), number(one.rows_over, settings.lang))
        for one in periods
        if kind in (None, one.kind)
    ]
    write_table([dict(zip(names, row, strict=True)) for row in rows], right=names[1:])


def _days(text: str) -> int | None:
    from oase.errors import OptionInvalid

    if text.casefold() in _FOREVER:
        return None
    if not text.isdecimal():
        raise OptionInvalid(
            "The days are no number", expected="whole days such as 365, or forever", got=repr(text)
        )
    return int(text)
