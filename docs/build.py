"""Build the generated pages of docs/reference from the code, so that they cannot lie."""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent
WIDTHS = {"max_content_width": 100, "terminal_width": 100, "help_option_names": ["-h", "--help"]}
REFERENCE = ROOT / "reference"
NOTE = "<!-- made by docs/build.py: change the code, then run make docs -->\n\n"


def pages() -> dict[Path, str]:
    """Return every generated page and its text."""
    return {
        REFERENCE / "command.md": command_page(),
        REFERENCE / "library.md": library_page(),
        REFERENCE / "errors.md": errors_page(),
        REFERENCE / "settings.md": settings_page(),
        REFERENCE / "strategy.md": strategy_page(),
    }


def strategy_page() -> str:
    """Return the rules of the strategy check, as the code applies them."""
    from oase.strategy import reference

    return NOTE + reference()


def command_page() -> str:
    """Return the help of every command, as the terminal shows it."""
    from oase.cli import oase

    context = click.Context(oase, info_name="oase", **WIDTHS)
    blocks = [f"# The command\n\n```text\n{oase.get_help(context)}\n```\n"]
    blocks.extend(_command_blocks(oase, context))
    return NOTE + "\n".join(blocks)


def _command_blocks(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the help of every command of a group, and of those in it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            raise LookupError(name)
        inner = click.Context(
            command, info_name=name, parent=context, max_content_width=100, terminal_width=100
        )
        level = "#" * (2 + inner.command_path.count(" ") - 1)
        yield f"{level} {inner.command_path}\n\n```text\n{command.get_help(inner)}\n```\n"
        if isinstance(command, click.Group):
            yield from _command_blocks(command, inner)


def library_page() -> str:
    """Return signature and docstring of every public name."""
    import oase

    blocks = ["# The library\n\n`import oase` offers these names; each is loaded on first use.\n"]
    for name in oase.__all__:
        if not name.startswith("__"):
            blocks.extend(_entry(f"oase.{name}", getattr(oase, name)))
    return NOTE + "\n".join(blocks)


def _entry(name: str, thing: object) -> Iterator[str]:
    doc = inspect.getdoc(thing) or ""
    if inspect.isclass(thing):
        yield f"## {name}\n\n```text\n{doc}\n```\n"
        members = [
            f"- `.{key}` — {(inspect.getdoc(value) or '').splitlines()[0]}"
            for key, value in vars(thing).items()
            if not key.startswith("_")
            and (callable(value) or isinstance(value, property))
            and inspect.getdoc(value)
        ]
        if members:
            yield "\n".join(members) + "\n"
    elif callable(thing):
        yield f"## {name}\n\n```python\n{name}{_signature(thing)}\n```\n\n```text\n{doc}\n```\n"
    else:
        yield f"## {name}\n\n```text\n{doc}\n```\n"


def _signature(thing: Callable[..., object]) -> str:
    """Return a signature that reads the same every time: functions as defaults by their names."""
    return re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", str(inspect.signature(thing)))


def errors_page() -> str:
    """Return the tree of errors with what each means."""
    errors = importlib.import_module("oase.errors")
    tree = (errors.__doc__ or "").split("::", 1)[1].split("A message", 1)[0]
    rows = "\n".join(
        f"| `{name}` | {(inspect.getdoc(getattr(errors, name)) or '').splitlines()[0]} |"
        for name in errors.__all__
        if inspect.isclass(getattr(errors, name))
    )
    return (
        f"{NOTE}# Errors\n\nA message says what happened, what was expected, what came instead, where, and "
        f"what to do.\n\n```text\n{inspect.cleandoc(tree)}\n```\n\n| error | meaning |\n|---|---|\n{rows}\n"
    )


def settings_page() -> str:
    """Return the settings and their environment variables."""
    from oase.settings import Settings

    return f"{NOTE}# Settings\n\n```text\n{inspect.getdoc(Settings)}\n```\n"


def take_picture(path: Path) -> None:
    """Photograph the top of the demo's report in a headless Chromium, for the README."""
    from playwright.sync_api import sync_playwright

    from oase.cli import main

    with tempfile.TemporaryDirectory() as folder:
        try:
            main(["demo", "--once", "--folder", f"{folder}/lindwerk", "--lang", "en"])
        except SystemExit as stop:
            if stop.code:
                raise
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1180, "height": 1560}, color_scheme="light")
            page.goto(f"file://{folder}/lindwerk/report.html")
            path.parent.mkdir(exist_ok=True)
            page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 1180, "height": 1560})
            browser.close()


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text)
        sys.stdout.write(f"docs/{path.relative_to(ROOT)}\n")
    if shutil.which("chromium"):
        take_picture(ROOT / "pictures" / "report.png")
        sys.stdout.write("docs/pictures/report.png\n")
    else:
        sys.stdout.write("no chromium on this machine: docs/pictures/report.png stays as it is\n")
