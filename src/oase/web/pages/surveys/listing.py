"""All surveys: which ask, which do not, and what came of them; a new one begins here."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from oase import words
from oase.accounts import Permission
from oase.surveys.log import Standing, standings
from oase.surveys.stored import Version, history, newest
from oase.surveys.survey import text_in
from oase.web.pages.page import Page, page
from oase.web.pages.static import address_of
from oase.web.pages.surveys.telling import missing
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "PATH", "path_of", "state_of"]

PATH = "/ratings/surveys"


@page(PATH, Permission.SEE_ANALYSES)
def surveys(visit: Visit) -> Page:
    """Show all surveys."""
    with visit.reach.database.reading() as connection:
        held = newest(connection)
        latest = {one.survey.name: history(connection, one.survey.name)[0] for one in held}
        counted = standings(connection)
    asking = [one for one in held if one.is_live]
    rows = [
        _row(visit, one, latest[one.survey.name], counted.get(one.survey.name, Standing())) for one in held
    ]
    lacks = dict.fromkeys(text for one in asking or held for text in missing(visit, one.survey))
    context: dict[str, Any] = {
        "style": address_of("surveys.css"),
        "missing": list(lacks),
        "bases": [(one.survey.name, text_in(one.survey.title, visit.lang)) for one in held],
    }
    return Page(
        "surveys",
        _title(visit, asking),
        context,
        {"surveys": _grid(visit, rows)},
        lede=visit.t("surveys.lede"),
    )


def path_of(name: str) -> str:
    """Return the address of a survey's page.

    Examples
    --------
    >>> path_of("three_taps")
    '/ratings/surveys/of/three_taps'
    """
    return f"{PATH}/of/{quote(name, safe='')}"


def state_of(held: Version) -> str:
    """Return how a survey stands: ``live``, ``off``, or ``came_along`` where nobody has kept it yet."""
    if held.is_live:
        return "live"
    return "off" if held.number else "came_along"


def _title(visit: Visit, asking: list[Version]) -> str:
    if not asking:
        return visit.t("surveys.title.none")
    if len(asking) == 1:
        return visit.t("surveys.title.one", title=text_in(asking[0].survey.title, visit.lang))
    return visit.t("surveys.title.more", count=words.number(len(asking), visit.lang))


def _row(visit: Visit, one: Version, latest: Version, standing: Standing) -> Row:
    return {
        "name": one.survey.name,
        "title": text_in(one.survey.title, visit.lang),
        "state": state_of(one),
        "version": one.number,
        "latest": latest.number,
        "questions": len(one.survey.questions),
        "saved": latest.saved,
        "who": latest.who,
        **standing._asdict(),
    }


def _grid(visit: Visit, rows: list[Row]) -> Grid:
    t = visit.t

    def number(row: Row, key: str) -> str:
        return words.number(row[key], visit.lang)

    columns = [
        Column("title", t("surveys.survey"), lambda row: Cell(row["title"], path_of(row["name"]))),
        Column("state", t("surveys.state"), lambda row: _state(visit, row)),
        Column("questions", t("surveys.questions"), lambda row: number(row, "questions"), is_number=True),
        Column("invited", t("surveys.invited"), lambda row: number(row, "invited"), is_number=True),
        Column("answered", t("surveys.answered"), lambda row: number(row, "answered"), is_number=True),
        Column("passive", t("surveys.passive"), lambda row: number(row, "passive"), is_number=True),
        Column("saved", t("surveys.saved"), lambda row: _saved(visit, row)),
    ]
    keys = ("name", "title", "state", "version", "latest", "questions", "invited", "answered", "passive")
    return Grid("surveys", t("surveys.caption"), columns, rows, keys=(*keys, "saved", "who"))


def _state(visit: Visit, row: Row) -> str:
    told = visit.t(f"surveys.state.{row['state']}", version=row["version"])
    if row["latest"] > row["version"] and row["state"] == "live":
        return f"{told} · {visit.t('surveys.state.draft', version=row['latest'])}"
    return told


def _saved(visit: Visit, row: Row) -> str:
    return words.MISSING if row["saved"] is None else f"{visit.moment(row['saved'])}, {row['who']}"


HANDLERS = surveys
