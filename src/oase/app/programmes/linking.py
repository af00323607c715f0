"""``Linking``: gives each letter its secret link at the moment at which it leaves the house."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import msgspec

from oase.db import Database
from oase.decisions.messages.outbox import Message
from oase.programmes.letters import Kind, is_still_hers, secret_for, url_of, without_link

__all__ = ["MOST_HELD", "Linking"]

MOST_HELD = 1_000
"""Letters that are tried again keep their link, so many at a time."""


class Linking:
    """Completes letters; one thread uses it.

    Parameters
    ----------
    database : Database
    address : str
        Of the house, ``https://…`` without an end; without one no letter brings a link.
    clock : callable
        Microseconds since 1970, UTC.
    random_bytes : callable
        Such as ``secrets.token_bytes``.
    """

    def __init__(
        self,
        database: Database,
        address: str,
        clock: Callable[[], int],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._database = database
        self._address = address.rstrip("/")
        self._clock = clock
        self._random_bytes = random_bytes
        self._held: OrderedDict[int, str] = OrderedDict()

    def completed(self, message: Message) -> Message:
        """Return a message as it leaves: a letter that opens something with its link, any other as it is.

        The secret is in this process alone, as long as the letter is tried; its hash is in the house.
        """
        opens = message.content.get("opens")
        if not opens:
            return message
        kind, target = opens
        secret = self._secret(message, kind, target) if self._address else ""
        content = without_link(message.content)
        if secret:
            kept = {name: value for name, value in message.content.items() if name != "opens"}
            content = kept | {"url": url_of(self._address, kind, secret)}
        return msgspec.structs.replace(message, content=content)

    def _secret(self, message: Message, kind: Kind, target: int) -> str:
        if held := self._held.get(message.id):
            with self._database.reading() as connection:
                return held if is_still_hers(connection, kind, target, message.created) else ""
        with self._database.writing() as connection:
            now = self._clock()
            made = secret_for(connection, kind, target, message.created, now, self._random_bytes)
        if made:
            self._held[message.id] = made
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        return made
