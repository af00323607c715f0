"""Customers who go on writing, staff who answer, and receipts that are rated: without end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from oase.demo.listening.log import Log
from oase.demo.listening.places import CHANNELS
from oase.demo.listening.talk import Came, Talk, Writer
from oase.demo.listening.topics import TOPICS

__all__ = ["Rating", "Spoken", "ratings", "spoken"]

_SECONDS, _RATING_SECONDS = 25.0, 40.0
_ANSWERED: Final = 0.7
_RECOMMEND: Final = {-1: (3, 7), 0: (6, 9), 1: (8, 10)}


class Spoken(NamedTuple):
    """A message, or the reply to one before.

    Parameters
    ----------
    wait_seconds : float
        Since the one before.
    body : dict
        What a program hands over: ``messages`` or ``replies``, without times.
    """

    wait_seconds: float
    body: dict[str, list[dict[str, Any]]]


class Rating(NamedTuple):
    """A customer rates a transaction by the code on her receipt.

    Parameters
    ----------
    wait_seconds : float
    transaction, touchpoint : str
    form : dict
        What she ticks, as the page of the survey sends it.
    """

    wait_seconds: float
    transaction: str
    touchpoint: str
    form: dict[str, str]


def spoken(persons: int, seed: int = 7, *, run: str = "0", at: int = 0) -> Iterator[Spoken]:
    """Yield messages, and replies to most of them a little later.

    Parameters
    ----------
    persons, seed : int
        Of the demo.
    run : str
        Part of every id: another run is not a repetition of the last one.
    at : int
        About when, for names of weekdays in texts; microseconds since 1970, UTC.

    Examples
    --------
    >>> from itertools import islice
    >>> first = list(islice(spoken(400, seed=1), 20))
    >>> first == list(islice(spoken(400, seed=1), 20)), sorted({name for one in first for name in one.body})
    (True, ['messages', 'replies'])
    """
    rng = random.Random(f"{seed}/spoken/{run}")  # noqa: S311 - nothing is kept secret by it
    waiting: list[dict[str, Any]] = []
    number = 0
    while True:
        pause = round(rng.uniform(0.5, 1.5) * _SECONDS, 1)
        if waiting and rng.random() < _ANSWERED / 2:
            yield Spoken(pause, {"replies": [waiting.pop(rng.randrange(len(waiting)))]})
            continue
        number += 1
        message, reply = _fresh(rng, persons, f"live-{run}-{number}", at)
        if rng.random() < _ANSWERED:
            waiting.append(reply)
        yield Spoken(pause, {"messages": [message]})


def ratings(log: Log, seed: int = 7) -> Iterator[Rating]:
    """Yield ratings of the latest transactions of the demo that nobody has rated, until there are none.

    Parameters
    ----------
    log : Log
        What has happened.
    seed : int
    """
    rng = random.Random(f"{seed}/ratings")  # noqa: S311
    rated = {row["transaction_id"] for row in log.answers}
    for row in sorted(log.transactions, key=lambda one: -one["at"]):
        if row["id"] not in rated:
            felt = log.lived[row["id"]]
            form = {"q-expected": str(felt), "q-recommend": str(rng.randint(*_RECOMMEND[felt]))}
            pause = round(rng.uniform(0.5, 1.5) * _RATING_SECONDS, 1)
            yield Rating(pause, row["key"], row["touchpoint"], form)


def _fresh(rng: random.Random, persons: int, key: str, at: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a message and the reply to it, as a program would hand them over."""
    place = rng.choices(CHANNELS, [one.weight for one in CHANNELS])[0]
    topic = rng.choices(TOPICS, [one.weight for one in TOPICS])[0]
    writer = Writer(Talk([], [], {}, {}), Came(at, place, topic, rng.random()), at, lambda *_: 0, persons)
    row = writer.message()
    names = ("channel", "text", "sender", "subject", "lang", "touchpoint", "stars")
    message = {name: row[name] for name in names} | {"id": key}
    if writer.person:
        message["person"] = {"value": writer.person}
    _, text, template, who = writer.answer()
    reply = {"id": f"{key}-reply", "message": key, "text": text, "template": template, "who": who}
    return message, reply
