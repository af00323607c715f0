"""Asked again just before a message is sent: whether what it says is still so, and may still be said.

Minutes lie between a decision and its delivery. Consent is asked again where it is kept, in the ledger; here
stand stock, hours, wish, need, complaint, quiet hours and caps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from oase.contacts.calendar import Calendar
from oase.db import Database, about
from oase.db.facts import facts_of, forget_facts, learn
from oase.decisions.asked import Known
from oase.decisions.caps import ADVERT, CONTRACT, DAY, is_case_open, sent_lately, told_name
from oase.decisions.keeping import count_receipts
from oase.decisions.messages.outbox import Message
from oase.decisions.quiet import is_quiet
from oase.decisions.receipt import Gate, Outcome, Receipt
from oase.identity.members import members_of, persons_of
from oase.model import Fact, Facts
from oase.retail.shelf import Shelf
from oase.settings import time_zone

__all__ = ["Rechecking"]

ERASED = "erased"
EXPIRED = "expired"
SWITCHED_OFF = "switched_off"
MOST_HELD = 10_000

_unpack = msgspec.msgpack.Decoder(Receipt).decode
_pack = msgspec.msgpack.Encoder().encode
_MEETS = "select 1 from identifiers where alias = ?"
_NEWEST = "select is_live from plays where name = ? order by version desc limit 1"


class Rechecking:
    """Tells whether messages are still right, and notes in their receipts why they were stopped.

    Parameters
    ----------
    database : Database
    shelf : Shelf
    clock : callable
        Microseconds since 1970, UTC.
    """

    def __init__(self, database: Database, shelf: Shelf, clock: Callable[[], int]) -> None:
        self._database = database
        self._shelf = shelf
        self._clock = clock
        zone = about(database).timezone
        self._zone = time_zone(zone)
        self._calendar = Calendar(zone)
        self._why: dict[str, str] = {}

    def still_right(self, message: Message) -> str:
        """Return why a message is not right any more: a gate or one of the words above; empty where it is.

        Parameters
        ----------
        message : Message
            One that was not decided at the counter (a contract message of a reservation, say) is always right
            until it expires.
        """
        why = self._stopped(message)
        if why:
            if len(self._why) >= MOST_HELD:
                self._why.clear()
            self._why[message.key] = why
        return why

    def ended(self, connection: Connection, message: Message, reason: str) -> None:
        """Note in its receipt why a message ended unsent, within the transaction that ends it.

        Parameters
        ----------
        connection : Connection
        message : Message
        reason : str
            ``messages.outbox.Ended``.
        """
        reason = self._why.pop(message.key, reason)
        found = connection.exec_driver_sql("select content from receipts where id = ?", (message.receipt,))
        content: Any = found.scalar()
        receipt = _unpack(content) if content is not None else None
        if receipt is None or receipt.outcome is not Outcome.SENT:
            return
        stopped = msgspec.structs.replace(receipt, outcome=Outcome.STOPPED, reason=reason)
        connection.exec_driver_sql(
            "update receipts set outcome = ?, reason = ?, content = ? where id = ?",
            (stopped.outcome.value, reason, _pack(stopped), receipt.id),
        )
        count_receipts(connection, [receipt], self._calendar, -1)
        count_receipts(connection, [stopped], self._calendar)
        _untell(connection, message.alias, receipt, self._clock())

    def _stopped(self, message: Message) -> str:
        now = self._clock()
        if now >= message.expires:
            return EXPIRED
        rule = message.content.get("rule")
        if not message.receipt or not isinstance(rule, dict):
            return ""
        self._shelf.refresh()
        with self._database.reading() as connection:
            if connection.exec_driver_sql(_MEETS, (message.alias,)).first() is None:
                return ERASED
            person = persons_of(connection, [message.alias])[message.alias]
            facts = facts_of(connection, members_of(connection, [person]))
            if connection.exec_driver_sql(_NEWEST, (message.content.get("play", ""),)).scalar() == 0:
                return SWITCHED_OFF
        at = now + int(message.content.get("shift", 0))
        return self._reason(message, rule, facts, at)

    def _reason(self, message: Message, rule: dict[str, Any], facts: Facts, at: int) -> str:
        known = Known(_before(message, facts))
        for gate, is_passed in (
            (Gate.CONSENT, all(known.is_so(f"consent:{one}") for one in rule.get("consents", ()))),
            (Gate.STILL_WISHED, self._is_wished(message, rule, known)),
            (Gate.NEED_OPEN, self._is_needed(message, known)),
            (
                Gate.COMPLAINT,
                message.kind == CONTRACT or not any(f.value for f in known.of("complaint").values()),
            ),
            (
                Gate.CASE,
                message.kind != ADVERT or not any(is_case_open(f, at) for f in known.of("case").values()),
            ),
            (Gate.IN_STOCK, self._is_there(message, rule)),
            (Gate.OPEN, self._is_open(message, rule, at)),
            (Gate.NOT_TODAY, message.kind == CONTRACT or not _is_muted(known, message, at)),
            (Gate.NOT_TODAY, message.kind == CONTRACT or not _is_told_here(known, message, facts)),
            (Gate.QUIET, not self._is_quiet(message, rule, at)),
            *self._caps(message, rule, known, at),
            (Gate.COOL_DOWN, not _is_resting(known, message, rule, facts)),
        ):
            if not is_passed:
                return gate.value
        return ""

    def _is_wished(self, message: Message, rule: dict[str, Any], known: Known) -> bool:
        """Tell whether she still wishes the article and has not bought it, in whichever size she chose it."""
        item = str(message.content.get("item", ""))
        if rule.get("about") != "wish" or not item:
            return True
        variant = self._shelf.variant(item)
        same = self._shelf.variants_of(variant.product) if variant is not None else ()
        names = {item, *(one.gtin for one in same), *(one.sku for one in same if one.sku)}
        wished = [fact.at for name in names if (fact := known.get(f"wish:{name}")) is not None and fact.value]
        bought = [
            fact.at for name in names if (fact := known.get(f"bought:{name}")) is not None and fact.value
        ]
        return bool(wished) and not any(one >= max(wished) for one in bought)

    def _is_needed(self, message: Message, known: Known) -> bool:
        """Tell whether she may still look for such a garment; it is over only where she said so."""
        variant = self._shelf.variant(str(message.content.get("item", "")))
        product = self._shelf.product(variant.product) if variant is not None else None
        need = known.get(f"need:{product.garment}") if product is not None and product.garment else None
        return need is None or bool(need.value)

    def _is_quiet(self, message: Message, rule: dict[str, Any], at: int) -> bool:
        """Tell whether a retry has come into her quiet hours; in her app she looks by herself."""
        quiet = rule.get("quiet")
        if not quiet or message.channel == "app":
            return False
        start, end = quiet
        return is_quiet(at, start, end, self._zone_of(message))

    def _zone_of(self, message: Message) -> ZoneInfo:
        store = self._shelf.store(str(message.content.get("store", "")))
        return time_zone(store.timezone) if store is not None and store.timezone else self._zone

    def _is_there(self, message: Message, rule: dict[str, Any]) -> bool:
        reserve = int(rule.get("reserve", 0))
        if not reserve:
            return True
        item, store = str(message.content.get("item", "")), str(message.content.get("store", ""))
        if not store:
            variant = self._shelf.variant(item)
            return variant is not None and variant.online >= reserve
        stock = self._shelf.stock(store, item)
        return stock is not None and stock.quantity >= reserve

    def _is_open(self, message: Message, rule: dict[str, Any], at: int) -> bool:
        store = str(message.content.get("store", ""))
        return not rule.get("place") or not store or self._shelf.opening(store, at).is_open

    def _caps(
        self, message: Message, rule: dict[str, Any], known: Known, at: int
    ) -> tuple[tuple[Gate, bool], tuple[Gate, bool]]:
        """Count what else she was sent: two processes may have decided in the same moment."""
        sent = sent_lately(known, message.kind, at, self._zone_of(message))
        day, week = int(rule.get("perDay", 0)), int(rule.get("perWeek", 0))
        return (
            (Gate.CAP_DAY, not day or sent.today < day),
            (Gate.CAP_WEEK, not week or sent.week < week),
        )


def _before(message: Message, facts: Facts) -> Facts:
    """Return the facts without this message and those decided after it: of two at once one goes."""
    own = facts.get(f"sent:{message.receipt}")
    mine = (own.at if own is not None else message.created, f"sent:{message.receipt}")
    return {
        name: fact for name, fact in facts.items() if not name.startswith("sent:") or (fact.at, name) < mine
    }


def _is_muted(known: Known, message: Message, at: int) -> bool:
    for name in (str(message.content.get("play", "")), "*"):
        mute = known.get(f"mute:{name}")
        if mute is not None and isinstance(mute.value, dict) and mute.value.get("until", 0) > at:
            return True
    return False


def _is_told_here(known: Known, message: Message, facts: Facts) -> bool:
    """Tell whether another message came before it in the same visit."""
    visit = _said_of(facts.get(f"sent:{message.receipt}")).get("visit")
    earlier = [_said_of(fact) for fact in known.of("sent").values()]
    return bool(visit) and any(one.get("visit") == visit and one.get("kind") != CONTRACT for one in earlier)


def _is_resting(known: Known, message: Message, rule: dict[str, Any], facts: Facts) -> bool:
    """Tell whether another process has told her of the same article a moment before."""
    own = facts.get(f"sent:{message.receipt}")
    since = (own.at if own is not None else message.created) - float(rule.get("coolDown", 0)) * DAY
    about = message.content.get("play", ""), message.content.get("item", "")
    return any(_about(fact) == about and fact.at > since for fact in known.of("sent").values())


def _untell(connection: Connection, alias: int, receipt: Receipt, now: int) -> None:
    """Let what never reached her neither count for a cap nor let an article rest.

    Where an earlier message about the same article did reach her, that one lets it rest.
    """
    learn(connection, alias, {f"sent:{receipt.id}": Fact(0, receipt.at + 1)}, now)
    aliases = members_of(connection, [persons_of(connection, [alias]).get(alias, alias)])
    about, name = (receipt.play, receipt.item), told_name(receipt.play, receipt.item)
    sent = Known(facts_of(connection, aliases)).of("sent")
    earlier = max((fact.at for fact in sent.values() if _about(fact) == about), default=None)
    if earlier is None:
        learn(connection, alias, {name: Fact(0, receipt.at + 1)}, now)
        return
    held = facts_of(connection, [alias]).get(name)
    if held is not None and held.at <= receipt.at:
        forget_facts(connection, alias, [name], now)
        learn(connection, alias, {name: Fact(1, earlier)}, now)


def _about(fact: Fact) -> tuple[Any, Any]:
    said = _said_of(fact)
    return said.get("play"), said.get("item")


def _said_of(fact: Fact | None) -> dict[str, Any]:
    return fact.value if fact is not None and isinstance(fact.value, dict) else {}
