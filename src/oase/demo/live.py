"""Customers who keep arriving: invented visits as bodies that a Segment client would send.

Nothing here sends anything. A visit is a short list of requests; several visits run at once, so their
requests mix as they would in a shop. One request in about fifty is of the kind a real integration gets wrong,
and one is sent twice, so that refusals and duplicates can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np

__all__ = ["Arrival", "live"]

VISITORS: Final = 12
CUSTOMERS: Final = 4_000
CITIES: Final = ("Hamburg", "Köln", "Leipzig", "München", "Bremen", "Graz", "Basel")
FIRST_NAMES: Final = ("Anna", "Mehmet", "Greta", "Jonas", "Ayse", "Paul", "Lena", "Emil", "Mia", "Karl")
LAST_NAMES: Final = ("Beispiel", "Muster", "Probst", "Erfunden", "Nimmer", "Wald", "Heide", "Birke")
PRODUCTS: Final = (
    ("P-100", "Wanderschuh Talweg", 149.0),
    ("P-210", "Rucksack Lichtung 28", 119.0),
    ("P-220", "Rucksack Lichtung 45", 179.0),
    ("P-300", "Regenjacke Niesel", 199.0),
    ("P-410", "Zelt Zwei Birken", 349.0),
    ("P-520", "Trinkflasche Quelle", 29.0),
)
CAMPAIGNS: Final = (
    ("newsletter", "email", "herbst"),
    ("suche", "cpc", "rucksack"),
    ("freunde", "social", "touren"),
)
MISTAKES: Final = 0.02
REPEATED: Final = 0.02

Body = dict[str, Any]
Step = tuple[str, Body]


class Arrival(NamedTuple):
    """A request of an invented customer.

    Parameters
    ----------
    wait_seconds : float
        Time since the request before it.
    path : str
        Endpoint of the door.
    body : dict
        What a Segment client would send there, without times: they are the sender's.
    """

    wait_seconds: float
    path: str
    body: Body


def live(seed: int = 7, *, run: str = "0", per_second: float = 4.0) -> Iterator[Arrival]:
    """Invent requests without end.

    Parameters
    ----------
    seed : int
        The same seed gives the same requests.
    run : str
        Part of every message id: another run is not a repetition of the last one.
    per_second : float
        Requests per second on average.

    Yields
    ------
    Arrival

    Examples
    --------
    >>> from itertools import islice
    >>> first = list(islice(live(seed=1), 50))
    >>> first == list(islice(live(seed=1), 50))
    True
    >>> sorted({arrival.path for arrival in first})
    ['/v1/identify', '/v1/page', '/v1/screen', '/v1/track']
    """
    rng = np.random.default_rng(seed)
    visits = [_visit(rng) for _ in range(VISITORS)]
    number = 0
    while True:
        place = int(rng.integers(VISITORS))
        if not visits[place]:
            visits[place] = _visit(rng)
        kind, body = visits[place].pop(0)
        number += 1
        body = {"type": kind, "messageId": f"live-{run}-{number}"} | body
        yield Arrival(_pause(rng, per_second), f"/v1/{kind}", body)
        if rng.random() < REPEATED:
            yield Arrival(_pause(rng, per_second), f"/v1/{kind}", body)


def _pause(rng: np.random.Generator, per_second: float) -> float:
    return round(float(rng.exponential(1 / per_second)), 3)


def _visit(rng: np.random.Generator) -> list[Step]:
    """Return the requests of one visit, in their order."""
    number = int(rng.integers(CUSTOMERS))
    kinds: tuple[Callable[[np.random.Generator, Body], list[Step]], ...] = (_shop, _app, _service)
    kind = kinds[int(rng.choice(3, p=(0.6, 0.25, 0.15)))]
    who: Body = {"anonymousId": f"besuch-{number}-{int(rng.integers(3))}"}
    is_known = number % 3 > 0
    known: Body = who | {"userId": f"kunde-{number}"}
    steps = kind(rng, known if is_known else who)
    if is_known and rng.random() < 0.4:
        steps.insert(0, ("identify", known | {"traits": _traits(number)}))
    if rng.random() < MISTAKES * len(steps):
        steps.append(("track", {**who, "properties": {"why": "a track without its event is refused"}}))
    return steps


def _traits(number: int) -> Body:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    return {
        "firstName": first,
        "lastName": last,
        "email": f"{first}.{last}.{number}@example.org".lower(),
        "city": CITIES[number % len(CITIES)],
    }


def _shop(rng: np.random.Generator, who: Body) -> list[Step]:
    """Return a visit of the web shop, which one in a few ends with an order."""
    source, medium, name = CAMPAIGNS[int(rng.integers(len(CAMPAIGNS)))]
    context = {"campaign": {"source": source, "medium": medium, "name": name}} if rng.random() < 0.4 else {}
    steps: list[Step] = [("page", who | {"name": "Startseite", "context": context})]
    chosen = [
        PRODUCTS[int(place)] for place in rng.choice(len(PRODUCTS), int(rng.integers(1, 4)), replace=False)
    ]
    steps += [("track", who | {"event": "Product Viewed", "properties": _product(one)}) for one in chosen]
    if rng.random() < 0.45:
        steps.append(("track", who | {"event": "Product Added", "properties": _product(chosen[-1])}))
        steps.append(("track", who | {"event": "Checkout Started", "properties": {"products": len(chosen)}}))
        if rng.random() < 0.6:
            steps.append(("track", who | {"event": "Order Completed", "properties": _order(rng, chosen[-1])}))
    return steps


def _app(rng: np.random.Generator, who: Body) -> list[Step]:
    """Return a look into the app."""
    steps: list[Step] = [("screen", who | {"name": "Start"})]
    if rng.random() < 0.7:
        steps.append(("screen", who | {"name": "Tourenplaner", "properties": {"tour": "Drei Seen"}}))
    if rng.random() < 0.4:
        product = _product(PRODUCTS[int(rng.integers(len(PRODUCTS)))])
        steps.append(("track", who | {"event": "Product Added to Wishlist", "properties": product}))
    return steps


def _service(rng: np.random.Generator, who: Body) -> list[Step]:
    """Return a question to the service; the mail address in it must not reach the lake."""
    topic = ("Lieferung", "Rückgabe", "Größe")[int(rng.integers(3))]
    note = "Bitte antwortet an anna.beispiel@example.org oder 040 5550123"
    opened = who | {"event": "Support Ticket Opened", "properties": {"topic": topic, "note": note}}
    return [("page", who | {"name": "Hilfe"}), ("track", opened)]


def _product(product: tuple[str, str, float]) -> Body:
    code, name, price = product
    return {"product_id": code, "name": name, "price": price, "currency": "EUR"}


def _order(rng: np.random.Generator, product: tuple[str, str, float]) -> Body:
    return {"order_id": f"B-{int(rng.integers(10**6)):06d}", "total": product[2], "currency": "EUR"}
