"""Undecided is an answer: put aside, fitting room, a person, later, nothing. And questions to the shop."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from oase.app.visiting.herself import Act, Herself, time_of
from oase.app.visiting.shown import ProductShort, StoreShort, product_short, store_short
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.visits import need_store
from oase.app.visiting.wishes import need_variant, properties_of
from oase.errors import SourceMissing
from oase.retail import questions as asking
from oase.retail import reservations as keeping
from oase.retail.articles import Store, Variant, said
from oase.retail.gtin import gtin14
from oase.retail.shelf import Shelf
from oase.retail.visits import SILENCE, current_visit
from oase.service.asked import question_asked

__all__ = [
    "Because",
    "Choice",
    "QuestionShown",
    "Questions",
    "ReservationShown",
    "Reservations",
    "Undecided",
    "ask",
    "cancel",
    "questions",
    "reservations",
    "reserve",
    "undecided",
]

Choice = Literal["hold", "fitting", "person", "later", "nothing"]
Because = Literal["", "price", "size", "color", "material", "compare", "time", "other"]

_EVENTS = {"hold": "Product Reserved", "fitting": "Fitting Room Requested"}
_PERSON = {
    "de": "Bitte komm zu mir: {name}, {details}.",
    "en": "Please come to me: {name}, {details}.",
}


class ReservationShown(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A piece that is kept for her, and until when."""

    id: int
    gtin: str
    product: ProductShort
    color: str
    size: str
    store: StoreShort
    kind: Literal["hold", "fitting"]
    state: Literal["asked", "ready", "fetched", "expired", "cancelled"]
    made: datetime
    until: datetime


class Reservations(msgspec.Struct, frozen=True):
    """What is kept for her, the latest first."""

    reservations: list[ReservationShown]


