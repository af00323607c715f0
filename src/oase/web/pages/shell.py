"""What stands around every page: navigation, where the data stand, what is being computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from oase.accounts import Permission
from oase.db import about
from oase.web.pages.filters import PERIODS
from oase.web.pages.remarks import remarks
from oase.web.pages.static import STATIC, address_of
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["NAVIGATION", "around"]


class Place(NamedTuple):
    """One line of the navigation."""

    key: str
    path: str
    permission: Permission
    is_demo: bool = False


class Group(NamedTuple):
    """Lines of the navigation that belong together; the first of them stand without a heading."""

    key: str
    places: tuple[Place, ...]


NAVIGATION = (
    Group("", (Place("today", "/", Permission.SEE_TODAY),)),
    Group(
        "understand",
        (
            Place("journey", "/journey", Permission.SEE_ANALYSES),
            Place("magic", "/magic-moments", Permission.SEE_ANALYSES),
            Place("touchpoints", "/touchpoints", Permission.SEE_ANALYSES),
            Place("paths", "/paths", Permission.SEE_ANALYSES),
            Place("customer", "/customers", Permission.SEE_PERSONS),
            Place("stage", "/stage", Permission.SEE_PERSONS, is_demo=True),
        ),
    ),
    Group(
        "listen",
        (
            Place("ratings", "/ratings", Permission.SEE_ANALYSES),
            Place("response", "/response", Permission.SEE_ANALYSES),
            Place("requests", "/requests", Permission.SEE_SHOP),
        ),
    ),
    Group(
        "act",
        (
            Place("measures", "/measures", Permission.SEE_ANALYSES),
            Place("plays", "/plays", Permission.SEE_ANALYSES),
            Place("strategy", "/strategy", Permission.SEE_ANALYSES),
        ),
    ),
    Group(
        "involve",
        (
            Place("purpose", "/purpose", Permission.SEE_PROGRAMMES),
            Place("cases", "/cases", Permission.WORK_CASES),
            Place("tour", "/tour", Permission.SEE_PROGRAMMES),
            Place("returns", "/returns", Permission.SEE_PROGRAMMES),
            Place("impact", "/impact", Permission.SEE_PROGRAMMES),
        ),
    ),
    Group(
        "house",
        (
            Place("shop", "/shop", Permission.SEE_SHOP),
            Place("door", "/door", Permission.SEE_DOOR),
            Place("imports", "/imports", Permission.IMPORT),
            Place("reports", "/reports", Permission.SEE_ANALYSES),
            Place("settings", "/settings", Permission.SEE_TODAY),
        ),
    ),
)


def around(visit: Visit, name: str, *, is_filtered: bool) -> dict[str, Any]:
    """Return what the shell shows."""
    tasks = [look.task for look in visit.looks if look.task is not None and not look.task.state.is_over]
    times = [look.as_of for look in visit.looks if look.as_of is not None]
    return {
        "navigation": _navigation(visit),
        "brand": about(visit.reach.database).own_brand,
        "is_demo": visit.reach.is_demo,
        "as_of": visit.moment(min(times)) if times else "",
        "is_stale": any(look.is_stale for look in visit.looks),
        "tasks": tasks,
        "styles": [address_of(file) for file in ("oase.css", f"{name}.css") if file in STATIC],
        "scripts": [address_of(file) for file in ("oase.js", f"{name}.js") if file in STATIC],
        "icon": address_of("icon.svg"),
        "said": _said(visit),
        "filters": _filters(visit, name) if is_filtered else None,
        "download": f"{visit.path.rstrip('/')}/download/",
        "query": visit.address("").removeprefix("?"),
        "whole_query": visit.address().partition("?")[2],
    }


def _navigation(visit: Visit) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Return key, heading and places of each group in which this account may see anything."""
    groups = [
        (
            group.key,
            visit.t(f"shell.group.{group.key}") if group.key else "",
            [
                (visit.t(f"shell.{place.key}"), place.path, _is_here(place.path, visit.path))
                for place in group.places
                if visit.may(place.permission) and (visit.reach.is_demo or not place.is_demo)
            ],
        )
        for group in NAVIGATION
    ]
    return [group for group in groups if group[2]]


def _said(visit: Visit) -> str:
    """Return what an earlier form has led to; only keys that exist say something."""
    key = visit.asked("said")
    return TEXTS[visit.lang].get(key, "") if ".said." in key else ""


def _filters(visit: Visit, name: str) -> dict[str, Any]:
    """Return what can be chosen, from what the house holds."""
    found = visit.tasks.look("overview", {}).result or {"channels": {}, "segments": {}, "answer_segments": {}}
    segments = _both(found["segments"], found["answer_segments"])
    chosen = visit.filters
    return {
        "periods": ["all", *PERIODS, "own"],
        "channels": list(found["channels"]),
        "segments": segments,
        "chosen": chosen,
        "segment": ":".join(chosen.segment) if chosen.segment else "",
        "remarks": remarks(visit, name, found),
    }


def _both(
    contacts: Mapping[str, Sequence[str]], answers: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the values of every column, of contacts and of answers."""
    return {
        column: list(dict.fromkeys([*contacts.get(column, ()), *answers.get(column, ())]))
        for column in [*contacts, *(column for column in answers if column not in contacts)]
    }


def _is_here(place: str, path: str) -> bool:
    return path == place or (place != "/" and path.startswith(f"{place}/"))
