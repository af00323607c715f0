"""Open a case: once per form, with a reason, by a secret link and without login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid
from oase.programmes import links, news
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find
from oase.programmes.cases.log import logged
from oase.programmes.cases.reasons import reasons_for
from oase.programmes.cases.states import KINDS, WAYS
from oase.programmes.items.life import Event, happened
from oase.programmes.participation import Participation, take_part
from oase.programmes.tables import cases, kits
from oase.programmes.tables import links as link_table

__all__ = ["LONGEST", "New", "Opened", "open_case", "opened_before", "renew_link"]

LONGEST = {
    "key": 100, "what": 200, "problem": 4_000, "name": 120, "email": 254, "phone": 40, "street": 200,
    "postcode": 12, "city": 120, "gtin": 14, "order_key": 100, "kit": 60,
}  # fmt: skip
"""Most characters of what is typed."""

AGAIN_MICROSECONDS = 3_600_000_000
MOST_LINKS = 5
"""Who sends the form again within the hour is given a link again, so often at most: the secret itself is
kept nowhere, and whoever knows the form's key is who filled the form in."""

_ADDRESS = ("name", "street", "postcode", "city")
_CODE = 2


class New(msgspec.Struct, frozen=True, kw_only=True):
    """What is said when a case is opened.

    Parameters
    ----------
    key : str
        Of the form, a random id: twice sent, once opened.
    kind : {"repair", "guarantee", "exchange"}
    way : {"send_in", "kit", "event", "store", ""}
        Empty while she chooses.
    reason : str
        Of ``reasons.reasons_for(kind)``; there is no case without.
    what : str
        The thing in her words.
    country : str
        ISO 3166-1.
    told : mapping
        Fee, saving and footprint range as they were shown beforehand.
    """

    key: str
    what: str
    reason: str
    country: str
    kind: str = "repair"
    way: str = ""
    problem: str = ""
    lang: str = "de"
    item: int | None = None
    gtin: str = ""
    order_key: str = ""
    alias: int | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    textile: Mapping[str, str] = {}
    wanted: Mapping[str, Any] = {}
    kit: str = ""
    stop: int | None = None
    fee_cents: int = 0
    currency: str = "EUR"
    told: Mapping[str, Any] = {}


class Opened(NamedTuple):
    """A case that was opened, now or before by the same form.

    Attributes
    ----------
    id : int
    number : str
    secret : str
        For the link ``/c/<secret>``; empty where the form was sent again after more than an hour.
    is_new : bool
    """

    id: int
    number: str
    secret: str
    is_new: bool


def open_case(connection: Connection, new: New, actor: Actor, random_bytes: Callable[[int], bytes]) -> Opened:
    """Open a case, once per key.

    Sent again with the same key, it is the same case; within an hour a further link is made, because only
    the hashes of links are kept. Later none is: the page says so and names the number.

    Parameters
    ----------
    connection : Connection
        Writing.
    new : New
    actor : Actor
    random_bytes : callable
        Such as ``secrets.token_bytes``.

    Raises
    ------
    OptionInvalid
        Something is missing or cannot be; ``where`` names the field.
    """
    new = _trimmed(new)
    _check(connection, new)
    if (before := opened_before(connection, new.key, actor.now, random_bytes)) is not None:
        return before
    values = msgspec.structs.asdict(new) | {
        name: msgspec.json.encode(getattr(new, name)).decode() for name in ("textile", "wanted", "told")
    }
    empty = dict.fromkeys(("parcel", "assigned", "repairer", "outcome", "barrier"), "")
    values |= {"state": "opened", "number": new.key, "opened": actor.now, "changed": actor.now, **empty}
    case = int(connection.execute(insert(cases).values(values)).inserted_primary_key[0])  # pyright: ignore[reportOptionalSubscript]
    number = _number(case)
    connection.execute(update(cases).where(cases.c.id == case).values(number=number))
    _note(connection, case, number, new, actor)
    return Opened(case, number, links.make(connection, "case", case, actor.now, random_bytes), is_new=True)


def opened_before(
    connection: Connection, key: str, now: int, random_bytes: Callable[[int], bytes]
) -> Opened | None:
    """Return the case that a form has opened already, with a further link within the hour; None for none."""
    row = connection.execute(select(cases.c.id, cases.c.number, cases.c.opened).where(cases.c.key == key))
    known = row.one_or_none()
    return None if known is None else _again(connection, known, now, random_bytes)


