"""Send 10,000 messages through a push service that behaves badly; kill the server -9 five times.

Run with ``python -m tests.crash.outbox``; ends with 1 where a message was lost or came after its expiry.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.counting import say
from tests.crash.outbox_world import fates, fill, left, withdraw
from tests.crash.push_service import PushService
from tests.crash.running import Served, write_key

from oase.db import open_database
from oase.settings import now

MESSAGES = int(os.environ.get("OASE_CRASH_MESSAGES", "10000"))
KILLS = 5
PATIENCE_SECONDS = 900.0
MOODS = ["good", "good", "mixed", "good", "mixed", "good", "good", "mixed", "dead", "good"]


def main() -> int:
    """Run it; return 0 where all is well."""
    with tempfile.TemporaryDirectory() as folder, PushService(MOODS, hang_share=0.002) as service:
        house = Path(folder) / "house"
        write_key(house, "test")
        with open_database(house) as database:
            fill(database, service, MESSAGES, now(), short_seconds=90)
            started = time.monotonic()
            served = Served(house, environ={"OASE_PUSH_HOSTS": ",".join(service.hosts)})
            for kill in range(KILLS):
                served.start()
                until = time.monotonic() + PATIENCE_SECONDS
                share = (kill + 1) * MESSAGES * 7 // 10 // (KILLS + 1)
                while len(service.got) < share and time.monotonic() < until:
                    time.sleep(0.05)
                served.kill("all")
                say(f"killed after {len(service.got)} requests")
                service.die(1.0)
                if kill == 1:
                    withdraw(database, range(MESSAGES - 1000, MESSAGES), now())
            with served:
                until = time.monotonic() + PATIENCE_SECONDS
                while (waiting := left(database)) and time.monotonic() < until:
                    say(f"{waiting} waiting, {dict(service.statuses)}")
                    time.sleep(5)
            found = fates(database, service)
            took = time.monotonic() - started
        say("\n".join(found.problems[:20]))
        ends = ", ".join(f"{reason} {number}" for reason, number in sorted(found.ends.items()))
        say(f"{MESSAGES} messages in {took:.0f} s, {KILLS} kills: {ends}; taken twice: {found.repeated};")
        say(f"{len(service.got)} requests, {len(found.problems)} problems")
        return int(bool(found.problems))


if __name__ == "__main__":
    sys.exit(main())
