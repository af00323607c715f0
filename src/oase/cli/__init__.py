"""The command ``oase``: one file per command, each loaded only when it is called.

Exit codes: 0 done, 1 it could not be done (input, house, disk), 2 the command was called wrongly.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from oase import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main", "oase"]

_COMMANDS = {
    "demo": "invent the customers of Lindwerk, write the report, serve their house",
    "import": "take contacts or answers into a house",
    "check": "say which evidence a file can reach, and which column is missing",
    "journeys": "transitions, paths, funnel, retention of a file or house",
    "magic": "which touchpoints are magic moments, hygiene, pain points or still open",
    "report": "write the report: one HTML file",
    "survey-kit": "write the questionnaire that brings the missing answers",
    "surveys": "answers of other survey tools in, all answers out in a neutral form",
    "serve": "take contacts of clients into a house over HTTP",
    "keys": "make, list and revoke the keys of a house",
    "accounts": "who may sign in on the pages of a house",
    "tail": "show contacts and refusals as they arrive",
    "retail": "articles, stores and stock: take in, list",
    "service": "messages and replies: take in, say how long customers wait",
    "items": "single items by serial number: take in, write labels",
    "repairs": "open repair data: take in, count, hand on",
    "dropoff": "where clothes and shoes can be dropped off: take in, find",
    "mapping": "rules by which events become touchpoints: show, try, change, apply",
    "person": "show, export, correct or erase a person; merge two",
    "retention": "how long each kind of data is kept",
    "backup": "write a backup of a house while it works",
    "restore": "make a house from a backup",
    "doctor": "check a house, and mend it",
}


class _Commands(click.Group):
    """A group that imports a command's file only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"oase.cli.{cmd_name.replace('-', '_').replace('import', 'import_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Offer the nearest command for a mistyped one."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from oase.errors import nearest

            close = nearest(args[0], _COMMANDS)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint} `oase --help` lists them.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from their one-line texts, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `oase demo`, then `oase check YOUR_FILE`.",
)
@click.version_option(__version__, prog_name="oase")
def oase() -> None:
    """Oase: the journeys customers really take, and which touchpoints are magic moments."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command; a user's mistake ends with a message and an exit code, never a traceback."""
    from oase.cli.plain import plain
    from oase.errors import OaseError, OptionInvalid

    try:
        code: Any = oase.main(args=None if args is None else list(args), standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: nothing left to say
        sys.exit(0)
    except OaseError as error:
        told = plain(_as_options(str(error)))
        click.echo(f"{click.style('Error', fg='red', bold=True)}: {told}", err=True)
        sys.exit(2 if isinstance(error, OptionInvalid) else 1)
    sys.exit(code if isinstance(code, int) else 0)


_ARGUMENTS = (
    "person", "at", "touchpoint", "channel", "phase", "value", "tie", "answer", "brand", "compared",
    "compared_with", "expectation", "outcome", "positive", "recommend", "weight", "transaction",
    "touchpoints", "scale", "not_applicable", "context", "segment", "own", "contacts", "timezone",
    "time_format", "sheet",
    "refusals", "within", "mode", "order", "delta", "negligible", "q", "kind", "name", "source", "basis",
)  # fmt: skip
_PLACES = {
    "gap": "sessions",
    "steps": "funnel",
    "competitors": "competitor",
    "attributes": "attribute",
    "basis_text": "text",
}


def _as_options(message: str) -> str:
    """Return a message of the library with its arguments as the options of the command.

    Examples
    --------
    >>> _as_options("Name it with compared_with=…, or pass scale=(1, 5) or timezone='Europe/Berlin'")
    "Name it with --compared-with, or pass --scale 1-5 or --timezone 'Europe/Berlin'"
    """
    value = r"""(?:…|\[…\]|\((\w+), (\w+)\)|(\x27[^\x27]*\x27|"[^"]*"))"""
    for argument in (*_ARGUMENTS, *_PLACES):
        option = f"--{_PLACES.get(argument, argument).replace('_', '-')}"

        def shown(found: re.Match[str], option: str = option) -> str:
            low, high, quoted = found.groups()
            return " ".join(filter(None, (option, f"{low}-{high}" if low else "", quoted)))

        message = re.sub(rf"\b{argument}={value}", shown, message)
        message = re.sub(rf"(?m)^(  where: +){argument}$", rf"\g<1>{option}", message)
    return message
