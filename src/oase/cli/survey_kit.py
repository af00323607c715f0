"""``oase survey-kit``: the questionnaire that brings the missing answers."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command(
    "survey-kit",
    epilog="""\b
Examples:
  oase survey-kit --brand Lindwerk --touchpoint Beratung --touchpoint Lieferung
  oase survey-kit --brand Lindwerk --house house/ --out kit/""",
)
@click.option("--brand", required=True, help="Name of the own brand, as customers know it.")
@click.option(
    "--touchpoint", "touchpoints", multiple=True, help="A touchpoint to ask about; may be repeated."
)
@click.option("--house", metavar="HOUSE", help="Take the touchpoints from a house.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("survey-kit"), show_default=True)
def command(brand: str, touchpoints: tuple[str, ...], house: str | None, out: Path) -> None:
    """Write the bilingual questionnaire: a print page, LimeSurvey and Formbricks imports, how to field it."""
    from oase.cli.sources import settings_for
    from oase.experience import write_survey_kit

    names = list(touchpoints)
    if house:
        from oase.app import open_house

        with open_house(house, settings=settings_for(None)) as opened:
            names += [name for name in opened.contacts().touchpoints if name not in names]
    if not names:
        raise click.UsageError("name at least one: --touchpoint 'Beratung im Laden', or --house HOUSE")
    for path in write_survey_kit(out, names, brand):
        click.echo(str(path))
