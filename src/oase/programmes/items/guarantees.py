"""Guarantees that the brand itself promises: written down, looked at, live for contracts from a day, ended.

What is live was promised to somebody: it is ended and written anew, never changed. A promise for life, or
without years, waits until somebody who knows the law has looked at it: Regulation (EU) 2025/1960
wants years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid, SourceMissing
from oase.programmes.items.clock import Promise
from oase.programmes.items.registry import GARMENTS
from oase.programmes.tables import guarantee_terms as table
from oase.retail.articles import Text

__all__ = [
    "REMEDIES",
    "STATES",
    "Draft",
    "Term",
    "change",
    "create",
    "end",
    "every",
    "get",
    "has_label",
    "live",
    "promises",
    "says_for_life",
]

State = Literal["draft", "review", "live", "ended"]

STATES: tuple[State, ...] = get_args(State)
REMEDIES = ("repair", "replace", "refund")

LABEL_ABOVE = 24
"""Months above which the label for guarantees of durability is to be shown (Regulation (EU) 2025/1960)."""

_MOST_MONTHS = 1_200
_TEXT_AT_MOST = 2_000
_NAME_AT_MOST = 120
_FOUND_AT_LEAST = 10
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_FOR_LIFE = re.compile(
    r"lebenslang|lebenslänglich|ein leben lang|ein ganzes leben|auf lebenszeit|für immer|\bewig|unbegrenzt"
    r"|unbefristet|lifetime|life[- ]?long|for (?:ever|life)\b|forever|unlimited|for the life of|eternal",
    re.IGNORECASE,
)


class Draft(NamedTuple):
    """What is promised.

    Attributes
    ----------
    name, promise : mapping
        By language.
    product, garment, country : str
        Empty: of every product, of every class, in every country.
    months : int or None
        None: "for life" or the like.
    remedies : tuple of str
        Of ``REMEDIES``.
    wear_cents : int or None
        What worn parts cost at most; None where that is not said.
    begins : date
        For contracts from this day on.
    """

    name: Mapping[str, str]
    promise: Mapping[str, str]
    begins: date
    months: int | None = None
    product: str = ""
    garment: str = ""
    country: str = ""
    remedies: tuple[str, ...] = ("repair",)
    wear_cents: int | None = None


class Term(NamedTuple):
    """A guarantee of the brand, as it is kept; ``why`` says why it waits for a review, or what one found."""

    id: int
    name: Text
    product: str
    garment: str
    country: str
    months: int | None
    promise: Text
    remedies: tuple[str, ...]
    wear_cents: int | None
    begins: date
    ends: date | None
    state: State
    why: str
    created: int
    who: str


def create(connection: Connection, draft: Draft, *, who: str, now: int) -> Term:
    """Write a guarantee down; it is a draft, or waits for a review.

    Raises
    ------
    OptionInvalid
        Name, promise, months, remedies, class or country are not what they must be; ``where`` names it.
    """
    row = _row(draft) | {"created": now, "who": who}
    number: Any = connection.execute(insert(table).values(**row)).inserted_primary_key
    bump(connection, "programmes")
    return get(connection, number[0])


def change(connection: Connection, number: int, draft: Draft, *, who: str) -> Term:
    """Write a guarantee anew that is not live yet.

    Raises
    ------
    OptionInvalid
        As ``create``; or it is live or ended.
    """
    held = get(connection, number)
    if held.state not in ("draft", "review"):
        raise OptionInvalid(
            "What was promised is not changed afterwards",
            expected="a draft",
            got=held.state,
            where="state",
            todo="end it and write a new one",
        )
    connection.execute(update(table).where(table.c.id == number).values(**_row(draft), who=who))
    bump(connection, "programmes")
    return get(connection, number)


def live(connection: Connection, number: int, *, who: str, found: str = "") -> Term:
    """Make a guarantee live.

    Parameters
    ----------
    connection : Connection
        Writing.
    number : int
    who : str
    found : str
        What a review by somebody who knows the law has found; needed where one is wanted.

    Raises
    ------
    OptionInvalid
        It waits for a review and nothing is said of what that found; or it is live or ended.
    """
    held = get(connection, number)
    if held.state not in ("draft", "review"):
        raise OptionInvalid("It is not a draft", expected="draft, review", got=held.state, where="state")
    if held.state == "review" and len(found.strip()) < _FOUND_AT_LEAST:
        raise OptionInvalid(
            "A promise without years waits for a legal review",
            expected=f"what the review found, at least {_FOUND_AT_LEAST} characters",
            got=repr(found[:40]),
            where="found",
            todo="say years, or write down who has looked at it and what they found",
        )
    why = f"{found.strip()[:_TEXT_AT_MOST]} ({who})" if held.state == "review" else ""
    return _moved(connection, number, state="live", why=why)


def end(connection: Connection, number: int, day: date) -> Term:
    """End a live guarantee for contracts after a day; for those until then it holds as it was promised.

    Raises
    ------
    OptionInvalid
        It is not live; or the day is before it began.
    """
    held = get(connection, number)
    if held.state != "live":
        raise OptionInvalid("It is not live", expected="live", got=held.state, where="state")
    if day < held.begins:
        raise OptionInvalid(
            "It cannot end before it begins", expected=f"{held.begins} or later", got=str(day), where="ends"
        )
    return _moved(connection, number, state="ended", ends=day)


def get(connection: Connection, number: int) -> Term:
    """Return a guarantee.

    Raises
    ------
    SourceMissing
        There is none of that number.
    """
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None:
        raise SourceMissing("There is no such guarantee", got=str(number))
    return _term(row)


def every(connection: Connection) -> list[Term]:
    """Return all guarantees, those first that wait or are live, the latest first."""
    found = [_term(row) for row in connection.execute(select(table).order_by(table.c.id.desc()))]
    return sorted(found, key=lambda one: ("review", "live", "draft", "ended").index(one.state))


def promises(connection: Connection) -> list[Promise]:
    """Return what was promised to customers: what is live, and what ended but holds for those who have it."""
    told = select(table).where(table.c.state.in_(("live", "ended"))).order_by(table.c.id)
    return [
        Promise(*(getattr(one, name) for name in Promise._fields))
        for one in map(_term, connection.execute(told))
    ]


def has_label(term: Term) -> bool:
    """Tell whether the label for guarantees of durability is to be shown: more than two years."""
    return term.months is not None and term.months > LABEL_ABOVE


def says_for_life(texts: Sequence[str]) -> bool:
    """Tell whether words promise something for life or without end.

    Examples
    --------
    >>> says_for_life(["Lebenslange Garantie"]), says_for_life(["Fünf Jahre auf Nähte"])
    (True, False)
    """
    return any(_FOR_LIFE.search(text) for text in texts)


def _moved(connection: Connection, number: int, **values: Any) -> Term:
    connection.execute(update(table).where(table.c.id == number).values(**values))
    bump(connection, "programmes")
    return get(connection, number)


def _row(draft: Draft) -> dict[str, Any]:
    name, promise = (_texts(one) for one in (draft.name, draft.promise))
    _check(draft, name, promise)
    why = _why(draft, (*name.values(), *promise.values()))
    return {
        "name": msgspec.json.encode(name).decode(),
        "product": draft.product.strip(),
        "garment": draft.garment,
        "country": draft.country.strip().upper(),
        "months": draft.months,
        "promise": msgspec.json.encode(promise).decode(),
        "remedies": msgspec.json.encode(draft.remedies).decode(),
        "wear_cents": draft.wear_cents,
        "begins": draft.begins,
        "state": "review" if why else "draft",
        "why": why,
    }


def _why(draft: Draft, texts: Sequence[str]) -> str:
    """Return why somebody who knows the law must look: ``no_years``, ``for_life``; empty for no reason."""
    if draft.months is None:
        return "no_years"
    return "for_life" if says_for_life(texts) else ""


def _texts(said: Mapping[str, str]) -> Text:
    return {lang: text.strip() for lang, text in said.items() if text.strip()}


def _check(draft: Draft, name: Text, promise: Text) -> None:
    for field, texts, most in (("name", name, _NAME_AT_MOST), ("promise", promise, _TEXT_AT_MOST)):
        if not texts or any(len(text) > most for text in texts.values()):
            raise OptionInvalid(
                "A text is missing or too long", expected=f"1 to {most} characters", where=field
            )
    if draft.months is not None and not 1 <= draft.months <= _MOST_MONTHS:
        raise OptionInvalid(
            "That is no time", expected=f"1 to {_MOST_MONTHS} months", got=str(draft.months), where="months"
        )
    if not draft.remedies or not set(draft.remedies) <= set(REMEDIES):
        raise OptionInvalid("No remedy is promised", expected=", ".join(REMEDIES), where="remedies")
    if draft.garment and draft.garment not in GARMENTS:
        raise OptionInvalid(
            "No such class of garment", expected=", ".join(GARMENTS), got=draft.garment, where="garment"
        )
    if draft.country and not _COUNTRY.match(draft.country.strip().upper()):
        raise OptionInvalid("That is no country", expected="DE, AT …", got=draft.country, where="country")
    if draft.wear_cents is not None and draft.wear_cents < 0:
        raise OptionInvalid("That is no amount", expected="0 or more", where="wear")


def _term(row: Any) -> Term:
    held = Term(*row)
    return held._replace(
        name=msgspec.json.decode(row.name),
        promise=msgspec.json.decode(row.promise),
        remedies=tuple(msgspec.json.decode(row.remedies)),
    )
