"""The process "works" as the server starts it: without a web framework, which it does not need."""

from __future__ import annotations

from pathlib import Path

from oase.settings import Settings

__all__ = ["run_works"]


def run_works(folder: Path, settings: Settings) -> None:
    """Work off what was accepted, until SIGTERM."""
    from oase.app.works import main  # here, so that only this process loads it

    main(folder, settings)
