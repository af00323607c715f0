"""The small range in a line of a table."""

from __future__ import annotations

from oase.charts.axis import Scale
from oase.charts.ink import LOOKS
from oase.charts.picture import Picture
from oase.charts.svg import circle, line
from oase.model import State
from oase.words import interval, points
from oase.words import text as words

__all__ = ["range_bar"]


def range_bar(
    value: float | None,
    low: float | None,
    high: float | None,
    lang: str,
    *,
    domain: tuple[float, float] = (-0.05, 0.2),
    state: str = "magic",
    width: float = 130,
    height: float = 16,
) -> Picture:
    """Draw a value with its range on a line that several rows share.

    Parameters
    ----------
    value, low, high : float or None
        Fractions; what is missing is not drawn.
    lang : {"de", "en"}
    domain : (float, float)
        Ends of the common line; what lies outside is held at its end.
    state : str
        Gives the colour; hollow and dashed states have a hollow point.
    width, height : float
        Size in pixels.

    Examples
    --------
    >>> range_bar(0.12, 0.1, 0.14, "en").description
    '+12.0 [10.0, 14.0]'
    """
    across, look, middle = Scale(*domain, 6, width - 6), LOOKS[State(state)], height / 2
    parts: list[str] = []
    if domain[0] <= 0 <= domain[1]:
        parts.append(line(across(0), 1, across(0), height - 1, "faint"))
    if low is not None and high is not None:
        ends = (across.held(low), middle, across.held(high), middle)
        parts.append(line(*ends, look.ink, width=5, opacity=0.3, cap="round"))
    if value is not None:
        x, hollow = across.held(value), look.fill == "card"
        parts.append(
            circle(x, middle, 3.6, fill="card" if hollow else look.ink, stroke=look.ink, stroke_width=1.4)
        )
    told = words("chart.range.desc", lang, value=points(value, lang), interval=interval(low, high, lang))
    return Picture(words("chart.matrix.range", lang), told, width, height, "".join(parts))
