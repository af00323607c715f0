"""The week hour by hour: a share per weekday and hour, with how many it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from oase.charts.measure import text_width
from oase.charts.picture import Picture
from oase.charts.svg import rect, text, titled
from oase.words import number, share

__all__ = ["Hour", "week"]

_WIDTH, _NARROW = 1080.0, 360.0
_HOURS = 24
_DARKEST = 0.55


class Hour(NamedTuple):
    """Of so many messages in this hour of the week this share; None where too few are known."""

    share: float | None
    messages: int


def week(
    cells: Mapping[tuple[int, int], Hour],
    lang: str,
    *,
    days: Sequence[str],
    title: str,
    description: str,
    compact: bool = False,
) -> Picture:
    """Draw a table of colour: the darker, the larger the share; hollow where too few are known.

    Parameters
    ----------
    cells : mapping of (int, int) to Hour
        By weekday (0 is Monday) and hour of the day; hours without any stay blank.
    lang : {"de", "en"}
    days : sequence of str
        Names of the weekdays, short.
    title, description : str
    compact : bool
        Hours down and weekdays across, for phones.

    Examples
    --------
    >>> drawn = week({(0, 9): Hour(0.5, 12)}, "en", days=["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    ...              title="Within the promise", description="One hour.")
    >>> ">50</text>" in drawn.body, "Mo 9-10: 50.0% / 12" in drawn.body
    (True, True)
    """
    form = _Form(_NARROW, 30, 24, across=7) if compact else _Form(_WIDTH, 36, 34, across=_HOURS)
    parts: list[str] = []
    for at in range(len(days) if compact else _HOURS):
        head = days[at] if compact else f"{at}"
        parts.append(text(form.x(at) + form.each / 2, 13, head, size=12, ink="soft", anchor="middle"))
    for at in range(_HOURS if compact else len(days)):
        name = f"{at}" if compact else days[at]
        parts.append(text(0, form.y(at) + form.high / 2 + 4, name, size=12, ink="soft"))
    for (day, hour), cell in sorted(cells.items()):
        column, row = (day, hour) if compact else (hour, day)
        parts.append(_cell(cell, form, (column, row), f"{days[day]} {hour}-{hour + 1}", lang))
    lines = _HOURS if compact else len(days)
    return Picture(title, description, form.width, form.y(lines) + 2, "".join(parts))


class _Form(NamedTuple):
    """Measures of the wide and the compact form."""

    width: float
    left: float
    high: float
    across: int

    @property
    def each(self) -> float:
        return (self.width - self.left) / self.across

    def x(self, column: int) -> float:
        return self.left + self.each * column

    def y(self, row: int) -> float:
        return 22 + self.high * row


def _cell(cell: Hour, form: _Form, place: tuple[int, int], name: str, lang: str) -> str:
    x, y = form.x(place[0]), form.y(place[1])
    wide, high = form.each - 3, form.high - 3
    told = f"{name}: {share(cell.share, lang)} / {number(cell.messages, lang)}"
    if cell.share is None:
        hollow = rect(x + 2, y + 0.5, wide - 1, high - 1, stroke="line", radius=5, dash="3 3")
        said = text(x + 1.5 + wide / 2, y + high / 2 + 4, "…", size=12, ink="soft", anchor="middle")
        return titled(told, [hollow, said])
    filled = rect(
        x + 1.5, y, wide, high, fill="water", radius=5, opacity=0.03 + (_DARKEST - 0.03) * cell.share
    )
    value = number(100 * cell.share, lang, 0)
    size = 12.0 if text_width(value, 12) < wide else 10.5
    return titled(
        told, [filled, text(x + 1.5 + wide / 2, y + high / 2 + 4, value, size=size, anchor="middle")]
    )
