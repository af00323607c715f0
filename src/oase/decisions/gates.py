"""The gates, in the order in which every decision passes them.

Each gate says whether a candidate passes, with the values that the receipt's sentence about it needs, or None
where it does not apply to the play: an invitation to rate has no stock.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from oase.decisions.asked import Asked, Candidate, Known
from oase.decisions.caps import ADVERT, CONTRACT, DAY, is_case_open, last_told, sent_lately
from oase.decisions.holdout import is_control
from oase.decisions.quiet import is_quiet
from oase.decisions.receipt import Checked, Gate, Used
from oase.model import Purpose
from oase.retail.visits import current_visit
from oase.settings import time_zone

__all__ = ["GATES", "MINUTE", "Question", "Scope", "visit_of", "zone_of"]

MINUTE = 60_000_000
_CONSENTS = {purpose: (purpose.value, f"consent:{purpose.value}") for purpose in Purpose}


class Scope(IntEnum):
    """What the answer of a gate depends on besides the play and the situation."""

    PERSON = 0
    PLACE = 1
    ARTICLE = 2
    PAIR = 3
    """An article at a place."""


class Question(NamedTuple):
    """A gate, what it asks, and what its answer depends on."""

    gate: Gate
    ask: Callable[[Asked, Candidate], Checked | None]
    scope: Scope


def zone_of(asked: Asked, candidate: Candidate) -> ZoneInfo:
    """Return the time zone she is in: that of the store near her, else the house's."""
    if candidate.store is not None and candidate.store.timezone:
        return time_zone(candidate.store.timezone)
    return asked.zone


def _consent(asked: Asked, candidate: Candidate) -> Checked | None:
    needed = asked.play.consents
    if not needed:
        return None
    given: dict[str, int] = {}
    withdrawn: dict[str, int] = {}
    for purpose in needed:
        word, name = _CONSENTS[purpose]
        fact = asked.known.get(name)
        if fact is not None:
            (given if fact.value else withdrawn)[word] = fact.at
            candidate.used.append(Used(name, fact.value, fact.at))
    purposes = [_CONSENTS[purpose][0] for purpose in needed]
    missing = [word for word in purposes if word not in given]
    values = {"purposes": purposes, "missing": missing, "given": given, "withdrawn": withdrawn}
    return Checked(Gate.CONSENT, not missing, values)


def _place(asked: Asked, candidate: Candidate) -> Checked | None:
    play = asked.play
    if not play.needs_place:
        return None
    place, store = candidate.place, candidate.store
    if place is None or store is None:
        return _failed(Gate.PLACE, {"why": "none", "radius": play.radius_m})
    values = {
        "store": store.name,
        "distance": place.distance_m,
        "accuracy": place.accuracy_m,
        "radius": play.radius_m,
        "at": asked.situation.at,
    }
    if place.accuracy_m > play.radius_m:
        return _failed(Gate.PLACE, values | {"why": "inexact"})
    if place.distance_m > play.radius_m:
        return _failed(Gate.PLACE, values | {"why": "far"})
    return _passed(Gate.PLACE, values)


def _still_wished(asked: Asked, candidate: Candidate) -> Checked | None:
    about, known = asked.play.about, asked.known
    if about == "none":
        return None
    fact = known.get(f"{about}:{candidate.named}")
    values: dict[str, Any] = {"article": _name(candidate), "about": about}
    if fact is None:
        return _failed(Gate.STILL_WISHED, values | {"why": "none"})
    candidate.used.append(Used(f"{about}:{candidate.named}", fact.value, fact.at))
    values["at"] = fact.at
    if not fact.value:
        return _failed(Gate.STILL_WISHED, values | {"why": "removed"})
    if about == "wish":
        for name in dict.fromkeys((candidate.named, candidate.item)):
            bought = known.get(f"bought:{name}")
            if bought is not None and bought.value and bought.at >= fact.at:
                candidate.used.append(Used(f"bought:{name}", bought.value, bought.at))
                why = {"why": "bought", "at": bought.at}
                return _failed(Gate.STILL_WISHED, values | why)
    return _passed(Gate.STILL_WISHED, values)


def _need_open(asked: Asked, candidate: Candidate) -> Checked | None:
    if candidate.product is None or not candidate.product.garment:
        return None
    garment = candidate.product.garment
    need = asked.known.get(f"need:{garment}")
    if need is None:
        return _passed(Gate.NEED_OPEN, {"garment": garment})
    candidate.used.append(Used(f"need:{garment}", need.value, need.at))
    return Checked(Gate.NEED_OPEN, bool(need.value), {"garment": garment, "at": need.at})


