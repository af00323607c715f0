"""Pictures live in a page and stand alone."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree as ET

import pytest

from oase.charts import Picture
from oase.charts.ink import DARK, LIGHT
from oase.charts.svg import element, text
from oase.errors import OptionInvalid, SourceMissing, StorageForbidden

_SVG = "{http://www.w3.org/2000/svg}"


def _picture(body: str = text(1, 2, 'A & <B> "C" \x00')) -> Picture:
    return Picture("Titel <1>", "Was zu sehen ist & mehr", 100, 50, body)


def test_both_forms_are_sound_xml_with_a_name():
    """The drawing is named for those who do not see it, whatever stands in it."""
    for drawing in (_picture().svg, _picture().inline):
        root = ET.fromstring(drawing)  # noqa: S314 — our own drawing
        assert root.tag == f"{_SVG}svg"
        assert root.get("role") == "img"
        names = {e.get("id"): e.text for e in root if e.tag in {f"{_SVG}title", f"{_SVG}desc"}}
        assert [names[i] for i in root.get("aria-labelledby").split()] == [
            "Titel <1>",
            "Was zu sehen ist & mehr",
        ]


def test_the_page_colours_the_inline_form():
    """Inline, colours are the page's variables and no style rule of ours leaks into the page."""
    picture = _picture()
    assert "var(--ink,#23211d)" in picture.inline
    assert "<style" not in picture.inline


def test_a_file_needs_no_page():
    """Standing alone, plain colours are used, with dark ones for dark screens only."""
    picture = _picture()
    assert "var(" not in picture.svg
    assert "@media screen and (prefers-color-scheme:dark)" in picture.svg
    assert f"fill:{DARK['ink']}}}" in picture.svg


def test_every_colour_has_a_dark_one_of_its_own():
    """Dark rules go by colour value, so no two names share a light value."""
    assert LIGHT.keys() == DARK.keys()
    assert len(set(LIGHT.values())) == len(LIGHT)


def test_pictures_are_values():
    """A picture cannot be changed, and the same one is always written the same."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        _picture().width = 3
    assert _picture().svg == _picture().svg == _picture()._repr_svg_() == _picture()._repr_html_()


def test_saving_writes_the_file(tmp_path):
    """The saved file is the standalone form."""
    assert _picture().save(tmp_path / "bild.svg").read_text(encoding="utf-8") == _picture().svg


def test_saving_tells_what_is_wrong(tmp_path):
    """Wrong ending, missing folder and a folder of that name are told, not traced."""
    with pytest.raises(OptionInvalid, match="SVG"):
        _picture().save(tmp_path / "bild.png")
    with pytest.raises(SourceMissing):
        _picture().save(tmp_path / "nirgends" / "bild.svg")
    (tmp_path / "ordner.svg").mkdir()
    with pytest.raises(StorageForbidden):
        _picture().save(tmp_path / "ordner.svg")


def test_numbers_in_markup_are_short_and_never_minus_nothing():
    """Coordinates have one decimal at most."""
    assert element("a", x=-0.02, y=1.26, z=-3) == '<a x="0" y="1.3" z="-3"/>'
