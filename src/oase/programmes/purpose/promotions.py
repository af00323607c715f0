"""Promotions: what rewards or sells, kept apart from purpose, linked to the measure it was split off from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.tables import measures, promotions

__all__ = ["BENEFITS", "Benefit", "Promotion", "beside", "end", "every", "of_measure", "record"]

Benefit = Literal["voucher", "points", "discount", "upsell", "other"]

BENEFITS: tuple[Benefit, ...] = get_args(Benefit)

_NAMES: dict[str, dict[str, str]] = {
    "voucher": {"de": "Gutschein", "en": "Voucher"},
    "points": {"de": "Punkte", "en": "Points"},
    "discount": {"de": "Rabatt", "en": "Discount"},
    "upsell": {"de": "Verkauf dazu", "en": "Additional sale"},
    "other": {"de": "Anreiz", "en": "Incentive"},
}


class Promotion(NamedTuple):
    """A reward or a sale, on its own or beside a measure; ``cents`` is None where it differs each time."""

    id: int
    measure: int | None
    name: dict[str, str]
    kind: Literal["promotion", "loyalty"]
    benefit: Benefit
    cents: int | None
    reasons: tuple[str, ...]
    state: Literal["live", "ended"]
    begins: date | None
    ends: date | None
    created: int
    who: str


def record(
    connection: Connection,
    benefit: Benefit,
    *,
    measure: int | None,
    who: str,
    now: int,
    name: Mapping[str, str] | None = None,
    cents: int | None = None,
    reasons: Sequence[str] = (),
    begins: date | None = None,
    ends: date | None = None,
) -> Promotion:
    """Return the promotion of this benefit beside a measure that runs; a new one where there is none yet.

    Told twice, it is one: a measure has one running promotion of each benefit.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    benefit : str
        Of ``BENEFITS``.
    measure : int or None
        The measure it belongs to; None where it stands alone (then each is its own).
    who : str
        Name of who does it.
    now : int
        Microseconds since 1970, UTC.
    name : mapping, optional
        By language; else the benefit's word, with the name of the measure.
    cents : int, optional
        What it is worth; None where that differs each time.
    reasons : sequence of str
        Rules of the test that named it.
    begins, ends : date, optional
    """
    if benefit not in BENEFITS:
        raise ValueError(f"no promotion gives {benefit}")  # a mistake of ours
    if measure is not None:
        for one in of_measure(connection, measure):
            if one.benefit == benefit and one.state == "live":
                return one
    values = {
        "measure": measure,
        "name": _json(dict(name) if name else _named(connection, benefit, measure)),
        "kind": "loyalty" if benefit == "points" else "promotion",
        "benefit": benefit,
        "cents": cents,
        "reasons": _json(list(reasons)),
        "state": "live",
        "begins": begins,
        "ends": ends,
        "created": now,
        "who": who,
    }
    row = connection.execute(insert(promotions).values(**values).returning(promotions)).one()
    bump(connection, "programmes")
    return _read(row)


def beside(
    connection: Connection, programme: str, benefit: Benefit, *, who: str, now: int, cents: int | None = None
) -> Promotion:
    """Return the promotion that a programme's reward belongs to, such as the voucher on a take-back.

    It is linked to the newest running measure of that kind, and stands for the whole programme where no
    measure is written down yet; asked twice, it is the same.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    programme : str
        Kind of a measure, such as ``"take_back"``.
    benefit : str
        Of ``BENEFITS``.
    who : str
    now : int
    cents : int, optional
    """
    query = select(measures.c.id).where(measures.c.kind == programme, measures.c.state == "live")
    measure = connection.execute(query.order_by(measures.c.id.desc()).limit(1)).scalar()
    reason = f"programme:{programme}"
    if measure is None:
        for one in every(connection):
            if (one.measure, one.benefit, one.state) == (None, benefit, "live") and reason in one.reasons:
                return one
    return record(
        connection,
        benefit,
        measure=measure,
        who=who,
        now=now,
        cents=cents,
        reasons=[f"has_{benefit}", reason],
    )


def every(connection: Connection) -> list[Promotion]:
    """Return all promotions, oldest first."""
    return [_read(row) for row in connection.execute(select(promotions).order_by(promotions.c.id))]


def of_measure(connection: Connection, measure: int) -> list[Promotion]:
    """Return what was split off from a measure, oldest first."""
    query = select(promotions).where(promotions.c.measure == measure).order_by(promotions.c.id)
    return [_read(row) for row in connection.execute(query)]


def end(connection: Connection, number: int, day: date) -> Promotion:
    """Let a promotion end; one that has ended stays as it is.

    Raises
    ------
    OptionInvalid
        No such promotion.
    """
    mine = promotions.c.id == number
    row = connection.execute(select(promotions).where(mine)).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such promotion", got=str(number), todo="take one of the list")
    if row.state == "ended":
        return _read(row)
    ended = update(promotions).where(mine).values(state="ended", ends=day).returning(promotions)
    bump(connection, "programmes")
    return _read(connection.execute(ended).one())


def _named(connection: Connection, benefit: Benefit, measure: int | None) -> dict[str, str]:
    told = None
    if measure is not None:
        told = connection.execute(select(measures.c.name).where(measures.c.id == measure)).scalar()
    names: dict[str, str] = msgspec.json.decode(told) if told else {}
    of = {lang: names.get(lang) or next(iter(names.values()), "") for lang in _NAMES[benefit]}
    return {lang: f"{word}: {of[lang]}" if of[lang] else word for lang, word in _NAMES[benefit].items()}


def _read(row: Row[Any]) -> Promotion:
    return Promotion(
        row.id,
        row.measure,
        msgspec.json.decode(row.name),
        row.kind,
        row.benefit,
        row.cents,
        tuple(msgspec.json.decode(row.reasons)),
        row.state,
        row.begins,
        row.ends,
        row.created,
        row.who,
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
