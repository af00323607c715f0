"""What exists is documented, and what is documented is true."""

from __future__ import annotations

import doctest
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """Every relative link and picture of a page exists."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith(("http", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_generated_pages_are_up_to_date():
    """The reference pages say what the code says today (``make docs`` rebuilds them)."""
    build = runpy.run_path(str(ROOT / "docs" / "build.py"))
    for path, text in build["pages"]().items():
        assert path.exists(), f"{path.name} is missing: run make docs"
        assert path.read_text() == text, f"{path.name} is out of date: run make docs"


def test_readme_session_runs(monkeypatch, tmp_path):
    """The Python session in the README gives the output that is printed there."""
    monkeypatch.chdir(tmp_path)
    failures, tried = doctest.testfile(
        str(ROOT / "README.md"),
        module_relative=False,
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS,
    )
    assert tried >= 5
    assert failures == 0


def test_decisions_are_numbered_without_gaps():
    """Architecture decisions are numbered one by one and say context, decision and consequences."""
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text()
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences")), path.name


def test_changelog_fragments_are_for_users():
    """A fragment is named for its kind and says something."""
    fragments = [path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    for path in fragments:
        assert path.name.endswith((".added.md", ".changed.md", ".fixed.md", ".removed.md")), path.name
        assert len(path.read_text().split()) >= 4
