"""The look, computed: colours that can be read in light and dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("oase.report") / "templates" / "report.css").read_text(encoding="utf-8")

PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "faint", "water", "date", "plum", "night")
        for ground in ("paper", "card")
    ),
    ("water", "water-soft"),
    ("date", "date-soft"),
    ("night", "night-soft"),
    ("soft", "sand"),
    ("ink", "sand"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of one scheme; the dark ones stand over the light ones."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    return (
        found
        if scheme == "light"
        else {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))}
    )


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    """Black on white is 21, the largest there is."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(scheme: str, ink: str, ground: str) -> None:
    """Every pair of text and ground reaches 4.5 to 1 (WCAG 2.1 AA)."""
    found = tokens(scheme)
    assert contrast(found[ink], found[ground]) >= 4.5


def test_page_has_no_address_and_no_import() -> None:
    """The style sheet asks for no font, no picture, no other sheet."""
    assert not re.search(r"url\(|@import|@font-face|https?:", CSS)
