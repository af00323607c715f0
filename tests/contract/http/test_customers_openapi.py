"""The customer's calls, asked with whatever their description allows: answered as it says, never failing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from tests.crash.running import Served

from oase.app import open_house
from oase.app.visiting import enter
from oase.web.customer.api import customers_description

SCHEMA = schemathesis.openapi.from_dict(json.loads(customers_description()))
FEW = settings(
    max_examples=6,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
ENDING = {"/v1/me/sign-out", "/v1/me/erasure"}
"""After these nothing is opened any more: they are asked by customers of their own."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """Serve a house; return its address, and what signs a customer in."""
    folder: Path = tmp_path_factory.mktemp("customers") / "house"
    with open_house(folder, create=True, own="Lindwerk") as house:
        _ = house.rooms.key
        with Served(folder) as served:
            yield served.url, lambda value: enter(house.rooms, value).token
            assert served.status("/health/live") == 200
            assert served.stop() == 0


@SCHEMA.parametrize()
@FEW
def test_whatever_is_allowed_is_answered(case: Any, asked: tuple[str, Any]) -> None:
    """The status is one of those described; every problem is told in the envelope."""
    url, sign_in = asked
    token = sign_in(f"anna-{case.operation.path if case.operation.path in ENDING else ''}")
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
    reply = case.call(base_url=url)
    assert reply.status_code < 500 or reply.status_code == 503, reply.text
    assert str(reply.status_code) in case.operation.definition.raw["responses"], reply.text
    if reply.status_code >= 400:
        assert set(reply.json()) <= {"code", "message", "expected", "got", "where", "todo"}
        assert reply.json()["message"]
