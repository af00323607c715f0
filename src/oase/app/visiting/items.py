"""Her items: listed, claimed by their label or by hand, advised on, passed on to somebody else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Literal

import msgspec
from sqlalchemy import Connection

from oase.app.programmes.advising import Grant, Question, Told, advice_on
from oase.app.visiting.herself import Act, Herself
from oase.app.visiting.owned import ItemShort, ItemWhole, RangeShown, item_short, item_whole
from oase.app.visiting.proving import country_of, how_owned
from oase.app.visiting.shown import ProductShort, product_short
from oase.app.visiting.visiting import Visiting
from oase.db.facts import facts_of
from oase.errors import OptionInvalid, SourceMissing
from oase.model import Facts
from oase.programmes.adviser import Way
from oase.programmes.cases.reasons import REASONS
from oase.programmes.items import handover, owners, registry
from oase.programmes.items.labels import named_by
from oase.programmes.items.life import life_of
from oase.programmes.items.registry import Item, New
from oase.programmes.items.standing import day_at, months_in_use
from oase.programmes.participation import Participation, take_part
from oase.retail.shelf import Shelf

__all__ = [
    "AdviceShown",
    "Handed",
    "Items",
    "advice",
    "claim",
    "hand_over",
    "hand_to_page",
    "item",
    "items",
    "take_over_again",
]

MOST_ITEMS = 200
"""Items that one person can have; beyond that something is wrong."""

_BOUGHT = "bought:"
_MOST_BOUGHT = 10


class Bought(msgspec.Struct, frozen=True):
    """An article that she has bought and that none of her items is."""

    gtin: str
    product: ProductShort


class Items(msgspec.Struct, frozen=True):
    """What is hers, the latest first, and what she has bought but not registered."""

    items: list[ItemShort]
    bought: list[Bought]


class Handed(msgspec.Struct, frozen=True):
    """A code that takes an item along to a public form, once, and how many minutes it works."""

    code: str
    minutes: int


class FirstShown(msgspec.Struct, frozen=True, rename="camel"):
    """What is said first: the law, the brand's guarantee, that somebody must look, or neither."""

    kind: str
    is_certain: bool
    ends: date | None
    left: int | None


class WayShown(msgspec.Struct, frozen=True, rename="camel"):
    """A way of repair; amounts in cents, None where the price is only known when it was seen."""

    way: str
    name: str
    is_open: bool
    why: str
    pays: int | None
    saves: int | None
    days: tuple[int, int] | None
    months: RangeShown | None
    kilograms: RangeShown | None


class GrantShown(msgspec.Struct, frozen=True, rename="camel"):
    """What others may add, which she claims herself; ``most`` by way is in cents."""

    name: str
    region: str
    share: int
    most_cents: int
    most: dict[str, int]
    source: str
    checked: date


class AdviceShown(msgspec.Struct, frozen=True, rename="camel"):
    """Repair or replace in one view: the law, the ways, and a new one last."""

    first: FirstShown
    ways: list[WayShown]
    grants: list[GrantShown]
    new_cents: int | None
    currency: str
    version: int


def items(visiting: Visiting, her: Herself) -> Items:
    """Return what is hers."""
    shelf = visiting.shelf
    with visiting.reading() as connection:
        mine = owners.items_of(connection, her.aliases)
        shown = [_short(visiting, connection, shelf, one, her) for one in mine]
        facts = facts_of(connection, her.aliases)
    return Items(shown, _bought(shelf, facts, {one.gtin for one in mine}, her.lang))


def item(visiting: Visiting, her: Herself, number: int) -> ItemWhole:
    """Return one item of hers.

    Raises
    ------
    SourceMissing
        There is none of that number, or it is somebody else's.
    """
    shelf = visiting.shelf
    with visiting.reading() as connection:
        found = _need(connection, her, number)
        return item_whole(connection, shelf, found, her.lang, her.moment, _zone(visiting))


def claim(
    visiting: Visiting,
    her: Herself,
    *,
    code: str = "",
    gtin: str = "",
    serial: str = "",
    name: str = "",
    garment: str = "",
    brand: str = "",
    country: str = "",
    bought: date | None = None,
    order: str = "",
    key: str = "",
) -> ItemShort:
    """Let an item be hers: by its label, by article number and serial number, or by its name.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    code : str
        What was scanned; it names article and serial number, and goes before both.
    gtin, serial, name, garment, brand, country : str
    bought : date, optional
    order : str
        Number of the order; one of hers proves the claim.
    key : str
        Of the form; what is sent twice is one item.

    Raises
    ------
    OwnerStands
        It is registered to somebody else.
    OptionInvalid, GtinInvalid
        What is said cannot be; ``where`` names it.
    """
    named = named_by(code) if code else None
    if code and named is None:
        raise OptionInvalid("This code names no single item", expected="the label in it", where="code")
    shelf = visiting.shelf
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
    new = New(
        gtin=named.gtin if named else gtin,
        serial=named.serial if named else serial,
        key=f"{her.alias}:{key}" if key else "",
        name={her.lang: name},
        garment=garment,
        brand=brand,
        country=country_of(country, shelf, facts, her.moment),
        sold=bought,
    )
    with visiting.acting(her) as act:
        _check_room(act, her)
        found = registry.register(act.connection, new, her.moment).item
        how = how_owned(act.connection, her, found, facts, order)
        if owners.claim(act.connection, found.id, her.alias, her.aliases, how, her.moment):
            _tell(act, found, her)
        return _short(visiting, act.connection, shelf, found, her)


