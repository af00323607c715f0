"""``/tour``: where the bus goes, what came of it by town, and who mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from markupsafe import Markup

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.events import figures, stops, tailors, tours
from oase.programmes.events.figures import Town
from oase.programmes.events.stops import Stop
from oase.programmes.events.tailors import Credit
from oase.programmes.events.tours import Tour
from oase.web.pages.page import Page, action, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.tour.furniture import clock, day_of, number_of, state_of, style, who, wrong_of
from oase.web.pages.tour.map import drawn_map
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "overview"]


@page("/tour", Permission.SEE_PROGRAMMES)
def tour(visit: Visit) -> Page:
    """Show all tours and stops."""
    return overview(visit)


@action("/tour", Permission.EDIT_PROGRAMMES)
def make_tour(visit: Visit) -> Redirect | Page:
    """Write down a tour."""
    draft = tours.TourDraft(
        {lang: visit.said(f"name_{lang}") for lang in ("de", "en")},
        {lang: visit.said(f"about_{lang}") for lang in ("de", "en")},
    )
    try:
        with visit.reach.database.writing() as connection:
            tours.create(connection, draft, who=who(visit), now=visit.reach.clock())
    except OptionInvalid as error:
        return overview(visit, wrong_of(visit, error))
    return visit.back("/tour", "tour.said.tour")


@action("/tour/tours/{tour:str}/state", Permission.EDIT_PROGRAMMES)
def tour_state(visit: Visit) -> Redirect | Page:
    """Put a tour live, end it, or plan it again."""
    try:
        with visit.reach.database.writing() as connection:
            tours.get(connection, number_of(visit.places["tour"]))
            tours.set_state(connection, number_of(visit.places["tour"]), visit.said("state"))
    except OptionInvalid as error:
        raise NotFoundException from error
    return visit.back("/tour", "tour.said.state")


@page("/tour/tailors/{name:str}", Permission.RUN_EVENTS)
def tour_tailor(visit: Visit) -> Page:
    """Show what one tailor has done."""
    name = visit.places["name"]
    with visit.reach.database.reading() as connection:
        done = tailors.history(connection, name)
        own = next((one for one in tailors.credits(connection) if one.name == name), None)
    if own is None:
        raise NotFoundException
    rows = [one._asdict() for one in done]
    t = visit.t
    columns = [
        Column("at", t("tour.col.at"), lambda row: visit.moment(row["at"])),
        Column("city", t("tour.col.city"), lambda row: row["city"]),
        Column("what", t("tour.col.what"), lambda row: row["what"] or words.MISSING),
        Column("outcome", t("tour.col.outcome"), lambda row: t(f"tour.outcome.{row['outcome']}")),
        Column(
            "minutes",
            t("tour.col.minutes"),
            lambda row: words.number(row["minutes"], visit.lang, 1),
            is_number=True,
        ),
    ]
    grids = {"done": Grid("done", t("tour.tailor.done"), columns, rows, keys=tuple(rows[0]))}
    title = t("tour.tailor.title", name=name, fixed=own.fixed, done=own.done)
    return Page("tour_tailor", title, {"style": style()}, grids)


HANDLERS = [*tour, *make_tour, *tour_state, *tour_tailor]


def overview(visit: Visit, wrong: str = "") -> Page:
    """Return the page of all tours."""
    now = visit.reach.moment()
    with visit.reach.database.reading() as connection:
        every, held = tours.every(connection), stops.every(connection)
        towns, credit = figures.per_town(connection), tailors.credits(connection)
    coming = [one for one in held if one.is_coming(now)]
    context: dict[str, Any] = {
        "style": style(),
        "tours": [_tour(visit, one, held) for one in every],
        "map": _map(visit, held, now) if held else "",
        "coming": [_coming(visit, one) for one in coming[:6]],
        "figures": _figures(visit, towns, coming),
        "wrong": wrong,
    }
    grids = {
        "stops": _stops(visit, held, {one.id: one for one in every}),
        "towns": _towns(visit, towns),
        "tailors": _tailors(visit, credit),
    }
    title = _title(visit, coming, bool(held))
    return Page(
        "tour",
        title,
        context,
        grids,
        lede=visit.t("tour.lede") if not held else "",
        status=400 if wrong else 200,
    )


def _map(visit: Visit, held: Sequence[Stop], now: int) -> Markup:
    return Markup(drawn_map(held, visit.t("tour.map"), now))  # noqa: S704 - our own drawing


def _title(visit: Visit, coming: Sequence[Stop], has_any: bool) -> str:
    if not coming:
        return visit.t("tour.title.over" if has_any else "tour.title.none")
    first = coming[0]
    key = "tour.title.one" if len(coming) == 1 else "tour.title"
    return visit.t(key, n=words.number(len(coming), visit.lang), city=first.city, day=day_of(visit, first))


def _tour(visit: Visit, one: Tour, held: Sequence[Stop]) -> dict[str, Any]:
    states = {"planned": ("live",), "live": ("ended", "planned"), "ended": ("live",)}
    return {
        "id": one.id,
        "name": one.called(visit.lang),
        "about": one.told(visit.lang),
        "state": one.state,
        "stops": sum(stop.tour == one.id for stop in held),
        "next": states[one.state],
    }


def _coming(visit: Visit, one: Stop) -> dict[str, Any]:
    hours = f"{clock(one.opens, one)}–{clock(one.closes, one)}"
    return {"id": one.id, "city": one.city, "name": one.name, "day": day_of(visit, one), "hours": hours}


def _figures(visit: Visit, towns: Sequence[Town], coming: Sequence[Stop]) -> list[tuple[str, str, str]]:
    t, lang = visit.t, visit.lang
    done, fixed = sum(one.done for one in towns), sum(one.fixed for one in towns)
    known = sum(one.known for one in towns)
    came, tickets = sum(one.came for one in towns), sum(one.tickets for one in towns)
    share = words.share(fixed / done if done else None, lang)
    of_known = words.share(fixed / known if known else None, lang)
    return [
        (t("tour.kpi.stops"), words.number(len(coming), lang), t("tour.kpi.stops.base")),
        (
            t("tour.kpi.came"),
            words.number(came, lang),
            t("tour.kpi.came.base", n=words.number(tickets, lang)),
        ),
        (
            t("tour.kpi.fixed"),
            share,
            t(
                "tour.kpi.fixed.base",
                fixed=words.number(fixed, lang),
                done=words.number(done, lang),
                known=of_known,
            )
            if done
            else t("tour.kpi.fixed.none"),
        ),
    ]


def _stops(visit: Visit, held: Sequence[Stop], every: dict[int, Tour]) -> Grid:
    t = visit.t
    rows = [
        {
            "id": one.id,
            "day": one.day.isoformat(),
            "city": one.city,
            "name": one.name,
            "street": one.street,
            "postcode": one.postcode,
            "country": one.country,
            "tour": every[one.tour].called(visit.lang),
            "state": state_of(one, visit.reach.moment()),
            "opens": one.opens,
            "closes": one.closes,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "walk_ins": one.walk_ins,
            "told": f"{day_of(visit, one)}, {clock(one.opens, one)}–{clock(one.closes, one)}",
        }
        for one in reversed(held)
    ]
    columns = [
        Column("city", t("tour.col.city"), lambda row: Cell(row["city"], f"/tour/stops/{row['id']}")),
        Column("name", t("tour.col.name"), lambda row: row["name"]),
        Column("day", t("tour.col.day"), lambda row: row["told"]),
        Column("tour", t("tour.col.tour"), lambda row: row["tour"]),
        Column("state", t("tour.col.state"), lambda row: t(f"tour.stop.{row['state']}")),
    ]
    keys = tuple(name for name in rows[0] if name != "told") if rows else ()
    return Grid("stops", t("tour.stops"), columns, rows, keys=keys)


def _towns(visit: Visit, towns: Sequence[Town]) -> Grid:
    t, lang = visit.t, visit.lang
    rows = [one._asdict() | {"known": one.known} for one in towns]

    def share(part: str, of: str) -> Any:
        def told(row: Any) -> str:
            if not row[of]:
                return words.MISSING
            return f"{words.share(row[part] / row[of], lang, 0)} ({row[part]}/{row[of]})"

        return told

    def number(name: str) -> Any:
        return lambda row: words.number(row[name], lang, 0) if row[name] is not None else words.MISSING

    columns = [
        Column("name", t("tour.col.city"), lambda row: f"{row['name']} ({row['country']})"),
        Column("stops", t("tour.col.stops"), number("stops"), is_number=True),
        Column("tickets", t("tour.col.tickets"), number("tickets"), is_number=True),
        Column("came", t("tour.col.came"), number("came"), is_number=True),
        Column("fixed", t("tour.col.fixed"), share("fixed", "done"), is_number=True),
        Column("known", t("tour.col.fixed_known"), share("fixed", "known"), is_number=True),
        Column("left", t("tour.col.left"), number("left"), is_number=True),
        Column("wait", t("tour.col.wait"), number("wait"), is_number=True),
        Column("minutes", t("tour.col.minutes"), number("minutes"), is_number=True),
    ]
    return Grid("towns", t("tour.towns"), columns, rows, keys=tuple(rows[0]) if rows else ())


def _tailors(visit: Visit, credit: Sequence[Credit]) -> Grid:
    t, lang = visit.t, visit.lang
    rows = [one._asdict() for one in credit]
    columns = [
        Column("name", t("tour.col.tailor"), lambda row: Cell(row["name"], f"/tour/tailors/{row['name']}")),
        Column(
            "fixed",
            t("tour.col.fixed"),
            lambda row: f"{words.share(row['fixed'] / row['done'], lang, 0)} ({row['fixed']}/{row['done']})",
            is_number=True,
        ),
        Column("stops", t("tour.col.stops"), lambda row: words.number(row["stops"], lang), is_number=True),
        Column(
            "minutes",
            t("tour.col.minutes"),
            lambda row: words.number(row["minutes"], lang, 1),
            is_number=True,
        ),
    ]
    return Grid("tailors", t("tour.tailors"), columns, rows, keys=tuple(rows[0]) if rows else ())
