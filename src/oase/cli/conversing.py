"""The demo served: customers go on writing, staff answer, and receipts are rated."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from oase.cli.passing import LONGEST_WAIT_SECONDS, Beside, asked

if TYPE_CHECKING:
    from oase.demo.listening.live import Rating, Spoken

__all__ = ["Conversing", "RatingReceipts"]


class Conversing(Beside):
    """Customers write by every channel, and most of them are answered.

    Parameters
    ----------
    spoken : iterator of Spoken
    key : str
        A write key of the company.
    """

    def __init__(self, spoken: Iterator[Spoken], key: str) -> None:
        super().__init__()
        self._spoken = spoken
        self._key = key

    def _run(self, target: str) -> None:
        connection = http.client.HTTPConnection(target, timeout=LONGEST_WAIT_SECONDS)
        with contextlib.closing(connection):
            for one in self._spoken:
                if self._ended.wait(one.wait_seconds):
                    return
                try:
                    asked(connection, "/api/v1/messages/batch", self._key, one.body)
                except (OSError, http.client.HTTPException, ValueError):
                    connection.close()  # a busy or ending server: the next one comes all the same


class RatingReceipts(Beside):
    """Customers rate what they have bought, by the code on the receipt.

    Parameters
    ----------
    persons, seed : int
        Of the demo.
    key : str
        An admin key: by it links are made.
    """

    def __init__(self, persons: int, seed: int, key: str) -> None:
        super().__init__()
        self._demo = persons, seed
        self._key = key

    def _run(self, target: str) -> None:
        connection = http.client.HTTPConnection(target, timeout=LONGEST_WAIT_SECONDS)
        with contextlib.closing(connection):
            for one in self._ratings():
                if self._ended.wait(one.wait_seconds):
                    return
                try:
                    self._rate(connection, one)
                except (OSError, http.client.HTTPException, ValueError, KeyError):
                    connection.close()  # busy, ending, or a link that is not given: the next one comes

    def _ratings(self) -> Iterator[Rating]:
        from zlib import crc32

        from oase.demo.listening import transactions
        from oase.demo.listening.live import ratings
        from oase.settings import now

        persons, seed = self._demo
        log = transactions(persons, seed, now(), lambda _, value: crc32(value.encode()))
        return ratings(log, seed)

    def _rate(self, connection: http.client.HTTPConnection, one: Rating) -> None:
        wanted = {"transaction": one.transaction, "touchpoint": one.touchpoint, "medium": "qr"}
        link = asked(connection, "/api/v1/surveys/links", self._key, wanted)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", urlsplit(link["url"]).path, urlencode(one.form), form)
        connection.getresponse().read()
