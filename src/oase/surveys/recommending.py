"""Who recommended whom: referral links, the three questions of new customers, the thank list.

A recommendation is what a new customer tells of it (Reichheld's willingness to recommend is another figure).
A link says nothing about whose it is to those who see it; that somebody came by it is known only when she
says so or brings its code along.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from oase.db.versions import bump
from oase.identity.members import members_of, persons_of
from oase.surveys.survey import REFERRED
from oase.surveys.tables import links, recommendations

__all__ = [
    "BY_RECOMMENDATION",
    "Edge",
    "Outcome",
    "Rate",
    "Thanks",
    "came_by",
    "create",
    "end",
    "graph",
    "is_code",
    "link_of",
    "owner_of",
    "rate",
    "recommended",
    "take_thanks_back",
    "taken_back",
    "thank",
    "thank_list",
]

BY_RECOMMENDATION = frozenset({REFERRED, "friends"})
"""Answers to "how did you hear of us" that mean a recommendation; the app calls it ``friends``."""

CODE_LETTERS = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_EVEN = 256 - 256 % len(_ALPHABET)
LONGEST_CHAIN = 1000

_FIRST_ORDERS = """
    select count(distinct coalesce(i.person, f.alias)) from (
        select alias, min(at) as first from transactions where key >= 'order:' and key < 'order;'
        group by alias having first >= ? and first < ?
    ) as f left join identifiers as i on i.alias = f.alias
"""

Reason = Literal["", "no_code", "unknown_code", "own_link", "loop"]


class Outcome(msgspec.Struct, frozen=True):
    """What became of one answer to the three questions.

    Parameters
    ----------
    is_recommended : bool
        Whether she came by a recommendation.
    recommender : int or None
        Whose link counts.
    reason : str
        Why none does: ``no_code``, ``unknown_code``, ``own_link`` or ``loop``; empty where one does.
    """

    is_recommended: bool
    recommender: int | None
    reason: Reason


class Rate(msgspec.Struct, frozen=True):
    """Share of new customers won by recommendation, as counts.

    Parameters
    ----------
    recommended : int
        Of those who answered, how many came by a recommendation.
    answered : int
        The denominator of the share.
    linked : int
        Of the recommended, for how many a link says by whom.
    new_customers : int
        Persons whose first order since the house keeps orders lies in the period: of how many those who
        answered tell.
    heard : dict of str to int
        Every way in which they heard, the most frequent first.
    """

    recommended: int
    answered: int
    linked: int
    new_customers: int
    heard: dict[str, int]


class Edge(msgspec.Struct, frozen=True):
    """One recommendation that is known by its link: who recommended, who came, when, and what was said."""

    recommender: int
    alias: int
    at: int
    code: str
    by_whom: str
    said: str


class Thanks(msgspec.Struct, frozen=True):
    """One who recommended: how many came, how many of them she was not thanked for yet, and when last."""

    recommender: int
    won: int
    due: int
    latest: int
    thanked: int | None
    thanked_by: str


def is_code(text: str) -> bool:
    """Return whether something could be the code of a link.

    Examples
    --------
    >>> is_code("abcdefgh23"), is_code("ABC"), is_code("abcdefgh2l")
    (True, False, False)
    """
    return len(text) == CODE_LETTERS and set(text) <= set(_ALPHABET)


def link_of(connection: Connection, alias: int) -> str | None:
    """Return the code of a person's link that holds, over all her ids; None where she has none."""
    query = (
        select(links.c.code)
        .where(links.c.alias.in_(_of_same(connection, alias)), links.c.ended.is_(None))
        .order_by(links.c.created, links.c.code)
        .limit(1)
    )
    return connection.execute(query).scalar()


