"""What the door takes at most."""

from __future__ import annotations

import msgspec

from oase.errors import OptionInvalid

__all__ = ["Limits"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much, how long and how often.

    Parameters
    ----------
    event_bytes, batch_bytes : int
        Largest single message and largest batch, after unpacking.
    body_seconds : float
        How long a body may take to arrive.
    patience_seconds, bytes_per_second : float, int
        After so many seconds a body must have come at least that fast.
    events_per_second : float or None
        Most messages of one write key; without limit when None.
    retry_after_seconds : int
        When a client that met a full disk or a full inbox is to come again.

    Raises
    ------
    OptionInvalid
        For a limit of nothing.

    Examples
    --------
    >>> Limits().batch_bytes
    512000
    """

    event_bytes: int = 32 << 10
    batch_bytes: int = 500 << 10
    body_seconds: float = 60.0
    patience_seconds: float = 10.0
    bytes_per_second: int = 1024
    events_per_second: float | None = None
    retry_after_seconds: int = 5

    def __post_init__(self) -> None:
        """Refuse what would let nothing in."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise OptionInvalid(
                    "The limit lets nothing in", expected="above zero", got=str(value), where=name
                )
