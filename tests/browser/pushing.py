"""A real push service on this machine, and a browser that subscribes to it instead of its maker's."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page
from tests.contract.clients.playing import CLIENTS
from tests.crash.running import free_port

__all__ = ["PushService", "deliver", "pushing", "subscribe_there"]

MODULES = CLIENTS / "node_modules"
SCRIPT = Path(__file__).with_name("push_service.cjs")
START_SECONDS = 20.0

# what the browser would have got from its maker's service: endpoint and keys of ours
_STUB = """
(address) => {
  const plain = (text) => atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = (text) => Uint8Array.from(plain(text), (sign) => sign.charCodeAt(0));
  const text = (given) => btoa(String.fromCharCode(...new Uint8Array(given)))
    .replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
  let made = null;
  PushManager.prototype.getSubscription = async () => made;
  PushManager.prototype.subscribe = async (options) => {
    const key = typeof options.applicationServerKey === 'string'
      ? options.applicationServerKey : text(options.applicationServerKey);
    const { endpoint, keys, clientHash } = await window.oasePushService(key);
    const parts = { p256dh: bytes(keys.p256dh).buffer, auth: bytes(keys.auth).buffer };
    made = {
      endpoint, expirationTime: null, options,
      getKey: (name) => parts[name],
      toJSON: () => ({ endpoint, expirationTime: null, keys }),
      unsubscribe: async () => { made = null; return true; },
    };
    window.oaseClientHash = clientHash;
    return made;
  };
}
"""


class PushService(NamedTuple):
    """A served push service: its address, and what it was given for a subscription."""

    address: str

    def ask(self, path: str, body: dict[str, Any]) -> Any:
        """Ask it for something, and return the data of its answer; None where it has none."""
        connection = HTTPConnection("localhost", int(self.address.rpartition(":")[2]), timeout=10)
        with closing(connection):
            connection.request("POST", f"/{path}", json.dumps(body), {"Content-Type": "application/json"})
            return json.loads(connection.getresponse().read()).get("data")

    def subscribe(self, key: str) -> dict[str, Any]:
        """Subscribe with a server's public key."""
        return self.ask("subscribe", {"userVisibleOnly": "true", "applicationServerKey": key})

    def messages(self, client: str) -> list[str]:
        """Return what has arrived for a subscription, deciphered with its keys."""
        found = self.ask("get-notifications", {"clientHash": client})
        return list(found["messages"]) if found else []

    def seconds(self, client: str) -> list[int]:
        """Return how long each of these messages may be kept for a device that is off (``TTL``)."""
        return list(self.ask("get-notifications", {"clientHash": client})["seconds"])

    def expire(self, client: str) -> None:
        """Let a subscription be over: what is sent to it from now on is answered with 410."""
        connection = HTTPConnection("localhost", int(self.address.rpartition(":")[2]), timeout=10)
        with closing(connection):
            connection.request("POST", f"/expire-subscription/{client}")
            assert connection.getresponse().status == 200

    def awaited(self, client: str, number: int = 1, seconds: float = 30.0) -> list[str]:
        """Wait until so many messages have arrived."""
        end = time.monotonic() + seconds
        while len(found := self.messages(client)) < number:
            assert time.monotonic() < end, f"{len(found)} of {number} messages after {seconds} s"
            time.sleep(0.1)
        return found


@contextmanager
def pushing() -> Generator[PushService]:
    """Serve a push service, or skip where it is not installed."""
    node = shutil.which("node")
    if node is None or not (MODULES / "web-push-testing").is_dir():
        pytest.skip("web-push-testing is not installed; `make clients` does it")
    port = free_port()
    with subprocess.Popen([node, str(SCRIPT), str(MODULES), str(port)], stdout=subprocess.PIPE) as served:
        try:
            _await_start(served)
            yield PushService(f"http://localhost:{port}")
        finally:
            served.terminate()
            served.wait(10)


def _await_start(served: subprocess.Popen[bytes]) -> None:
    assert served.stdout is not None
    line = served.stdout.readline()
    assert b"running" in line, line


def subscribe_there(context: BrowserContext, service: PushService) -> None:
    """Let every page of a context subscribe to the service instead of to the browser's own."""

    def subscribe(key: str) -> dict[str, Any]:  # a function of its own: what is exposed must take attributes
        return service.subscribe(key)

    context.expose_function("oasePushService", subscribe)
    context.add_init_script(f"({_STUB})()")


def deliver(page: Page, message: str) -> None:
    """Hand a message to the real service worker of a page, as the browser's push client would."""
    worker: CDPSession = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    worker.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    worker.send("ServiceWorker.enable")
    end = time.monotonic() + START_SECONDS
    while not found:
        assert time.monotonic() < end, "no service worker has registered"
        page.wait_for_timeout(50)
    registration = next(one for one in found if not one["isDeleted"])
    origin = "/".join(registration["scopeURL"].split("/")[:3])
    worker.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration["registrationId"], "data": message},
    )
