"""What happens to what is given back: sent, looked at, paid for, sold to a second owner, or recycled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from oase.programmes.moving_in.step import Played, Step, Verb
from oase.programmes.returns import acting, fates, looking, opening, selling
from oase.programmes.returns.reading import pieces_of

__all__ = ["VERBS"]


def _open(played: Played, step: Step) -> None:
    said = dict(step.facts)
    pieces = [opening.Brought(**one) for one in said.pop("pieces")]
    new = opening.New(key=step.thing, pieces=pieces, **said)
    made = opening.open_take_back(
        played.connection, new, step.at, played.setting.random_bytes, own_brand=played.setting.own_brand
    )
    played.numbers[step.thing] = made.id
    for place, piece in enumerate(pieces_of(played.connection, [made.id])[made.id]):
        played.numbers[f"{step.thing}/{place}"] = piece.id


def _ship(played: Played, step: Step) -> None:
    acting.ship(played.connection, played.number(step.thing), step.at, parcel=str(step.facts["parcel"]))


def _receive(played: Played, step: Step) -> None:
    acting.receive(played.connection, played.number(step.thing), step.at)


def _look(played: Played, step: Step) -> None:
    said = dict(step.facts)
    who = str(said.pop("who"))
    found = looking.Looked(**said)
    number, brand = played.number(step.thing), played.setting.own_brand
    looking.look(played.connection, number, found, who, step.at, own_brand=brand)


def _process(played: Played, step: Step) -> None:
    acting.process(played.connection, played.number(step.thing), step.at)


def _complete(played: Played, step: Step) -> None:
    acting.complete(played.connection, played.number(step.thing), str(step.facts["who"]), step.at)


def _cancel(played: Played, step: Step) -> None:
    acting.cancel(played.connection, played.number(step.thing), step.at)


def _offer(played: Played, step: Step) -> None:
    who, store = str(step.facts["who"]), str(step.facts.get("store", ""))
    number, cents = played.number(step.thing), int(step.facts["cents"])
    made = selling.offer(played.connection, number, cents, "margin", who, step.at, store=store)
    played.numbers[f"{step.thing}/resale"] = made.id


def _reserve(played: Played, step: Step) -> None:
    selling.reserve(played.connection, played.number(f"{step.thing}/resale"), step.at)


def _sell(played: Played, step: Step) -> None:
    sold = selling.Sold(int(step.facts["cents"]), str(step.facts["who"]), step.facts.get("alias"))
    selling.sell(played.connection, played.number(f"{step.thing}/resale"), sold, step.at)


def _went(played: Played, step: Step) -> None:
    who, partner = str(step.facts["who"]), str(step.facts["partner"])
    number = played.number(step.thing)
    fates.went(played.connection, number, step.facts["kind"], who, step.at, partner=partner)


VERBS: Final[Mapping[str, Verb]] = {
    "back.open": _open,
    "back.ship": _ship,
    "back.receive": _receive,
    "back.process": _process,
    "back.complete": _complete,
    "back.cancel": _cancel,
    "piece.look": _look,
    "piece.offer": _offer,
    "piece.reserve": _reserve,
    "piece.sell": _sell,
    "piece.went": _went,
}
