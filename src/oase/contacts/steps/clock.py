"""Correct clock: when it happened, though the client's clock may be wrong."""

from __future__ import annotations

from oase.contacts.steps.group import Draft, Flaw, Group
from oase.contacts.steps.wire import moment_of
from oase.model import RefusalReason

__all__ = ["correct_clock"]

EARLIEST = 631_152_000_000_000  # 1990, as in imports
DAY = 86_400_000_000


def correct_clock(group: Group) -> None:
    """Find the moment of every message by the time of its receipt and the client's two statements."""
    group.keep(_correct)


def _correct(draft: Draft) -> Flaw | None:
    """``at = received - (sentAt - original)``: the client's clock is trusted only for the time between.

    Without ``sentAt`` its clock is all there is; without an original time it happened when it was received.
    """
    sent = draft.sent
    original = sent.timestamp if sent.original_timestamp is None else sent.original_timestamp
    if draft.kind == "consent" and sent.at is not None:
        original = sent.at
    if original is None:
        draft.at = draft.received
        return None
    said = moment_of(original)
    if said is None:
        return Flaw(RefusalReason.TIME_UNREADABLE, f"{str(original)[:60]!r} is no time")
    sent_at = moment_of(sent.sent_at)
    at = said if sent_at is None else draft.received - (sent_at - said)
    if not EARLIEST <= at <= draft.received + DAY:
        return Flaw(
            RefusalReason.TIME_OUT_OF_RANGE, f"{str(original)[:60]!r}, sent {str(sent.sent_at)[:60]!r}"
        )
    draft.at = at
    return None
