"""Quotes: what a repair will cost, as a European repair form that nobody can change.

Directive (EU) 2024/1799, Article 4(5): for 30 calendar days after the form was handed out the repairer must
not alter what it offers. So a version is never edited, and inside its days there is no other one, unless

- the customer has declined it (after acceptance its conditions are part of the contract, whatever the day),
- or she asked for something else, which is noted with the new version: then both stand, the first as it was,
  and she accepts whichever she likes.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.errors import InputError
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.form import Form, canonical, check_form, digest_of, read_form
from oase.programmes.cases.log import logged
from oase.programmes.cases.moving import moved
from oase.programmes.cases.states import StateInvalid, allowed
from oase.programmes.tables import quote_answers, quotes

__all__ = [
    "VALID_DAYS",
    "Answer",
    "Quote",
    "QuoteInvalid",
    "answer",
    "forget_words",
    "is_whole",
    "make_quote",
    "quotes_of",
]

VALID_DAYS = 30
"""Article 4(5); a longer time may be agreed on."""

MOST_VALID_DAYS = 365

_NO_WORDS: dict[str, Any] = dict.fromkeys(
    ("goods", "defect", "repair", "reckoned", "days_from", "replacement", "place", "further"), ""
)

Told = Literal["accepted", "rejected"]
By = Literal["link", "telephone", "store"]


class QuoteInvalid(InputError):
    """A quote cannot be made or answered as asked.

    Parameters
    ----------
    reason : {"still_valid", "run_out", "answered", "no_quote", "days"}
    """

    def __init__(self, reason: str, what: str, expected: str, got: str, where: str) -> None:
        self.reason = reason
        super().__init__(what, expected=expected, got=got, where=where)


class Answer(NamedTuple):
    """What the customer said to a quote.

    Attributes
    ----------
    answer : {"accepted", "rejected"}
    at : int
        Microseconds since 1970, UTC.
    by : {"link", "telephone", "store"}
    digest : str
        SHA-256 over the digest of the quote, the answer, its time and its way.
    """

    answer: str
    at: int
    by: str
    digest: str


class Quote(NamedTuple):
    """One version of a quote.

    Attributes
    ----------
    id, case, version : int
    form : Form
    body : str
        The form as it was written down, of which ``digest`` is the SHA-256.
    made : int
        Microseconds since 1970, UTC.
    valid_until : date
        The last day on which it can be accepted.
    who : str
    answer : Answer or None
    """

    id: int
    case: int
    version: int
    form: Form
    body: str
    digest: str
    made: int
    valid_until: date
    who: str
    answer: Answer | None

    def is_open(self, today: date) -> bool:
        """Whether it can be accepted or declined on a day."""
        return self.answer is None and today <= self.valid_until


def make_quote(
    connection: Connection,
    case: int,
    form: Form,
    actor: Actor,
    *,
    valid_days: int = VALID_DAYS,
    asked: str = "",
) -> Quote:
    """Hand out a quote; the same form handed out again while it is open is the same quote.

    Parameters
    ----------
    connection : Connection
        Writing.
    case : int
    form : Form
    actor : Actor
    valid_days : int
        At least 30.
    asked : str
        What the customer asked for and when, where an earlier quote still stands.

    Raises
    ------
    OptionInvalid
        The form leaves something out.
    QuoteInvalid
        An earlier one still stands, or it would be valid too short a time.
    StateInvalid
        The case is not where something can be offered.
    """
    check_form(form)
    held = find(connection, case)
    if not VALID_DAYS <= valid_days <= MOST_VALID_DAYS:
        told = f"{VALID_DAYS} to {MOST_VALID_DAYS} days"
        raise QuoteInvalid("days", "A quote stands for at least 30 days", told, str(valid_days), held.number)
    before = quotes_of(connection, case)
    body = canonical(form)
    standing = [one for one in before if one.is_open(actor.today)]
    if same := [one for one in standing if one.digest == digest_of(body)]:
        return same[0]
    if not asked.strip():
        _check_standing(held, before, actor.today)
    _check_state(held)
    row = {
        "case": case,
        "version": len(before) + 1,
        "body": body,
        "digest": digest_of(body),
        "made": actor.now,
        "valid_until": actor.today + timedelta(days=valid_days),
        "who": actor.who,
    }
    connection.execute(insert(quotes).values(row))
    if asked.strip():
        logged(connection, case, actor, "note", after=f"quote {row['version']}", text=asked.strip())
    if held.state != "estimated":
        moved(connection, held, "estimated", actor)
    return quotes_of(connection, case)[-1]


def answer(
    connection: Connection, case: int, version: int, told: Told, actor: Actor, *, by: By = "link"
) -> Quote:
    """Keep what the customer said to a quote, with its moment and a digest; said again, it is the same.

    Raises
    ------
    QuoteInvalid
        There is none of this version, it was answered otherwise, or has run out.
    """
    held = find(connection, case)
    before = quotes_of(connection, case)
    quote = next((one for one in before if one.version == version), None)
    if quote is None:
        raise QuoteInvalid("no_quote", "There is no such quote", "a version", str(version), held.number)
    if quote.answer is not None and quote.answer.answer == told:
        return quote
    _check_answer(held, quote, told, actor.today)
    row = {"quote": quote.id, "answer": told, "at": actor.now, "by": by}
    row["digest"] = _answer_digest(quote.digest, told, actor.now, by)
    connection.execute(upsert(quote_answers).values(row))
    others = [one for one in before if one.version != version]
    if told == "rejected" and any(one.is_open(actor.today) for one in others):
        logged(connection, case, actor, "change", after=f"quote {version} {told}")
    elif told == "rejected" and any(_stands(one, actor.today) for one in others):
        moved(connection, held, "accepted", actor)  # what she accepted before still holds
    else:
        moved(connection, held, told, actor)
    return next(one for one in quotes_of(connection, case) if one.version == version)


def quotes_of(connection: Connection, case: int) -> list[Quote]:
    """Return the versions of a case's quote, oldest first, each with its answer."""
    given = [quote_answers.c[name].label(f"given_{name}") for name in Answer._fields]
    joined = quotes.outerjoin(quote_answers, quote_answers.c.quote == quotes.c.id)
    query = select(quotes, *given).select_from(joined).where(quotes.c.case == case).order_by(quotes.c.version)
    return [_quote(row) for row in connection.execute(query)]


