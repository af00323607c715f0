"""Claims: what was published of a period, frozen with everything needed to reckon it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.claims import Finding, check
from oase.programmes.impact.claim_text import claim_text
from oase.programmes.impact.counting import Counted, counted, restored, stored
from oase.programmes.impact.factors import METHODS, Factors, Method
from oase.programmes.impact.item import Range
from oase.programmes.impact.period import Period
from oase.programmes.impact.simulation import DRAWS, SEED, Outcome, simulated
from oase.programmes.impact.versions import as_method, get, kept
from oase.programmes.law import EU
from oase.programmes.tables import impact_claims

__all__ = [
    "Claim",
    "ClaimRefused",
    "Draft",
    "Recheck",
    "drafted",
    "every",
    "findings",
    "one",
    "publish",
    "recheck",
    "withdraw",
]

_LONGEST_REASON = 500
LANGS: tuple[Literal["de", "en"], ...] = ("de", "en")


class ClaimRefused(OptionInvalid):
    """The text did not pass the check of claims.

    Parameters
    ----------
    found : list of Finding
    """

    def __init__(self, found: list[Finding]) -> None:
        self.found = found
        super().__init__(
            "The text does not pass the check of claims",
            got="; ".join(f"{one.words}: {one.rule}" for one in found),
            where="text",
            todo="say it in other words, with figure, method and range",
        )


class Claim(NamedTuple):
    """What was published.

    Attributes
    ----------
    id, version : int
        ``version`` of the factors.
    method : str
    seed, draws : int
    since, until : date
    counted : Counted
    outcomes : mapping of str to Outcome
        By method.
    text : mapping of str to str
        By language, as it was published.
    digest : str
        SHA-256 over all of that.
    made : int
    who : str
    withdrawn : int or None
    because : str
    """

    id: int
    version: int
    method: Method
    seed: int
    draws: int
    since: date
    until: date
    counted: Counted
    outcomes: Mapping[Method, Outcome]
    text: Mapping[str, str]
    digest: str
    made: int
    who: str
    withdrawn: int | None
    because: str


class Draft(NamedTuple):
    """What could be published of a period, as it stands now."""

    period: Period
    factors: Factors
    counted: Counted
    outcomes: Mapping[Method, Outcome]
    text: Mapping[str, str]


class Recheck(NamedTuple):
    """Whether reckoning a claim again gives what it says.

    Attributes
    ----------
    is_same : bool
    stored, found : str
        Digests.
    outcomes : mapping of str to Outcome
        As they come out now.
    """

    is_same: bool
    stored: str
    found: str
    outcomes: Mapping[Method, Outcome]


def drafted(connection: Connection, factors: Factors, of: Period) -> Draft:
    """Return what could be published of a period; writes nothing."""
    held = counted(connection, of)
    outcomes = simulated(factors, held.histories)
    return Draft(of, factors, held, outcomes, _texts(of.since, of.until, held, outcomes, factors))


def findings(texts: Mapping[str, str], day: date) -> list[Finding]:
    """Return what the linter of claims finds in texts by language; a public page is read everywhere.

    Parameters
    ----------
    texts : mapping of str to str
    day : date
        From which they are said.
    """
    return list(_found(tuple(texts[lang] for lang in LANGS), day))


def publish(
    connection: Connection, of: Period, *, who: str, now: int, day: date, draft: Draft | None = None
) -> Claim:
    """Publish what a period came to.

    Parameters
    ----------
    connection : Connection
        In the writing transaction.
    of : Period
        It must have ended, else what it holds could still change.
    who : str
    now : int
    day : date
        From which it is said; the law of that day is asked.
    draft : Draft, optional
        Of this period, reckoned before, so that nobody waits to write meanwhile; it is reckoned anew where
        the factors have changed since.

    Raises
    ------
    OptionInvalid
        The period has not ended, or nothing happened in it.
    ClaimRefused
        The text does not pass the check of claims.
    """
    if of.ends > now:
        raise OptionInvalid(
            "The period has not ended", expected="a last day before today", got=str(of.until), where="until"
        )
    factors = kept(connection, who=who, now=now)
    if draft is None or (draft.period, draft.factors.digest) != (of, factors.digest):
        draft = drafted(connection, factors, of)
    if not draft.counted.everything.all:
        raise OptionInvalid("Nothing ended in this period", got=f"{of.since} to {of.until}", where="since")
    found = findings(draft.text, day)
    if found:
        raise ClaimRefused(found)
    row = _row(draft)
    values = {**row, "digest": _digest(row, draft.factors.digest), "made": now, "who": who, "because": ""}
    number = connection.execute(insert(impact_claims).values(**values)).inserted_primary_key
    bump(connection, "programmes")
    return one(connection, number[0] if number else 0)


def withdraw(connection: Connection, number: int, *, because: str, now: int) -> Claim:
    """Take a claim back; it stays, with the reason.

    Raises
    ------
    OptionInvalid
        There is none, it is withdrawn already, or no reason is said.
    """
    if not because.strip() or len(because) > _LONGEST_REASON:
        raise OptionInvalid("Say why", expected=f"1 to {_LONGEST_REASON} signs", where="because")
    if one(connection, number).withdrawn is not None:
        raise OptionInvalid("That claim is withdrawn already", got=str(number), where="claim")
    gone = update(impact_claims).where(impact_claims.c.id == number)
    connection.execute(gone.values(withdrawn=now, because=because.strip()))
    bump(connection, "programmes")
    return one(connection, number)


def one(connection: Connection, number: int) -> Claim:
    """Return one claim.

    Raises
    ------
    OptionInvalid
        There is none of that number.
    """
    row = (
        connection.execute(select(impact_claims).where(impact_claims.c.id == number)).mappings().one_or_none()
    )
    if row is None:
        raise OptionInvalid("No such claim", got=str(number), where="claim")
    return _claim(row)


def every(connection: Connection) -> list[Claim]:
    """Return all claims, newest first, also those that were withdrawn."""
    query = select(impact_claims).order_by(impact_claims.c.id.desc())
    return [_claim(row) for row in connection.execute(query).mappings()]


def recheck(connection: Connection, number: int) -> Recheck:
    """Reckon a claim again from what was kept, and compare it to the last digit."""
    held = one(connection, number)
    factors = get(connection, held.version)
    outcomes = simulated(factors, held.counted.histories, seed=held.seed, draws=held.draws)
    query = select(impact_claims).where(impact_claims.c.id == number)
    row = dict(connection.execute(query).mappings().one())
    result = _result(outcomes)
    found = _digest({**row, "result": result}, factors.digest)
    return Recheck(found == held.digest and result == row["result"], held.digest, found, outcomes)


def _texts(
    since: date, until: date, held: Counted, outcomes: Mapping[Method, Outcome], factors: Factors
) -> dict[str, str]:
    told = (since, until, held, outcomes, factors.method, factors.version)
    return {lang: claim_text(lang, *told) for lang in LANGS}


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "version": draft.factors.version,
        "method": draft.factors.method,
        "seed": SEED,
        "draws": DRAWS,
        "since": draft.period.since,
        "until": draft.period.until,
        "counted": _plain(stored(draft.counted)),
        "result": _result(draft.outcomes),
        "text": _plain(draft.text),
    }


def _digest(row: Mapping[str, Any], factors: str) -> str:
    """Return SHA-256 over what a claim says and rests on; a factor that was tampered with changes it."""
    names = ("version", "method", "seed", "draws", "since", "until", "counted", "result", "text")
    told = [[name, str(row[name])] for name in names]
    return hashlib.sha256(msgspec.json.encode([*told, ["factors", factors]])).hexdigest()


def _result(outcomes: Mapping[Method, Outcome]) -> str:
    told = {
        method: {
            "total": list(outcomes[method].total),
            "programmes": {name: list(part) for name, part in outcomes[method].programmes.items()},
        }
        for method in METHODS
        if method in outcomes
    }
    return _plain(told)


def _plain(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def _claim(row: RowMapping) -> Claim:
    result: Any = msgspec.json.decode(row["result"])
    outcomes: dict[Method, Outcome] = {
        method: Outcome(
            Range(*result[method]["total"]),
            {name: Range(*part) for name, part in result[method]["programmes"].items()},
        )
        for method in METHODS
        if method in result
    }
    return Claim(
        id=row["id"],
        version=row["version"],
        method=as_method(row["method"]),
        seed=row["seed"],
        draws=row["draws"],
        since=row["since"],
        until=row["until"],
        counted=restored(msgspec.json.decode(row["counted"])),
        outcomes=outcomes,
        text=msgspec.json.decode(row["text"]),
        digest=row["digest"],
        made=row["made"],
        who=row["who"],
        withdrawn=row["withdrawn"],
        because=row["because"],
    )


@lru_cache(32)
def _found(texts: tuple[str, ...], day: date) -> tuple[Finding, ...]:
    found: dict[tuple[str, int, str, str], Finding] = {}
    for lang, text in zip(LANGS, texts, strict=True):
        for country in sorted(EU):
            verdict = check(text, lang=lang, country=country, day=day)
            if verdict.verdict != "passes":
                found |= {(lang, one.start, one.kind, one.severity): one for one in verdict.findings}
    return tuple(found.values())
