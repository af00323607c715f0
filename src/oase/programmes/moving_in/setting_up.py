"""What a company has set up before anything happens, and what it publishes of what has happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.programmes.cases.actor import acting
from oase.programmes.cases.form import Repairer
from oase.programmes.cases.kits import add_shipped, all_kits, save_kit
from oase.programmes.cases.workshop import save_workshop
from oase.programmes.claims import markets, texts
from oase.programmes.impact import claims as impact_claims
from oase.programmes.impact import versions
from oase.programmes.impact.factors import Factor
from oase.programmes.impact.period import Period
from oase.programmes.items import guarantees
from oase.programmes.moving_in.step import Setting
from oase.programmes.purpose import employees, measures, statements
from oase.programmes.returns.places import keeping
from oase.programmes.returns.places.extract import Extract

__all__ = ["Beginning", "Ending", "Said", "publish", "set_up"]


class Beginning(NamedTuple):
    """What is there from the first day on.

    Attributes
    ----------
    at : int
        When it was written down, microseconds since 1970, UTC.
    day : date
        The same moment in the calendar of the house.
    who : str
    statement : mapping
        The purpose, by language.
    measures : sequence of Draft
    guarantees : sequence of (Draft, bool)
        And whether it is live; one that waits for a review is not.
    workshop : Repairer
    stock : int
        Of each kit.
    staff : sequence of (name, team, place, topics, day)
        Employees with the topics they were trained in.
    places : sequence of (key, tags, latitude, longitude)
        Where things can be dropped off, as elements of a map tell it.
    markets : mapping
        Own paragraphs by country and language.
    """

    at: int
    day: date
    who: str
    statement: Mapping[str, str]
    measures: Sequence[measures.Draft]
    guarantees: Sequence[tuple[guarantees.Draft, bool]]
    workshop: Repairer
    stock: int
    staff: Sequence[tuple[str, str, str, Sequence[str], date]]
    places: Sequence[tuple[str, Mapping[str, str], float, float]]
    markets: Mapping[tuple[str, Literal["de", "en"]], str]


class Said(NamedTuple):
    """A text of the register; with evidence it is released."""

    text: str
    lang: str
    medium: str
    country: str
    day: date
    evidence: tuple[str, str] | None = None


class Ending(NamedTuple):
    """What is published of what has happened, and which factors came later.

    Attributes
    ----------
    period : Period
    at : int
        When the effect was published.
    day : date
    changed : sequence of (name, value)
        Factors of the next version.
    note : str
        Why there is one.
    since : int
        When it was made.
    texts : sequence of Said
    who : str
    """

    period: Period
    at: int
    day: date
    changed: Sequence[tuple[str, float]]
    note: str
    since: int
    texts: Sequence[Said]
    who: str


def set_up(connection: Connection, told: Beginning, setting: Setting) -> None:
    """Write down purpose, measures, promises, kits, staff, places and markets."""
    said: dict[str, Any] = {"who": told.who, "now": told.at}
    statements.write(connection, told.statement, told.day, **said)
    for draft in told.measures:
        measures.create(connection, draft, today=told.day, **said)
    for promise, is_live in told.guarantees:
        term = guarantees.create(connection, promise, **said)
        if is_live:
            guarantees.live(connection, term.id, who=told.who)
    save_workshop(connection, told.workshop)
    actor = acting("workshop", told.at, setting.zone, told.who)
    add_shipped(connection, actor)
    for kit in all_kits(connection):
        save_kit(connection, msgspec.structs.replace(kit, stock=told.stock), actor)
    for name, team, place, topics, day in told.staff:
        one = employees.add(connection, name, team=team, place=place, joined=told.day, now=told.at)
        for topic in topics:
            employees.note(connection, one.id, topic, "trained", day, who=told.who)
    _put_places(connection, told)
    for (country, lang), text in told.markets.items():
        markets.put(connection, country, lang, text, is_live=True, **said)


def publish(connection: Connection, told: Ending) -> None:
    """Publish the effect of a period, then change the factors: what was published stays as it was."""
    impact_claims.publish(connection, told.period, who=told.who, now=told.at, day=told.day)
    table = versions.current(connection).table
    changed = [_scaled(table[name], value) for name, value in told.changed]
    versions.add(connection, changed, who=told.who, now=told.since, note=told.note)
    for one in told.texts:
        _keep(connection, one, told)


def _scaled(one: Factor, value: float) -> Factor:
    """Return a factor with another value, its range moved along."""
    by = value / one.value
    return one._replace(value=value, low=one.low * by, high=one.high * by)


def _keep(connection: Connection, one: Said, told: Ending) -> None:
    said: dict[str, Any] = {name: getattr(one, name) for name in ("text", "lang", "medium", "country", "day")}
    kept = texts.keep(connection, **said, who=told.who, now=told.at)
    if one.evidence is not None:
        title, where = one.evidence
        texts.add_evidence(
            connection, kept.id, title=title, where=where, is_shown=True, who=told.who, now=told.at
        )
        texts.release(connection, kept.id, today=one.day)


def _put_places(connection: Connection, told: Beginning) -> None:
    extract = Extract("DE")
    for key, tags, latitude, longitude in told.places:
        extract.add(key, tags, latitude, longitude)
    keeping.keep(connection, extract, "lindwerk", told.at)
    keeping.own_stores(connection, told.at)
