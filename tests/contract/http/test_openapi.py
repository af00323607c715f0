"""Everything described is asked with whatever the description allows; it fails only by the stated 503."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from tests.crash.running import Served, write_key

from oase.contacts.keys import create_key
from oase.db import open_database
from oase.web.api.application import description

SCHEMA = schemathesis.openapi.from_dict(json.loads(description()))
FEW = settings(
    max_examples=6,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a house; return its address, and the header that opens the door or the interface."""
    folder: Path = tmp_path_factory.mktemp("described") / "house"
    write = base64.b64encode(f"{write_key(folder, 'shop')}:".encode()).decode()
    with open_database(folder) as database:
        admin = create_key(database, "admin", "Anna")[1]
    with Served(folder) as served:
        yield served.url, {"door": f"Basic {write}", "api": f"Bearer {admin}"}
        assert served.status("/health/live") == 200
        assert served.stop() == 0


@SCHEMA.parametrize()
@FEW
def test_whatever_is_allowed_is_answered(case: Any, asked: tuple[str, dict[str, str]]) -> None:
    """The status is one of those described; every problem is told in the envelope."""
    url, keys = asked
    is_api = case.operation.path.startswith(("/api/v1", "/health", "/metrics"))
    case.headers = {**(case.headers or {}), "Authorization": keys["api" if is_api else "door"]}
    reply = case.call(base_url=url)
    assert reply.status_code < 500 or reply.status_code == 503, reply.text
    assert str(reply.status_code) in case.operation.definition.raw["responses"], reply.text
    if reply.status_code >= 400:
        assert set(reply.json()) <= {"code", "message", "expected", "got", "where", "todo"}
        assert reply.json()["message"]
