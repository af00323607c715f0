"""One attempt to deliver, and what follows from it: sent, tried again later, or ended."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal, Protocol

import msgspec

from oase.decisions.messages.outbox import Ended, Message, Result
from oase.decisions.messages.subscriptions import Subscription

__all__ = ["Attempt", "Carrier", "Recipient", "again", "follow", "joined", "of_status"]

MOST_ATTEMPTS = 10
FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 600.0

_GONE = (404, 410)
_AGAIN = (408, 425, 429)


class Recipient(msgspec.Struct, frozen=True):
    """Where a person can be reached, looked up at the moment of sending.

    Parameters
    ----------
    devices : tuple of Subscription
    email : str
        Empty where none is known.
    ids : dict of str to str
        Her ids as the company knows them: ``user``, ``anonymous`` …
    """

    devices: tuple[Subscription, ...] = ()
    email: str = ""
    ids: dict[str, str] = {}


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one attempt.

    Parameters
    ----------
    is_sent : bool
    ended : Ended or None
        Why trying again is of no use.
    reason : str
        What was met.
    after_seconds : float or None
        When the receiving server wants to be asked again.
    is_counted : bool
        Whether anything was tried at all.
    reached, gone : tuple of int
        Subscriptions that took it, and those that have ended.
    """

    is_sent: bool = False
    ended: Ended | None = None
    reason: str = ""
    after_seconds: float | None = None
    is_counted: bool = True
    reached: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


class Carrier(Protocol):
    """Carries the messages of one channel out of the house."""

    async def carry(self, message: Message, recipient: Recipient, seconds: float) -> Attempt:
        """Try once, within so many seconds."""
        ...


def again(reason: str, *, after_seconds: float | None = None, is_counted: bool = True) -> Attempt:
    """Return that it should be tried again."""
    return Attempt(reason=reason, after_seconds=after_seconds, is_counted=is_counted)


def of_status(status: int, after_seconds: float | None) -> Attempt:
    """Return what an HTTP status means for a message.

    Examples
    --------
    >>> of_status(201, None).is_sent, of_status(410, None).ended.value, of_status(400, None).ended.value
    (True, 'gone', 'refused')
    >>> of_status(429, 30.0).after_seconds
    30.0
    """
    reason = f"http_{status}"
    if 200 <= status < 300:
        return Attempt(is_sent=True)
    if status in _GONE:
        return Attempt(ended=Ended.GONE, reason=reason)
    if status in _AGAIN or status >= 500:
        return again(reason, after_seconds=after_seconds)
    return Attempt(ended=Ended.REFUSED, reason=reason)


def follow(message: Message, attempt: Attempt, now: int, random: Random) -> Result:
    """Return what becomes of a message after an attempt.

    Parameters
    ----------
    message : Message
        As it was claimed.
    attempt : Attempt
    now : int
        Microseconds since 1970, UTC.
    random : Random
        Spreads what is tried again over time.
    """
    reached = tuple(dict.fromkeys((*message.reached, *attempt.reached)))
    state: Literal["waiting", "sent", "ended"] = "waiting"
    reason, due = attempt.reason, 0
    if attempt.is_sent or (attempt.ended and reached):
        state, reason = "sent", ""
    elif attempt.ended:
        state, reason = "ended", attempt.ended.value
    elif attempt.is_counted and message.attempts >= MOST_ATTEMPTS:
        state, reason = ("sent", "") if reached else ("ended", Ended.TOO_MANY_ATTEMPTS.value)
    else:
        due = now + round(1e6 * _wait(message.attempts, attempt.after_seconds, random))
    return Result(
        message=message,
        state=state,
        reason=reason,
        due=due,
        is_counted=attempt.is_counted,
        reached=reached,
        gone=attempt.gone,
    )


def _wait(attempts: int, asked: float | None, random: Random) -> float:
    """Return seconds until the next attempt: doubled each time, between half and all of it by chance."""
    wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** max(0, min(attempts, 20) - 1))
    spread = wait * (0.5 + random.random() / 2)
    # what was asked for is never cut short, and those who were asked the same do not come back together
    return spread if asked is None else asked * (1 + random.random() / 10)


def joined(attempts: Sequence[Attempt]) -> Attempt:
    """Return what several devices of one person make together of a message."""
    reached = tuple(one for attempt in attempts for one in attempt.reached)
    gone = tuple(one for attempt in attempts for one in attempt.gone)
    open_ones = [one for one in attempts if not one.is_sent and one.ended is None]
    if open_ones:
        met = next((one for one in open_ones if one.is_counted), open_ones[0])
        counted = any(one.is_counted for one in attempts)
        waits = [one.after_seconds for one in open_ones if one.after_seconds is not None]
        after = max(waits) if waits else None
        return Attempt(reason=met.reason, after_seconds=after, is_counted=counted, reached=reached, gone=gone)
    met = {one.ended for one in attempts}
    ended = next((one for one in (Ended.EXPIRED, Ended.REFUSED) if one in met), Ended.GONE)
    is_sent = any(one.is_sent for one in attempts)
    return Attempt(is_sent=is_sent, ended=None if is_sent else ended, reached=reached, gone=gone)
