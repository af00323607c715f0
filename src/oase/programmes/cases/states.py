"""The states of a case, and which may follow which: one table for each way that a case can go."""

from __future__ import annotations

from typing import Literal, get_args

from oase.errors import InputError

__all__ = [
    "ENDS",
    "KINDS",
    "STATES",
    "WAYS",
    "Kind",
    "State",
    "StateInvalid",
    "Way",
    "allowed",
    "check_move",
    "path_of",
]

Kind = Literal["repair", "guarantee", "exchange"]
Way = Literal["send_in", "kit", "event", "store", ""]
State = Literal[
    "opened",
    "advised",
    "label",
    "shipped",
    "booked",
    "kit_sent",
    "received",
    "estimated",
    "accepted",
    "rejected",
    "in_repair",
    "waiting_for_part",
    "repaired",
    "failed",
    "notice",
    "sent_back",
    "replaced",
    "refunded",
    "closed",
    "cancelled",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
WAYS: tuple[Way, ...] = ("send_in", "kit", "event", "store")
STATES: tuple[State, ...] = get_args(State)
ENDS: tuple[State, ...] = ("closed", "cancelled")
"""Nothing follows them; who comes again opens a new case."""

Table = dict[State, tuple[State, ...]]

_MENDING: Table = {
    "received": ("estimated", "in_repair", "failed", "sent_back", "cancelled"),
    "estimated": ("accepted", "rejected", "sent_back"),
    "accepted": ("in_repair", "waiting_for_part", "failed"),
    "rejected": ("estimated", "sent_back", "closed"),
    "in_repair": ("waiting_for_part", "estimated", "repaired", "failed"),
    "waiting_for_part": ("in_repair", "failed"),
    "repaired": ("notice", "in_repair", "sent_back", "closed"),
    "failed": ("estimated", "sent_back", "closed"),
    "notice": ("sent_back", "closed"),
    "sent_back": ("closed",),
}
"""From the moment at which the workshop holds the thing; the same for every way. A quote that nobody answered
runs out: then the thing goes back."""

_SEND_IN: Table = {
    "opened": ("advised", "label", "shipped", "received", "cancelled"),
    "advised": ("label", "shipped", "received", "cancelled"),
    "label": ("shipped", "received", "cancelled"),
    "shipped": ("received", "cancelled"),
    **_MENDING,
}
_BROUGHT: Table = {
    "opened": ("advised", "booked", "received", "cancelled"),
    "advised": ("booked", "received", "cancelled"),
    "booked": ("received", "cancelled"),
    **_MENDING,
}
_KIT: Table = {
    "opened": ("advised", "kit_sent", "cancelled"),
    "advised": ("kit_sent", "cancelled"),
    "kit_sent": ("repaired", "failed", "closed"),
    "repaired": ("closed",),
    "failed": ("closed",),
}
_LIABILITY: Table = {
    **_SEND_IN,
    "opened": ("advised", "label", "booked", "shipped", "received", "cancelled"),
    "advised": ("label", "booked", "shipped", "received", "cancelled"),
    "booked": ("received", "cancelled"),
    "received": ("in_repair", "waiting_for_part", "replaced", "refunded", "estimated", "failed", "sent_back"),
    "failed": ("replaced", "refunded", "estimated", "sent_back", "closed"),
    "replaced": ("closed",),
    "refunded": ("closed",),
}
"""Liability and the brand's own guarantee: mended first; what cannot be mended is replaced or paid back."""
_EXCHANGE: Table = {
    "opened": ("label", "shipped", "received", "cancelled"),
    "label": ("shipped", "received", "cancelled"),
    "shipped": ("received", "cancelled"),
    "received": ("replaced", "refunded", "rejected"),
    "rejected": ("sent_back", "closed"),
    "sent_back": ("closed",),
    "replaced": ("closed",),
    "refunded": ("closed",),
}
_CHOOSING: Table = {"opened": ("advised", "cancelled"), "advised": ("cancelled",)}

_TABLES: dict[str, Table] = {
    "send_in": _SEND_IN,
    "event": _BROUGHT,
    "store": _BROUGHT,
    "kit": _KIT,
    "guarantee": _LIABILITY,
    "exchange": _EXCHANGE,
    "": _CHOOSING,
}


class StateInvalid(InputError):
    """A case cannot go from where it is to where it was to go; names where it can.

    Parameters
    ----------
    before, after : str
    can : sequence of str
    where : str
        Number of the case.
    """

    def __init__(self, before: str, after: str, can: tuple[str, ...], where: str = "") -> None:
        self.before, self.after, self.can = before, after, can
        super().__init__(
            f"A case cannot go from {before!r} to {after!r}",
            expected=", ".join(can) if can else "nothing: it has ended",
            got=after,
            where=where or None,
            todo="load the page again and choose from what it offers",
        )


def path_of(kind: str, way: str) -> str:
    """Return which table holds for a case: that of its way, except for liability and exchange.

    Examples
    --------
    >>> path_of("repair", "kit"), path_of("guarantee", "send_in"), path_of("exchange", "")
    ('kit', 'guarantee', 'exchange')
    """
    return way if kind == "repair" else kind


def allowed(kind: str, way: str, state: str) -> tuple[State, ...]:
    """Return the states that may follow.

    Examples
    --------
    >>> allowed("repair", "kit", "kit_sent")
    ('repaired', 'failed', 'closed')
    >>> allowed("repair", "send_in", "closed")
    ()
    """
    return _TABLES[path_of(kind, way)].get(state, ())  # pyright: ignore[reportArgumentType, reportCallIssue]


def check_move(kind: str, way: str, before: str, after: str, where: str = "") -> None:
    """Raise ``StateInvalid`` unless the one state may follow the other."""
    can = allowed(kind, way, before)
    if after not in can:
        raise StateInvalid(before, after, can, where)
