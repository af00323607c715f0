"""Colours of the pictures: the names of the page's style sheet, with light and dark values of our own."""

from __future__ import annotations

from dataclasses import dataclass

from oase.model import State

__all__ = ["DARK", "LIGHT", "LOOKS", "SANS", "SERIF", "Look", "colour"]

SANS = "ui-sans-serif, system-ui, Inter, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
SERIF = "ui-serif, 'Iowan Old Style', Palatino, Georgia, 'Noto Serif', serif"

LIGHT = {
    "card": "#ffffff",
    "sand": "#f1ebdf",
    "line": "#e2d9c8",
    "ink": "#23211d",
    "soft": "#6d675c",
    "faint": "#9c9485",
    "water": "#0e6a66",
    "water-soft": "#d8ebe8",
    "palm": "#4b7f3f",
    "date": "#b1502b",
    "date-soft": "#f6e2d8",
    "night": "#2c4a7c",
    "plum": "#7a4a7e",
}
DARK = {
    "card": "#201e1a",
    "sand": "#2a2721",
    "line": "#39342b",
    "ink": "#f2ede2",
    "soft": "#b3aa99",
    "faint": "#857d6e",
    "water": "#55b8ae",
    "water-soft": "#1c3a38",
    "palm": "#86b878",
    "date": "#e08a63",
    "date-soft": "#43291d",
    "night": "#8fabde",
    "plum": "#c096c4",
}


def colour(name: str) -> str:
    """Return a colour as the page names it, with the light value where no page stands around.

    Examples
    --------
    >>> colour("water"), colour("none")
    ('var(--water,#0e6a66)', 'none')
    """
    return f"var(--{name},{LIGHT[name]})" if name in LIGHT else name


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is drawn: colour of its ink, filling, and dash where too little is known."""

    ink: str
    fill: str
    sign: str
    dash: str | None = None


LOOKS = {
    State.MAGIC: Look("water", "water", "card"),
    State.PAIN: Look("date", "date", "card"),
    State.COMPETITOR: Look("plum", "plum", "card"),
    State.PERFORMANCE: Look("night", "night", "card"),
    State.LATENT: Look("water", "card", "water"),
    State.HYGIENE: Look("soft", "soft", "card"),
    State.NEUTRAL: Look("soft", "sand", "soft"),
    State.OPEN: Look("soft", "card", "soft", dash="3 3"),
}
