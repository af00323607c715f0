"""Options that several commands share: which column is what, how the result is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from oase.cli.output import FORMATS

__all__ = [
    "all_columns",
    "answer_columns",
    "contact_columns",
    "magic_options",
    "output_options",
    "pairs",
    "source_argument",
    "two_files",
]

Command = TypeVar("Command", bound=Callable[..., Any])
_Decorator = Callable[[Command], Command]


def _all(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def source_argument(name: str = "source", *, required: bool = True) -> Callable[[Any], Any]:
    """Take a file, a glob or a house folder."""
    return click.argument(name, required=required, metavar="FILE|HOUSE")


def output_options(command: Any) -> Any:
    """Add ``--format``, ``--out`` and ``--lang``."""
    return _all(
        click.option("--format", "format", type=click.Choice(FORMATS), default="table", show_default=True),
        click.option("--out", type=click.Path(path_type=Path), help="File to write instead of the terminal."),
        click.option("--lang", type=click.Choice(["de", "en"]), help="Language (else OASE_LANG, LANG)."),
    )(command)


_COMMON = (
    click.option("--person", help="Column of the person (customer number, pseudonym)."),
    click.option("--at", help="Column of the time."),
    click.option("--touchpoint", help="Column of the touchpoint."),
    click.option("--phase", help="Column of the phase."),
    click.option("--timezone", help="Zone of times without one, such as Europe/Berlin."),
    click.option("--sheet", help="Sheet of a workbook; else the first that is not empty."),
    click.option("--time-format", help="Format of the times, such as '%d.%m.%Y %H:%M'."),
    click.option(
        "--refusals",
        type=click.Path(path_type=Path),
        help="Write the rows that could not be read to this CSV file.",
    ),
)
_CONTACT_ONLY = (
    click.option("--channel", help="Column of the channel."),
    click.option("--value", help="Column of a value, such as the basket in euro."),
    click.option("--tie", help="Column that orders contacts of the same time."),
    click.option("--attribute", "attributes", multiple=True, help="Further column to keep; may be repeated."),
)
_ANSWER_ONLY = (
    click.option("--answer", help="Column of the answer (long form)."),
    click.option("--brand", help="Column of the brand the answer is about."),
    click.option("--compared", help="Column: worse / same / better than another shop."),
    click.option("--compared-with", help="Column: which other shop."),
    click.option("--expectation", help="Column of the level expected."),
    click.option("--recommend", help="Column of the willingness to recommend, 0 to 10."),
    click.option("--weight", help="Column of the weight."),
    click.option("--transaction", help="Column of the order or receipt the answer is about."),
    click.option(
        "--touchpoints",
        "wide",
        multiple=True,
        help="Wide form: one column per touchpoint; repeat it, or 'First column..Last column'.",
    ),
    click.option("--scale", help="Rating scale, such as 1-5 (top = exceeded, bottom two = missed)."),
    click.option("--not-applicable", multiple=True, help="Value that means not applicable, such as 0."),
    click.option("--context", multiple=True, help="Column to adjust for (age, segment); may be repeated."),
)
_MAGIC = (
    click.option("--outcome", help="Touchpoint (with contacts) or column (without) of the purchase."),
    click.option("--positive", multiple=True, help="Value of the outcome column that counts as yes."),
    click.option(
        "--within", default="90d", show_default=True, help="How long after the answer a purchase counts."
    ),
    click.option("--own", help="Name of the own brand."),
    click.option("--competitor", "competitors", multiple=True, help="A competitor's name; may be repeated."),
    click.option(
        "--order", multiple=True, help="Touchpoints in the order of the journey, where times are missing."
    ),
    click.option("--delta", type=float, default=0.02, show_default=True, help="Smallest worthwhile effect."),
    click.option("--negligible", type=float, default=0.05, show_default=True, help="Margin of 'no effect'."),
    click.option(
        "--q", type=float, default=0.05, show_default=True, help="Share of false verdicts accepted."
    ),
)


def two_files(command: Any) -> Any:
    """Add the options for columns that have different names in contacts and answers."""
    return _all(
        click.option(
            "--contacts-column", multiple=True, metavar="ROLE=NAME", help="Column of the contacts only."
        ),
        click.option(
            "--answers-column", multiple=True, metavar="ROLE=NAME", help="Column of the answers only."
        ),
    )(command)


def pairs(texts: tuple[str, ...]) -> dict[str, str]:
    """Return role -> column from ``ROLE=NAME``."""
    from oase.cli.taking import ROLES

    found: dict[str, str] = {}
    for text in texts:
        role, equals, name = text.partition("=")
        if not equals or not role.strip() or not name.strip():
            raise click.UsageError(f"{text!r} is not of the form ROLE=NAME, such as person=customer")
        known = role.strip().replace("-", "_")
        if known not in ROLES:
            raise click.UsageError(f"there is no role {role.strip()!r}; the roles are {', '.join(ROLES)}")
        found[known] = name.strip()
    return found


def contact_columns(command: Any) -> Any:
    """Add the options that say which column of a contact log is what."""
    return _all(*_COMMON, *_CONTACT_ONLY)(command)


def answer_columns(command: Any) -> Any:
    """Add the options that say which column of a table of answers is what."""
    return _all(*_COMMON, *_ANSWER_ONLY)(command)


def all_columns(command: Any) -> Any:
    """Add the options of contacts and of answers."""
    return _all(*_COMMON, *_CONTACT_ONLY, *_ANSWER_ONLY)(command)


def magic_options(command: Any) -> Any:
    """Add the options of the magic-moments verdict."""
    return _all(*_MAGIC)(command)
