"""Reports kept in the house folder."""

from __future__ import annotations

import pytest

from oase.report.shelf import MOST, Kept, Shelf


def _about(number: int) -> Kept:
    headlines = {"de": f"Bericht {number}", "en": f"Report {number}"}
    return Kept(
        id=f"{number:016x}", made_at=number, by="Frau Kaya", headlines=headlines, arguments={}, has_pdf=False
    )


def test_what_was_put_is_found(tmp_path):
    """Newest first, readable by language, gone when removed."""
    shelf = Shelf(tmp_path)
    assert shelf.list() == []
    for number in (1, 3, 2):
        shelf.put({("de", "html"): b"<p>", ("en", "html"): b"<q>"}, _about(number))
    assert [about.made_at for about in shelf.list()] == [3, 2, 1]
    assert shelf.read(f"{2:016x}", "en", "html") == b"<q>"
    assert shelf.read(f"{2:016x}", "en", "pdf") is None
    shelf.remove(f"{2:016x}")
    assert shelf.find(f"{2:016x}") is None
    assert len(shelf.list()) == 2


def test_only_so_many_stay(tmp_path):
    """The oldest go."""
    shelf = Shelf(tmp_path)
    for number in range(MOST + 2):
        shelf.put({("de", "html"): b""}, _about(number))
    kept = shelf.list()
    assert len(kept) == MOST
    assert kept[-1].made_at == 2


@pytest.mark.parametrize("name", ["..", "../house.sqlite", "", "0" * 15, "g" * 16, "0" * 16 + "/.."])
def test_nothing_else_can_be_reached(tmp_path, name):
    """Names that are no ids open, find and remove nothing."""
    (tmp_path / "de.html").write_bytes(b"secret")
    shelf = Shelf(tmp_path)
    assert shelf.read(name, "de", "html") is None
    assert shelf.find(name) is None
    shelf.remove(name)
    assert (tmp_path / "de.html").exists()
    assert shelf.read("0" * 16, "de", "../about.json") is None


def test_a_broken_description_hides_only_itself(tmp_path):
    """A file of another version is left out of the list."""
    shelf = Shelf(tmp_path)
    shelf.put({("de", "html"): b""}, _about(1))
    (tmp_path / "reports" / ("f" * 16)).mkdir()
    (tmp_path / "reports" / ("f" * 16) / "about.json").write_text("{}")
    assert [about.id for about in shelf.list()] == [f"{1:016x}"]
