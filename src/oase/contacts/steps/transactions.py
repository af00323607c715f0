"""Transactions: contacts that a customer may rate, noted in the transaction that keeps them.

Every order is one, and every contact at a touchpoint that is asked about. A repair, a take-back, a visit at
the bus is one however many steps it took, from the contact that ends it. History that is imported makes none:
it is too late to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection

from oase.contacts.steps.group import Draft

__all__ = ["RESERVED", "note_transactions", "order_key"]

RESERVED = "link"
"""Source of a transaction of which only its receipt is known so far: the order itself is still to come."""

_LONGEST_ORDER = 100
_ORDER = "order completed"
_CASE_ENDED = "case ended"
_STEPS = ("case changed", "take-back requested", "event booked")
"""On the way to something that can be rated once it has ended."""

_REPAIRS = ("repair", "guarantee")
_IDS = ("order_id", "orderId", "order")
_REFERRALS = ("referral_code", "referralCode")
_LONGEST_REFERRAL = 20

# a receipt may be printed before its order comes in: then it learns here whose it is
_NOTE = """
    insert into transactions (key, alias, at, received, touchpoint, channel, store, value, source, referral)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (key) do update set alias = excluded.alias, at = excluded.at, channel = excluded.channel,
        store = excluded.store, value = excluded.value, source = excluded.source,
        referral = excluded.referral
    where transactions.source = 'link'
"""


def note_transactions(connection: Connection, drafts: Iterable[Draft], asked: Collection[str]) -> None:
    """Note what can be rated, each transaction once however often it is told.

    Parameters
    ----------
    connection : Connection
        In the writing transaction of the contacts.
    drafts : iterable of Draft
        What became contacts.
    asked : collection of str
        Touchpoints that are asked about.
    """
    rows = [row for draft in drafts if (row := _row(draft, asked)) is not None]
    if rows:
        connection.exec_driver_sql(_NOTE, rows)


def order_key(order: str) -> str:
    """Return the key of an order's transaction.

    Examples
    --------
    >>> order_key(" 2026-4711 ")
    'order:2026-4711'
    """
    return f"order:{order.strip()[:_LONGEST_ORDER]}"


def _row(draft: Draft, asked: Collection[str]) -> tuple[Any, ...] | None:
    touch = draft.touch
    order = _order_of(draft)
    if touch is None or not (order or touch.touchpoint in asked) or _is_step(draft):
        return None
    store = draft.properties.get("store")
    return (
        order_key(order) if order else _ended_key(draft) or f"contact:{draft.message_key.hex()}",
        draft.alias,
        draft.at,
        draft.received,
        touch.touchpoint,
        touch.channel or "",
        store if isinstance(store, str) else "",
        touch.value,
        draft.source,
        _referral_of(draft) if order else None,
    )


def _event_of(draft: Draft) -> str:
    return draft.event.strip().casefold().replace("_", " ") if draft.type == "track" else ""


def _is_step(draft: Draft) -> bool:
    """Whether a contact is a step on the way, or the end of a case of which nothing came."""
    event = _event_of(draft)
    return event in _STEPS or (event == _CASE_ENDED and draft.properties.get("state") == "cancelled")


def _ended_key(draft: Draft) -> str:
    """Return the key of what a contact ends, as programmes note it; empty where it ends nothing of theirs."""
    event, said = _event_of(draft), draft.properties
    if event == _CASE_ENDED and said.get("kind") in _REPAIRS:
        return _keyed("repair", said.get("case"))
    if event == "take-back completed":
        return _keyed("take_back", said.get("number"))
    if event == "event visited" and "stop" in said:
        return _keyed("event", f"{said['stop']}-{said.get('number', '')}")
    return _keyed("second_hand", said.get("sale")) if event == "second-hand bought" else ""


def _keyed(kind: str, number: object) -> str:
    return f"{kind}:{number.strip()[:_LONGEST_ORDER]}" if isinstance(number, str) and number.strip() else ""


def _order_of(draft: Draft) -> str:
    """Return the number of the order that a contact completes, empty where it is none."""
    if _event_of(draft) != _ORDER:
        return ""
    said = next((draft.properties[name] for name in _IDS if draft.properties.get(name) is not None), "")
    return str(said).strip() if isinstance(said, str | int) and not isinstance(said, bool) else ""


def _referral_of(draft: Draft) -> str | None:
    """Return the code of the recommendation link that an order brought along, as it was told."""
    said = next((draft.properties[name] for name in _REFERRALS if draft.properties.get(name)), None)
    code = said.strip().lower() if isinstance(said, str) else ""
    return code if 0 < len(code) <= _LONGEST_REFERRAL else None
