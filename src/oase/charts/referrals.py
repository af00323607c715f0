"""Who won whom: a tree for each who recommended, growing from left to right.

The largest trees are drawn, new customers who won nobody as a field of dots beside who won them; what does
not fit is counted, never dropped. So five recommendations can be read, and five hundred too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from oase.charts.empty import empty
from oase.charts.measure import wrapped
from oase.charts.picture import Picture
from oase.charts.svg import circle, path, text, titled
from oase.words import number, one_line
from oase.words import text as words

__all__ = ["Tree", "grown", "referrals", "sizes"]

P = TypeVar("P", bound=Hashable)

MOST_TREES, MOST_NARROW = 10, 8
MOST_BRANCHES = 5
"""Of one who recommended: those of the new customers who won others themselves, each on a line of her own."""

MOST_ROWS = 3
_DOT, _ROOT, _GAP = 4.0, 8.0, 13.0


@dataclass(frozen=True, slots=True)
class Tree(Generic[P]):
    """Somebody and those she won, each with those they won in turn.

    Parameters
    ----------
    person : hashable
    won : tuple of Tree
        The one with the most below her first.
    size : int
        All below her.
    """

    person: P
    won: tuple[Tree[P], ...]
    size: int


_WIDTH, _COLUMN, _BETWEEN = 760.0, 360.0, 40.0
_LEFT, _STEP, _DOTS, _DEPTH = 10.0, 34.0, 9, 3


def grown(edges: Iterable[tuple[P, P]]) -> list[Tree[P]]:
    """Return the trees of (who recommended, who came), the largest first; who came twice counts once.

    Examples
    --------
    >>> [(tree.person, tree.size, len(tree.won)) for tree in grown([("a", "b"), ("b", "c"), ("x", "y")])]
    [('a', 2, 1), ('x', 1, 1)]
    """
    won: dict[P, list[P]] = {}
    winner: dict[P, P] = {}
    for recommender, came in edges:
        if came not in winner and not _is_above(winner, recommender, came):
            winner[came] = recommender
            won.setdefault(recommender, []).append(came)
    return _ordered(_grown(person, won) for person in won if person not in winner)


def sizes(edges: Iterable[tuple[P, P]]) -> dict[P, int]:
    """Return how many stand below each who won somebody, herself and through those she won.

    Examples
    --------
    >>> sizes([("a", "b"), ("b", "c"), ("x", "y")])
    {'a': 2, 'b': 1, 'x': 1}
    """
    found: dict[P, int] = {}
    waiting = grown(edges)[::-1]
    while waiting:
        tree = waiting.pop()
        found[tree.person] = tree.size
        waiting += [one for one in tree.won[::-1] if one.won]
    return found


def _is_above(winner: Mapping[P, P], person: P, other: P) -> bool:
    """Return whether somebody stands above a person, or is her; a ring of recommendations is no tree."""
    at: P | None = person
    while at is not None and at != other:
        at = winner.get(at)
    return at is not None


def _grown(person: P, won: Mapping[P, Sequence[P]]) -> Tree[P]:
    """Return the tree below a person; a chain may be long, so no call is made within a call."""
    order, at = [person], 0
    while at < len(order):
        order += won.get(order[at], ())
        at += 1
    made: dict[P, Tree[P]] = {}
    for one in reversed(order):
        below = _ordered(made[came] for came in won.get(one, ()))
        made[one] = Tree(one, tuple(below), sum(1 + tree.size for tree in below))
    return made[person]


def _ordered(found: Iterable[Tree[P]]) -> list[Tree[P]]:
    return sorted(found, key=lambda tree: -tree.size)


def referrals(
    edges: Iterable[tuple[P, P]], names: Mapping[P, str], lang: str, *, compact: bool = False
) -> Picture:
    """Draw who won whom.

    Parameters
    ----------
    edges : iterable of (hashable, hashable)
        Who recommended, and who came.
    names : mapping
        What those are called who stand at the beginning of a tree; a dash for others.
    lang : {"de", "en"}
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> picture = referrals([(1, 2), (1, 3), (3, 4)], {1: "Anna"}, "en")
    >>> picture.description
    'The largest trees: Anna: 3 (2 herself, 1 through them).'
    """
    width, columns = (_COLUMN, 1) if compact else (_WIDTH, 2)
    title, found = words("chart.referrals.title", lang), grown(edges)
    if not found:
        return empty(title, words("chart.referrals.empty", lang), width)
    most = MOST_NARROW if compact else MOST_TREES
    shown, rest = found[:most], found[most:]
    parts: list[str] = []
    ends = [6.0] * columns
    for tree in shown:
        column = ends.index(min(ends))
        name = one_line(names.get(tree.person), lang)
        drawn, ends[column] = _tree(tree, name, column * (_COLUMN + _BETWEEN), ends[column], lang)
        parts.append(drawn)
    y = max(ends)
    if rest:
        lines = wrapped(_rest(rest, lang), width, 13, lines=3)
        parts += [text(0, y + 10 + 18 * place, one, ink="soft") for place, one in enumerate(lines)]
        y += 18 * len(lines) + 6
    items = "; ".join(f"{one_line(names.get(tree.person), lang)}: {_said(tree, lang)}" for tree in shown)
    told = words("chart.referrals.desc", lang, items=items)
    return Picture(title, told, width, y, "".join(parts))


def _tree(tree: Tree[P], name: str, x: float, y: float, lang: str) -> tuple[str, float]:
    """Return a tree below the name of who stands at its beginning, and where it ends."""
    said = _said(tree, lang)
    head = wrapped(name, _COLUMN, 13.5, lines=1, bold=True)[0]
    parts = [text(x, y + 12, head, size=13.5, bold=True), text(x, y + 29, said, size=12, ink="soft")]
    branches, end = _branches(tree, x + _LEFT, y + 40, 0, lang)
    return titled(f"{name}: {said}", [*parts, *branches]), end + 22


def _branches(tree: Tree[P], x: float, y: float, depth: int, lang: str) -> tuple[list[str], float]:
    """Return a person's dot with everybody below her, and where that ends."""
    branching = [one for one in tree.won if one.won] if depth + 1 < _DEPTH else []
    shown = branching[: MOST_BRANCHES if depth == 0 else 2]
    leaves = [one for one in tree.won if one not in shown]
    radius = _ROOT if depth == 0 else 5.5
    middle = y + radius
    parts: list[str] = []
    bottom, start = middle + radius, y
    if leaves:
        drawn, bottom = _field(leaves, x + _STEP, middle, lang)
        parts += [path(f"M{x:.1f} {middle:.1f}H{x + 26:.1f}", stroke="line", width=1.6), *drawn]
        start = bottom + 8
    for one in shown:
        there = start + (5.5 if leaves or one is not shown[0] else radius)
        bend = f"C{x + 20:.1f} {middle:.1f} {x + 8:.1f} {there:.1f} {x + _STEP:.1f} {there:.1f}"
        parts.append(path(f"M{x:.1f} {middle:.1f}{bend}", stroke="line", width=1.6))
        below, bottom = _branches(one, x + _STEP, there - 5.5, depth + 1, lang)
        parts += below
        start = bottom + 8
    parts.append(circle(x, middle, radius, fill="water"))
    return parts, max(bottom, middle + radius)


