"""Columns that tables of several pages have: a touchpoint that leads to its page, counts, shares, points."""

from __future__ import annotations

from oase import words
from oase.report.catalogue import text
from oase.settings import Lang
from oase.web.pages.magic_data import address_of
from oase.web.pages.tables import Cell, Column, Row
from oase.web.pages.visit import Visit
from oase.words.row import figure, state_of

__all__ = ["count_of", "phase_of", "points_of", "range_of", "share_of", "touchpoint_of", "verdict_of"]


def count_of(key: str, head: str, lang: Lang) -> Column:
    """Return a column of whole numbers."""
    return Column(key, head, lambda row: words.number(figure(row, key), lang, 0), is_number=True)


def share_of(key: str, head: str, lang: Lang) -> Column:
    """Return a column of shares, in percent."""
    return Column(key, head, lambda row: words.share(figure(row, key), lang), is_number=True)


def points_of(key: str, head: str, lang: Lang) -> Column:
    """Return a column of percentage points."""
    return Column(key, head, lambda row: words.points(figure(row, key), lang), is_number=True)


def range_of(head: str, lang: Lang) -> Column:
    """Return a column of the range from ``low`` to ``high``; in files it is these two."""
    return Column(
        "low", head, lambda row: words.interval(figure(row, "low"), figure(row, "high"), lang), is_number=True
    )


def touchpoint_of(visit: Visit) -> Column:
    """Return the touchpoints, each leading to its page."""

    def show(row: Row) -> Cell:
        name = str(row["touchpoint"])
        return Cell(words.one_line(name, visit.lang), href=visit.address(address_of(name)))

    return Column("touchpoint", text("column.touchpoint", visit.lang), show)


def phase_of(lang: Lang) -> Column:
    """Return the phases in words."""

    def show(row: Row) -> str:
        return words.phase(None if row.get("phase") is None else str(row["phase"]), lang)

    return Column("phase", text("column.phase", lang), show)


def verdict_of(lang: Lang) -> Column:
    """Return the verdicts, as chips with their signs."""

    def show(row: Row) -> Cell:
        return Cell(words.signed_state(state_of(row), lang), state=str(state_of(row)))

    return Column("state", text("column.state", lang), show)
