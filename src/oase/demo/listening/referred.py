"""New customers of the last half year: how they heard of the brand, and by whose link they came."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from oase.demo.listening.context import context_of
from oase.demo.listening.truth import LOG_DAYS, REFERRED_SHARE
from oase.demo.listening.who import Known, known
from oase.demo.people import AGES
from oase.demo.shop import STORES

__all__ = ["NEW", "Referred", "referred"]

NEW: Final = "new_customers"
"""Name of the survey of these rows."""

_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_ANSWERS, _BY_LINK, _THANKED, _HAS_LINK, _SAYS = 0.55, 0.45, 0.35, 0.1, 0.6
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_OTHER_WAYS: Final = {"search": 34, "advert": 22, "press": 12, "passing": 24, "other": 8}
_WHOM: Final = {"friend": 48, "family": 27, "colleague": 17, "stranger": 5, "other": 3}
_TOLD: Final = (
    "Dass sie reparieren, statt neu zu verkaufen.",
    "Geh hin und lass dich beraten, die reden dir nichts auf.",
    "Meine Schuhe wurden neu besohlt, während ich wartete.",
    "Die Anprobe im Netz stimmt wirklich.",
    "Gute Jacken, ehrliche Preise.",
    "They mend things while you wait.",
    "Somebody there actually listens.",
)


class Referred(NamedTuple):
    """Rows of the tables about new customers; ids of transactions count on from those of the log."""

    transactions: list[dict[str, Any]]
    invitations: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    recommendations: list[dict[str, Any]]
    links: list[dict[str, Any]]


def referred(
    persons: int, seed: int, now: int, alias_of: Callable[[str, str], int], *, first_id: int
) -> Referred:
    """Return who came new, and how.

    Parameters
    ----------
    persons, seed : int
        Of the demo.
    now : int
        Microseconds since 1970, UTC.
    alias_of : callable
    first_id : int
        Of the first transaction.
    """
    told = Referred([], [], [], [], [])
    for one in known(persons, seed):
        rng = random.Random(f"{seed}/referred/{one.number}")  # noqa: S311 - nothing is kept secret by it
        alias = alias_of("user", one.person)
        if one.customer > 0:
            if rng.random() < _HAS_LINK:
                told.links.append(_link(rng, alias, now))
        else:
            _come(told, one, rng, now, alias, first_id)
    return told


def _link(rng: random.Random, alias: int, now: int) -> dict[str, Any]:
    code = "".join(rng.choices(_LETTERS, k=10))
    return {
        "code": code,
        "alias": alias,
        "created": now - rng.randint(LOG_DAYS + 1, 400) * _DAY,
        "ended": None,
    }


def _come(told: Referred, one: Known, rng: random.Random, now: int, alias: int, first_id: int) -> None:
    at = now - round(rng.uniform(1.5, LOG_DAYS) * _DAY)
    row = _order(one, rng, at, alias, first_id + len(told.transactions))
    told.transactions.append(row)
    is_referred = rng.random() < REFERRED_SHARE
    answered = at + 24 * _HOUR + rng.randrange(40) * _HOUR
    if rng.random() >= _ANSWERS or answered >= now:
        answered = None
    told.invitations.append(_entry(one, row, answered))
    if answered is None:
        return
    heard = "recommendation" if is_referred else rng.choices([*_OTHER_WAYS], [*_OTHER_WAYS.values()])[0]
    said = rng.choice(_TOLD) if is_referred and rng.random() < _SAYS else ""
    whom = rng.choices([*_WHOM], [*_WHOM.values()])[0] if is_referred else ""
    for item, text in (("heard", heard), ("said", said), ("by_whom", whom)):
        if text:
            told.answers.append(_answer(row, answered, item, text))
    told.recommendations.append(_recommended(told, rng, row, answered, (heard, said, whom), now))


def _recommended(
    told: Referred, rng: random.Random, row: dict[str, Any], at: int, words: tuple[str, str, str], now: int
) -> dict[str, Any]:
    heard, said, whom = words
    link = None
    if heard == "recommendation" and told.links and rng.random() < _BY_LINK:
        link = rng.choice(told.links)
    thanked = None
    if link is not None and rng.random() < _THANKED and at + 3 * _DAY < now:
        thanked = at + rng.randint(1, 3) * _DAY
    return {
        "alias": row["alias"],
        "at": at,
        "transaction_id": row["id"],
        "heard": heard,
        "said": said,
        "by_whom": whom,
        "code": link["code"] if link else "",
        "recommender": link["alias"] if link else None,
        "thanked": thanked,
        "thanked_by": "Jana Petersen" if thanked else "",
    }


def _order(one: Known, rng: random.Random, at: int, alias: int, number: int) -> dict[str, Any]:
    channel = rng.choice(("Website", "App", "Laden"))
    return {
        "id": number,
        "key": f"order:L-N{one.number:07}",
        "alias": alias,
        "at": at,
        "received": at,
        "touchpoint": "Kauf",
        "channel": channel,
        "store": rng.choice(STORES).code if channel == "Laden" else "",
        "value": float(rng.randint(30, 260)),
        "source": "shop",
    }


def _entry(one: Known, row: dict[str, Any], answered: int | None) -> dict[str, Any]:
    sent = row["at"] + 24 * _HOUR
    return {
        "transaction_id": row["id"],
        "survey": NEW,
        "alias": row["alias"],
        "touchpoint": row["touchpoint"],
        "at": row["at"],
        "context": context_of(row, AGES[one.age], is_known=False),
        "state": "sent" if answered is None else "answered",
        "reason": "",
        "share": 1.0,
        "channel": "app",
        "decided": sent,
        "sent": sent,
        "opened": answered,
        "answered": answered,
    }


def _answer(row: dict[str, Any], at: int, item: str, text: str) -> dict[str, Any]:
    return {
        "submission": f"demo-{row['id']}-invited-{at}",
        "transaction_id": row["id"],
        "alias": row["alias"],
        "survey": NEW,
        "version": 1,
        "item": item,
        "role": item,
        "touchpoint": row["touchpoint"],
        "number": None,
        "text": text,
        "at": at,
        "way": "invited",
        "medium": "app",
        "lang": "de",
        "is_last": 1,
        "sealed": None,
    }
