"""What arrived: contacts not sealed yet, refusals, counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from oase.contacts.counts import door_counts_of, touchpoint_counts_of
from oase.contacts.recent import RecentContact, recent_contacts
from oase.contacts.refusals import KeptRefusal, browse
from oase.model import RefusalReason
from oase.web.api.access import may_read
from oase.web.api.times import day, day_number, moment
from oase.web.reach import Here

__all__ = ["HANDLERS"]

LARGEST_ID = 2**53 - 1
MOST_ROWS = 1000
MOST_DAYS = 3660

After = Annotated[
    int, QueryParameter(ge=-1, le=LARGEST_ID, description="Only rows behind this id; -1: the newest")
]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_ROWS, description="At most so many rows")]
Source = Annotated[str | None, QueryParameter(max_length=200, description="Name of the write key's source")]
Days = Annotated[int, QueryParameter(ge=1, le=MOST_DAYS, description="Days back, today among them")]


class ContactRow(msgspec.Struct, frozen=True):
    """One accepted contact; ``alias`` is the person's pseudonym, 16 hexadecimal digits."""

    id: int
    alias: str
    at: datetime
    received: datetime
    touchpoint: str
    channel: str | None
    phase: str | None
    value: float | None
    source: str
    attributes: dict[str, Any]


class Contacts(msgspec.Struct, frozen=True):
    """Accepted contacts that are not sealed into the lake yet; ``next`` is the ``after`` to go on with."""

    contacts: list[ContactRow]
    next: int


class RefusalRow(msgspec.Struct, frozen=True):
    """One message that was not accepted; ``body`` is masked and cut, empty where nothing may be kept."""

    id: int
    received: datetime
    source: str
    step: str
    reason: RefusalReason
    detail: str
    alias: str | None
    body: str | None


class Refusals(msgspec.Struct, frozen=True):
    """What was not accepted; ``next`` is the ``after`` to go on with."""

    refusals: list[RefusalRow]
    next: int


class DoorCount(msgspec.Struct, frozen=True):
    """How many messages of a source had an outcome on a day: accepted, duplicate, or a refusal's reason."""

    day: date
    source: str
    outcome: str
    contacts: int


class TouchpointCount(msgspec.Struct, frozen=True):
    """How many contacts a touchpoint had on a day."""

    day: date
    touchpoint: str
    contacts: int


class Counts(msgspec.Struct, frozen=True):
    """Counts per day, in the house's time zone; they stay as they are when a person is erased."""

    door: list[DoorCount]
    touchpoints: list[TouchpointCount]


@get("/contacts", sync_to_thread=True, operation_id="contacts", tags=["contacts"], guards=[may_read])
def contacts(reach: Here, after: After = 0, limit: Limit = 100) -> Contacts:
    """List accepted contacts that are not sealed into the lake yet, in the order of acceptance."""
    with reach.database.reading() as connection:
        rows = recent_contacts(connection, after if after >= 0 else None, limit)
    return Contacts([_contact(row) for row in rows], rows[-1].id if rows else max(0, after))


@get("/refusals", sync_to_thread=True, operation_id="refusals", tags=["contacts"], guards=[may_read])
def refusals(
    reach: Here,
    after: After = 0,
    limit: Limit = 100,
    reason: FromQuery[RefusalReason | None] = None,
    source: Source = None,
) -> Refusals:
    """List what was not accepted and why, in order."""
    with reach.database.reading() as connection:
        rows = browse(connection, after=after, reason=reason, source=source, limit=limit)
    return Refusals([_refusal(row) for row in rows], rows[-1].id if rows else max(0, after))


@get("/counts", sync_to_thread=True, operation_id="counts", tags=["contacts"], guards=[may_read])
def counts(reach: Here, days: Days = 30) -> Counts:
    """Count per day what the door took, knew already or refused, and the contacts of each touchpoint."""
    # a day more on the early side: where the house stands, it may be another day than here
    since = day_number(reach.clock()) - days
    with reach.database.reading() as connection:
        door, touchpoints = door_counts_of(connection, since), touchpoint_counts_of(connection, since)
    return Counts(
        [DoorCount(day(one.day), one.source, one.outcome, one.contacts) for one in door],
        [TouchpointCount(day(one.day), one.touchpoint, one.contacts) for one in touchpoints],
    )


HANDLERS = [contacts, refusals, counts]


def _contact(row: RecentContact) -> ContactRow:
    return ContactRow(
        id=row.id,
        alias=f"{row.alias:016x}",
        at=moment(row.at),
        received=moment(row.received),
        touchpoint=row.touchpoint,
        channel=row.channel,
        phase=row.phase,
        value=row.value,
        source=row.source,
        attributes=msgspec.json.decode(row.attributes or "{}"),
    )


def _refusal(row: KeptRefusal) -> RefusalRow:
    return RefusalRow(
        id=row.id,
        received=moment(row.received),
        source=row.source,
        step=row.step,
        reason=row.reason,
        detail=row.detail,
        alias=None if row.alias is None else f"{row.alias:016x}",
        body=row.body,
    )
