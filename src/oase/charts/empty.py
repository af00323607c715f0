"""What stands where there is nothing to draw yet: what to do next."""

from __future__ import annotations

from oase.charts.measure import wrapped
from oase.charts.picture import Picture
from oase.charts.svg import rect, text

__all__ = ["empty"]


def empty(title: str, todo: str, width: float) -> Picture:
    """Return a quiet picture that says what to do next.

    Examples
    --------
    >>> empty("Wege", "Kontakte einlesen.", 360).description
    'Kontakte einlesen.'
    """
    lines = wrapped(todo, width - 48, 14, lines=5)
    height = 56 + 20 * len(lines)
    frame = rect(0.5, 0.5, width - 1, height - 1, fill="card", stroke="line", radius=12, dash="4 4")
    said = [
        text(width / 2, 42 + 20 * n, one, size=14, ink="soft", anchor="middle") for n, one in enumerate(lines)
    ]
    return Picture(title, todo, width, height, frame + "".join(said))
