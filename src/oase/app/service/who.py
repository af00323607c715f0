"""``Who``: an id by which another program names the person who wrote."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from oase.app.rooms import Rooms
from oase.service.message import Message

__all__ = ["Who", "is_erased"]


class Who(msgspec.Struct, frozen=True):
    """An id of the person who wrote, and what it is."""

    value: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    kind: Literal["user", "anonymous", "email", "device"] = "user"


def is_erased(rooms: Rooms, message: Message) -> bool:
    """Tell whether whoever wrote a message was erased since: it must not bring her back."""
    erased = None if message.alias is None else rooms.erased.time_of(message.alias)
    return erased is not None and message.at <= erased
