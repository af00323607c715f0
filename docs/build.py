"""Build the generated pages of docs/reference from the code, so that they cannot lie."""

from __future__ import annotations

import base64
import importlib
import inspect
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
        REFERENCE / "law.md": law_page(),
    }


def strategy_page() -> str:
    """Return the rules of the strategy check, as the code applies them."""
    from oase.strategy import reference

    return NOTE + reference()


def law_page() -> str:
    """Return the tables of law, as the code looks them up."""
    from oase.programmes.law.reference import reference

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
    from oase.settings import Delivery, Settings

    told = f"{NOTE}# Settings\n\n```text\n{inspect.getdoc(Settings)}\n```\n"
    return f"{told}\n## Delivery\n\n```text\n{inspect.getdoc(Delivery)}\n```\n"


def take_pictures(folder: Path) -> None:
    """Photograph the demo in a headless Chromium, for the README: its report, and a page of its web house."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": 1180, "height": 1560}, color_scheme="light", locale="en-GB"
        )
        with _served_demo(f"{place}/lindwerk") as address:
            page.goto(f"file://{place}/lindwerk/report.html")
            page.screenshot(path=folder / "report.png")
            page.set_viewport_size({"width": 1280, "height": 1180})
            for name, shown in (("house", "magic-moments"), ("ratings", "ratings")):
                page.goto(f"{address}/{shown}?lang=en")
                page.wait_for_selector("figure svg", timeout=120_000)
                page.wait_for_function("() => !document.querySelector('[data-task]')", timeout=120_000)
                page.screenshot(path=folder / f"{name}.png")
            _photograph_stage(page, address, folder / "stage.png")
            _photograph_programmes(page, address, folder)
        browser.close()


def _photograph_stage(page: Page, address: str, path: Path) -> None:
    """Photograph the stage when Anna has scanned the dress."""
    page.set_viewport_size({"width": 1440, "height": 1180})
    page.goto(f"{address}/stage?lang=en")
    page.locator("#play").click()
    page.wait_for_function(
        "() => Number(document.querySelector('.dot[aria-current]')?.dataset.step) >= 10", timeout=300_000
    )
    page.wait_for_timeout(2_000)
    page.screenshot(path=path)


def _photograph_programmes(page: Page, address: str, folder: Path) -> None:
    """Photograph the workshop beside the page that its customer sees on her phone, and the impact."""
    page.set_viewport_size({"width": 1280, "height": 1180})
    page.goto(f"{address}/impact?lang=en")
    page.wait_for_selector("figure svg")
    page.screenshot(path=folder / "impact.png")
    page.goto(f"{address}/cases?lang=en&state=estimated")
    page.locator("th a[href^='/cases/']").first.click()
    page.wait_for_selector("h1")
    bench = page.screenshot()
    page.get_by_role("button", name="Make a new link for the customer").click()
    link = page.locator(".link").first.inner_text()
    page.set_viewport_size({"width": 390, "height": 1180})
    page.goto(f"{address}/c/{link.rpartition('/c/')[2]}?lang=en")
    phone = page.screenshot()
    page.set_viewport_size({"width": 1280 + 390 + 72, "height": 1180 + 48})
    page.goto("about:blank")  # else the page's own policy forbids the styles
    page.set_content(_side_by_side(bench, phone))
    page.screenshot(path=folder / "case.png")


def _side_by_side(*pictures: bytes) -> str:
    """Return a page that shows pictures beside each other, on the sand of the house."""
    style = "margin:0;padding:24px;display:flex;gap:24px;background:#e2d9c8"
    shown = "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(one).decode()}" style="border-radius:14px">'
        for one in pictures
    )
    return f'<body style="{style}">{shown}</body>'


@contextmanager
def _served_demo(folder: str) -> Generator[str]:
    """Serve a new demo house until the pictures are taken, and tell its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oase", "demo", "--serve", "--folder", folder, "--lang", "en"]
    with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True) as demo:
        address = f"http://127.0.0.1:{port}"
        try:
            if demo.stdout is None or not any(address in line for line in demo.stdout):
                raise RuntimeError(f"the demo ended with {demo.wait()} before it served")
            yield address
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text)
        sys.stdout.write(f"docs/{path.relative_to(ROOT)}\n")
    if shutil.which("chromium"):
        take_pictures(ROOT / "pictures")
        for name in ("report", "house", "ratings", "stage", "impact", "case"):
            sys.stdout.write(f"docs/pictures/{name}.png\n")
    else:
        sys.stdout.write("no chromium on this machine: docs/pictures stay as they are\n")