def renew_link(connection: Connection, case: int, actor: Actor, random_bytes: Callable[[int], bytes]) -> str:
    """End all links to a case and return a new secret: the old one was lost, or has come into wrong hands.

    Raises
    ------
    CaseUnknown
    """
    held = find(connection, case)
    links.end(connection, "case", held.id, actor.now)
    logged(connection, case, actor, "change", after="link")
    return links.make(connection, "case", held.id, actor.now, random_bytes)


def _again(connection: Connection, known: Any, now: int, random_bytes: Callable[[int], bytes]) -> Opened:
    of_it = (link_table.c.kind == "case") & (link_table.c.target == known.id)
    made = connection.scalar(select(func.count()).select_from(link_table).where(of_it)) or 0
    may = now - known.opened < AGAIN_MICROSECONDS and made < MOST_LINKS
    secret = links.make(connection, "case", known.id, now, random_bytes) if may else ""
    return Opened(known.id, known.number, secret, is_new=False)


def _note(connection: Connection, case: int, number: str, new: New, actor: Actor) -> None:
    origin = f"case:{case}"
    logged(connection, case, actor, "state", after="opened")
    kind = {"kit": "kit", "event": "event"}.get(new.way, new.kind)
    kind = "other" if kind == "exchange" else kind
    taking = Participation(f"{origin}:informed", kind, "informed", origin, actor.now, new.alias, new.country)
    if new.kind != "exchange":
        take_part(connection, taking)
    if new.item is not None and new.kind != "exchange":
        detail = {"reason": new.reason, "way": new.way}
        happened(connection, Event(f"{origin}:damaged", new.item, "damaged", actor.now, origin, detail))
    if new.alias is not None:
        told = {"case": number, "kind": new.kind, "way": new.way, "reason": new.reason, "gtin": new.gtin}
        news.tell(connection, news.News(f"{origin}:opened", new.alias, "Case Opened", actor.now, told))
    bump(connection, "programmes")


def _number(case: int) -> str:
    """Return the number of a case: its id and a check digit (Luhn), so that a slip of the tongue is noticed.

    Examples
    --------
    >>> _number(1042)
    'F-01042-1'
    """
    digits = [int(one) for one in reversed(str(case))]
    doubled = [one if place % 2 else sum(divmod(one * 2, 10)) for place, one in enumerate(digits)]
    return f"F-{case:05d}-{-sum(doubled) % 10}"


def _trimmed(new: New) -> New:
    texts = {name: getattr(new, name).strip() for name in LONGEST}
    return msgspec.structs.replace(new, **texts, country=new.country.strip().upper())


def _check(connection: Connection, new: New) -> None:
    for name, most in LONGEST.items():
        if len(getattr(new, name)) > most:
            raise _refused(f"{name} is too long", f"up to {most:,} characters", len(getattr(new, name)), name)
    for name, allowed in (
        ("kind", KINDS),
        ("way", (*WAYS, "")),
        ("reason", reasons_for(new.kind)),
        ("lang", ("de", "en")),
    ):
        if getattr(new, name) not in allowed:
            raise _refused(f"The {name} is missing or unknown", ", ".join(allowed), getattr(new, name), name)
    for name in ("key", "what"):
        if not getattr(new, name):
            raise _refused(f"{name} is empty", "some text", "nothing", name)
    if len(new.country) != _CODE or not new.country.isalpha():
        raise _refused("The country is missing", "two letters, such as DE", new.country, "country")
    if new.email and ("@" not in new.email or " " in new.email):
        raise _refused("The address for mails cannot be one", "such as anna@example.org", new.email, "email")
    if new.fee_cents < 0:
        raise _refused("The fee is below nothing", "cents from 0", new.fee_cents, "fee_cents")
    _check_way(connection, new)


def _check_way(connection: Connection, new: New) -> None:
    if new.way in ("send_in", "kit"):
        missing = next((name for name in _ADDRESS if not getattr(new, name)), None)
        if missing is not None:
            raise _refused("The parcel needs an address", ", ".join(_ADDRESS), "nothing", missing)
    if new.way == "kit":
        on = select(kits.c.code).where(kits.c.code == new.kit, kits.c.is_on == 1)
        if new.kit == "" or connection.execute(on).first() is None:
            raise _refused("There is no such kit", "the code of a kit that is given out", new.kit, "kit")


def _refused(what: str, expected: str, got: object, where: str) -> InputError:
    return OptionInvalid(what, expected=expected, got=repr(got), where=where)
