"""What of the page tells of persons: their words, who won whom, who is to be thanked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from oase import charts, words
from oase.accounts import Permission
from oase.app.ratings import Said, Voice, edges, names, said, thanks, voices
from oase.charts import Picture
from oase.surveys.recommending import Edge, Thanks
from oase.web.pages.customers.telling import address, called
from oase.web.pages.magic_data import address_of
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["Graph", "graph_of", "said_of", "thanks_of", "voices_of"]

MOST_VOICES = 40
MOST_SAID = 20
MOST_NAMED = 60
"""Persons whose names are looked up for one page; the others go by the beginning of their pseudonym."""


class Graph(NamedTuple):
    """Who won whom: the picture, the tables, and how many of each."""

    pictures: tuple[Picture, Picture]
    grids: dict[str, Grid]
    recommenders: int
    won: int


def graph_of(visit: Visit, since: int, until: int) -> Graph | None:
    """Return who won whom, None where nobody has; persons are numbered for those who may not see any."""
    with visit.reach.database.reading() as connection:
        found = edges(connection, since, until)
    if not found:
        return None
    pairs = [(edge.recommender, edge.alias) for edge in found]
    grown = charts.grown(pairs)
    largest = [tree.person for tree in grown][:MOST_NAMED]
    rows = _recommenders(found, largest)
    label = _labels([row["recommender"] for row in rows], visit)
    grids = {"recommenders": _table(rows, label, visit)}
    if visit.may(Permission.SEE_PERSONS):
        grids["edges"] = _every(found, label, visit)
    drawn = (
        charts.referrals(pairs, label, visit.lang),
        charts.referrals(pairs, label, visit.lang, compact=True),
    )
    return Graph(drawn, grids, len(rows), len({edge.alias for edge in found}))


def _recommenders(found: Sequence[Edge], first: Sequence[int]) -> list[dict[str, Any]]:
    """Return everybody who won somebody: how many herself, how many through those, when last."""
    sizes = charts.sizes([(edge.recommender, edge.alias) for edge in found])
    rows: dict[int, dict[str, Any]] = {}
    for edge in found:
        row = rows.setdefault(edge.recommender, {"recommender": edge.recommender, "direct": 0, "latest": 0})
        row["direct"] += 1
        row["latest"] = max(row["latest"], edge.at)
    for alias, row in rows.items():
        row["through"] = max(0, sizes.get(alias, row["direct"]) - row["direct"])
    place = {alias: number for number, alias in enumerate(first)}
    return sorted(rows.values(), key=lambda row: (place.get(row["recommender"], len(place)), -row["direct"]))


def _labels(aliases: Sequence[int], visit: Visit) -> dict[int, str]:
    if not visit.may(Permission.SEE_PERSONS):
        return {
            alias: visit.t("ratings.recommender.number", number=words.number(place, visit.lang))
            for place, alias in enumerate(aliases, start=1)
        }
    known = names(visit.reach.house.rooms, aliases[:MOST_NAMED])
    return {alias: called(visit, alias, known.get(alias)) for alias in aliases}


def _table(rows: Sequence[Row], label: Mapping[int, str], visit: Visit) -> Grid:
    t, lang = visit.t, visit.lang
    shown = [{**row, "name": label[row["recommender"]]} for row in rows]

    def name(row: Row) -> Cell:
        leads = visit.may(Permission.SEE_PERSONS)
        return Cell(str(row["name"]), href=address(row["recommender"]) if leads else None)

    return Grid(
        "recommenders",
        t("ratings.graph"),
        [
            Column("name", t("ratings.recommender"), name),
            Column(
                "direct", t("ratings.direct"), lambda row: words.number(row["direct"], lang), is_number=True
            ),
            Column(
                "through",
                t("ratings.through"),
                lambda row: words.number(row["through"], lang),
                is_number=True,
            ),
            Column("latest", t("ratings.when"), lambda row: _day(row["latest"], visit)),
        ],
        shown,
        keys=("name", "direct", "through", "latest"),
    )


def _every(found: Sequence[Edge], label: Mapping[int, str], visit: Visit) -> Grid:
    t = visit.t

    def person(key: str, head: str) -> Column:
        def show(row: Row) -> Cell:
            alias = row[f"{key}_alias"]
            return Cell(label.get(alias) or called(visit, alias, None), href=address(alias))

        return Column(key, head, show)

    rows = [
        {
            "recommender": label.get(edge.recommender, ""),
            "recommender_alias": edge.recommender,
            "came": called(visit, edge.alias, None),
            "came_alias": edge.alias,
            "at": edge.at,
        }
        for edge in found
    ]
    return Grid(
        "edges",
        t("ratings.edges"),
        [
            person("recommender", t("ratings.recommender")),
            person("came", t("ratings.came")),
            Column("at", t("ratings.when"), lambda row: _day(row["at"], visit)),
        ],
        rows,
        most=20,
        keys=("recommender", "came", "at"),
    )


def thanks_of(visit: Visit) -> list[dict[str, Any]]:
    """Return the thank list with names, for those who may see persons."""
    with visit.reach.database.reading() as connection:
        found = thanks(connection)
    known = names(visit.reach.house.rooms, [one.recommender for one in found[:MOST_NAMED]])
    return [_thanks(one, called(visit, one.recommender, known.get(one.recommender)), visit) for one in found]


def _thanks(one: Thanks, name: str, visit: Visit) -> dict[str, Any]:
    day, t = _day(one.latest, visit), visit.t
    told = [t("ratings.thanks.won", won=words.number(one.won, visit.lang), day=day)]
    if one.due and one.due < one.won:
        told.append(t("ratings.thanks.due", due=words.number(one.due, visit.lang)))
    if one.thanked is not None:
        told.append(t("ratings.thanks.done", day=_day(one.thanked, visit), who=one.thanked_by))
    return {
        "alias": one.recommender,
        "name": name,
        "href": address(one.recommender),
        "told": " · ".join(told),
        "due": one.due,
        "thanked": one.thanked,
    }


def voices_of(visit: Visit, since: int, until: int, touchpoint: str) -> list[dict[str, Any]]:
    """Return answers in words with where they come from."""
    with visit.reach.database.reading() as connection:
        found = voices(connection, since, until, touchpoint=touchpoint, most=MOST_VOICES)
    return [_voice(one, visit) for one in found]


def _voice(one: Voice, visit: Visit) -> dict[str, Any]:
    key = f"ratings.medium.{one.medium}"
    return {
        "text": one.text,
        "lang": one.lang,
        "touchpoint": words.one_line(one.touchpoint, visit.lang),
        "place": address_of(one.touchpoint, "/touchpoints"),
        "kind": visit.t(f"ratings.text.{one.role}"),
        "at": visit.moment(one.at),
        "way": visit.t(f"ratings.way.{one.way}"),
        "medium": visit.t(key) if key in TEXTS[visit.lang] else one.medium,
        "href": None if one.alias is None else address(one.alias),
        "who": "" if one.alias is None else called(visit, one.alias, None),
    }


def said_of(visit: Visit, since: int, until: int, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what was said about the brand, with who said it to the new customer."""
    with visit.reach.database.reading() as connection:
        found = said(connection, since, until, MOST_SAID)
    return [_said(one, labels, visit) for one in found]


def _said(one: Said, labels: Mapping[str, str], visit: Visit) -> dict[str, Any]:
    return {
        "text": one.text,
        "by_whom": labels.get(one.by_whom, one.by_whom),
        "at": visit.moment(one.at),
        "href": address(one.alias),
        "who": called(visit, one.alias, None),
    }


def _day(at: int | None, visit: Visit) -> str:
    return words.date(at, visit.lang, visit.reach.settings.timezone)
