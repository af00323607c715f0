"""The signs of the states, drawn as shapes so that every screen shows them alike."""

from __future__ import annotations

import math

from oase.charts.ink import LOOKS
from oase.charts.svg import circle, group, path, rect
from oase.model import State

__all__ = ["mark", "sign"]


def _polygon(x: float, y: float, corners: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "Z"


def _star(radius: float) -> list[tuple[float, float]]:
    turns = [(math.pi * n / 5, radius if n % 2 == 0 else radius * 0.44) for n in range(10)]
    return [(math.sin(turn) * size, -math.cos(turn) * size) for turn, size in turns]


def _diamond(radius: float) -> list[tuple[float, float]]:
    return [(0, -radius), (radius, 0), (0, radius), (-radius, 0)]


def sign(state: State, x: float, y: float, radius: float, ink: str) -> str:
    """Return the sign of a state around a point.

    Parameters
    ----------
    state : State
    x, y, radius : float
        Centre and half the size, in pixels.
    ink : str
        Name of a colour.
    """
    thin = max(1.0, radius / 4)
    match state:
        case State.MAGIC:
            return path(_polygon(x, y + radius * 0.05, _star(radius)), fill=ink)
        case State.LATENT:
            return path(_polygon(x, y + radius * 0.05, _star(radius * 0.95)), stroke=ink, width=thin)
        case State.PERFORMANCE:
            return path(_polygon(x, y, _diamond(radius)), fill=ink)
        case State.COMPETITOR:
            outer = path(_polygon(x, y, _diamond(radius)), stroke=ink, width=thin)
            return outer + path(_polygon(x, y, _diamond(radius * 0.5)), fill=ink)
        case State.PAIN:
            corners = [(-radius * 0.9, -radius * 0.65), (radius * 0.9, -radius * 0.65), (0, radius * 0.85)]
            return path(_polygon(x, y, corners), fill=ink)
        case State.HYGIENE:
            return rect(x - radius * 0.85, y - radius * 0.3, radius * 1.7, radius * 0.6, fill=ink, radius=1)
        case State.NEUTRAL:
            return circle(x, y, radius * 0.65, stroke=ink, stroke_width=thin)
        case State.OPEN:
            return group(circle(x + step * radius * 0.7, y, radius * 0.19, fill=ink) for step in (-1, 0, 1))


def mark(state: State, x: float, y: float, radius: float) -> str:
    """Return the round mark of a touchpoint: filled, hollow or dashed by state, its sign inside."""
    look = LOOKS[state]
    disc = circle(x, y, radius, fill=look.fill, stroke=look.ink, stroke_width=1.8, dash=look.dash)
    return disc + sign(state, x, y, radius * 0.62, look.sign)
