"""What holds for every kind of picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from oase.errors import OptionInvalid

_SVG = "{http://www.w3.org/2000/svg}"
_FORMS = [(lang, compact) for lang in ("de", "en") for compact in (False, True)]


def _texts(picture):
    return list(ET.fromstring(picture.inline).iter(f"{_SVG}text"))  # noqa: S314 — our own drawing


@pytest.mark.parametrize(("lang", "compact"), _FORMS)
def test_pictures_are_sound_and_inside_their_frame(drawing, lang, compact):
    """Odd names are escaped, no figure is missing its number, no text begins outside the picture."""
    draw, rows = drawing
    picture = draw(rows, lang, compact=compact)
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", picture.svg + picture.description)
    for one in _texts(picture):
        assert -1 <= float(one.get("x")) <= picture.width + 1
        assert 0 <= float(one.get("y")) <= picture.height + 1
    assert picture.width <= (360 if compact else 1120)


@pytest.mark.parametrize(("lang", "compact"), _FORMS)
def test_without_rows_the_next_step_is_said(drawing, lang, compact):
    """An empty table gives a picture with a sentence in it, not an empty frame."""
    draw, _ = drawing
    picture = draw([], lang, compact=compact)
    assert picture.description.endswith(".")
    assert " ".join(one.text for one in _texts(picture)) == picture.description


def test_missing_figures_are_borne(drawing):
    """Every figure of every row may be missing."""
    draw, rows = drawing
    kept = {"touchpoint", "state", "label", "step", "path"}
    bare = [{key: value for key, value in row.items() if key in kept} for row in rows]
    for compact in (False, True):
        assert draw(bare, "de", compact=compact).svg


def test_the_order_of_rows_that_carry_no_order_does_not_matter(drawing):
    """Touchpoints and paths give the same picture in whatever order they come."""
    draw, rows = drawing
    if draw.__name__ in {"touchpoint_matrix", "journey_map", "flow"}:
        assert draw(rows[::-1], "de").svg == draw(rows, "de").svg


def test_another_language_is_refused(drawing):
    """A language that Oase does not speak is refused."""
    draw, rows = drawing
    with pytest.raises(OptionInvalid, match="language"):
        draw(rows, "fr")


@pytest.mark.parametrize("value", [None, 0.1, 9.0, -9.0])
def test_small_ranges_stay_on_their_line(small_range, value):
    """Values outside the common line are held at its ends; missing ones are told by a dash."""
    low, high = (None, None) if value is None else (value - 0.02, value + 0.02)
    picture = small_range(value, low, high, "de", state="open")
    numbers = [float(n) for n in re.findall(r'(?:x1|x2|cx)="([-\d.]+)"', picture.svg)]
    assert all(0 <= n <= picture.width for n in numbers)
    assert value is not None or picture.description == "— —"