def _complaint(asked: Asked, candidate: Candidate) -> Checked | None:
    if asked.play.kind == CONTRACT:
        return None
    for name, fact in asked.known.of("complaint").items():
        if fact.value:
            candidate.used.append(Used(f"complaint:{name}", fact.value, fact.at))
            return _failed(Gate.COMPLAINT, {"at": fact.at})
    return _passed(Gate.COMPLAINT)


def _case(asked: Asked, candidate: Candidate) -> Checked | None:
    if asked.play.kind != ADVERT:
        return None
    for name, fact in asked.known.of("case").items():
        if is_case_open(fact, asked.situation.at):
            candidate.used.append(Used(f"case:{name}", fact.value, fact.at))
            return _failed(Gate.CASE, {"at": fact.at})
    return _passed(Gate.CASE)


def _conditions(asked: Asked, candidate: Candidate) -> Checked | None:
    situation = asked.situation
    if candidate.named and candidate.named != situation.item:
        situation = msgspec.structs.replace(situation, item=candidate.named)
    holds, values = asked.play.when(asked.known.facts, situation)
    if holds and not values:
        return None
    weather = situation.weather
    asked_for = values if holds else (str(values.get("fact", "")),)
    if weather is not None and any(name.startswith("weather") for name in asked_for):
        told = {"temperature": weather.temperature, "precipitation": weather.precipitation}
        candidate.used.append(Used("weather", told, weather.at))
    return Checked(Gate.CONDITIONS, holds, values)


def _in_stock(asked: Asked, candidate: Candidate) -> Checked | None:
    if not asked.play.needs_stock:
        return None
    variant, store = candidate.variant, candidate.store
    if variant is None:
        return _failed(Gate.IN_STOCK, {"why": "unknown", "article": _name(candidate)})
    values: dict[str, Any] = {
        "article": _name(candidate),
        "size": variant.size,
        "reserve": asked.play.reserve,
        "why": "size" if candidate.size_from else "chosen",
    }
    if candidate.size_from and (size := asked.known.get(candidate.size_from)) is not None:
        candidate.used.append(Used(candidate.size_from, size.value, size.at))
    if store is None:
        enough = variant.online >= max(1, asked.play.reserve)
        return Checked(Gate.IN_STOCK, enough, values | {"store": "", "quantity": variant.online})
    stock = asked.shelf.stock(store.code, variant.gtin)
    candidate.stock = stock
    quantity = stock.quantity if stock is not None else 0
    values |= {"store": store.name, "quantity": quantity}
    if stock is not None:
        candidate.used.append(Used("stock", quantity, stock.counted))
    return Checked(Gate.IN_STOCK, quantity >= max(1, asked.play.reserve), values)


def _stock_age(asked: Asked, candidate: Candidate) -> Checked | None:
    stock = candidate.stock
    if not asked.play.needs_stock or stock is None:
        return None
    age = asked.situation.at - stock.counted
    most = asked.play.stock_age_minutes * MINUTE
    values = {"counted": stock.counted, "age": age, "most": most, "source": stock.source}
    return Checked(Gate.STOCK_AGE, age <= most, values)


def _open(asked: Asked, candidate: Candidate) -> Checked | None:
    store = candidate.store
    if not asked.play.needs_place or store is None:
        return None
    opening = asked.shelf.opening(store.code, asked.situation.at)
    candidate.opening = opening
    values = {
        "store": store.name,
        "closes": opening.closes,
        "opens": opening.opens,
        "minutes": asked.play.open_minutes,
        "zone": store.timezone,
    }
    candidate.used.append(Used("hours", store.hours, asked.situation.at))
    if not opening.is_open:
        return _failed(Gate.OPEN, values | {"why": opening.why or "closed"})
    left = None if opening.closes is None else opening.closes - asked.situation.at
    if left is not None and left < asked.play.open_minutes * MINUTE:
        return _failed(Gate.OPEN, values | {"why": "soon", "left": left})
    return _passed(Gate.OPEN, values)


