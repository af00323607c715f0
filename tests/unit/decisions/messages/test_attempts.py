"""What follows from an attempt: waiting times, ends, and several devices of one person."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from oase.decisions.messages.attempts import MOST_ATTEMPTS, Attempt, again, follow, joined, of_status
from oase.decisions.messages.hosts import Busy, Hosts
from oase.decisions.messages.outbox import Ended, Message

NOW = 1_800_000_000_000_000


def message(attempts: int = 1, reached: tuple[int, ...] = ()) -> Message:
    return Message(
        id=1, key="k", alias=1, receipt="", channel="push", purpose="push", kind="advert", content={},
        created=NOW, due=NOW, expires=NOW + 10**9, attempts=attempts, state="waiting", reason="sending",
        finished=None, reached=reached,
    )  # fmt: skip


def test_waits_double_and_are_spread_by_chance() -> None:
    waits = [
        (follow(message(attempts), again("timeout"), NOW, Random(seed)).due - NOW) / 1e6
        for attempts in (1, 2, 3, 9)
        for seed in range(50)
    ]
    for start, most in zip(range(0, 200, 50), (2, 4, 8, 512), strict=True):
        some = waits[start : start + 50]
        assert most / 2 <= min(some) < max(some) <= most
        assert len(set(some)) > 40


def test_what_the_server_asked_for_is_never_cut_short() -> None:
    for seed in range(50):
        result = follow(message(), again("http_429", after_seconds=30), NOW, Random(seed))
        assert 30 <= (result.due - NOW) / 1e6 <= 33


def test_attempts_come_to_an_end_but_waiting_for_a_busy_server_is_none() -> None:
    last = message(MOST_ATTEMPTS)
    assert follow(last, again("http_500"), NOW, Random(1)).reason == Ended.TOO_MANY_ATTEMPTS
    assert follow(last, again("busy", is_counted=False), NOW, Random(1)).state == "waiting"
    reached = message(MOST_ATTEMPTS, reached=(3,))
    assert follow(reached, again("http_500"), NOW, Random(1)).state == "sent"


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((201, 201), (True, None)),
        ((201, 410), (True, None)),
        ((410, 404), (False, Ended.GONE)),
        ((410, 400), (False, Ended.REFUSED)),
        ((201, 503), (False, None)),
    ],
)
def test_devices_together(statuses: tuple[int, ...], expected: tuple[bool, Ended | None]) -> None:
    both = joined([of_status(status, None) for status in statuses])
    assert (both.is_sent, both.ended) == expected


def test_a_device_that_took_it_is_not_asked_again() -> None:
    first = joined([Attempt(is_sent=True, reached=(1,)), again("http_503")])
    result = follow(message(), first, NOW, Random(1))
    assert (result.state, result.reached) == ("waiting", (1,))


def test_a_slow_server_is_not_waited_for_and_holds_up_nobody_else() -> None:
    async def walked() -> list[str]:
        hosts, said = Hosts(most=1, slow_seconds=0.05), []

        async def call(name: str, seconds: float) -> None:
            try:
                async with hosts.call(name) as one:
                    await asyncio.sleep(seconds)
                    one.is_well = True
                    said.append(name)
            except Busy as busy:
                said.append(f"{name} busy" if busy.seconds >= 1 else "too soon")

        slow = asyncio.create_task(call("slow", 0.2))
        await asyncio.sleep(0)
        await asyncio.gather(call("slow", 0), call("good", 0), call("good", 0.01), call("good", 0))
        await call("slow", 0)
        await slow
        await call("slow", 0)
        return said

    assert asyncio.run(walked()) == ["good", "good", "good", "slow busy", "slow busy", "slow", "slow"]
