"""Her items, cases, tickets and take-backs, each with the way to its page."""

from __future__ import annotations

from oase import words
from oase.app.programmes.hers import hers
from oase.model import Person
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["told"]

_PAGES = {"item": "/purpose/items/", "case": "/cases/", "ticket": "/tour/stops/", "take_back": "/returns/"}
_STATES = {
    "item": "purpose.items.state.",
    "case": "cases.state.",
    "ticket": "tour.state.",
    "take_back": "returns.state.",
}


def told(visit: Visit, person: Person) -> dict[str, Grid]:
    """Return what she has to do with programmes as a table; empty where nothing."""
    rows = [one._asdict() for one in hers(visit.reach.house.rooms, person, visit.lang)]
    if not rows:
        return {}

    def number(row: Row) -> Cell:
        return Cell(row["number"] or words.MISSING, f"{_PAGES[row['kind']]}{row['id']}")

    t = visit.t
    columns = [
        Column("kind", t("customers.programmes.kind"), lambda row: t(f"customers.programmes.{row['kind']}")),
        Column("number", t("customers.programmes.number"), number),
        Column("what", t("customers.programmes.what"), lambda row: row["what"] or words.MISSING),
        Column(
            "state", t("customers.programmes.state"), lambda row: t(f"{_STATES[row['kind']]}{row['state']}")
        ),
        Column("at", t("customers.programmes.since"), lambda row: visit.moment(row["at"])),
    ]
    keys = ("kind", "id", "number", "what", "state", "at")
    return {"programmes": Grid("programmes", t("customers.programmes"), columns, rows, keys=keys)}
