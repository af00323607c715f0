"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# in CI the same examples every time; at home new ones are tried in each run; speed is measured elsewhere
settings.register_profile("ci", derandomize=True, database=None, deadline=None)
settings.register_profile("home", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "home")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real data sets, or skip."""
    named = os.environ.get("OASE_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not on this machine (OASE_DATA or {folder})")
    return folder
