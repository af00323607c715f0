"""Somebody of the demo who has been in a store: what pages of stores and customers show of her."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import httpx
from tests.browser.serving import House

from oase.demo.scene import HERE
from oase.demo.shop import DRESS

__all__ = ["visit"]

_CONSENTS = {"push": True, "location": True, "in_store": True, "personalisation": True}
_NEAR = {"store": HERE, "distanceM": 100, "accuracyM": 20}
_CALLS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/v1/consents", {"consents": _CONSENTS, "textVersion": "2026-10", "source": "App"}),
    ("PUT", "/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"}),
    ("PUT", "/v1/me/sizes", {"garment": "shoe", "system": "EU", "size": "39"}),
    ("POST", "/v1/wishlist/items", {"gtin": DRESS}),
    ("POST", "/v1/decisions", {"trigger": "store.near", "places": [_NEAR]}),
    ("POST", "/v1/visits", {"store": HERE, "how": "qr"}),
    ("POST", "/v1/questions", {"store": HERE, "gtin": DRESS, "text": "Läuft das Leinen ein?"}),
    ("POST", "/v1/reservations", {"gtin": DRESS, "store": HERE, "kind": "fitting"}),
    ("POST", "/v1/undecided", {"gtin": DRESS, "store": HERE, "choice": "later", "because": "size"}),
    ("POST", "/v1/me/beliefs", {"name": "size:shoe:EU", "isRight": False}),
)


def visit(house: House) -> None:
    """Let her allow, save, pass by, ask and hesitate, each by the call of her app."""
    made = subprocess.run(
        [sys.executable, "-m", "oase", "keys", "create", str(house.folder), "--kind", "admin"],
        capture_output=True,
        text=True,
        check=True,
    )
    key = re.search(r"oase_a_\S+", made.stdout)
    assert key is not None, made.stdout
    with httpx.Client(base_url=house.address) as client:
        headers = {"authorization": f"Bearer {key[0]}"}
        session = client.post("/api/v1/customers/sessions", json={"value": "anna-pages"}, headers=headers)
        client.headers["authorization"] = f"Bearer {session.json()['token']}"
        for method, path, body in _CALLS:
            answer = client.request(method, path, json=body)
            assert answer.status_code < 400, (path, answer.text)
