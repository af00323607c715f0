"""A decision on its way through the inbox: a contact as any client sends it, and the receipt beside it."""

from __future__ import annotations

from typing import Any

import msgspec

from oase.decisions.asked import Rule
from oase.decisions.memory import Met
from oase.decisions.receipt import Outcome, Receipt
from oase.decisions.situation import Situation
from oase.model.moments import iso

__all__ = ["EVENT", "Decided", "ToSend", "body_of", "decided_in", "to_send"]

EVENT = "Decision"
"""Event of the contact that a message, or its absence in the control group, leaves."""


class ToSend(msgspec.Struct, frozen=True, kw_only=True):
    """A message that goes into the outbox together with its receipt.

    Parameters
    ----------
    channel, purpose, kind : str
    content : dict
    expires : int
        By the clock of the house, microseconds since 1970, UTC.
    """

    channel: str
    purpose: str
    kind: str
    content: dict[str, Any]
    expires: int


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What the pipeline keeps of a decision.

    Parameters
    ----------
    alias : int
    receipt : Receipt
    kind : str
        Of the play: advert, contract, survey.
    visit : str
        Id of the visit in which it was decided, empty for none.
    message : ToSend or None
    """

    alias: int
    receipt: Receipt
    kind: str
    visit: str = ""
    message: ToSend | None = None


class _Wire(msgspec.Struct, rename="camel", omit_defaults=True):
    """A message of Segment's ``track``; one that changes nothing and is no contact where she was not told."""

    type: str
    message_id: str
    timestamp: str
    decision: Decided
    user_id: str | None = None
    anonymous_id: str | None = None
    event: str | None = None
    properties: dict[str, Any] = {}


class _Whole(msgspec.Struct):
    decision: Decided


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Whole).decode


def body_of(met: Met, decided: Decided) -> bytes:
    """Return what goes into the inbox.

    A message and its absence in the control group become contacts; what was withheld for another reason has
    not touched her, and leaves its receipt alone.
    """
    receipt = decided.receipt
    is_exposure = receipt.outcome in (Outcome.SENT, Outcome.CONTROL)
    wire = _Wire(
        type="track" if is_exposure else "identify",
        message_id=receipt.id,
        timestamp=iso(receipt.at),
        decision=decided,
        user_id=met.id if met.kind == "user" else None,
        anonymous_id=met.id if met.kind == "anonymous" else None,
        event=EVENT if is_exposure else None,
        properties=_properties(decided) if is_exposure else {},
    )
    return _encode(wire)


def decided_in(body: bytes) -> Decided:
    """Return the decision in a request.

    Raises
    ------
    msgspec.DecodeError
        There is none.
    """
    return _decode(body).decision


def to_send(play: Rule, receipt: Receipt, situation: Situation, actions: tuple[str, ...], now: int) -> ToSend:
    """Return the message of a decision.

    Parameters
    ----------
    play : Rule
    receipt : Receipt
    situation : Situation
    actions : tuple of str
        Buttons.
    now : int
        The clock of the house: the moment of the situation is shifted where the demo plays.
    """
    shift = receipt.at - now
    lang = situation.lang
    content: dict[str, Any] = {
        "title": _in(receipt.title, lang),
        "body": _in(receipt.body, lang),
        "lang": lang,
        "texts": {
            one: {"title": receipt.title[one], "body": _in(receipt.body, one)} for one in receipt.title
        },
        "actions": list(actions),
        "play": receipt.play,
        "item": receipt.item,
        "store": receipt.store,
        "distanceM": receipt.distance_m,
        "receipt": receipt.id,
        "shift": shift,
        "rule": _recheck(play),
    }
    if receipt.offer is not None:
        content["offer"] = receipt.offer
    return ToSend(
        channel=play.channel,
        purpose=play.purpose.value if play.purpose is not None else "",
        kind=play.kind,
        content=content,
        expires=receipt.expires - shift,
    )


def _recheck(play: Rule) -> dict[str, Any]:
    """Return what of a play must still hold when the message is sent."""
    return {
        "about": play.about,
        "consents": [one.value for one in play.consents],
        "reserve": max(1, play.reserve) if play.needs_stock else 0,
        "place": play.needs_place,
        "perDay": play.per_day,
        "perWeek": play.per_week,
        "coolDown": play.cool_down_days,
        "quiet": list(play.quiet or ()),
    }


def _properties(decided: Decided) -> dict[str, Any]:
    receipt = decided.receipt
    return {
        "play": receipt.play,
        "version": receipt.version,
        "arm": receipt.arm,
        "propensity": receipt.propensity,
        "outcome": receipt.outcome.value,
        "reason": receipt.reason,
        "item": receipt.item,
        "store": receipt.store,
        "kind": decided.kind,
        "receipt": receipt.id,
    }


def _in(texts: dict[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("") or next(iter(texts.values()), "")
