"""The few SVG elements our pictures are made of; everything written into them is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from oase.charts.ink import SERIF, colour

__all__ = ["circle", "element", "group", "line", "path", "rect", "text", "titled"]


_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _clean(value: str) -> str:
    """Return text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", value)


def _shown(value: object) -> str:
    if isinstance(value, float | int):
        return f"{float(value):.1f}".removesuffix(".0").replace("-0", "0" if abs(value) < 0.05 else "-0")
    return _clean(str(value))


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; attributes of None are left out, underscores become hyphens.

    Parameters
    ----------
    name : str
    content : str
        Markup that is already escaped.
    **attributes
        Numbers are rounded to a tenth.

    Examples
    --------
    >>> element("rect", x=1.04, stroke_width=2, fill=None)
    '<rect x="1" stroke-width="2"/>'
    """
    shown = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_shown(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{shown}>{content}</{name}>" if content else f"<{name}{shown}/>"


def group(parts: Iterable[str], **attributes: object) -> str:
    """Return parts in one group."""
    return element("g", "".join(parts), **attributes)


def titled(title: str, parts: Iterable[str], **attributes: object) -> str:
    """Return a group that shows its title when pointed at.

    Examples
    --------
    >>> titled("A & B", ["<path/>"])
    '<g><title>A &amp; B</title><path/></g>'
    """
    return group([element("title", escape(_clean(title))), *parts], **attributes)


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str = "none",
    stroke: str | None = None,
    radius: float | None = None,
    stroke_width: float | None = None,
    dash: str | None = None,
    opacity: float | None = None,
) -> str:
    """Return a rectangle; a negative size is drawn as none."""
    return element(
        "rect",
        x=x,
        y=y,
        width=max(0.0, width),
        height=max(0.0, height),
        rx=radius,
        fill=colour(fill),
        stroke=None if stroke is None else colour(stroke),
        stroke_width=stroke_width,
        stroke_dasharray=dash,
        opacity=None if opacity is None else f"{opacity:.3g}",
    )


def circle(
    x: float,
    y: float,
    radius: float,
    *,
    fill: str = "none",
    stroke: str | None = None,
    stroke_width: float | None = None,
    dash: str | None = None,
) -> str:
    """Return a circle."""
    return element(
        "circle",
        cx=x,
        cy=y,
        r=radius,
        fill=colour(fill),
        stroke=None if stroke is None else colour(stroke),
        stroke_width=stroke_width,
        stroke_dasharray=dash,
    )


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    stroke: str = "line",
    *,
    width: float = 1,
    dash: str | None = None,
    opacity: float | None = None,
    cap: str | None = None,
) -> str:
    """Return a straight line."""
    return element(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=colour(stroke),
        stroke_width=width,
        stroke_dasharray=dash,
        stroke_linecap=cap,
        opacity=None if opacity is None else f"{opacity:.3g}",
    )


def path(
    d: str,
    *,
    fill: str = "none",
    stroke: str | None = None,
    width: float | None = None,
    opacity: float | None = None,
    dash: str | None = None,
) -> str:
    """Return a path."""
    return element(
        "path",
        d=d,
        fill=colour(fill),
        stroke=None if stroke is None else colour(stroke),
        stroke_width=width,
        stroke_linejoin="round" if stroke else None,
        stroke_dasharray=dash,
        opacity=None if opacity is None else f"{opacity:.3g}",
    )


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = 13,
    ink: str = "ink",
    bold: bool = False,
    anchor: str | None = None,
    serif: bool = False,
    halo: bool = False,
) -> str:
    """Return one line of text, its baseline at ``y``.

    Only attributes, no ``style``: a strict content policy forbids styles that stand in the markup.

    Examples
    --------
    >>> text(0, 12, "A < B")
    '<text x="0" y="12" fill="var(--ink,#23211d)" font-size="13">A &lt; B</text>'
    """
    return element(
        "text",
        escape(_clean(content)),
        x=x,
        y=y,
        text_anchor=anchor,
        fill=colour(ink),
        font_size=f"{size:g}",
        font_weight="600" if bold else None,
        font_family=f"var(--serif,{SERIF})" if serif else None,
        paint_order="stroke" if halo else None,
        stroke=colour("card") if halo else None,
        stroke_width="3" if halo else None,
        stroke_linejoin="round" if halo else None,
    )