def _field(leaves: Sequence[Tree[P]], x: float, middle: float, lang: str) -> tuple[list[str], float]:
    """Return a dot for each who came, some to a row, and the number of those for whom there is no room."""
    room = MOST_ROWS * _DOTS
    shown = leaves[:room]
    parts = [
        circle(
            x + _GAP * (place % _DOTS),
            middle + _GAP * (place // _DOTS),
            _DOT,
            fill="water-soft",
            stroke="water",
            stroke_width=1.4,
        )
        for place in range(len(shown))
    ]
    rows = -(-len(shown) // _DOTS)
    hidden = len(leaves) - len(shown) + sum(one.size for one in leaves)
    if hidden:
        across = x + _GAP * (_DOTS if rows > 1 or len(shown) == _DOTS else len(shown))
        told = words("chart.referrals.hidden", lang, number=number(hidden, lang))
        parts.append(text(across, middle + _GAP * (rows - 1) + 4.5, told, size=12, ink="soft"))
    return parts, middle + _GAP * (rows - 1) + _DOT + 1


def _said(tree: Tree[P], lang: str) -> str:
    """Return how many somebody won, herself and through those she won."""
    direct = len(tree.won)
    key = "chart.referrals.won" if direct == tree.size else "chart.referrals.through"
    counts = {"all": tree.size, "direct": direct, "through": tree.size - direct}
    return words(key, lang, **{name: number(count, lang) for name, count in counts.items()})


def _rest(rest: Sequence[Tree[P]], lang: str) -> str:
    won = sum(tree.size for tree in rest)
    told = {"trees": number(len(rest), lang), "won": number(won, lang), "n": len(rest), "m": won}
    return words("chart.referrals.rest", lang, **told)
