"""``Case``: one damaged thing as it stands now, with what has happened to it."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, select

from oase.errors import InputError
from oase.programmes import links
from oase.programmes.tables import case_log, cases

__all__ = ["Case", "CaseUnknown", "Entry", "by_number", "by_secret", "find", "log_of", "read_row"]

_JSON = ("textile", "wanted", "told")
_OUTSIDE = ("state", "message", "undone")


class CaseUnknown(InputError):
    """There is no case of this id or number."""

    def __init__(self, got: object) -> None:
        super().__init__("There is no such case", expected="the id or number of a case", got=str(got))


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it stands, each field as in ``programme_cases``; times are microseconds since 1970, UTC."""

    id: int
    number: str
    key: str
    kind: str
    way: str
    state: str
    item: int | None
    what: str
    gtin: str
    order_key: str
    alias: int | None
    name: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str
    country: str
    lang: str
    reason: str
    problem: str
    textile: dict[str, str]
    wanted: dict[str, Any]
    kit: str
    stop: int | None
    fee_cents: int
    currency: str
    told: dict[str, Any]
    parcel: str
    assigned: str
    repairer: str
    outcome: str
    barrier: str
    opened: int
    changed: int
    ended: int | None

    @property
    def origin(self) -> str:
        """How other tables name it."""
        return f"case:{self.id}"


class Entry(NamedTuple):
    """Something that happened to a case.

    Attributes
    ----------
    id, at : int
    by : {"customer", "workshop", "house"}
    who : str
        Name of the account; empty for the customer.
    kind : {"state", "message", "note", "change", "undone"}
        A note stays within the company.
    before, after, text : str
    """

    id: int
    at: int
    by: str
    who: str
    kind: str
    before: str
    after: str
    text: str


def find(connection: Connection, case: int) -> Case:
    """Return a case by its id.

    Raises
    ------
    CaseUnknown
    """
    row = connection.execute(select(cases).where(cases.c.id == case)).mappings().one_or_none()
    if row is None:
        raise CaseUnknown(case)
    return read_row(row)


def by_number(connection: Connection, number: str) -> Case:
    """Return a case by the number that is told on the telephone; small letters and spaces do not matter.

    Raises
    ------
    CaseUnknown
    """
    spoken = "".join(number.split()).upper()
    row = connection.execute(select(cases).where(cases.c.number == spoken)).mappings().one_or_none()
    if row is None:
        raise CaseUnknown(number)
    return read_row(row)


def by_secret(connection: Connection, secret: str, now: int) -> Case:
    """Return the one case that a secret link opens.

    Raises
    ------
    LinkInvalid
        It opens none, or no longer.
    """
    return find(connection, links.read(connection, "case", secret, now).target)


def log_of(connection: Connection, case: int, *, is_inside: bool = False) -> list[Entry]:
    """Return what happened to a case, oldest first; notes and changes only within the company."""
    query = select(*[case_log.c[name] for name in Entry._fields]).where(case_log.c.case == case)
    if not is_inside:
        query = query.where(case_log.c.kind.in_(_OUTSIDE))
    return [Entry(*row) for row in connection.execute(query.order_by(case_log.c.id))]


def read_row(row: RowMapping) -> Case:
    """Return a row of the table as a case."""
    read: dict[str, Any] = {name: msgspec.json.decode(row[name]) for name in _JSON}
    return Case(**{**row, **read})
