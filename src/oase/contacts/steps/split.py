"""Split batch: a request becomes the messages in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from oase.contacts.keys import Key
from oase.contacts.steps.group import Draft, Flaw, Group
from oase.contacts.steps.wire import Batch, Item
from oase.db.inbox import Request
from oase.model import RefusalReason

__all__ = ["messages_in", "set_aside", "split_batch"]

BATCH = "batch"
MOST_ITEMS = 65_536  # four hexadecimal digits of a contact's tie

_item = msgspec.json.Decoder(Item)
_batch = msgspec.json.Decoder(Batch)
_NOTHING = Item()
_NO_KEY = Key(id=0, kind="write", name="")
_UNREADABLE = ValueError, RecursionError  # msgspec's errors, bad UTF-8, and what is nested too deep


def split_batch(group: Group) -> None:
    """Make a draft of every message; what holds for the whole batch goes into each."""
    for worker, request in group.requests:
        whole = _whole(group, worker, request)
        if request.kind != BATCH:
            _take(group, whole)
            continue
        try:
            batch = _opened(request)
        except _UNREADABLE as error:
            _refuse(group, whole, str(error))
            continue
        for number, body in enumerate(batch.batch):
            draft = Draft(
                worker, request.row, number, request.received, request.kind, whole.key, body, _NOTHING
            )
            if number in group.poison:
                _set_aside(group, draft, group.poison[number])
            else:
                _take(group, draft, batch)


def set_aside(group: Group, why: str) -> None:
    """Refuse whole requests in which some step has failed."""
    for worker, request in group.requests:
        _set_aside(group, _whole(group, worker, request), why)


def messages_in(request: Request) -> int:
    """Return how many messages a request holds; one for what cannot be read.

    Examples
    --------
    >>> messages_in(Request(1, 0, "batch", 1, b'{"batch": [{}, {}]}'))
    2
    """
    if request.kind != BATCH:
        return 1
    try:
        return len(_batch.decode(request.body).batch)
    except _UNREADABLE:
        return 1


def _opened(request: Request) -> Batch:
    batch = _batch.decode(request.body)
    if len(batch.batch) > MOST_ITEMS:
        raise ValueError(f"a batch of {len(batch.batch)} messages, allowed are {MOST_ITEMS}")
    return batch


def _take(group: Group, draft: Draft, batch: Batch | None = None) -> None:
    try:
        draft.sent = _item.decode(draft.body)
    except _UNREADABLE as error:
        _refuse(group, draft, str(error))
        return
    if batch is not None:
        _inherit(draft.sent, batch)
    group.drafts.append(draft)


def _inherit(item: Item, batch: Batch) -> None:
    if isinstance(batch.context, dict):
        item.context = _merged(batch.context, item.context)
    if item.sent_at is None:
        item.sent_at = batch.sent_at


def _merged(whole: dict[str, Any], own: Any) -> dict[str, Any]:
    return {**whole, **own} if isinstance(own, Mapping) else whole


def _set_aside(group: Group, draft: Draft, why: str) -> None:
    former, group.step = group.step, "set_aside"
    _refuse(group, draft, why)
    group.step = former


def _whole(group: Group, worker: str, request: Request) -> Draft:
    """Return a request as one draft."""
    row, received, kind, key, body = request
    return Draft(worker, row, 0, received, kind, group.tools.keys.get(key, _NO_KEY), body, _NOTHING)


def _refuse(group: Group, draft: Draft, why: str) -> None:
    group.refuse(draft, Flaw(RefusalReason.MESSAGE_UNREADABLE, why[:200]))