def advice(
    visiting: Visiting,
    her: Herself,
    number: int,
    reason: str,
    *,
    is_wear: bool | None = None,
) -> AdviceShown:
    """Return what can be done about damage to an item of hers; nothing is kept.

    Raises
    ------
    SourceMissing
        There is no such item of hers.
    OptionInvalid
        There is no such reason.
    """
    if reason not in REASONS:
        raise OptionInvalid("No such damage", expected=", ".join(REASONS), got=reason[:40], where="reason")
    with visiting.reading() as connection:
        found = _need(connection, her, number)
        asked = Question(found.garment, reason, found.country, found.sold, is_wear, None, found)
        return _advised(advice_on(connection, asked, her.moment, _zone(visiting)))


def hand_over(
    visiting: Visiting, her: Herself, number: int, how: Literal["gift", "second_hand"], key: str
) -> None:
    """Pass an item on: it is hers no longer, whoever has it next may claim it by its label.

    Raises
    ------
    SourceMissing
        There is no such item of hers; one that was passed on with the same key is no error.
    """
    told = _key(number, key)
    with visiting.acting(her) as act:
        if owners.is_told(act.connection, f"{told}:passed_on"):
            return
        found = _need(act.connection, her, number)
        owners.hand_over(act.connection, found.id, to=None, how=how, now=her.moment, key=told)


def take_over_again(visiting: Visiting, her: Herself, number: int, key: str) -> None:
    """Take it back that an item was passed on, as long as nobody has claimed it.

    Raises
    ------
    SourceMissing
        It was not passed on by her, or somebody has claimed it since.
    """
    with visiting.acting(her) as act:
        told = _key(number, key)
        if not owners.undo(act.connection, number, her.aliases, told):
            raise SourceMissing("There is no such item", got=str(number))


def hand_to_page(
    visiting: Visiting, her: Herself, number: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> Handed:
    """Return a code by which a public form knows that it is about this item of hers.

    Raises
    ------
    SourceMissing
        There is no such item of hers.
    """
    with visiting.acting(her) as act:
        found = _need(act.connection, her, number)
        owner = owners.owner_of(act.connection, found.id)
        if owner is None:
            raise SourceMissing("There is no such item", got=str(number))
        return Handed(handover.hand(act.connection, owner, her.moment, random), handover.MINUTES)


def _tell(act: Act, found: Item, her: Herself) -> None:
    """Let it be known that she has an item; what is kept for good names the ownership, never her."""
    owner = owners.owner_of(act.connection, found.id)
    key = f"owner:{0 if owner is None else owner.id}"
    one = Participation(
        key, "guarantee", "informed", f"item:{found.id}", her.moment, her.alias, found.country
    )
    take_part(act.connection, one)
    told = {"product_id": found.product, "gtin": found.gtin, "category": found.garment}
    act.tell("Item Registered", {name: value for name, value in told.items() if value}, key)


def _key(number: int, key: str) -> str:
    return f"item:{number}:{key}"


def _need(connection: Connection, her: Herself, number: int) -> Item:
    owner = owners.owner_of(connection, number)
    if owner is None or owner.alias not in her.aliases:
        raise SourceMissing("There is no such item", got=str(number))
    return registry.get(connection, number)


def _check_room(act: Act, her: Herself) -> None:
    held = len(owners.items_of(act.connection, her.aliases))
    if held >= MOST_ITEMS:
        raise OptionInvalid("So many items are too many", expected=f"up to {MOST_ITEMS}", got=str(held))


def _short(visiting: Visiting, connection: Connection, shelf: Shelf, one: Item, her: Herself) -> ItemShort:
    zone = _zone(visiting)
    months = months_in_use(one, life_of(connection, one.id), day_at(her.moment, zone), zone)
    owner = owners.owner_of(connection, one.id)
    return item_short(shelf, one, her.lang, months, "" if owner is None else owner.how)


def _bought(shelf: Shelf, facts: Facts, mine: set[str], lang: str) -> list[Bought]:
    held = [
        (fact.at, name.removeprefix(_BOUGHT))
        for name, fact in facts.items()
        if name.startswith(_BOUGHT) and fact.value
    ]
    known = ((gtin, shelf.variant(gtin)) for _, gtin in sorted(held, reverse=True) if gtin not in mine)
    found = [Bought(gtin, product_short(shelf, one.product, lang)) for gtin, one in known if one is not None]
    return found[:_MOST_BOUGHT]


def _advised(told: Told) -> AdviceShown:
    found = told.advice
    right = found.first.right
    first = FirstShown(
        found.first.kind,
        found.first.is_certain,
        None if right is None else right.until,
        None if right is None else right.months,
    )
    ways = [_way(one) for one in (*found.ways, *found.closed)]
    grants = [_grant(one) for one in told.grants]
    return AdviceShown(first, ways, grants, found.new_cents, found.currency, told.version)


def _grant(one: Grant) -> GrantShown:
    held = one.subsidy
    return GrantShown(
        held.name, held.region, held.share, held.most_cents, dict(one.most), held.source, held.checked
    )


def _way(one: Way) -> WayShown:
    offer = one.offer
    spans = [None if span is None else RangeShown(*span[:3]) for span in (offer.months, offer.kilograms)]
    return WayShown(
        offer.way,
        offer.name,
        offer.is_open,
        offer.why,
        one.pays_cents,
        one.saves_cents,
        offer.days,
        *spans,
    )


def _zone(visiting: Visiting) -> str:
    return visiting.rooms.settings.timezone
