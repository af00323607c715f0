"""Draw the app's icons as PNG, which browsers ask for before they install a page (needs pillow)."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parents[1] / "src/oase/web/customer/app/static/icons"
PAPER, WATER, PALM = "#fbf8f2", "#0e6a66", "#4b7f3f"
FINER = 4
"""Drawn so many times larger, then made smaller: soft edges."""


def quadratic(
    start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return points along a quadratic curve, as SVG's ``Q`` draws it."""
    points = []
    for step in range(41):
        t = step / 40
        points.append(
            tuple(
                (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
                for a, b, c in zip(start, bend, end, strict=True)
            )
        )
    return points


LEAVES = [
    quadratic((16, 9), (12, 6), (9, 9)),
    quadratic((16, 9), (20, 6), (23, 9)),
    quadratic((16, 9), (13.5, 5), (10, 6)),
    quadratic((16, 9), (18.5, 5), (22, 6)),
    [(16, 18), (16, 9)],
]
WAVE = quadratic((5, 20), (10.5, 16), (16, 20)) + quadratic((16, 20), (21.5, 24), (27, 20))[1:]


def icon(pixels: int, *, is_maskable: bool) -> Image.Image:
    """Return the mark; a maskable one leaves the edge to the phone and fills the ground."""
    size = pixels * FINER
    image = Image.new("RGBA", (size, size), PAPER if is_maskable else (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    scale = size / 32 * (0.66 if is_maskable else 1)
    shift = (size - 32 * scale) / 2

    def line(points: list[tuple[float, float]], colour: str, width: float) -> None:
        placed = [(x * scale + shift, y * scale + shift) for x, y in points]
        draw.line(placed, fill=colour, width=math.ceil(width * scale), joint="curve")
        for x, y in (placed[0], placed[-1]):
            reach = width * scale / 2
            draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)

    edge = (1 * scale + shift, 1 * scale + shift, 31 * scale + shift, 31 * scale + shift)
    draw.ellipse(edge, fill=PAPER, outline=WATER, width=math.ceil(1.6 * scale))
    line(WAVE, WATER, 2)
    for leaf in LEAVES:
        line(leaf, PALM, 1.8)
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for name, pixels, is_maskable in (
        ("icon-192", 192, False),
        ("icon-512", 512, False),
        ("maskable-512", 512, True),
    ):
        icon(pixels, is_maskable=is_maskable).quantize(48).save(FOLDER / f"{name}.png", optimize=True)
