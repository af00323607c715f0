"""The ledger of consents: what a person granted or withdrew, line by line, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from oase.db.facts import learn_all
from oase.errors import OptionInvalid
from oase.identity.members import listed, members_of
from oase.model import Consent, Fact, Facts, Person, Purpose, combine_facts

__all__ = [
    "Standing",
    "Tally",
    "history",
    "is_empty",
    "object_to",
    "record",
    "standings",
    "state",
    "tally",
    "withdrawn",
    "withdrawn_aliases",
]

Standing = dict[Purpose, bool]
"""Per purpose to which a person has said something: whether it is granted."""

# of a person's lines the latest counts; of the same moment the withdrawal
_STANDINGS = """
    with asked as (select value as person from json_each(?)),
    members as (
        select person, person as alias from asked
        union all
        select asked.person, i.alias from asked
        cross join identifiers as i on i.person = asked.person and i.person != i.alias
    )
    select members.person, c.purpose,
        coalesce(max(iif(c.is_granted, c.at, null)) > max(iif(c.is_granted, null, c.at)), max(c.is_granted))
    from members
    cross join consents as c on c.alias = members.alias
    group by members.person, c.purpose
"""
# the same for everybody, and who of them withdrew lately
_TALLY = """
    select purpose, sum(is_granted), sum(not is_granted), sum(not is_granted and withdrawn >= ?) from (
        select c.purpose as purpose, max(iif(c.is_granted, null, c.at)) as withdrawn,
            coalesce(
                max(iif(c.is_granted, c.at, null)) > max(iif(c.is_granted, null, c.at)), max(c.is_granted)
            ) as is_granted
        from consents as c
        left join identifiers as i on i.alias = c.alias
        group by coalesce(i.person, c.alias), c.purpose
    )
    group by purpose
    order by purpose
"""
# who ever withdrew anything: few beside all who granted
_DENIERS = """
    select distinct coalesce(i.person, c.alias) from consents as c
    left join identifiers as i on i.alias = c.alias
    where not c.is_granted
"""
_HISTORY = """
    select c.alias, c.purpose, c.is_granted, c.at, c.text, c.source
    from json_each(?) as asked
    cross join consents as c on c.alias = asked.value
    order by c.at, c.id
"""


def record(connection: Connection, consents: Sequence[Consent], recorded: int) -> None:
    """Add lines to the ledger.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    consents : sequence of Consent
    recorded : int
        When the house learned of them, microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        A purpose is none of the closed list.
    """
    rows = [
        (line.alias, _purpose(line.purpose), line.is_granted, line.at, line.text, line.source, recorded)
        for line in consents
    ]
    if rows:
        connection.exec_driver_sql(
            "insert into consents (alias, purpose, is_granted, at, text, source, recorded)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        learn_all(connection, _facts(consents), recorded)


def _facts(consents: Sequence[Consent]) -> dict[int, Facts]:
    """Return consents as the counter reads them: granted or not, version of the text, where."""
    found: dict[int, Facts] = {}
    for line in consents:
        fact = Fact([line.text, line.source] if line.is_granted else 0, line.at)
        told = {f"consent:{line.purpose}": fact}
        found[line.alias] = combine_facts(found.get(line.alias, {}), told)
    return found


def is_empty(connection: Connection) -> bool:
    """Return whether nobody has ever said anything."""
    return connection.exec_driver_sql("select 1 from consents limit 1").first() is None


def standings(connection: Connection, persons: Collection[int]) -> dict[int, Standing]:
    """Return what persons have granted and withdrawn, over all their ids; who said nothing is left out.

    Of lines of the same moment the withdrawal counts; a later grant lifts it.

    Parameters
    ----------
    connection : Connection
    persons : collection of int
        As ``Resolved.person``.
    """
    found: dict[int, Standing] = {}
    rows: Iterable[Any] = connection.exec_driver_sql(_STANDINGS, listed(persons)).all()
    for person, purpose, is_granted in rows:
        found.setdefault(person, {})[Purpose(purpose)] = bool(is_granted)
    return found


class Tally(NamedTuple):
    """How many persons have granted a purpose, withdrawn it, and withdrawn it since a moment."""

    purpose: str
    granted: int
    withdrawn: int
    lately: int


def tally(connection: Connection, *, since: int) -> list[Tally]:
    """Count persons by purpose and what they have said last; who said nothing is not counted.

    Parameters
    ----------
    connection : Connection
    since : int
        Withdrawals from this moment on are counted apart, microseconds since 1970, UTC.
    """
    rows: Iterable[Any] = connection.exec_driver_sql(_TALLY, (since,)).all()
    return [Tally(*row) for row in rows]


def withdrawn(connection: Connection, persons: Collection[int], purpose: Purpose) -> set[int]:
    """Return which persons have withdrawn a purpose, by their ``standings``; who said nothing has not.

    Parameters
    ----------
    connection : Connection
    persons : collection of int
        As ``Resolved.person``.
    purpose : Purpose

    Raises
    ------
    OptionInvalid
        The purpose is none of the closed list.
    """
    named = Purpose(_purpose(purpose))
    return {one for one, said in standings(connection, persons).items() if said.get(named) is False}


def withdrawn_aliases(connection: Connection, purposes: Collection[Purpose]) -> set[int]:
    """Return every alias of the persons who have withdrawn at least one of some purposes.

    Raises
    ------
    OptionInvalid
        A purpose is none of the closed list.
    """
    rows: Iterable[Any] = connection.exec_driver_sql(_DENIERS).all()
    asked = {person for (person,) in rows}
    found: set[int] = set()
    for purpose in purposes:
        found |= withdrawn(connection, asked, purpose)
    return set(members_of(connection, found))


def state(connection: Connection, person: Person) -> dict[Purpose, Consent]:
    """Return the line that counts now of each purpose to which a person has said something."""
    # of the same moment the withdrawal, of several the one recorded last
    lines = sorted(history(connection, person), key=lambda line: (line.at, not line.is_granted))
    latest = {line.purpose: line for line in lines}
    return {purpose: latest[purpose] for purpose in Purpose if purpose in latest}


def history(connection: Connection, person: Person) -> list[Consent]:
    """Return all lines of a person, over all her ids, oldest first."""
    rows: Iterable[Any] = connection.exec_driver_sql(_HISTORY, listed(person.aliases)).all()
    return [
        Consent(alias, Purpose(purpose), bool(is_granted), at, text, source)
        for alias, purpose, is_granted, at, text, source in rows
    ]


def object_to(
    connection: Connection, person: Person, purposes: Iterable[Purpose], at: int, source: str = "objection"
) -> None:
    """Write down that a person objects: a withdrawal under each of her ids, so that an un-merge keeps it.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    person : Person
    purposes : iterable of Purpose
    at : int
        Microseconds since 1970, UTC.
    source : str
        Where it was said.

    Raises
    ------
    OptionInvalid
        A purpose is none of the closed list.
    """
    named = [Purpose(_purpose(purpose)) for purpose in purposes]
    lines = [
        Consent(alias, one, is_granted=False, at=at, source=source)
        for one in named
        for alias in person.aliases
    ]
    record(connection, lines, at)


def _purpose(purpose: str) -> str:
    try:
        return Purpose(purpose).value
    except ValueError as error:
        raise OptionInvalid(
            "There is no such purpose", expected=", ".join(Purpose), got=repr(purpose)
        ) from error
