"""``oase check``: which evidence a file can reach, and which column is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from oase.cli.columns import answer_columns, output_options, source_argument
from oase.cli.output import emit, write_lines

__all__ = ["command"]


@click.command(
    "check",
    epilog="Examples:\n\n  oase check answers.csv\n\n  oase check survey.xlsx --lang de --format json",
)
@source_argument()
@answer_columns
@output_options
def command(source: str, format: str, out: Path | None, lang: str | None, **options: Any) -> None:  # noqa: A002
    """Say which evidence letters FILE can reach, and which column is missing for the next.

    Columns are guessed from their names and contents where no option names them; the guesses are shown.
    """
    from oase.cli.sources import is_house, settings_for
    from oase.cli.taking import touchpoint_columns
    from oase.experience import check

    settings = settings_for(lang)
    given = {key: value for key, value in options.items() if value}
    if is_house(source):
        from oase.app import open_house

        with open_house(source, settings=settings) as house:
            result = check(house.answers(), contacts=house.contacts(), lang=settings.lang)
    else:
        given["touchpoints"] = touchpoint_columns(source, given.pop("wide", ()), options["sheet"])
        result = check(source, lang=settings.lang, **given)
    emit({"check": result.table}, format=format, out=out, show=lambda _: write_lines(str(result)))