class QuestionShown(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A question of hers; ``answer`` is empty until a person with a name has answered."""

    id: int
    store: StoreShort
    gtin: str | None
    product: ProductShort | None
    text: str
    asked: datetime
    answer: str
    answered: datetime | None
    who: str


class Questions(msgspec.Struct, frozen=True):
    """Her questions, the latest first."""

    questions: list[QuestionShown]


class Undecided(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What came of it: nothing is ever offered for hesitating."""

    choice: Choice
    because: str
    final: bool
    reservation: ReservationShown | None = None
    question: QuestionShown | None = None


def reserve(
    visiting: Visiting, her: Herself, gtin: str, store: str, kind: Literal["hold", "fitting"]
) -> ReservationShown:
    """Put a piece aside for her, or have it brought to the fitting room; asked twice it is the same one.

    Raises
    ------
    GtinInvalid, SourceMissing, NothingFree, OptionInvalid
        No article number; no such article or store; no free piece; too much is put aside already.
    """
    shelf = visiting.shelf
    variant, shop = need_variant(shelf, gtin), need_store(shelf, store)
    with visiting.acting(her) as act:
        made = _reserve(act, shelf, variant, shop, kind)
    return _reservation(visiting.shelf, made, her.lang)


def reservations(visiting: Visiting, her: Herself) -> Reservations:
    """Return what is or was kept for her; what is over says so."""
    shelf = visiting.shelf
    with visiting.reading() as connection:
        found = keeping.of_person(connection, her.aliases)
    return Reservations([_reservation(shelf, _over(one, her.moment), her.lang) for one in found[:50]])


def cancel(visiting: Visiting, her: Herself, number: int) -> None:
    """Cancel a reservation of hers.

    Raises
    ------
    SourceMissing
        There is none of that number, or it is not hers.
    """
    shelf = visiting.shelf
    with visiting.acting(her) as act:
        mine = {one.id: one for one in keeping.of_person(act.connection, her.aliases)}
        if number not in mine:
            raise SourceMissing("There is no such reservation", got=str(number))
        if mine[number].state not in keeping.ACTIVE:
            return
        made = keeping.cancel(act.connection, number, her.aliases, her.moment)
        variant = shelf.variant(made.gtin)
        told: dict[str, Any] = {"gtin": made.gtin}
        told |= {} if variant is None else properties_of(shelf, variant, her.lang)
        act.tell("Reservation Cancelled", told | {"store": made.store, "kind": made.kind})


def undecided(
    visiting: Visiting, her: Herself, gtin: str, store: str, choice: Choice, because: Because = ""
) -> Undecided:
    """Take note that she cannot decide yet, and do what she chose; ``nothing`` is final for this visit.

    Raises
    ------
    GtinInvalid, SourceMissing, NothingFree, OptionInvalid
        As ``reserve``.
    """
    shelf = visiting.shelf
    variant, shop = need_variant(shelf, gtin), need_store(shelf, store)
    with visiting.acting(her) as act:
        if choice == "later" and _is_final(act, variant):
            return Undecided(choice="nothing", because=because, final=True)
        act.learn(_hesitation(act, shelf, variant, shop, choice, because))
        told = properties_of(shelf, variant, her.lang)
        act.tell("Undecided", told | {"store": shop.code, "choice": choice, "because": because})
        held = asked = None
        if choice in ("hold", "fitting"):
            held = _reserve(act, shelf, variant, shop, choice)
        elif choice == "person":
            asked = _ask(act, shop, variant.gtin, _please(shelf, variant, her.lang))
    shelf = visiting.shelf
    return Undecided(
        choice=choice,
        because=because,
        final=choice == "nothing",
        reservation=None if held is None else _reservation(shelf, held, her.lang),
        question=None if asked is None else _question(shelf, asked, her.lang),
    )


def ask(visiting: Visiting, her: Herself, store: str, gtin: str | None, text: str) -> QuestionShown:
    """Ask a store something; a person answers.

    Raises
    ------
    GtinInvalid, SourceMissing, OptionInvalid
        No article number; no such store; no text, too long a one, or too many wait.
    """
    shelf = visiting.shelf
    shop = need_store(shelf, store)
    code = None if gtin is None else gtin14(gtin)
    with visiting.acting(her) as act:
        made = _ask(act, shop, code, text)
    return _question(shelf, made, her.lang)


def questions(visiting: Visiting, her: Herself) -> Questions:
    """Return her questions and their answers."""
    shelf = visiting.shelf
    with visiting.reading() as connection:
        found = asking.of_person(connection, her.aliases)
    return Questions([_question(shelf, one, her.lang) for one in found[:100]])


def _reserve(
    act: Act, shelf: Shelf, variant: Variant, shop: Store, kind: Literal["hold", "fitting"]
) -> keeping.Reservation:
    her = act.her
    made = keeping.reserve(
        act.connection,
        shelf,
        store=shop.code,
        gtin=variant.gtin,
        alias=her.alias,
        aliases=her.aliases,
        kind=kind,
        now=her.moment,
    )
    told = properties_of(shelf, variant, her.lang) | {"store": shop.code}
    act.tell(_EVENTS[kind], told, f"reservation-{made.id}")
    return made


def _ask(act: Act, shop: Store, gtin: str | None, text: str) -> asking.Question:
    her = act.her
    made = asking.ask(
        act.connection,
        store=shop.code,
        gtin=gtin,
        alias=her.alias,
        aliases=her.aliases,
        text=text,
        now=her.moment,
    )
    question_asked(act.connection, made, act.now, act.her.lang)
    told = {"store": shop.code} | ({} if gtin is None else {"gtin": gtin})
    act.tell("Question Asked", told, f"question-{made.id}")
    return made


def _visit(act: Act) -> str:
    visit = current_visit(act.facts, act.her.moment)
    return "" if visit is None else visit.id


def _hesitation(
    act: Act, shelf: Shelf, variant: Variant, shop: Store, choice: Choice, because: Because
) -> dict[str, Any]:
    """Return the facts that follow: after "nothing" no advert comes any more on this visit."""
    said_now: dict[str, Any] = {
        "choice": choice,
        "because": because,
        "store": shop.code,
        "visit": _visit(act),
    }
    if choice != "nothing":
        said_now |= _as_it_was(shelf, variant, shop, because)
    facts: dict[str, Any] = {f"undecided:{variant.gtin}": said_now}
    if choice == "nothing":
        visit = current_visit(act.facts, act.her.moment)
        # where she does not allow visits to be kept she is there all the same
        facts["mute:*"] = {"until": act.her.moment + SILENCE if visit is None else visit.ends}
    return facts


def _as_it_was(shelf: Shelf, variant: Variant, shop: Store, because: Because) -> dict[str, Any]:
    """Return what was so when she gave her reason: only what is new later may answer it."""
    if because == "price":
        return {"price": variant.price}
    if because in ("size", "color"):
        family = shelf.variants_of(variant.product)
        held = ((one.gtin, shelf.stock(shop.code, one.gtin)) for one in family)
        return {"missing": [gtin for gtin, stock in held if stock is None or stock.quantity < 1]}
    return {}


def _is_final(act: Act, variant: Variant) -> bool:
    """Tell whether she has said on this visit that nothing more is to happen."""
    fact = act.facts.get(f"undecided:{variant.gtin}")
    held: dict[str, Any] = fact.value if fact is not None and isinstance(fact.value, dict) else {}
    return held.get("choice") == "nothing" and bool(held.get("visit")) and held["visit"] == _visit(act)


def _please(shelf: Shelf, variant: Variant, lang: Literal["de", "en"]) -> str:
    name = product_short(shelf, variant.product, lang).name
    details = ", ".join(part for part in (said(variant.color, lang), variant.size) if part) or variant.gtin
    return _PERSON[lang].format(name=name, details=details)


def _over(one: keeping.Reservation, at: int) -> keeping.Reservation:
    is_over = one.state in keeping.ACTIVE and one.until <= at
    return msgspec.structs.replace(one, state="expired") if is_over else one


def _reservation(shelf: Shelf, one: keeping.Reservation, lang: str) -> ReservationShown:
    variant = shelf.variant(one.gtin)
    product = one.gtin if variant is None else variant.product
    return ReservationShown(
        id=one.id,
        gtin=one.gtin,
        product=product_short(shelf, product, lang),
        color="" if variant is None else said(variant.color, lang),
        size="" if variant is None else variant.size,
        store=store_short(shelf, one.store),
        kind=one.kind,
        state=one.state,
        made=time_of(one.made),
        until=time_of(one.until),
    )


def _question(shelf: Shelf, one: asking.Question, lang: str) -> QuestionShown:
    variant = None if one.gtin is None else shelf.variant(one.gtin)
    return QuestionShown(
        id=one.id,
        store=store_short(shelf, one.store),
        gtin=one.gtin,
        product=None if variant is None else product_short(shelf, variant.product, lang),
        text=one.text,
        asked=time_of(one.asked),
        answer=one.answer,
        answered=None if one.answered is None else time_of(one.answered),
        who=one.who,
    )
