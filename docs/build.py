"""Build the generated pages of docs/reference from the code, so that they cannot lie."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent
REFERENCE = ROOT / "reference"
NOTE = "<!-- made by docs/build.py: change the code, then run make docs -->\n\n"


def pages() -> dict[Path, str]:
    """Return every generated page and its text."""
    return {
        REFERENCE / "command.md": command_page(),
        REFERENCE / "library.md": library_page(),
        REFERENCE / "errors.md": errors_page(),
        REFERENCE / "settings.md": settings_page(),
    }


def command_page() -> str:
    """Return the help of every command, as the terminal shows it."""
    from oase.cli import oase

    context = click.Context(oase, info_name="oase", max_content_width=100, terminal_width=100)
    blocks = [f"# The command\n\n```text\n{oase.get_help(context)}\n```\n"]
    for name in oase.list_commands(context):
        command = oase.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100)
        blocks.append(f"## oase {name}\n\n```text\n{command.get_help(inner)}\n```\n")
    return NOTE + "\n".join(blocks)


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
            if not key.startswith("_") and (callable(value) or isinstance(value, property)) and inspect.getdoc(value)
        ]
        if members:
            yield "\n".join(members) + "\n"
    elif callable(thing):
        yield f"## {name}\n\n```python\n{name}{inspect.signature(thing)}\n```\n\n```text\n{doc}\n```\n"
    else:
        yield f"## {name}\n\n```text\n{doc}\n```\n"


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
        f"{NOTE}# Errors\n\nA message says what happened, what was expected, what came instead, where, and what to "
        f"do.\n\n```text\n{inspect.cleandoc(tree)}\n```\n\n| error | meaning |\n|---|---|\n{rows}\n"
    )


def settings_page() -> str:
    """Return the settings and their environment variables."""
    from oase.settings import Settings

    return f"{NOTE}# Settings\n\n```text\n{inspect.getdoc(Settings)}\n```\n"


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text)
        sys.stdout.write(f"docs/{path.relative_to(ROOT)}\n")
