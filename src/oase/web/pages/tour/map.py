"""The stops on a map of our own: dots at their places with names, a scale, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import cos, radians

from oase.programmes.events.stops import Stop

__all__ = ["drawn_map"]

_WIDTH, _HEIGHT, _EDGE = 330.0, 320.0, 30.0
_LINE, _LETTER, _GAP, _DOT = 16.0, 6.6, 9.0, 4.5
_Box = tuple[float, float, float, float]
_KM_PER_DEGREE = 111.19
_LEAST_DEGREES = 0.4
_SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def drawn_map(stops: Sequence[Stop], title: str, now: int) -> str:
    """Return the map as SVG: equirectangular, true to scale at its middle latitude; each town has one dot.

    Filled dots are to come, hollow ones are over or cancelled; the table beside it says the same in words.
    It is small, so that the letters can be read on a phone.
    """
    towns: dict[str, list[Stop]] = {}
    for one in stops:
        towns.setdefault(one.city, []).append(one)
    places = {name: (held[0].longitude, held[0].latitude) for name, held in towns.items()}
    coming = {name: any(one.is_coming(now) for one in held) for name, held in towns.items()}
    points, per_degree = _points(places)
    rows = [_scale(per_degree)]
    for name, (x, y) in points.items():
        kind = "coming" if coming[name] else "over"
        rows.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
    for name, (x, y, anchor) in _labels(points).items():
        rows.append(f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="{anchor}">{escape(name)}</text>')
    box = f"0 0 {_WIDTH:g} {_HEIGHT:g}"
    head = f'<svg class="tour-map" viewBox="{box}" role="img" aria-label="{escape(title)}">'
    return f"{head}{''.join(rows)}</svg>"


def _points(places: dict[str, tuple[float, float]]) -> tuple[dict[str, tuple[float, float]], float]:
    """Return where each town lies in the picture, and how many units a degree of latitude is."""
    east = [place[0] for place in places.values()]
    north = [place[1] for place in places.values()]
    middle = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    narrow = max(0.05, cos(radians(middle[1])))
    wide = max((max(east) - min(east)) * narrow, _LEAST_DEGREES)
    high = max(max(north) - min(north), _LEAST_DEGREES)
    unit = min((_WIDTH - 2 * _EDGE - 70) / wide, (_HEIGHT - 2 * _EDGE) / high)
    shown = {
        name: (
            _WIDTH / 2 - 30 + (place[0] - middle[0]) * narrow * unit,
            _HEIGHT / 2 - (place[1] - middle[1]) * unit,
        )
        for name, place in places.items()
    }
    return shown, unit


def _labels(points: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float, str]]:
    """Return where the names stand and how they are anchored: right of the dot or left of it, else shifted.

    The first place is taken where a name covers neither another name nor the dot of another town.
    """
    boxes: list[_Box] = []
    placed: dict[str, tuple[float, float, str]] = {}
    for name, (x, y) in sorted(points.items(), key=lambda one: one[1][1]):
        dots = [
            (px - _DOT, py - _DOT, px + _DOT, py + _DOT) for town, (px, py) in points.items() if town != name
        ]
        long = _LETTER * len(name)
        places = [
            (x + _GAP, y + shift, "start") if side > 0 else (x - _GAP, y + shift, "end")
            for shift in (0.0, -_LINE, _LINE, 2 * _LINE, 3 * _LINE)
            for side in (1, -1)
        ]
        found = next(
            (one for one in places if _is_inside(one, long) and not _covers(_box(one, long), boxes + dots)),
            places[0],
        )
        boxes.append(_box(found, long))
        placed[name] = found
    return placed


def _box(place: tuple[float, float, str], long: float) -> _Box:
    """Return the corners of a name."""
    x, y, anchor = place
    left = x if anchor == "start" else x - long
    return left, y - _LINE / 2, left + long, y + _LINE / 2


def _is_inside(place: tuple[float, float, str], long: float) -> bool:
    left, top, right, bottom = _box(place, long)
    return left >= 0 and top >= 0 and right <= _WIDTH and bottom <= _HEIGHT


def _covers(box: _Box, others: Sequence[_Box]) -> bool:
    left, top, right, bottom = box
    return any(left < r and right > x and top < b and bottom > y for x, y, r, b in others)


def _scale(per_degree: float) -> str:
    """Return a bar of a round length."""
    per_km = per_degree / _KM_PER_DEGREE
    km = max((one for one in _SCALES if one * per_km <= _WIDTH / 4), default=_SCALES[0])
    end = 16 + km * per_km
    bar = f"M16 {_HEIGHT - 14:g}v6H{end:.1f}v-6"
    return f'<path class="scale" d="{bar}"/><text class="scale" x="16" y="{_HEIGHT - 20:g}">{km} km</text>'
