"""Whether somebody may be invited and can be: consent by the ledger, then the first channel that reaches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from oase.decisions.messages import subscriptions
from oase.identity import ledger, profiles
from oase.identity.members import ids_of, listed, members_of, persons_of
from oase.identity.sessions import has_session
from oase.model import Person, Purpose
from oase.surveys.tables import shares

__all__ = ["Reached", "invited_last", "reach", "shares_of"]

_LAST = """
    select i.alias, max(i.decided) from json_each(?) as asked
    cross join survey_invitations as i on i.alias = asked.value
    where i.channel <> '' and i.reason = '' group by i.alias
"""


class Reached(NamedTuple):
    """What is known of somebody who may be invited.

    Parameters
    ----------
    person : int
        Who she is now.
    is_known : bool
        Whether anything is known by her ids.
    is_consented : bool
        Whether she grants surveys.
    channel : str
        The first of the survey's by which she can be reached; empty for none.
    lang : str
        Hers, where it is known; else empty.
    """

    person: int
    is_known: bool
    is_consented: bool
    channel: str
    lang: str


Key = tuple[int, tuple[str, ...]]


def reach(
    connection: Connection,
    asked: Sequence[tuple[int, tuple[str, ...]]],
    *,
    channels: frozenset[str],
    now: int,
) -> dict[Key, Reached]:
    """Return of aliases, each with the channels of its survey, whether they may and can be invited.

    Parameters
    ----------
    connection : Connection
    asked : sequence of (alias, channels)
    channels : frozenset of str
        By which the house can send at all.
    now : int
        Microseconds since 1970, UTC.
    """
    aliases = {alias for alias, _ in asked}
    known = {one.alias for one in ids_of(connection, aliases)}
    persons = persons_of(connection, aliases)
    granted = ledger.standings(connection, set(persons.values()))
    members: dict[int, list[int]] = {}
    for alias, person in members_of(connection, set(persons.values())).items():
        members.setdefault(person, []).append(alias)
    found: dict[Key, Reached] = {}
    for alias, wanted in dict.fromkeys(asked):
        person = persons[alias]
        is_consented = bool(granted.get(person, {}).get(Purpose.SURVEY))
        channel, lang = "", ""
        if alias in known and is_consented:
            her = Person(person, tuple(members[person]), ())
            traits = profiles.of(connection, her)
            can = [one for one in wanted if one in channels]
            channel = next((one for one in can if _reaches(connection, one, her, traits, now)), "")
            lang = _lang(traits)
        found[alias, wanted] = Reached(person, alias in known, is_consented, channel, lang)
    return found


def invited_last(connection: Connection, persons: Collection[int]) -> dict[int, int]:
    """Return when persons were invited last, by whichever survey and under whichever of their ids.

    What was never sent did not disturb her and does not count.
    """
    members = members_of(connection, persons)
    found: dict[int, int] = {}
    rows: Collection[Any] = connection.exec_driver_sql(_LAST, listed(members)).all()
    for alias, decided in rows:
        person = members[alias]
        found[person] = max(decided, found.get(person, decided))
    return found


def shares_of(connection: Connection) -> dict[str, float]:
    """Return the probability of each touchpoint for which the verdicts ask for one."""
    return {row.touchpoint: row.share for row in connection.execute(select(shares))}


def _reaches(connection: Connection, channel: str, her: Person, traits: dict[str, Any], now: int) -> bool:
    if channel == "push":
        return bool(subscriptions.of(connection, her.aliases))
    if channel == "email":
        said = traits.get("email")
        return (isinstance(said, str) and "@" in said) or any(
            one.kind == "email" and one.value for one in ids_of(connection, her.aliases)
        )
    return has_session(connection, her.aliases, now)


def _lang(traits: dict[str, Any]) -> str:
    """Return in which of the languages of surveys she is spoken to, as her traits say."""
    said = next((traits[name] for name in ("lang", "language", "locale") if traits.get(name)), "")
    start = str(said).lower()[:2]
    return start if start in ("de", "en") else ""
