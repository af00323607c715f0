"""Texts said in public: kept with verdict and evidence, released only when they may be, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.claims.finding import Verdict
from oase.programmes.claims.linter import check
from oase.programmes.tables import claim_evidence, claim_texts

__all__ = [
    "MEDIA",
    "Evidence",
    "Kept",
    "add_evidence",
    "every",
    "evidence_of",
    "get",
    "keep",
    "release",
    "withdraw",
]

MEDIA = ("page", "label", "mail", "poster", "other")
LONGEST_TITLE = 300


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A text with what the linter said when it was kept or released; times in microseconds since 1970."""

    id: int
    text: str
    lang: Literal["de", "en"]
    medium: str
    country: str
    day: date
    verdict: Literal["passes", "blocked", "check"]
    findings: Verdict
    state: Literal["draft", "released", "withdrawn"]
    created: int
    who: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What carries a text: an address, or a file with its digest; shown on the same medium or not."""

    id: int
    claim: int
    title: str
    where: str
    digest: str
    is_shown: bool
    added: int
    who: str


def keep(
    connection: Connection, *, text: str, lang: str, medium: str, country: str, day: date, who: str, now: int
) -> Kept:
    """Keep a text as a draft, with what the linter says of it; the same text, place and day is kept once.

    Raises
    ------
    OptionInvalid
        No text, or no such language, medium or country.
    """
    said, country = text.strip(), country.strip().upper()
    if not said:
        raise OptionInvalid("There is no text", expected="what is to be said", got="nothing", where="text")
    if lang not in ("de", "en"):
        raise OptionInvalid("No such language", expected="de, en", got=lang, where="lang")
    if medium not in MEDIA:
        raise OptionInvalid("No such medium", expected=", ".join(MEDIA), got=medium, where="medium")
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise OptionInvalid("That is no country", expected="two letters", got=country, where="country")
    told = check(said, lang="de" if lang == "de" else "en", country=country, day=day)
    key = {"text": said, "lang": lang, "medium": medium, "country": country, "day": day}
    alike = select(claim_texts.c.id).where(*(claim_texts.c[name] == value for name, value in key.items()))
    held = connection.scalar(alike.where(claim_texts.c.state != "withdrawn"))
    if held is not None:
        return get(connection, held)
    row = key | _told(told) | {"state": "draft", "created": now, "who": who}
    bump(connection, "programmes")
    return get(
        connection,
        connection.execute(insert(claim_texts).values(row).returning(claim_texts.c.id)).scalar_one(),
    )


def add_evidence(
    connection: Connection,
    claim: int,
    *,
    title: str,
    where: str,
    content: bytes = b"",
    is_shown: bool,
    who: str,
    now: int,
) -> int:
    """Keep what carries a text; return its number.

    Parameters
    ----------
    connection : Connection
    claim : int
        Number of the text.
    title : str
    where : str
        An address, or the name of the file in ``evidence/`` of the house, which stands there already
        (``evidence.keep_file``).
    content : bytes
        Of the file, for its digest; empty for an address.
    is_shown : bool
        Whether it stands on the same medium as the text.
    who : str
    now : int
    """
    held = get(connection, claim)
    if held.state == "withdrawn":
        raise OptionInvalid("The text is withdrawn", expected="a draft or released text", got="withdrawn")
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise OptionInvalid(
            "What is it?", expected=f"1 to {LONGEST_TITLE} characters", got=title, where="title"
        )
    is_address = where.startswith(("https://", "http://"))
    if not is_address and not content:
        raise OptionInvalid("Where does it stand?", expected="https://… or a file", got=where, where="where")
    row = {
        "claim": claim,
        "title": title.strip(),
        "where": where.strip(),
        "digest": sha256(content).hexdigest() if content else "",
        "is_shown": int(is_shown),
        "added": now,
        "who": who,
    }
    bump(connection, "programmes")
    return connection.execute(insert(claim_evidence).values(row).returning(claim_evidence.c.id)).scalar_one()


def release(connection: Connection, claim: int, *, today: date, is_reviewed: bool = False) -> Kept:
    """Say that a text may be used: it passes today, and what carries it is shown on the same medium.

    A text of which the linter says "check" may be released when somebody says that a person has reviewed it.

    Parameters
    ----------
    connection : Connection
    claim : int
    today : date
        The later of this and the text's own day counts.
    is_reviewed : bool
        Whether a person has looked at what is to be checked.

    Raises
    ------
    OptionInvalid
        It is blocked, not reviewed, withdrawn, or without evidence beside it.
    """
    held = get(connection, claim)
    if held.state == "withdrawn":
        raise OptionInvalid("The text is withdrawn", expected="a draft", got="withdrawn", where="state")
    told = check(held.text, lang=held.lang, country=held.country, day=max(today, held.day))
    if told.verdict == "blocked":
        words = ", ".join(one.words for one in told.findings if one.severity == "blocks")
        raise OptionInvalid(
            "The text may not be said", expected="a text that passes", got=words, where="text"
        )
    if told.verdict == "check" and not is_reviewed:
        words = ", ".join(one.words for one in told.findings)
        raise OptionInvalid(
            "Somebody has to look at it first", expected="a review", got=words, where="review"
        )
    if not any(one.is_shown for one in evidence_of(connection, claim)):
        raise OptionInvalid(
            "What carries the text must stand on the same medium",
            expected="evidence that is shown there",
            got="none",
            where="evidence",
        )
    change = update(claim_texts).where(claim_texts.c.id == claim)
    connection.execute(change.values(state="released", **_told(told)))
    bump(connection, "programmes")
    return get(connection, claim)


def withdraw(connection: Connection, claim: int) -> Kept:
    """Say that a text is used no more; it stays in the register with its evidence."""
    get(connection, claim)
    connection.execute(update(claim_texts).where(claim_texts.c.id == claim).values(state="withdrawn"))
    bump(connection, "programmes")
    return get(connection, claim)


def get(connection: Connection, claim: int) -> Kept:
    """Return a text by its number.

    Raises
    ------
    OptionInvalid
        There is none.
    """
    row = connection.execute(select(claim_texts).where(claim_texts.c.id == claim)).mappings().one_or_none()
    if row is None:
        raise OptionInvalid("There is no such text", expected="a number of the register", got=str(claim))
    return _read(row)


def every(connection: Connection) -> list[Kept]:
    """Return all texts, the newest first."""
    rows = connection.execute(select(claim_texts).order_by(claim_texts.c.id.desc())).mappings()
    return [_read(row) for row in rows]


def evidence_of(connection: Connection, claim: int | None = None) -> Sequence[Evidence]:
    """Return what carries a text, or every text, in the order in which it was added."""
    query = select(claim_evidence).order_by(claim_evidence.c.id)
    if claim is not None:
        query = query.where(claim_evidence.c.claim == claim)
    return [
        msgspec.convert(_plain(row) | {"is_shown": bool(row["is_shown"])}, Evidence)
        for row in connection.execute(query).mappings()
    ]


def _told(told: Verdict) -> dict[str, Any]:
    return {"verdict": told.verdict, "findings": msgspec.json.encode(told).decode()}


def _read(row: RowMapping) -> Kept:
    return msgspec.convert(_plain(row) | {"findings": msgspec.json.decode(row["findings"])}, Kept)


def _plain(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
