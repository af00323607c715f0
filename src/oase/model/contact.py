"""``Contact``: one thing that happened between a person and the company, on any channel."""

from __future__ import annotations

import msgspec

__all__ = ["Contact"]


class Contact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One accepted contact, as the log keeps it and the lake receives it.

    Parameters
    ----------
    message_key : bytes
        16 bytes that tell the message from all others.
    alias : int
        Immutable pseudonym under which it arrived.
    at, received : int
        When it happened and when it was received, microseconds since 1970, UTC.
    touchpoint : str
    channel, phase, brand : str or None
    value : float or None
        Worth of the contact, in the house's currency.
    source : str
        Name of the write key's source.
    tie : str
        Orders contacts of the same moment: the order in which they were accepted.
    attributes : str or None
        Masked properties, a JSON object.
    """

    message_key: bytes
    alias: int
    at: int
    received: int
    touchpoint: str
    channel: str | None = None
    phase: str | None = None
    value: float | None = None
    brand: str | None = None
    source: str = ""
    tie: str = ""
    attributes: str | None = None
