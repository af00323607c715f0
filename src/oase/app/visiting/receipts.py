"""Why she sees something, or does not: receipts in words, beliefs of the house, her word against them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from oase.app.visiting.believed import Belief, belief, believed, is_belief, told
from oase.app.visiting.herself import Herself, time_of
from oase.app.visiting.shown import product_short, store_short
from oase.app.visiting.visiting import Visiting
from oase.db.facts import facts_of
from oase.decisions.receipt import Receipt, Used
from oase.decisions.receipts import receipt_of, receipts_of
from oase.errors import OptionInvalid, SourceMissing
from oase.retail.articles import said
from oase.retail.shelf import Shelf
from oase.words.receipts import sentences

__all__ = [
    "Belief",
    "Beliefs",
    "ReceiptShown",
    "Receipts",
    "beliefs",
    "contradict",
    "not_today",
    "receipt",
    "receipts",
    "say_wrong",
]

_OF_THE_WORLD = ("stock", "weather", "hours")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Sentence(msgspec.Struct, frozen=True):
    """What a receipt says of one gate."""

    sign: Literal["passed", "failed", "unchecked"]
    gate: str
    text: str
    aside: str


class UsedShown(msgspec.Struct, frozen=True):
    """A fact that a decision has used; she may say that it is wrong."""

    name: str
    text: str
    value: Any
    at: datetime


class ReceiptShown(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """One decision about her, sent or withheld; ``store`` and ``item`` are empty for none."""

    id: str
    at: datetime
    play: str
    title: str
    body: str
    outcome: Literal["sent", "withheld", "control", "stopped"]
    reason: str
    sentences: list[Sentence]
    used: list[UsedShown]
    store: str
    store_name: str
    item: str
    item_name: str
    offer: dict[str, Any] | None


class Receipts(msgspec.Struct, frozen=True):
    """Decisions about her, the latest first."""

    receipts: list[ReceiptShown]


class Beliefs(msgspec.Struct, frozen=True):
    """What the house believes of her, the latest first."""

    beliefs: list[Belief]


def receipts(visiting: Visiting, her: Herself, limit: int) -> Receipts:
    """Return the decisions about her, the latest first."""
    shelf = visiting.shelf
    with visiting.reading() as connection:
        found = receipts_of(connection, her.aliases, most=limit)
    return Receipts([_shown(visiting, shelf, one, her.lang) for one in found])


def receipt(visiting: Visiting, her: Herself, number: str) -> ReceiptShown:
    """Return one decision about her.

    Raises
    ------
    SourceMissing
        There is none of that number, or it is about somebody else.
    """
    return _shown(visiting, visiting.shelf, _need(visiting, her, number), her.lang)


def not_today(visiting: Visiting, her: Herself, number: str) -> None:
    """Say no more today: until midnight where she is nothing is sent to win her; errors as ``receipt``."""
    found = _need(visiting, her, number)
    store = visiting.shelf.store(found.store)
    zone = ZoneInfo(visiting.rooms.settings.timezone if store is None else store.timezone)
    with visiting.acting(her) as act:
        act.learn({"mute:*": {"until": _midnight(her.moment, zone)}})
        saying = {"said": "not_today", "play": found.play, "receipt": found.id}
        act.tell("Decision Contradicted", saying, f"{found.id}-not-today")


def say_wrong(visiting: Visiting, her: Herself, number: str, about: str) -> None:
    """Contradict what a decision has used, all of it where ``about`` is empty; errors as ``receipt``.

    Raises
    ------
    OptionInvalid
        The decision has not used that.
    """
    found = _need(visiting, her, number)
    hers = [one.name for one in found.used if one.name.partition(":")[0] not in _OF_THE_WORLD]
    named = [about] if about else hers
    if about and about not in [one.name for one in found.used]:
        raise OptionInvalid("The decision has not used that", expected=", ".join(hers), got=repr(about[:100]))
    with visiting.acting(her) as act:
        act.learn({f"wrong:{name}": 1 for name in named})
        saying = {"said": "wrong", "play": found.play, "receipt": found.id, "about": about}
        act.tell("Decision Contradicted", saying)


def beliefs(visiting: Visiting, her: Herself) -> Beliefs:
    """Return what the house believes of her, also what she has contradicted."""
    shelf = visiting.shelf
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
    return Beliefs([belief(shelf, facts, name, fact, her.lang) for name, fact in believed(facts)])


def contradict(visiting: Visiting, her: Herself, name: str, *, is_right: bool) -> Belief:
    """Say that a belief is wrong, or right after all; the next decision goes by that.

    Raises
    ------
    SourceMissing
        The house does not believe that of her.
    """
    shelf = visiting.shelf
    with visiting.acting(her) as act:
        fact = act.facts.get(name)
        if fact is None or not is_belief(name, fact):
            raise SourceMissing("The house does not believe that of you", got=repr(name[:100]))
        act.learn({f"wrong:{name}": 0 if is_right else 1})
        act.tell("Belief Contradicted", {"about": name, "isRight": is_right})
        return belief(shelf, facts_of(act.connection, her.aliases), name, fact, her.lang)


def _need(visiting: Visiting, her: Herself, number: str) -> Receipt:
    with visiting.reading() as connection:
        found = receipt_of(connection, her.aliases, number)
    if found is None:
        raise SourceMissing("There is no such receipt", got=repr(number[:40]))
    return found


def _shown(visiting: Visiting, shelf: Shelf, one: Receipt, lang: str) -> ReceiptShown:
    variant = shelf.variant(one.item) if one.item else None
    zone = visiting.rooms.settings.timezone
    return ReceiptShown(
        id=one.id,
        at=time_of(one.at),
        play=one.play,
        title=said(one.title, lang),
        body=said(one.body, lang),
        outcome=one.outcome.value,
        reason=one.reason,
        sentences=[Sentence(*line) for line in sentences(one, lang, zone)],
        used=[_used(shelf, used, lang) for used in one.used],
        store=one.store,
        store_name=store_short(shelf, one.store).name if one.store else "",
        item=one.item,
        item_name="" if variant is None else product_short(shelf, variant.product, lang).name,
        offer=one.offer,
    )


def _used(shelf: Shelf, used: Used, lang: str) -> UsedShown:
    return UsedShown(used.name, told(shelf, used.name, used.value, lang), used.value, time_of(used.at))


def _midnight(at: int, zone: ZoneInfo) -> int:
    """Return the next midnight on the wall of a zone, microseconds since 1970, UTC."""
    today = (_EPOCH + timedelta(microseconds=at)).astimezone(zone).date()
    midnight = datetime.combine(today + timedelta(days=1), time(0), zone)
    return (midnight - _EPOCH) // timedelta(microseconds=1)
