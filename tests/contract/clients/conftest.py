"""A served house, and clients as they come from their registries."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from tests.contract.clients.playing import CLIENTS, DRIVERS, SOURCES, House, ServerClient
from tests.crash.running import Served, write_key


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a house."""
    folder = tmp_path_factory.mktemp("clients") / "house"
    keys = {source: write_key(folder, source) for source in SOURCES}
    with Served(folder, environ={"OASE_LANG": "de"}) as served:
        yield House(served, keys)


@pytest.fixture(scope="session", params=SOURCES[:6])
def client(request: pytest.FixtureRequest) -> ServerClient:
    """Return each client for servers, or skip where it is not installed."""
    source: str = request.param
    python, which = str(DRIVERS / "python_client.py"), source.partition("-")[0]
    if source in ("segment-python", "rudder-python"):
        return ServerClient(source, (sys.executable, python, which))
    needed = CLIENTS / ("segment-2.3.4/bin/python" if source == "segment-python-2.3.4" else "node_modules")
    if not needed.exists():
        pytest.skip("the client is not installed; `make clients` does it")
    if needed.name == "python":
        return ServerClient(source, (str(needed), python, which))
    driver = str(DRIVERS / "node_client.mjs")
    return ServerClient(
        source, ("node", driver, {"segment": "segment", "rudder": "rudder"}.get(which, which))
    )
