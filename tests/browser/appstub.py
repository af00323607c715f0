"""The customer's app in a browser without a server: its own files, answers shaped as the interface's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from litestar import Litestar, Request, Response, route
from litestar.params import FromPath
from litestar.testing import TestClient
from playwright.sync_api import Browser, Page, Route
from tests.crash.running import free_port

from oase.web.customer.app import HANDLERS

__all__ = ["ADDRESS", "DRESS", "MESSAGE", "NOW", "Answers", "opening_app", "serving_app"]

ADDRESS = "http://localhost:9"
"""Nothing listens there: every request is answered by the test."""

NOW = 1_795_272_120_000  # 21.11.2026, 15:42 in Köln, milliseconds
DRESS, SKIRT, SHOE = "09521000000387", "09521000000462", "09521000000509"
STORE = {"code": "K1", "name": "Ehrenstraße"}


def _drawing(name: str) -> str:
    return f"/app/drawings/{name}.svg"


def _product(name: str, image: str, garment: str, identity: str) -> dict[str, Any]:
    return {"id": identity, "name": name, "image": _drawing(image), "garment": garment, "brand": "Lindwerk"}


DUNE = _product("Leinenkleid „Dünengras“", "dress", "dress", "p-dune")
PLEATS = _product("Plisseerock „Rhein“", "pleated-skirt", "skirt", "p-rhein")
SANDAL = _product("Sandale „Kiesel“", "sandal", "shoe", "p-kiesel")
CARDIGAN = _product("Strickjacke „Nebel“", "cardigan", "top", "p-nebel")
SCARF = _product("Schal „Garn“", "scarf", "", "p-garn")


def _cell(color: str, size: str, gtin: str, here: int, near: int, online: int) -> dict[str, Any]:
    counted = "2026-11-21T14:31:00Z"
    nearby = [{"store": "Köln-Süd", "name": "Köln-Süd", "quantity": near, "counted": "2026-11-21T13:02:00Z"}]
    return {
        "gtin": gtin,
        "color": color,
        "size": size,
        "online": online,
        "here": {"quantity": here, "counted": counted},
        "nearby": nearby if near else [],
    }


def _wish(gtin: str, product: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"gtin": gtin, "product": product, "added": "2026-11-17T20:04:00Z", **more}


def _euros(cents: int) -> dict[str, Any]:
    return {"cents": cents, "currency": "EUR"}


ITEM = {
    "id": 7,
    "gtin": DRESS,
    "serial": "LW-7",
    "product": DUNE,
    "shade": "#d8c7a3",
    "state": "in_use",
    "months": 14,
}
_SPAN = {"low": 0.12, "middle": 0.23, "high": 0.46}
_GUARANTEE = {
    "kind": "statutory",
    "state": "runs",
    "name": "",
    "promise": "",
    "ends": "2028-09-03",
    "left": 21,
    "longer": 12,
    "why": "",
    "source": "§ 438 BGB",
}
WHOLE: dict[str, Any] = {
    "item": ITEM,
    "country": "DE",
    "sold": "2025-09-03",
    "life": [
        {"kind": "sold", "at": "2025-09-03T12:00:00Z", "way": ""},
        {"kind": "repaired", "at": "2026-08-03T12:00:00Z", "way": "kit"},
    ],
    "guarantees": [
        _GUARANTEE,
        {**_GUARANTEE, "kind": "own", "name": "Nahtgarantie", "promise": "Jede Naht hält.", "longer": 0},
        {**_GUARANTEE, "kind": "own", "state": "check", "name": "Reißverschluss", "why": "no_country"},
    ],
    "footprint": {
        "eachMonth": _SPAN,
        "without": {**_SPAN, "middle": 0.26},
        "extensions": 1,
        "version": 1,
        "source": "Ecobalyse",
    },
}
_WAY: dict[str, Any] = {
    "way": "kit",
    "name": "seam",
    "isOpen": True,
    "why": "",
    "pays": 490,
    "subsidy": 0,
    "saves": 12410,
    "days": [2, 5],
    "months": {"low": 7, "middle": 14, "high": 19},
    "kilograms": {"low": 0.1, "middle": 1.1, "high": 2.2},
}
ADVICE: dict[str, Any] = {
    "first": {"kind": "statutory", "isCertain": False, "ends": "2028-09-03", "left": 21},
    "ways": [
        _WAY,
        {**_WAY, "way": "send_in", "pays": None, "saves": None, "days": None, "kilograms": None},
        {**_WAY, "way": "event", "isOpen": False, "why": "no_stop"},
    ],
    "grants": [],
    "newCents": 12900,
    "currency": "EUR",
    "version": 1,
}


class Answers:
    """What the interface answers; ``asked`` keeps what was asked of it, ``say`` changes an answer."""

    def __init__(self, *, is_in_store: bool = False) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.is_offline = False
        self._said: dict[str, tuple[int, Any]] = {}
        self.is_in_store = is_in_store
        self.consents = {"push": True, "location": True, "in_store": True, "personalisation": False}
        self.wishes = self._wishes()
        self.reservations: list[dict[str, Any]] = []

    def say(self, path: str, body: Any, status: int = 200) -> None:
        """Answer a path in another way from now on, whatever the method."""
        self._said[path] = (status, body)

    def did(self, method: str, path: str) -> Any:
        """Return the body of the last such request."""
        return next(body for m, p, body in reversed(self.asked) if (m, p) == (method, path))

    def answer(self, method: str, url: str, body: Any) -> tuple[int, Any]:
        """Answer one request."""
        split = urlsplit(url)
        path, query = split.path, parse_qs(split.query)
        self.asked.append((method, path, body))
        if path in self._said:
            return self._said[path]
        if method != "GET":
            return self._change(method, path, body)
        return self._read(path, query)

    def _read(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        fixed: dict[str, Callable[[], Any]] = {
            "/v1/me": self._me,
            "/v1/wishlist/items": lambda: {"items": self.wishes},
            "/v1/me/messages": lambda: {"messages": [] if query.get("after", [""])[0] else [MESSAGE]},
            "/v1/reservations": lambda: {"reservations": self.reservations},
            "/v1/stores": lambda: {"stores": [SHOP, SOUTH]},
            "/v1/stores/K1": lambda: SHOP,
            "/v1/me/receipts": lambda: {"receipts": RECEIPTS},
            "/v1/me/receipts/7f3a99": lambda: RECEIPTS[0],
            "/v1/me/receipts/6c1102": lambda: RECEIPTS[1],
            "/v1/me/beliefs": lambda: {"beliefs": BELIEFS},
            "/v1/questions": lambda: {"questions": QUESTIONS},
            "/v1/products/p-dune/ratings": lambda: RATINGS,
            "/v1/me/export": lambda: {"facts": []},
            f"/v1/pos/products/{DRESS}": lambda: self._shown(DRESS),
            f"/v1/pos/products/{DRESS}/matches": lambda: {"matches": MATCHES, "empty": None},
            "/v1/items": lambda: {"items": [ITEM], "bought": [{"gtin": SKIRT, "product": PLEATS}]},
            "/v1/items/7": lambda: WHOLE,
            "/v1/items/7/advice": lambda: ADVICE,
            "/v1/scan": lambda: self._scan(query["code"][0]),
        }
        if path.startswith("/v1/pos/products/") and path not in fixed:
            gtin = path.split("/")[4]
            shown = {"matches": [], "empty": "Hier passt gerade nichts dazu."}
            return 200, shown if path.endswith("matches") else self._shown(gtin)
        return (
            (200, fixed[path]()) if path in fixed else (404, {"error": {"code": "not_found", "message": ""}})
        )

    def _change(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/v1/consents":
            self.consents.update(body["consents"])
        elif path == "/v1/wishlist/items":
            self.wishes = [one for one in self._wishes() if one["gtin"] == body["gtin"]] + self.wishes
        elif path.startswith("/v1/wishlist/items/"):
            self.wishes = [one for one in self.wishes if one["gtin"] != path.rpartition("/")[2]]
        elif path == "/v1/visits":
            self.is_in_store = True
        elif path == "/v1/visits/current":
            self.is_in_store = False
        elif path == "/v1/reservations":
            held = {"id": "r1", "state": "asked", "product": DUNE, "until": "2026-11-23T17:00:00Z"}
            self.reservations = [{**held, "gtin": body["gtin"], "store": STORE, "kind": body["kind"]}]
            return 201, self.reservations[0]
        elif path.startswith("/v1/reservations/") and method == "DELETE":
            self.reservations = []
        elif path == "/v1/me/token":
            return 200, {"token": "oct_renewed", "refresh": "r2", "expiresAt": "2026-11-21T16:00:00Z"}
        return 200, {}

    def _scan(self, code: str) -> dict[str, Any]:
        outcomes = {"952": "bad_check_digit", "4006381333931": "unknown", "2012345678900": "restricted"}
        found = "found" if code.lstrip("0") == DRESS.lstrip("0") else outcomes.get(code, "unreadable")
        return {"outcome": found, "gtin": DRESS if found == "found" else None, "text": code, "product": None}

    def _me(self) -> dict[str, Any]:
        said = [
            {"purpose": name, "granted": on, "at": "2026-10-12T07:14:00Z", "text": "2026-10", "source": "app"}
            for name, on in self.consents.items()
        ]
        visit = {"store": "K1", "name": "Ehrenstraße", "since": "2026-11-21T14:38:00Z"}
        return {
            "name": "Anna",
            "lang": "de",
            "mode": "store" if self.is_in_store else "street",
            "consents": said,
            "visit": visit if self.is_in_store else None,
            "timezone": "Europe/Berlin",
            "sizes": [
                {"garment": "dress", "system": "DE", "size": "38", "at": "2026-10-12T07:15:00Z"},
                {"garment": "shoe", "system": "EU", "size": "39", "at": "2026-10-12T07:16:00Z"},
            ],
            "preferredStore": {
                **STORE,
                "how": "learned",
                "because": "Weil du dort dreimal warst, zuletzt am 14.11.",
            },
            "push": {"subscribed": True},
        }

    def _wishes(self) -> list[dict[str, Any]]:
        stock = {**STORE, "quantity": 2, "counted": "2026-11-21T14:31:00Z"}
        south = {"code": "K2", "name": "Köln-Süd", "quantity": 1, "counted": "2026-11-21T13:02:00Z"}
        sand = {"color": "Sand", "shade": "#c9b48e", "size": "38", "price": _euros(8900)}
        moss = {"color": "Moos", "shade": "#7d8a63", "size": "38", "price": _euros(7400)}
        bark = {"color": "Rinde", "shade": "#7a5a43", "size": "39", "price": _euros(11900)}
        return [
            _wish(DRESS, DUNE, **sand, stores=[stock, south]),
            _wish(SKIRT, PLEATS, **moss, stores=[south]),
            _wish(SHOE, SANDAL, **bark, stores=[]),
        ]

    def _shown(self, gtin: str) -> dict[str, Any]:
        sizes = ["34", "36", "38", "40", "42"]
        cells = [
            _cell("Sand", size, DRESS if size == "38" else f"0952100000{at}001", *counts)
            for at, (size, counts) in enumerate(
                zip(sizes, [(0, 0, 0), (1, 0, 4), (2, 1, 6), (1, 0, 2), (0, 1, 0)], strict=True), 10
            )
        ] + [
            _cell("Moosgrün", size, f"0952100000{at}002", *counts)
            for at, (size, counts) in enumerate(
                zip(sizes, [(0, 0, 3), (0, 1, 3), (0, 0, 2), (3, 0, 2), (0, 0, 0)], strict=True), 10
            )
        ]
        chosen = next((one for one in cells if one["gtin"] == gtin), cells[2])
        shade = "#c9b48e" if chosen["color"] == "Sand" else "#7d8a63"
        return {
            "product": {
                **DUNE,
                "material": [{"fibre": "linen", "name": "Leinen", "percent": 100}],
                "care": [
                    {"code": "w30", "text": "30° schonend"},
                    {"code": "nd", "text": "nicht in den Trockner"},
                    {"code": "i2", "text": "mäßig heiß bügeln"},
                ],
                "description": "Gerade geschnitten, mit Taschen. Gewebt in Bielefeld.",
            },
            "variant": {
                "gtin": chosen["gtin"],
                "color": chosen["color"],
                "shade": shade,
                "size": chosen["size"],
                "sizeSystem": "DE",
            },
            "store": STORE,
            "mySize": "38",
            "onWishlist": any(one["gtin"] == gtin for one in self.wishes),
            "grid": {
                "colors": [{"name": "Sand", "shade": "#c9b48e"}, {"name": "Moosgrün", "shade": "#7d8a63"}],
                "sizes": sizes,
                "cells": cells,
            },
            "holdUntil": "2026-11-23T17:00:00Z",
            "price": {"cents": 8900, "currency": "EUR", "lowest30": 8900},
            "ratings": RATINGS,
        }


MESSAGE = {
    "id": "m1",
    "at": "2026-11-21T14:38:00Z",
    "expires": "2026-11-21T14:58:00Z",
    "receipt": "7f3a99",
    "title": "Gleich um die Ecke",
    "body": "Dein gemerktes Leinenkleid gibt es 150 m weiter in Größe 38.",
    "actions": ["way", "not_today", "why"],
    "play": "wish-nearby",
    "item": DRESS,
    "store": "K1",
    "distanceM": 150,
}
SHOP = {
    **STORE,
    "street": "Ehrenstraße 41",
    "postcode": "50672",
    "city": "Köln",
    "latitude": 50.939,
    "longitude": 6.939,
    "opening": {"isOpen": True, "closes": "2026-11-21T17:00:00Z", "opens": None, "why": None},
}
SOUTH = {
    "code": "K2",
    "name": "Köln-Süd",
    "street": "Bonner Straße 12",
    "postcode": "50677",
    "city": "Köln",
    "opening": {"isOpen": False, "closes": None, "opens": "2026-11-23T09:00:00Z", "why": None},
}


def _sentence(sign: str, gate: str, text: str, aside: str = "") -> dict[str, str]:
    return {"sign": sign, "gate": gate, "text": text, "aside": aside}


RECEIPTS = [
    {
        "id": "7f3a99",
        "at": "2026-11-21T14:38:00Z",
        "play": "wish-nearby",
        "title": MESSAGE["title"],
        "body": MESSAGE["body"],
        "outcome": "sent",
        "reason": None,
        "store": "K1",
        "item": DRESS,
        "sentences": [
            _sentence("passed", "consent", "Du hast Push und Standort erlaubt", "12.10."),
            _sentence("passed", "still_wished", "Das Kleid steht auf deiner Wunschliste", "Di 21:04"),
            _sentence("passed", "in_stock", "In Größe 38 im Laden, 150 m", "2, vor 7 min"),
            _sentence("passed", "open", "Der Laden ist noch 2 h 18 min offen", "Sa bis 18"),
            _sentence("passed", "quiet", "Keine Ruhezeit, erste Nachricht diese Woche", "0 von 2"),
            _sentence("passed", "control", "Du bist nicht in der Vergleichsgruppe", "10 %"),
        ],
        "used": [
            {
                "name": "size:dress:DE",
                "text": "Kleider trägst du in 38",
                "value": "38",
                "at": "2026-10-12T07:15:00Z",
            }
        ],
    },
    {
        "id": "6c1102",
        "at": "2026-11-20T20:50:00Z",
        "play": "wish-nearby",
        "title": "",
        "body": "",
        "outcome": "withheld",
        "reason": "quiet",
        "store": "K1",
        "item": DRESS,
        "sentences": [
            _sentence("passed", "consent", "Du hast Push und Standort erlaubt", "12.10."),
            _sentence("failed", "quiet", "Es war Ruhezeit. Verfallen statt nachgeholt.", "21:50"),
            _sentence("unchecked", "cap_day", "Wie viele Nachrichten heute schon kamen"),
            _sentence("unchecked", "control", "Ob du in der Vergleichsgruppe bist"),
        ],
        "used": [],
    },
]
BELIEFS = [
    {
        "name": "size:dress:DE",
        "text": "Kleider trägst du in 38",
        "at": "2026-10-12T07:15:00Z",
        "isRight": True,
    },
    {
        "name": "met:K1",
        "text": "In der Ehrenstraße warst du dreimal",
        "at": "2026-11-14T12:00:00Z",
        "isRight": False,
    },
]
QUESTIONS = [
    {
        "id": 1,
        "text": "Ist der Stoff blickdicht?",
        "asked": "2026-11-21T13:00:00Z",
        "product": DUNE,
        "store": STORE,
        "answer": "Ja, in Sand und Moosgrün. Halt ihn gern ans Licht.",
        "who": "Mira, Ehrenstraße",
        "answered": "2026-11-21T13:12:00Z",
    },
    {
        "id": 2,
        "text": "Kann man es kürzen?",
        "asked": "2026-11-21T14:20:00Z",
        "product": DUNE,
        "store": STORE,
        "answer": "",
        "who": "",
        "answered": None,
    },
]
RATINGS = {
    "count": 87,
    "average": 4.4,
    "verified": 79,
    "fit": {"smaller": 7, "expected": 41, "larger": 4, "count": 52, "size": "38"},
    "latest": [
        {
            "stars": 5,
            "text": "Trägt sich wie nichts, und die Taschen!",
            "size": "38",
            "fit": "expected",
            "at": "2026-11-02T10:00:00Z",
            "verified": True,
            "source": "App",
        },
        {
            "stars": 3,
            "text": "Knittert, wie Leinen eben knittert.",
            "size": "40",
            "fit": "larger",
            "at": "2026-10-19T10:00:00Z",
            "verified": False,
            "source": "Webshop",
        },
    ],
}


def _match(
    gtin: str, product: dict[str, Any], color: str, shade: str, size: str, because: str
) -> dict[str, Any]:
    return {
        "gtin": gtin,
        "product": product,
        "color": color,
        "shade": shade,
        "size": size,
        "price": _euros(6900),
        "quantity": 2,
        "counted": "2026-11-21T14:31:00Z",
        "because": because,
    }


MATCHES = [
    _match("09521000000608", CARDIGAN, "Nebel", "#bfccd2", "M", "14 haben beides gemerkt oder gekauft."),
    _match(SHOE, SANDAL, "Rinde", "#7a5a43", "39", "9 haben beides gekauft."),
    _match("09521000000707", SCARF, "Ton", "#b1785a", "", "Gleiches Garn."),
]


@contextmanager
def opening_app(
    browser: Browser,
    answers: Answers,
    *,
    lang: str = "de",
    width: int = 390,
    scheme: str = "light",
    height: int = 844,
) -> Generator[tuple[Page, list[str]]]:
    """Open the app signed in, at a fixed moment; what the browser complains of is kept."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="de-DE" if lang == "de" else "en-GB",
        reduced_motion="reduce",
        service_workers="block",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda told: (
            complaints.append(told.text)
            if told.type in ("error", "warning") and "blocked by Playwright" not in told.text
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.clock.install(time=NOW / 1000)
    with TestClient(Litestar(list(HANDLERS), openapi_config=None)) as files:
        page.route(f"{ADDRESS}/**", lambda asked: _fulfil(asked, files, answers))
        page.goto(f"{ADDRESS}/app?lang={lang}#token=oct_test&refresh=r1")
        page.wait_for_selector(".screen")
        try:
            yield page, complaints
        finally:
            context.close()


@contextmanager
def serving_app(answers: Answers) -> Generator[str]:
    """Serve the app and the same answers over loopback, where browsers allow a service worker."""

    @route("/v1/{path:path}", http_method=["GET", "POST", "PUT", "DELETE"])
    async def interface(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[Any]:
        body = await request.body()
        sent = (
            json.loads(body) if body and request.headers.get("content-type") == "application/json" else None
        )
        status, said = answers.answer(request.method, str(request.url), sent)
        return Response(said, status_code=status)

    made = Litestar([*HANDLERS, interface], openapi_config=None, logging_config=None)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(made, port=port, log_level="error", lifespan="off"))  # type: ignore[arg-type]
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def _fulfil(asked: Route, files: TestClient[Litestar], answers: Answers) -> None:
    request = asked.request
    path = urlsplit(request.url).path
    if not path.startswith("/v1/"):
        got = files.get(request.url.removeprefix(ADDRESS), headers={"accept-encoding": "identity"})
        return asked.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)
    if answers.is_offline:
        return asked.abort("internetdisconnected")
    kind = request.headers.get("content-type", "")
    sent = request.post_data_json if kind.startswith("application/json") and request.post_data else None
    status, body = answers.answer(request.method, request.url, sent)
    return asked.fulfill(status=status, content_type="application/json", body=json.dumps(body))
