"""What is mapped and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Message", "Touch"]


class Message(NamedTuple):
    """What a mapping sees of a message, already masked.

    Parameters
    ----------
    type : str
        ``track``, ``page``, ``screen`` …
    event : str
        Name of a track event, else empty.
    name : str
        Name of a page or screen, else empty.
    properties : mapping
        Nested, or flat with dots in its names.
    campaign : mapping
        ``source``, ``medium``, ``name`` … of the link that led here.
    source : str
        Name of the write key's source.
    channel : str or None
        Medium, where the key or the client says it.
    """

    type: str
    event: str = ""
    name: str = ""
    properties: Mapping[str, Any] = {}
    campaign: Mapping[str, Any] = {}
    source: str = ""
    channel: str | None = None


class Touch(NamedTuple):
    """Where a contact happened: what a mapping makes of a message.

    Parameters
    ----------
    touchpoint : str
    channel, phase : str or None
        The phase by its word in ``model.Phase``.
    value : float or None
        Worth of the contact.
    is_mapped : bool
        Whether a rule applied.
    """

    touchpoint: str
    channel: str | None = None
    phase: str | None = None
    value: float | None = None
    is_mapped: bool = True
