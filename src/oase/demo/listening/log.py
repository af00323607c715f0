"""Transactions of the last half year, who was invited to rate them, and what was answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from math import log
from typing import Any, Final, NamedTuple

from oase.demo.consents import consents
from oase.demo.listening.context import context_of
from oase.demo.listening.said import voice
from oase.demo.listening.truth import LOG_DAYS, RATED, Rated, lived
from oase.demo.listening.who import Known, known, survey_consents
from oase.demo.people import AGES
from oase.demo.shop import STORES

__all__ = ["TAPS", "TRUST", "Log", "transactions"]

TAPS, TRUST = "three_taps", "trust"
"""Names of the surveys that come along, of which these rows are."""

_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_COOL_DOWN, _WAIT, _EXPIRES = 30 * _DAY, 24 * _HOUR, 14 * _DAY
_MORE, _UNREACHABLE, _NEW_FACTOR = 0.66, 0.06, 0.85
_TRUST_SHARE, _TRUST_DRAWN, _TRUST_ANSWERS = 0.08, 0.7, 0.45
_SCANNED, _PASSIVE, _ANEW, _COMPARED, _WROTE = 0.35, 0.035, 0.02, 0.4, 0.22
_ENGLISH: Final = 0.12
_RECOMMEND: Final = {-1: (3, 7), 0: (6, 9), 1: (8, 10)}
_BY = (("email", "page", 70), ("app", "app", 18), ("push", "app", 12))


class Log(NamedTuple):
    """Rows of the tables of surveys, and what every customer truly lived through.

    Parameters
    ----------
    transactions, invitations, answers : list of dict
    lived : dict
        Id of a transaction to -1 missed, 0 met, 1 exceeded: of all, whether they answered or not.
    """

    transactions: list[dict[str, Any]]
    invitations: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    lived: dict[int, int]


def transactions(persons: int, seed: int, now: int, alias_of: Callable[[str, str], int]) -> Log:
    """Return the log of a third of the demo's persons, within the last 180 days.

    Transactions and what was lived stay the same in a larger demo; who is invited depends on the consents.

    Parameters
    ----------
    persons, seed : int
        Of the demo.
    now : int
        Microseconds since 1970, UTC.
    alias_of : callable
        Gives the alias of a kind and a value.
    """
    told, agreed = Log([], [], [], {}), _agreements(persons, seed, now)
    for one in known(persons, seed):
        life, rng = (random.Random(f"{seed}/{name}/{one.number}") for name in ("life", "log"))  # noqa: S311
        _Customer(
            told, one, (life, rng), now, alias_of("user", one.person), agreed.get(one.person, [])
        ).live()
    return told


def _agreements(persons: int, seed: int, now: int) -> Mapping[str, list[tuple[int, bool]]]:
    """Return when who granted or withdrew the consent to be asked, in order."""
    found: dict[str, list[tuple[int, bool]]] = {}
    for said in (*consents(persons, seed), *survey_consents(persons, seed)):
        if said.purpose == "survey":
            found.setdefault(said.person, []).append((now - said.days_ago * _DAY, said.is_granted))
    return {person: sorted(lines) for person, lines in found.items()}


class _By(NamedTuple):
    """In which way an answer came, and by what."""

    way: str
    medium: str


class _Customer:
    """Writes the transactions of one customer."""

    def __init__(
        self,
        told: Log,
        who: Known,
        drawn: tuple[random.Random, random.Random],
        now: int,
        alias: int,
        agreed: list[tuple[int, bool]],
    ) -> None:
        self._told, self._who, self._now = told, who, now
        self._life, self._rng = drawn
        self._alias, self._agreed = alias, agreed
        self._is_reachable = self._rng.random() >= _UNREACHABLE
        self._lang = "en" if self._rng.random() < _ENGLISH else "de"
        self._last_sent = now - 1000 * _DAY

    def live(self) -> None:
        """Draw the transactions and what becomes of them, in their order."""
        for at in sorted(self._now - round(days * _DAY) for days in self._days()):
            rated = self._life.choices(RATED, [one.weight for one in RATED])[0]
            row = self._transaction(rated, at)
            shares = lived(rated, self._who.age, (self._now - at) / _DAY)
            drawn = self._life.random()
            felt = 1 if drawn < shares.exceeded else -1 if drawn > 1 - shares.missed else 0
            self._told.lived[row["id"]] = felt
            self._invite(rated, row, felt)

    def _days(self) -> Iterator[float]:
        yield self._life.random() * LOG_DAYS
        while self._life.random() < _MORE:
            yield self._life.random() * LOG_DAYS

    def _transaction(self, rated: Rated, at: int) -> dict[str, Any]:
        number, rng = len(self._told.transactions) + 1, self._life
        row = {
            "id": number,
            "key": f"contact:demo-{number:07}",
            "alias": self._alias,
            "at": at,
            "received": at,
            "touchpoint": rated.name,
            "channel": rated.channel,
            "store": rng.choice(STORES).code if rated.channel == "Laden" else "",
            "value": float(rng.randint(*rated.value)) if rated.value[1] else None,
            "source": "shop",
        }
        self._told.transactions.append(row)
        return row

    def _invite(self, rated: Rated, row: dict[str, Any], felt: int) -> None:
        """Write the row of the log, and the answer where there is one."""
        at, rng = int(row["at"]), self._rng
        decided = at + _WAIT + rng.randrange(10 * 60_000_000)
        asks_trust = rng.random() < _TRUST_SHARE
        entry = self._entry(row, TRUST if asks_trust else TAPS)
        if decided >= self._now:
            return
        entry["decided"] = decided
        drawn = _TRUST_DRAWN if asks_trust else rated.share
        reason = self._reason(decided, is_drawn=rng.random() < drawn)
        if reason in ("", "not_drawn"):
            entry["share"] = round(drawn * (_TRUST_SHARE if asks_trust else 1 - _TRUST_SHARE), 6)
        if asks_trust and not reason:
            self._ask_trust(entry, row, decided)
        elif reason:
            entry["state"], entry["reason"] = "quarantined", reason
        else:
            self._send(entry, decided)
            chance = rated.answers[self._who.age] * rated.by_answer[felt + 1]
            self._maybe_answer(entry, row, felt, chance * (_NEW_FACTOR if self._who.customer == 0 else 1.0))
        if entry["answered"] is None and rng.random() < _PASSIVE * (1 + 2 * abs(felt)):
            self._rate(row, felt, at + rng.randrange(20 * _HOUR), way="passive", medium="qr")

    def _reason(self, at: int, *, is_drawn: bool) -> str:
        """Return why she is not invited; empty where she is."""
        said = [is_granted for moment, is_granted in self._agreed if moment <= at]
        if not (said and said[-1]):
            return "no_consent"
        if not self._is_reachable:
            return "unreachable"
        if at - self._last_sent < _COOL_DOWN:
            return "cool_down"
        return "" if is_drawn else "not_drawn"

    def _entry(self, row: dict[str, Any], survey: str) -> dict[str, Any]:
        context = context_of(row, AGES[self._who.age], is_known=self._who.customer > 0)
        entry = {
            "transaction_id": row["id"],
            "survey": survey,
            "alias": self._alias,
            "touchpoint": row["touchpoint"],
            "at": row["at"],
            "context": context,
            "state": "eligible",
            "reason": "",
            "share": None,
            "channel": "",
            "decided": None,
            "sent": None,
            "opened": None,
            "answered": None,
        }
        self._told.invitations.append(entry)
        return entry

    def _send(self, entry: dict[str, Any], at: int) -> None:
        by = self._rng.choices(_BY, [weight for *_, weight in _BY])[0]
        entry["state"], entry["channel"], entry["sent"] = "sent", by[0], at + 60_000_000
        self._last_sent = at
        if self._rng.random() < _SCANNED:
            entry["state"], entry["opened"] = "opened", at + 90_000_000

    def _answers_at(self, entry: dict[str, Any]) -> int | None:
        after = round(self._rng.lognormvariate(log(7), 1.3) * _HOUR)
        at = int(entry["sent"]) + after
        return at if after < _EXPIRES and at < self._now else None

    def _maybe_answer(self, entry: dict[str, Any], row: dict[str, Any], felt: int, chance: float) -> None:
        will = self._rng.random() < chance
        at = self._answers_at(entry)
        if not will or at is None:
            return
        self._mark(entry, at)
        medium = {channel: medium for channel, medium, _ in _BY}[entry["channel"]]
        self._rate(row, felt, at, way="invited", medium=medium)

    def _mark(self, entry: dict[str, Any], at: int) -> None:
        opened = entry["opened"] or at - 60_000_000
        entry.update(state="answered", opened=min(opened, at), answered=at)

    def _ask_trust(self, entry: dict[str, Any], row: dict[str, Any], at: int) -> None:
        self._send(entry, at)
        moment = self._answers_at(entry)
        if moment is not None and self._rng.random() < _TRUST_ANSWERS:
            self._mark(entry, moment)
            number = self._rng.choices(range(3, 11), (2, 3, 6, 9, 18, 30, 20, 12))[0]
            self._say(row, moment, TRUST, "trust", number=number, by=_By("invited", "page"))

    def _rate(self, row: dict[str, Any], felt: int, at: int, *, way: str, medium: str) -> None:
        """Write the answers to the three taps."""
        rng, by = self._rng, _By(way, medium)
        if rng.random() < _ANEW and (before := at - 30 * 60_000_000) > row["at"]:
            self._say(row, before, TAPS, "expected", number=-felt, is_last=0, by=by)
        self._say(row, at, TAPS, "expected", number=felt, by=by)
        self._say(row, at, TAPS, "recommend", number=rng.randint(*_RECOMMEND[felt]), by=by)
        if rng.random() < _COMPARED:
            better = max(-1, min(1, felt + rng.choice((-1, 0, 0, 1))))
            self._say(row, at, TAPS, "compared", number=better, by=by)
        if rng.random() < _WROTE:
            words = voice(rng, row["touchpoint"], felt, self._lang)
            self._say(row, at, TAPS, "voice", text=words, by=by)

    def _say(
        self,
        row: dict[str, Any],
        at: int,
        survey: str,
        item: str,
        *,
        number: float | None = None,
        text: str | None = None,
        by: _By,
        is_last: int = 1,
    ) -> None:
        self._told.answers.append(
            {
                "submission": f"demo-{row['id']}-{by.way}-{at}",
                "transaction_id": row["id"],
                "alias": self._alias,
                "survey": survey,
                "version": 1,
                "item": item,
                "role": _ROLE.get(item, item),
                "touchpoint": row["touchpoint"],
                "number": number,
                "text": text,
                "at": at,
                "way": by.way,
                "medium": by.medium,
                "lang": self._lang,
                "is_last": is_last,
                "sealed": None,
            }
        )


_ROLE: Final = {"expected": "disconfirmation"}
