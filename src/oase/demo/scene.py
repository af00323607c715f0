"""Anna's visit as data: what she does, which call her phone makes, which screen must then be seen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from oase.db import Database
from oase.demo.shop import DRESS, STORES, gtin_of
from oase.retail.articles import Stock
from oase.retail.counting import count_anew
from oase.retail.hours import Hours
from oase.retail.keeping import stock
from oase.retail.reservations import change, of_store

__all__ = [
    "DAYS",
    "FAR",
    "FENCE_M",
    "HERE",
    "HISTORY",
    "PLAY",
    "STEPS",
    "Call",
    "Day",
    "Days",
    "Step",
    "as_plain",
    "days_of",
    "next_moment",
    "restock",
]

ZONE: Final = ZoneInfo("Europe/Berlin")
HERE: Final = STORES[0].code
"""The store of the scene."""
FAR: Final = STORES[1].code
"""The other one in the same city, which is too far away."""
FENCE_M: Final = 150
"""How near to a store her phone tells that she is there."""
PLAY: Final = "wish-nearby"
"""The play that the scene is about."""

_WEEKDAYS: Final = {"tuesday": 1, "saturday": 5, "sunday": 6}
_AFTERNOON: Final = time(15, 38)
_EVENING: Final = time(21, 2)
_COUNTED_MINUTES: Final = 7
_MINUTE, _DAY_MINUTES = 60_000_000, 1440

Day = Literal["tuesday", "saturday", "sunday", "christmas_eve", "christmas"]
DAYS: Final[tuple[Day, ...]] = ("tuesday", "saturday", "sunday", "christmas_eve", "christmas")
"""Days to which the stage can move."""


class Call(NamedTuple):
    """One call of her phone: method, path, and body, None where there is none."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    body: dict[str, Any] | None = None


class Step(NamedTuple):
    """One step of the scene.

    Parameters
    ----------
    name : str
        Of its texts: ``stage.step.<name>``.
    calls : tuple of Call
        What her phone asks the house, in order.
    opens : str
        Address of the screen within her app; empty where her phone is locked.
    screen : str
        What the app then says that it shows; empty where her phone is locked.
    walk : {"home", "fence", "store"}
        Where she is at the end of it: at home, at the edge of the store's surroundings, in the store.
    time : {"", "evening", "afternoon"}
        Which time it is at its beginning; empty: just later.
    seconds : float
        How long it takes to read what is to be seen.
    part : str
        Which part of the screen is then seen; empty: its beginning.
    press : str
        What she presses on that screen before her phone asks; empty for nothing.
    """

    name: str
    calls: tuple[Call, ...]
    opens: str
    screen: str
    walk: Literal["home", "fence", "store"] = "home"
    time: Literal["", "evening", "afternoon"] = ""
    seconds: float = 6.0
    part: str = ""
    press: str = ""


class Days(NamedTuple):
    """When the scene plays, microseconds since 1970, UTC."""

    before: int
    evening: int
    afternoon: int


_CONSENTS = {"push": True, "location": True, "in_store": True, "personalisation": True}
_TEXT = {"textVersion": "2026-10", "source": "App, Einwilligungen"}
_ABOUT = {"store": HERE, "item": DRESS}
_CODE, _IN = DRESS[1:], f"store={HERE}"
_NEAR = {"distanceM": FENCE_M, "accuracyM": 20}

HISTORY: Final = (
    Call("POST", "/v1/consents", {"consents": {"in_store": True, "analytics": True}, **_TEXT}),
    Call("PUT", "/v1/me/sizes", {"garment": "shoe", "system": "EU", "size": "39"}),
    Call("PUT", "/v1/me/sizes", {"garment": "jacket", "system": "INT", "size": "M"}),
    Call("PUT", "/v1/me/sizes", {"garment": "top", "system": "INT", "size": "M"}),
    Call("PUT", "/v1/me/sizes", {"garment": "trousers", "system": "DE", "size": "38"}),
    Call("POST", "/v1/wishlist/items", {"gtin": gtin_of("L-702", "sage")}),
    Call("PUT", "/v1/me/store", {"code": HERE}),
    Call("POST", "/v1/visits", {"store": HERE, "how": "hand"}),
    Call("DELETE", "/v1/visits/current"),
)
"""What Anna did three weeks before: so much is known of her when the scene begins."""

