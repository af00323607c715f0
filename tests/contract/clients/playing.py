"""A house with clients pointed at it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.clients.proxy import Passed, Proxy
from tests.crash.running import Served

__all__ = ["CHROMIUM", "CLIENTS", "DRIVERS", "SOURCES", "House", "ServerClient", "sizes"]

CLIENTS = Path(__file__).parents[3] / ".clients"
DRIVERS = Path(__file__).parent / "drivers"
CHROMIUM = Path("/usr/bin/chromium")
SECONDS = 60
SOURCES = (
    "segment-python", "segment-python-2.3.4", "rudder-python", "segment-node", "rudder-node", "jitsu",
    "segment-browser", "rudder-browser",
)  # fmt: skip


@dataclass(frozen=True)
class House:
    """A house with a server in front and a key for each client."""

    served: Served
    keys: dict[str, str]

    @property
    def folder(self) -> Path:
        """Return where it lies."""
        return self.served.folder

    def proxy(self, *refuse: Any, twice: bool = False) -> Proxy:
        """Return what clients are pointed at: refuses the first requests, and passes on what follows."""
        return Proxy(lambda: self.served.url, list(refuse), twice=twice)


@dataclass(frozen=True)
class ServerClient:
    """A client that runs on a server: its driver plays calls in a process of its own."""

    source: str
    command: tuple[str, ...]

    @property
    def is_jitsu(self) -> bool:
        """Whether it is the one with the fewest abilities: no batch, no repetition, no message ids."""
        return self.source == "jitsu"

    def play(self, key: str, host: str, calls: list[dict[str, Any]], folder: Path, **plan: Any) -> list[str]:
        """Let the client send calls; return what it reports as failed."""
        path = folder / f"{self.source}.json"
        secret = f"oase:{key}" if self.is_jitsu else key
        path.write_text(json.dumps({"key": secret, "host": host, "calls": calls, **plan}))
        done = subprocess.run(
            [*self.command, str(path)],
            env={**os.environ, "OASE_CLIENTS": str(CLIENTS)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        failures: list[str] = json.loads(done.stdout)["failures"]
        return failures


def sizes(passed: list[Passed]) -> list[int]:
    """Return how many messages each request carried."""
    return [len(one.json.get("batch", [one])) for one in passed]
