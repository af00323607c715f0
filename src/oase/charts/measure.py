"""How wide a text will be: upper bounds over the usual sans fonts, so that nothing runs out of its box.

The widths are the largest of Noto Sans and the Helvetica metrics, in hundredths of the font size. Fonts
that are wider still (Verdana, DejaVu Sans) are not in the pictures' list of fonts.
"""

from __future__ import annotations

import unicodedata

__all__ = ["LINE", "clipped", "text_width", "wrapped"]

LINE = 1.25
_BOLD = 1.08
_ELLIPSIS = "…"
_WIDTHS = {
    24: "\"'‘’",
    26: "ijl‚",
    28: " !,.:;·",
    34: "()-I[]`",
    36: "f“”",
    38: "/\\t{}",
    42: "r„",
    44: "°",
    50: "Jcszç",
    52: "vy",
    54: "kx",
    56: "*?L_|–≥≤§«»",
    58: "$0123456789^aeäéèêàâ±€",
    60: "+<=>~−×",
    62: "FTZbdghnopquöüñ",
    64: "ß",
    66: "#",
    68: "ABEKPSVXYÄ",
    74: "&CDRUÜ",
    76: "HN",
    78: "G",
    80: "OQwÖ",
    90: "%",
    92: "M",
    94: "m",
    96: "W",
    102: "@—…→",
}
_WIDTH = {character: width / 100 for width, group in _WIDTHS.items() for character in group}


def _character(character: str) -> float:
    known = _WIDTH.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF:
        return 1.3
    base = unicodedata.normalize("NFD", character)[0]
    return _WIDTH.get(base, 0.85)


def text_width(content: str, size: float = 13, *, bold: bool = False) -> float:
    """Return an upper bound of the width of a text in pixels.

    Examples
    --------
    >>> text_width("Reparatur", 10) < text_width("Reparatur", 10, bold=True) < 60
    True
    """
    return sum(map(_character, content)) * size * (_BOLD if bold else 1)


def clipped(content: str, width: float, size: float = 13, *, bold: bool = False) -> str:
    """Return a text shortened with an ellipsis until it fits the width.

    Examples
    --------
    >>> clipped("Reparaturannahme", 60, 10), clipped("Chat", 60, 10)
    ('Reparatur…', 'Chat')
    """
    if text_width(content, size, bold=bold) <= width:
        return content
    while content and text_width(content + _ELLIPSIS, size, bold=bold) > width:
        content = content[:-1]
    return content.rstrip(" -–,") + _ELLIPSIS


def wrapped(content: str, width: float, size: float = 13, *, lines: int = 2, bold: bool = False) -> list[str]:
    """Return a text in at most so many lines that each fit the width, an ellipsis for the rest.

    Lines break at blanks and after hyphens and slashes; a word that is too long is cut with a hyphen.

    Examples
    --------
    >>> wrapped("Reparaturannahme in der Filiale am Hauptbahnhof", 110, 10, lines=3)
    ['Reparaturannahme in', 'der Filiale am', 'Hauptbahnhof']
    """
    done: list[str] = []
    current = ""
    for piece in _pieces(content, width, size, bold):
        if not current or text_width((current + piece).rstrip(), size, bold=bold) <= width:
            current += piece
        else:
            done.append(current.rstrip())
            current = piece
    done.append(current.rstrip())
    if len(done) > lines:
        done = [*done[: lines - 1], clipped(" ".join(done[lines - 1 :]), width, size, bold=bold)]
    return done


def _pieces(content: str, width: float, size: float, bold: bool) -> list[str]:
    """Return the smallest parts between which a line may break."""
    parts: list[str] = []
    for word in content.split():
        start = 0
        for at, character in enumerate(word[:-1]):
            if character in "-/–" and at > start:
                parts.append(word[start : at + 1])
                start = at + 1
        parts.append(word[start:] + " ")
    return [cut for part in parts for cut in _cut(part, width, size, bold)]


def _cut(part: str, width: float, size: float, bold: bool) -> list[str]:
    cuts: list[str] = []
    while text_width(part.rstrip(), size, bold=bold) > width and len(part) > 3:
        end = next(
            (n for n in range(len(part) - 2, 2, -1) if text_width(part[:n] + "-", size, bold=bold) <= width),
            2,
        )
        cuts.append(part[:end] + "-")
        part = part[end:]
    return [*cuts, part]