STEPS: Final = (
    Step(
        "consents",
        (Call("POST", "/v1/consents", {"consents": _CONSENTS, **_TEXT}),),
        "consents", "consents", time="evening", seconds=7,
    ),
    Step(
        "sizes",
        (Call("PUT", "/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"}),),
        "sizes", "sizes",
    ),
    Step("wish", (Call("POST", "/v1/wishlist/items", {"gtin": DRESS}),), "wishes", "wishes", seconds=7),
    Step(
        "walk",
        (Call("POST", "/v1/geo/transitions", {"store": HERE, "transition": "enter", **_NEAR}),),
        "", "", "fence", "afternoon", 5,
    ),
    Step(
        "decision",
        (Call("POST", "/v1/decisions", {
            "trigger": "store.near",
            "places": [
                {"store": HERE, **_NEAR},
                {"store": FAR, "distanceM": 2100, "accuracyM": 20},
            ],
        }),),
        "", "", "fence", seconds=9,
    ),
    Step("push", (Call("GET", "/v1/me/messages"),), "", "", "fence", seconds=6),
    Step(
        "opened",
        (Call("POST", "/v1/me/contacts", {"event": "Notification Opened", "properties": _ABOUT}),),
        f"way/{HERE}/{DRESS}", "way", "fence", seconds=7,
    ),
    Step(
        "visit",
        (Call("POST", "/v1/visits", {"store": HERE, "how": "qr"}),),
        "start", "start", "store", seconds=7,
    ),
    Step(
        "poster",
        (Call("POST", "/v1/me/contacts", {"event": "Poster Scanned", "properties": _ABOUT}),),
        f"ratings/{DRESS}", "ratings", "store", seconds=7,
    ),
    Step("scan", (Call("GET", f"/v1/scan?code={_CODE}&{_IN}"),), f"scan/{_CODE}/stay", "scan", "store"),
    Step(
        "product",
        (Call("GET", f"/v1/pos/products/{DRESS}?{_IN}"),),
        f"product/{DRESS}", "product", "store", seconds=9,
    ),
    Step(
        "matches",
        (Call("GET", f"/v1/pos/products/{DRESS}/matches?{_IN}"),),
        f"product/{DRESS}", "product", "store", seconds=8, part="matches",
    ),
    Step(
        "undecided",
        (Call("POST", "/v1/undecided", {"gtin": DRESS, "store": HERE, "choice": "hold"}),),
        f"product/{DRESS}", "product", "store", seconds=9, part="now", press="open",
    ),
)  # fmt: skip
"""Steps 0 to 12, in their order."""


def days_of(now: int) -> Days:
    """Return when a scene that begins now plays: on the next Saturday on which the store is open.

    What is decided then expires later than now, so that it can be delivered.

    Parameters
    ----------
    now : int
        Microseconds since 1970, UTC.

    Examples
    --------
    >>> datetime.fromtimestamp(days_of(1_795_300_000_000_000).afternoon / 1e6, ZONE).isoformat()
    '2026-11-28T15:38:00+01:00'
    """
    today = datetime.fromtimestamp(now / 1e6, ZONE).date()
    hours = Hours(STORES[0])
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    while _at(saturday, _AFTERNOON) < now or not hours.opening(_at(saturday, _AFTERNOON)).is_open:
        saturday += timedelta(days=7)
    return Days(
        _at(saturday - timedelta(days=21), _AFTERNOON),
        _at(saturday - timedelta(days=4), _EVENING),
        _at(saturday, _AFTERNOON),
    )


def next_moment(now: int, day: Day, minute: int) -> int:
    """Return the next moment, from now on, that is a minute of such a day: time only goes forward.

    Parameters
    ----------
    now : int
        Microseconds since 1970, UTC.
    day : {"tuesday", "saturday", "sunday", "christmas_eve", "christmas"}
    minute : int
        Of the day, local time.

    Examples
    --------
    >>> at = next_moment(1_795_300_000_000_000, "christmas_eve", 12 * 60 + 40)
    >>> datetime.fromtimestamp(at / 1e6, ZONE).isoformat()
    '2026-12-24T12:40:00+01:00'
    """
    clock = time(*divmod(minute % _DAY_MINUTES, 60))
    found = datetime.fromtimestamp(now / 1e6, ZONE).date()
    while not _is(day, found) or _at(found, clock) + _MINUTE <= now:
        found += timedelta(days=1)
    return max(now, _at(found, clock))


def restock(database: Database, at: int, quantity: int | None = None) -> None:
    """Let both stores of the city count anew, some minutes ago.

    A count of an earlier scene that lay later in time must not outlive it, so all they have is written anew.

    Parameters
    ----------
    database : Database
    at : int
        Microseconds since 1970, UTC.
    quantity : int, optional
        Pieces of Anna's dress in the store of the scene; as before when left out.
    """
    counted = at - _COUNTED_MINUTES * _MINUTE
    with database.writing() as connection:
        held = [one for code in (HERE, FAR) for one in stock(connection, store=code)]
        if quantity is not None:  # what an earlier Anna had put aside hangs there again
            for one in of_store(connection, HERE):
                if one.gtin == DRESS:
                    change(connection, one.id, "cancelled", at)
        count_anew(connection, [_counted(one, counted, quantity) for one in held])


def as_plain(step: Step) -> dict[str, Any]:
    """Return a step as JSON can say it.

    Examples
    --------
    >>> as_plain(STEPS[0])["calls"][0]["path"]
    '/v1/consents'
    """
    return {**step._asdict(), "calls": [call._asdict() for call in step.calls]}


def _counted(one: Stock, counted: int, quantity: int | None) -> Stock:
    is_hers = one.store == HERE and one.gtin == DRESS and quantity is not None
    return Stock(
        one.store, one.gtin, quantity if is_hers and quantity is not None else one.quantity, counted, "kasse"
    )


def _is(day: Day, found: date) -> bool:
    if day in _WEEKDAYS:
        return found.weekday() == _WEEKDAYS[day]
    return (found.month, found.day) == (12, 24 if day == "christmas_eve" else 25)


def _at(day: date, clock: time) -> int:
    return round(datetime.combine(day, clock, ZONE).astimezone(UTC).timestamp()) * 1_000_000
