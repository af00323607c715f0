"""A touchpoint as a pill: its name, below it sign, word and letters, in the look of its state."""

from __future__ import annotations

from oase.charts.ink import LOOKS
from oase.charts.measure import clipped, text_width, wrapped
from oase.charts.signs import sign
from oase.charts.svg import rect, text, titled
from oase.model import State
from oase.words import one_line, signed_state
from oase.words import state as state_word
from oase.words.row import Row, letters_of, state_of

__all__ = ["GAP", "SIZE", "pill"]

SIZE, GAP = 12.0, 8.0
_LINE, _SMALL = 15.0, 10.2


def pill(row: Row, x: float, y: float, width: float, lang: str) -> tuple[str, float]:
    """Return one touchpoint as a pill of the width given, and its height."""
    state, letters = state_of(row), " ".join(letters_of(row))
    look, word = LOOKS[state], state_word(state_of(row), lang)
    name = one_line(row.get("touchpoint"), lang)
    lines = wrapped(name, width - 20, SIZE, lines=4)
    at = y + 18 + _LINE * len(lines)
    aside = text_width(word, _SMALL) + text_width(letters, _SMALL) + 40 <= width
    height = _LINE * len(lines) + (26 if aside or not letters else 40)
    strong = state in {State.MAGIC, State.PAIN}
    parts = [
        rect(
            x + 0.5,
            y,
            width - 1,
            height,
            fill="card",
            stroke=look.ink,
            radius=9,
            stroke_width=1.9 if strong else 1.1,
            dash=look.dash,
        ),
        *(text(x + 10, y + 18 + _LINE * n, one, size=SIZE) for n, one in enumerate(lines)),
        sign(state, x + 15, at - 3.5, 5, look.ink),
        text(x + 23, at, clipped(word, width - 28, _SMALL), size=_SMALL, ink=look.ink),
    ]
    if letters:
        place = (x + width - 9, at) if aside else (x + 23 + text_width(letters, _SMALL), at + 14)
        parts.append(text(*place, letters, size=_SMALL, ink="soft", anchor="end"))
    return titled(f"{signed_state(state, lang)} · {name}", parts), height
