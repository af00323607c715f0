"""Append: contacts into the log, and what they change: snapshots, registry, transactions, daily counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.contacts.counts import ACCEPTED
from oase.contacts.steps.group import Draft, Group
from oase.contacts.steps.transactions import note_transactions
from oase.db.facts import learn_all
from oase.model import Contact, Facts, Snapshot, apply, combine_facts, facts_in

__all__ = ["append_contact", "attributes_of"]

MOST_BYTES = 8192

_encode = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Snapshot).decode

_COLUMNS = Contact.__struct_fields__
_INSERT = f"insert into contact_log ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"


def append_contact(group: Group) -> None:
    """Write contacts and what follows from them: all in the transaction of the group."""
    contacts = [_contact(draft) for draft in group.drafts]
    if not contacts:
        return
    connection = group.connection
    connection.exec_driver_sql(_INSERT, [msgspec.structs.astuple(contact) for contact in contacts])
    _update_snapshots(connection, contacts, group.now)
    learn_all(connection, _facts(group.drafts), group.now)
    asked = _register_touchpoints(connection, contacts, group.now)
    note_transactions(connection, group.drafts, asked)
    _count_days(group, contacts)
    for draft in group.drafts:
        group.count(draft, ACCEPTED)


def attributes_of(draft: Draft) -> str:
    """Return a contact's attributes as JSON: what kind of message it was, its campaign, its properties.

    What would make it larger than 8 KB is left out, the last members first.
    """
    touch = draft.touch
    event = draft.event if draft.type == "track" else draft.name
    ours: dict[str, Any] = {"_type": draft.type}
    if event:
        ours["_event"] = event
    ours["_mapped"] = touch is not None and touch.is_mapped
    for name, value in draft.campaign.items():
        ours[f"utm.{name}"] = value
    attributes = ours | draft.properties | ours  # ours come first and are not to be overwritten
    encoded = _encode(attributes)
    return (encoded if len(encoded) <= MOST_BYTES else _encode(_fitting(attributes))).decode()


def _fitting(attributes: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    size = 2
    for name, value in attributes.items():
        size += len(_encode({name: value})) - 1  # one comma for two brackets
        if size > MOST_BYTES:
            break
        kept[name] = value
    return kept


def _contact(draft: Draft) -> Contact:
    touch = draft.touch
    assert touch is not None and draft.alias is not None  # noqa: S101, PT018 - the steps before saw to it
    return Contact(
        message_key=draft.message_key,
        alias=draft.alias,
        at=draft.at,
        received=draft.received,
        touchpoint=touch.touchpoint,
        channel=touch.channel,
        phase=touch.phase,
        value=touch.value,
        source=draft.source,
        tie=f"{draft.received:015x}{draft.worker}{draft.row:010x}{draft.item:04x}",
        attributes=attributes_of(draft),
    )


def _update_snapshots(connection: Connection, contacts: Iterable[Contact], now: int) -> None:
    snapshots = _snapshots(connection, {contact.alias for contact in contacts})
    for contact in contacts:
        snapshots[contact.alias] = apply(snapshots[contact.alias], contact)
    connection.exec_driver_sql(
        "insert into snapshots (alias, updated, content) values (?, ?, ?)"
        " on conflict (alias) do update set updated = excluded.updated, content = excluded.content",
        [(alias, now, _pack(snapshots[alias])) for alias in sorted(snapshots)],
    )


def _facts(drafts: Iterable[Draft]) -> dict[int, Facts]:
    """Return what the contacts say that the counter needs to know."""
    found: dict[int, Facts] = {}
    for draft in drafts:
        if draft.alias is not None and (told := facts_in(draft.event, draft.properties, draft.at)):
            found[draft.alias] = combine_facts(found.get(draft.alias, {}), told)
    return found


def _snapshots(connection: Connection, aliases: Collection[int]) -> dict[int, Snapshot]:
    found = dict.fromkeys(aliases, Snapshot())
    asked = _encode(sorted(aliases)).decode()
    rows = connection.exec_driver_sql(
        "select s.alias, s.content from json_each(?) as asked"
        " cross join snapshots as s on s.alias = asked.value",
        (asked,),
    )
    found.update((alias, _unpack(content)) for alias, content in rows)
    return found


def _register_touchpoints(connection: Connection, contacts: Iterable[Contact], now: int) -> Collection[str]:
    """Add touchpoints the house has not met, of the known ones only fill what was empty.

    Returns which of them are asked about: a contact there is a transaction that can be rated.
    """
    met: dict[str, tuple[str | None, str | None]] = {}
    for contact in contacts:
        channel, phase = met.get(contact.touchpoint, (None, None))
        met[contact.touchpoint] = channel or contact.channel, phase or contact.phase
    names = _encode(list(met)).decode()
    rows = connection.exec_driver_sql(
        "select t.name, t.channel, t.phase, t.asked from json_each(?) as asked"
        " cross join touchpoints as t on t.name = asked.value",
        (names,),
    ).all()
    held = {name: (channel, phase) for name, channel, phase, _ in rows}
    changed = [
        (name, channel, phase, now)
        for name, (channel, phase) in met.items()
        if name not in held or _fills(held[name], (channel, phase))
    ]
    if changed:
        connection.exec_driver_sql(
            "insert into touchpoints (name, channel, phase, created) values (?, ?, ?, ?)"
            " on conflict (name) do update set channel = coalesce(channel, excluded.channel),"
            " phase = coalesce(phase, excluded.phase)",
            changed,
        )
    return {name for name, _, _, is_asked in rows if is_asked}


def _fills(held: tuple[str | None, str | None], met: tuple[str | None, str | None]) -> bool:
    return any(old is None and new is not None for old, new in zip(held, met, strict=True))


def _count_days(group: Group, contacts: Iterable[Contact]) -> None:
    day_of = group.tools.calendar.day_of
    counts = Counter((day_of(contact.at), contact.touchpoint) for contact in contacts)
    group.connection.exec_driver_sql(
        "insert into daily_counts (day, touchpoint, contacts) values (?, ?, ?)"
        " on conflict do update set contacts = contacts + excluded.contacts",
        [(*day, number) for day, number in counts.items()],
    )
