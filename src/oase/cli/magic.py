"""``oase magic``: which touchpoints are magic moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oase.cli.columns import (
    all_columns,
    magic_options,
    output_options,
    pairs,
    source_argument,
    two_files,
)
from oase.cli.output import emit, write_table, write_text
from oase.cli.plain import plain
from oase.model import State

if TYPE_CHECKING:
    from oase.experience import MagicMoments
    from oase.settings import Lang

__all__ = ["command"]


@click.command(
    "magic",
    epilog="""\b
Examples:
  oase magic house/ --outcome Purchase --competitor Norrfell
  oase magic answers.csv --contacts contacts.csv --outcome Purchase --context age_group
  oase magic survey.csv --touchpoints 'Wifi..Cleanliness' --scale 1-5 --not-applicable 0 \\
      --outcome satisfaction --positive satisfied --context Class --format csv --out verdicts.csv""",
)
@source_argument()
@click.option("--contacts", "contacts_source", metavar="FILE|HOUSE", help="Contact log with the purchases.")
@click.option("--segment", help="Column: a verdict for each of its values too.")
@two_files
@magic_options
@all_columns
@output_options
def command(
    source: str,
    contacts_source: str | None,
    format: str,  # noqa: A002
    out: Path | None,
    lang: str | None,
    **options: Any,
) -> None:
    """Say which touchpoints are magic moments, hygiene, pain points, or not yet assessable."""
    from oase.cli.sources import say_reading, settings_for

    settings = settings_for(lang)
    result, read = magic_from(source, contacts_source, options, settings)
    emit({"magic": result.table}, format=format, out=out, show=lambda _: show_magic(result, settings.lang))
    for one in read:
        say_reading(one, settings.lang)


def magic_from(source: str, contacts_source: str | None, options: dict[str, Any], settings: Any) -> Any:
    """Read answers and, where named, contacts, and reach the verdicts."""
    from oase.cli.sources import answers_from, contacts_from, is_house, need_rows, progress
    from oase.experience import magic_moments

    house = is_house(source)
    contacts = None
    if contacts_source or house:
        of_contacts = {**options, **pairs(options["contacts_column"])}
        contacts = contacts_from(contacts_source or source, of_contacts, settings)
        if house and not contacts_source and not contacts.count:
            contacts = None
    outcome: Any = options["outcome"]
    of_answers = {**options, **pairs(options["answers_column"])}
    answers = answers_from(source, of_answers, settings, outcome if contacts is None else None)
    need_rows(answers, source)
    with progress("Urteile bilden" if settings.lang == "de" else "Reaching verdicts"):
        result = magic_moments(
            answers,
            contacts,
            outcome=outcome if contacts is not None else None,
            within=options["within"],
            own=options["own"],
            competitors=list(options["competitors"]) or None,
            context=list(options["context"]) or ([] if options["segment"] else None),
            order=list(options["order"]) or None,
            segment=options.get("segment"),
            delta=options["delta"],
            negligible=options["negligible"],
            q=options["q"],
        )
    return result, [one for one in (contacts, answers) if one is not None]


def show_magic(result: MagicMoments, lang: Lang) -> None:
    """Print the verdicts for people, and on standard error what was left out on the way."""
    print_verdicts(result.rows(), result.own, lang)
    for note in result.notes:
        click.echo(plain(f"Note: {note}"), err=True)


_HEADS: dict[Lang, tuple[str, ...]] = {
    "de": ("Touchpoint", "Urteil", "Antworten", "Erfüllung", "Vorsprung", "Bedeutung, Bereich", "Beleg"),
    "en": ("Touchpoint", "Verdict", "Answers", "Fulfilment", "Lead", "Reward, range", "Evidence"),
}


def print_verdicts(
    rows: Sequence[Mapping[str, Any]], own: str | None, lang: Lang, *, said: Sequence[str] = tuple(State)
) -> None:
    """Print headline, a table, what its letters mean, and one plain sentence per touchpoint.

    Rows come in the order of the states, the largest reward first; ``said`` are the states with sentences.
    """
    from oase.words import common_limits, evidence, headline, verdict

    ranks = {state: rank for rank, state in enumerate(State)}
    ordered = sorted(rows, key=lambda row: (ranks[State(row["state"])], -(row["reward_low"] or 0.0)))
    click.echo(click.style(plain(headline(rows, lang, own)), bold=True) + "\n")
    heads = _HEADS[lang]
    texts = [dict(zip(heads, _cells(row, lang), strict=True)) for row in ordered]
    write_table(texts, right=heads[2:6])
    points = "Werte in Prozentpunkten" if lang == "de" else "Figures in percentage points"
    common = common_limits(rows, lang)
    if common:
        write_text(f"{points}. {'Für alle gilt' if lang == 'de' else 'For all of them'}: {common}.")
    else:
        letters = dict.fromkeys(letter for row in ordered for letter in row["evidence"] or ())
        write_text(f"{points}. {' · '.join(f'{letter} {evidence(letter, lang)}' for letter in letters)}")
    for row in ordered:
        if row["state"] in said:
            write_text(verdict(row, lang, with_limits=common is None), bullet=State(row["state"]).sign)


def _cells(row: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    from oase.words import number, points, signed_state

    names = [row["touchpoint"], row.get("segment"), row.get("period"), row.get("facet")]
    return (
        " · ".join(str(name) for name in names if name),
        signed_state(row["state"], lang),
        number(row["answers"], lang),
        points(row["fulfilment"], lang),
        points(row["lead"], lang),
        f"{points(row['reward_low'], lang)} … {points(row['reward_high'], lang)}",
        " ".join(row["evidence"] or ()),
    )