def _not_today(asked: Asked, candidate: Candidate) -> Checked | None:
    at = asked.situation.at
    if asked.play.kind == CONTRACT:
        return None
    for name in (asked.play.name, "*"):
        mute = asked.known.get(f"mute:{name}")
        until = mute.value.get("until", 0) if mute is not None and isinstance(mute.value, dict) else 0
        if mute is not None and until > at:
            candidate.used.append(Used(f"mute:{name}", mute.value, mute.at))
            return _failed(Gate.NOT_TODAY, {"why": "muted", "at": mute.at, "until": until})
    if visit := visit_of(asked.known, at):
        for fact in asked.known.of("sent").values():
            if fact.value and fact.value.get("visit") == visit and fact.value.get("kind") != CONTRACT:
                return _failed(Gate.NOT_TODAY, {"why": "visit", "at": fact.at})
    return _passed(Gate.NOT_TODAY)


def _quiet(asked: Asked, candidate: Candidate) -> Checked | None:
    quiet = asked.play.quiet
    if not quiet:
        return None
    start, end = quiet
    zone = zone_of(asked, candidate)
    values = {"start": start, "end": end, "at": asked.situation.at, "zone": zone.key}
    return Checked(Gate.QUIET, not is_quiet(asked.situation.at, start, end, zone), values)


def _cap_day(asked: Asked, candidate: Candidate) -> Checked | None:
    most = asked.play.per_day
    if not most:
        return None
    sent = sent_lately(asked.known, asked.play.kind, asked.situation.at, zone_of(asked, candidate)).today
    return Checked(Gate.CAP_DAY, sent < most, {"sent": sent, "most": most})


def _cap_week(asked: Asked, candidate: Candidate) -> Checked | None:
    most = asked.play.per_week
    if not most:
        return None
    sent = sent_lately(asked.known, asked.play.kind, asked.situation.at, zone_of(asked, candidate)).week
    return Checked(Gate.CAP_WEEK, sent < most, {"sent": sent, "most": most})


def _cool_down(asked: Asked, candidate: Candidate) -> Checked | None:
    days = asked.play.cool_down_days
    if not days:
        return None
    told = last_told(asked.known, asked.play.name, candidate.item)
    values: dict[str, Any] = {"days": days, "article": _name(candidate)}
    if told is None:
        return _passed(Gate.COOL_DOWN, values)
    return Checked(Gate.COOL_DOWN, asked.situation.at - told >= days * DAY, values | {"at": told})


def _control(asked: Asked, _candidate: Candidate) -> Checked | None:
    share = asked.play.control_share
    if not share:
        return None
    is_in = is_control(asked.person, asked.play.name, share)
    return Checked(Gate.CONTROL, not is_in, {"share": share})


GATES = (
    Question(Gate.CONSENT, _consent, Scope.PERSON),
    Question(Gate.PLACE, _place, Scope.PLACE),
    Question(Gate.STILL_WISHED, _still_wished, Scope.ARTICLE),
    Question(Gate.NEED_OPEN, _need_open, Scope.ARTICLE),
    Question(Gate.COMPLAINT, _complaint, Scope.PERSON),
    Question(Gate.CASE, _case, Scope.PERSON),
    Question(Gate.CONDITIONS, _conditions, Scope.ARTICLE),
    Question(Gate.IN_STOCK, _in_stock, Scope.PAIR),
    Question(Gate.STOCK_AGE, _stock_age, Scope.PAIR),
    Question(Gate.OPEN, _open, Scope.PLACE),
    Question(Gate.NOT_TODAY, _not_today, Scope.PERSON),
    Question(Gate.QUIET, _quiet, Scope.PLACE),
    Question(Gate.CAP_DAY, _cap_day, Scope.PLACE),
    Question(Gate.CAP_WEEK, _cap_week, Scope.PLACE),
    Question(Gate.COOL_DOWN, _cool_down, Scope.ARTICLE),
    Question(Gate.CONTROL, _control, Scope.PERSON),
)
"""Every gate, in order."""


def visit_of(known: Known, at: int) -> str:
    """Return the id of the visit in which she is, empty for none."""
    visit = current_visit(known.facts, at)
    return visit.id if visit is not None else ""


def _passed(gate: Gate, values: dict[str, Any] | None = None) -> Checked:
    return Checked(gate, is_passed=True, values=values or {})


def _failed(gate: Gate, values: dict[str, Any]) -> Checked:
    return Checked(gate, is_passed=False, values=values)


def _name(candidate: Candidate) -> dict[str, str]:
    return dict(candidate.product.name) if candidate.product is not None else {}