def forget_words(connection: Connection, numbers: Any) -> None:
    """Empty what the quotes of some cases (numbers, or a query of them) say in words of thing and customer.

    Price, days, versions, the check sums and what was answered when stay: whoever holds the form as it was
    can show that it is the one. It is the only change that a quote ever sees, where a person is forgotten.
    """
    held = select(quotes.c.id, quotes.c.body).where(quotes.c.case.in_(numbers))
    for row in connection.execute(held).all():
        bare = msgspec.structs.replace(read_form(row.body), **_NO_WORDS)
        connection.execute(update(quotes).where(quotes.c.id == row.id).values(body=canonical(bare)))


def is_whole(quote: Quote) -> bool:
    """Whether quote and answer are still what their digests say, not changed behind our back."""
    if digest_of(quote.body) != quote.digest:
        return False
    told = quote.answer
    return told is None or told.digest == _answer_digest(quote.digest, told.answer, told.at, told.by)


def _quote(row: Row[tuple[object, ...]]) -> Quote:
    told = None
    if row.given_answer is not None:
        told = Answer(row.given_answer, row.given_at, row.given_by, row.given_digest)
    form = read_form(row.body)
    held = (row.id, row.case, row.version, form, row.body, row.digest, row.made, row.valid_until, row.who)
    return Quote(*held, told)


def _check_standing(case: Case, before: list[Quote], today: date) -> None:
    stands = [one for one in before if _stands(one, today)]
    if stands:
        last = stands[-1]
        raise QuoteInvalid(
            "still_valid",
            "A quote that was handed out is not changed while it stands",
            f"a day after {last.valid_until:%Y-%m-%d}, a declined quote, or what the customer asked for"
            if last.answer is None
            else "what the customer asked for: what she has accepted is part of the contract",
            f"version {last.version}, {'open' if last.answer is None else last.answer.answer}",
            case.number,
        )


def _stands(quote: Quote, today: date) -> bool:
    """Whether a quote binds: still open, or accepted, which makes it part of the contract."""
    return quote.is_open(today) if quote.answer is None else quote.answer.answer == "accepted"


def _check_state(case: Case) -> None:
    if case.state != "estimated" and "estimated" not in (can := allowed(case.kind, case.way, case.state)):
        raise StateInvalid(case.state, "estimated", can, case.number)


def _check_answer(case: Case, quote: Quote, told: str, today: date) -> None:
    if quote.answer is not None:
        raise QuoteInvalid("answered", "This quote was answered", "nothing", quote.answer.answer, case.number)
    if told == "accepted" and today > quote.valid_until:
        until = f"{quote.valid_until:%Y-%m-%d}"
        raise QuoteInvalid("run_out", "This quote has run out", f"by {until}", f"{today}", case.number)
    if case.state != "estimated":
        raise StateInvalid(case.state, told, allowed(case.kind, case.way, case.state), case.number)


def _answer_digest(quote: str, told: str, at: int, by: str) -> str:
    """Return what ties an answer to the quote it was given to.

    Examples
    --------
    >>> _answer_digest("00" * 32, "accepted", 1_795_300_000_000_000, "link")[:16]
    '3a8f9246bad4030c'
    """
    return sha256(f"{quote}|{told}|{at}|{by}".encode()).hexdigest()
