"""A sender that is killed, a push service that behaves badly: each message arrives or ends with a reason."""

from __future__ import annotations

import multiprocessing
import threading
import time
from pathlib import Path

from tests.crash.outbox_world import fates, fill, left, withdraw
from tests.crash.push_service import PushService

from oase.app.messages import run
from oase.db import open_database
from oase.decisions.messages.outbox import Ended
from oase.settings import Delivery, Settings, now

MESSAGES = 300
PATIENCE_SECONDS = 90.0


def be_the_sender(folder: Path, hosts: tuple[str, ...]) -> None:
    delivery = Delivery(push_hosts=hosts)
    run(folder, Settings(delivery=delivery), threading.Event(), patience_seconds=1.0)


def test_none_is_lost_none_is_late(tmp_path: Path) -> None:
    spawning = multiprocessing.get_context("spawn")
    with (
        open_database(tmp_path / "house", create=True) as database,
        PushService(["good", "good", "mixed", "good"], hang_share=0.005, bad_share=0.1) as service,
    ):
        fill(database, service, MESSAGES, now(), short_seconds=4)
        withdraw(database, range(280, 290), now())
        args = (tmp_path / "house", service.hosts)
        sender = spawning.Process(target=be_the_sender, args=args)
        sender.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while len(service.got) < MESSAGES // 4 and time.monotonic() < until:
            time.sleep(0.02)
        sender.kill()
        sender.join()
        service.die(0.2)
        again = spawning.Process(target=be_the_sender, args=args)
        again.start()
        while left(database) and time.monotonic() < until:
            time.sleep(0.05)
        again.kill()
        again.join()
        found = fates(database, service)
    assert found.problems == []
    assert found.ends[Ended.GONE] == MESSAGES * 4 // 100
    assert found.ends[Ended.NO_SUBSCRIPTION] == MESSAGES * 2 // 100
    assert found.ends[Ended.CONSENT_WITHDRAWN] == 10
    assert found.ends["sent"] > MESSAGES * 0.7