def create(
    connection: Connection,
    alias: int,
    now: int,
    *,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Return the code of a person's link, made now where she has none.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
    now : int
        Microseconds since 1970, UTC.
    random : callable
        Takes a number of bytes, gives so many.
    """
    while (code := link_of(connection, alias)) is None:
        row = {"code": _new_code(random), "alias": alias, "created": now}
        connection.execute(insert(links).values(row).on_conflict_do_nothing())
        bump(connection, "surveys")
    return code


def end(connection: Connection, code: str, now: int) -> bool:
    """End a link; what it has won stays. Return whether it held until now."""
    holds = (links.c.code == code) & links.c.ended.is_(None)
    ended = connection.execute(update(links).where(holds).values(ended=now)).rowcount == 1
    if ended:
        bump(connection, "surveys")
    return ended


def owner_of(connection: Connection, code: str) -> int | None:
    """Return whose link a code is, as long as it holds."""
    holds = (links.c.code == code) & links.c.ended.is_(None)
    return connection.execute(select(links.c.alias).where(holds)).scalar()


def recommended(
    connection: Connection,
    *,
    alias: int,
    at: int,
    transaction: int | None,
    heard: str,
    said: str = "",
    by_whom: str = "",
    code: str = "",
) -> Outcome:
    """Keep what a new customer answered; the last word counts, thanks given stay.

    Her own link never wins her, and whoever she has won, through however many others, cannot have won her.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
        The new customer.
    at : int
        When she answered, microseconds since 1970, UTC.
    transaction : int or None
        ``transactions.id`` of what she was asked about.
    heard : str
        By what way; ``BY_RECOMMENDATION`` are those that mean a person.
    said : str
        What was said, in her words, masked already.
    by_whom : str
        Who that was to her, never a name.
    code : str
        Of the link by which she came; empty for none, or for the one that she has told before.
    """
    person = _person(connection, alias)
    recommender, reason = _recommender(connection, person, code.strip().lower())
    row = {
        "alias": person,
        "at": at,
        "transaction_id": transaction,
        "heard": heard,
        "said": said,
        "by_whom": by_whom,
        "code": code.strip().lower() if recommender is not None else "",
        "recommender": recommender,
        "thanked_by": "",
    }
    kept = insert(recommendations).values(row)
    unsaid = () if row["code"] else ("code", "recommender")
    changed = {name: row[name] for name in row if name not in ("alias", "thanked_by", *unsaid)}
    connection.execute(kept.on_conflict_do_update(index_elements=["alias"], set_=changed))
    bump(connection, "surveys")
    return Outcome(heard in BY_RECOMMENDATION or recommender is not None, recommender, reason)


def came_by(connection: Connection, *, alias: int, at: int, transaction: int, code: str) -> Outcome:
    """Keep that a new customer's order brought a code along; what she has said herself stays.

    A code that does not count, unknown, her own, or of somebody she has won, leaves nothing behind.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
        The new customer.
    at : int
        Of the order, microseconds since 1970, UTC.
    transaction : int
        ``transactions.id`` of the order.
    code : str
    """
    person = _person(connection, alias)
    recommender, reason = _recommender(connection, person, code)
    if recommender is None:
        return Outcome(is_recommended=False, recommender=None, reason=reason)
    row = {"alias": person, "at": at, "transaction_id": transaction, "heard": REFERRED, "said": "",
           "by_whom": "", "code": code, "recommender": recommender, "thanked_by": ""}  # fmt: skip
    only_link = {"code": code, "recommender": recommender}
    kept = insert(recommendations).values(row)
    unlinked = recommendations.c.recommender.is_(None)
    connection.execute(kept.on_conflict_do_update(index_elements=["alias"], set_=only_link, where=unlinked))
    bump(connection, "surveys")
    return Outcome(is_recommended=True, recommender=recommender, reason="")


def taken_back(connection: Connection, *, alias: int, transaction: int) -> bool:
    """Forget what a customer answered about a transaction; return whether anything was kept."""
    hers = recommendations.c.alias.in_(_of_same(connection, alias))
    about = recommendations.c.transaction_id == transaction
    is_gone = connection.execute(delete(recommendations).where(hers, about)).rowcount > 0
    if is_gone:
        bump(connection, "surveys")
    return is_gone


def rate(connection: Connection, since: int, until: int) -> Rate:
    """Count new customers of a period by how they heard of the brand.

    Parameters
    ----------
    connection : Connection
    since, until : int
        Microseconds since 1970, UTC; ``until`` is outside.
    """
    inside = (recommendations.c.at >= since) & (recommendations.c.at < until)
    is_linked = recommendations.c.recommender.is_not(None)
    query = (
        select(recommendations.c.heard, is_linked, func.count()).where(inside).group_by("heard", is_linked)
    )
    rows: Iterable[Any] = connection.execute(query).all()
    heard: dict[str, int] = {}
    won = linked = 0
    for way, has_link, number in rows:
        heard[way] = heard.get(way, 0) + number
        linked += number if has_link else 0
        won += number if has_link or way in BY_RECOMMENDATION else 0
    ordered = dict(sorted(heard.items(), key=lambda one: (-one[1], one[0])))
    return Rate(won, sum(heard.values()), linked, _first_orders(connection, since, until), ordered)


def graph(connection: Connection, since: int, until: int, most: int = 10_000) -> list[Edge]:
    """Return who won whom in a period, by links, the latest first."""
    columns = [recommendations.c[name] for name in ("recommender", "alias", "at", "code", "by_whom", "said")]
    query = (
        select(*columns)
        .where(recommendations.c.recommender.is_not(None))
        .where(recommendations.c.at >= since, recommendations.c.at < until)
        .order_by(recommendations.c.at.desc(), recommendations.c.alias)
        .limit(most)
    )
    return [Edge(*row) for row in connection.execute(query).all()]


def thank_list(connection: Connection, most: int = 1000) -> list[Thanks]:
    """Return everybody whose link has won somebody: those to be thanked first, then by how many."""
    due = func.sum(case((recommendations.c.thanked.is_(None), 1), else_=0))
    won = func.count()
    query = (
        select(
            recommendations.c.recommender,
            won,
            due,
            func.max(recommendations.c.at),
            func.max(recommendations.c.thanked),
            func.max(recommendations.c.thanked_by),
        )
        .where(recommendations.c.recommender.is_not(None))
        .group_by(recommendations.c.recommender)
        .order_by((due > 0).desc(), won.desc(), recommendations.c.recommender)
        .limit(most)
    )
    return [Thanks(*row) for row in connection.execute(query).all()]


def thank(connection: Connection, alias: int, who: str, now: int) -> int:
    """Note that somebody was thanked for all she has won so far; return for how many it was the first time.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
        Of the one who recommended.
    who : str
        Name of the one who thanked.
    now : int
        Microseconds since 1970, UTC.
    """
    is_due = recommendations.c.recommender.in_(_of_same(connection, alias)) & recommendations.c.thanked.is_(
        None
    )
    told = update(recommendations).where(is_due).values(thanked=now, thanked_by=who)
    number = connection.execute(told).rowcount
    if number:
        bump(connection, "surveys")
    return number


def take_thanks_back(connection: Connection, alias: int, at: int) -> int:
    """Undo one thanking, named by its moment; return of how many."""
    was = recommendations.c.recommender.in_(_of_same(connection, alias)) & (recommendations.c.thanked == at)
    number = connection.execute(
        update(recommendations).where(was).values(thanked=None, thanked_by="")
    ).rowcount
    if number:
        bump(connection, "surveys")
    return number


def _recommender(connection: Connection, person: int, code: str) -> tuple[int | None, Reason]:
    if not code:
        return None, "no_code"
    owner = owner_of(connection, code)
    if owner is None:
        return None, "unknown_code"
    recommender = _person(connection, owner)
    if recommender == person:
        return None, "own_link"
    return (None, "loop") if _is_won_by(connection, recommender, person) else (recommender, "")


def _is_won_by(connection: Connection, person: int, other: int) -> bool:
    """Return whether a person was won by another, directly or through those she had won."""
    seen: set[int] = set()
    at: int | None = person
    while at is not None and at not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(at)
        found = connection.execute(
            select(recommendations.c.recommender)
            .where(recommendations.c.alias.in_(_of_same(connection, at)))
            .where(recommendations.c.recommender.is_not(None))
        ).scalar()
        at = None if found is None else _person(connection, found)
        if at == other:
            return True
    return False


def _first_orders(connection: Connection, since: int, until: int) -> int:
    return connection.exec_driver_sql(_FIRST_ORDERS, (since, until)).scalar_one()


def _person(connection: Connection, alias: int) -> int:
    return persons_of(connection, [alias])[alias]


def _of_same(connection: Connection, alias: int) -> list[int]:
    """Return all ids of the person of an id."""
    person = _person(connection, alias)
    return sorted({alias, person, *members_of(connection, [person])})


def _new_code(random: Callable[[int], bytes]) -> str:
    letters: list[str] = []
    while len(letters) < CODE_LETTERS:
        letters += [_ALPHABET[byte % len(_ALPHABET)] for byte in random(CODE_LETTERS) if byte < _EVEN]
    return "".join(letters[:CODE_LETTERS])
