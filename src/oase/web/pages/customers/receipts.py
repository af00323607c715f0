"""Decisions about a customer: what was said to her, what was withheld and why, in the words she reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.decisions import Receipt
from oase.decisions.plays.stored import newest
from oase.decisions.receipts import receipts_of
from oase.model import Person
from oase.retail import said
from oase.retail.shelf import Shelf
from oase.web.pages.customers.telling import ago
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS
from oase.words.receipts import gate_name, reason_name, sentences

__all__ = ["told"]

SHOWN = 30
_TONES = {"sent": "good", "withheld": "unsure", "control": "unsure", "stopped": "bad"}


def told(visit: Visit, person: Person) -> dict[str, Any]:
    """Return her receipts, newest first; ``before`` in the address shows older ones."""
    before = visit.asked("before")
    with visit.reach.database.reading() as connection:
        found = receipts_of(
            connection,
            person.aliases,
            most=SHOWN + 1,
            before=int(before) if before.isdecimal() and len(before) < 17 else None,
        )
        plays = {one.name: said(one.play.title, visit.lang) for one in newest(connection)}
    shelf = Shelf(visit.reach.database)
    shelf.refresh()
    shown = found[:SHOWN]
    return {
        "receipts": [_receipt(visit, shelf, plays, one) for one in shown],
        "older": visit.address(before=shown[-1].at) if len(found) > SHOWN else None,
    }


def _receipt(visit: Visit, shelf: Shelf, plays: Mapping[str, str], one: Receipt) -> dict[str, Any]:
    lang, zone = visit.lang, visit.reach.settings.timezone
    return {
        "id": one.id,
        "at": visit.moment(one.at),
        "ago": ago(visit, one.at),
        "play": plays.get(one.play, one.play),
        "href": f"/plays/{one.play}" if one.play in plays and visit.may(Permission.SEE_ANALYSES) else "",
        "version": words.number(one.version, lang) if one.version else "",
        "outcome": visit.t(f"customers.receipt.{one.outcome}"),
        "tone": _TONES[one.outcome],
        "reason": _reason(visit, one.reason) if one.reason else "",
        "title": said(one.title, lang),
        "body": said(one.body, lang),
        "article": _article(visit, shelf, one.item),
        "arm": one.arm,
        "propensity": words.share(one.propensity, lang, 0),
        "lines": [line for line in sentences(one, lang, zone) if line.sign != "unchecked"],
        "unchecked": words.listing(
            [gate_name(gate, lang) for gate in one.unchecked], lang, len(one.unchecked)
        ),
        "offer": one.offer,
    }


def _reason(visit: Visit, reason: str) -> str:
    """Return why nothing was sent, as on the page of the plays where that has a word for it."""
    key = f"plays.reason.{reason}"
    return visit.t(key) if key in TEXTS[visit.lang] else reason_name(reason, visit.lang)


def _article(visit: Visit, shelf: Shelf, gtin: str) -> str:
    variant = shelf.variant(gtin)
    product = shelf.product(variant.product) if variant is not None else None
    return said(product.name, visit.lang) if product is not None else gtin
