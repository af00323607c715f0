"""A receipt as sentences: one for every gate, in order, each with what stands small beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from oase.words.forms import listing, share
from oase.words.receipts.forms import TEXTS, age, articled, day, hour, metres, moment, phrase, span

__all__ = ["Said", "gate_name", "reason_name", "sentences"]

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE

Sign = Literal["passed", "failed", "unchecked"]
Values = Mapping[str, Any]


class Said(NamedTuple):
    """What a receipt says of one gate: its sign, its name, a sentence, and an aside that may be empty."""

    sign: Sign
    gate: str
    sentence: str
    aside: str


class _Checked(Protocol):
    @property
    def gate(self) -> str: ...
    @property
    def is_passed(self) -> bool: ...
    @property
    def values(self) -> dict[str, Any]: ...


class _Receipt(Protocol):
    @property
    def at(self) -> int: ...
    @property
    def outcome(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def checked(self) -> Sequence[_Checked]: ...
    @property
    def unchecked(self) -> Sequence[str]: ...


class _Where(NamedTuple):
    """The language, the zone and the moment of a receipt."""

    lang: str
    zone: str
    at: int


def sentences(receipt: _Receipt, lang: str, zone: str = "Europe/Berlin") -> list[Said]:
    """Return a receipt in words, gate by gate, as the person herself reads it.

    Parameters
    ----------
    receipt : decisions.Receipt
    lang : {"de", "en"}
    zone : str
        IANA name: where dates and hours are told, unless the store is elsewhere.
    """
    said = [
        _said(one, _Where(lang, str(one.values.get("zone") or zone), receipt.at)) for one in receipt.checked
    ]
    if receipt.outcome == "stopped":
        said.append(Said("failed", receipt.reason, _stopped(receipt.reason, lang), ""))
    named = [(gate, gate_name(gate, lang)) for gate in receipt.unchecked]
    return said + [Said("unchecked", gate, phrase("unchecked", lang, gate=name), "") for gate, name in named]


def gate_name(gate: str, lang: str) -> str:
    """Return the name of a gate.

    Examples
    --------
    >>> gate_name("cap_day", "de"), gate_name("open", "en")
    ('Höchstens am Tag', 'Opening hours')
    """
    return phrase(f"gate.{gate}", lang)


def reason_name(reason: str, lang: str) -> str:
    """Return why nothing was sent, in a few words: a gate, or what has stopped the message."""
    key = f"gate.{reason}"
    return phrase(key, lang) if key in TEXTS["de"] else _stopped(reason, lang).rstrip(".")


def _stopped(reason: str, lang: str) -> str:
    key = f"stopped.{reason}"
    return phrase(key if key in TEXTS["de"] else "stopped.other", lang)


def _said(checked: _Checked, where: _Where) -> Said:
    sentence, aside = _SAY[str(checked.gate)](checked.is_passed, checked.values, where)
    return Said("passed" if checked.is_passed else "failed", str(checked.gate), sentence, aside)


Saying = Callable[[bool, Values, _Where], tuple[str, str]]


def _consent(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    missing = values.get("missing", [])
    withdrawn: Mapping[str, int] = values.get("withdrawn", {})
    shown: Mapping[str, int] = values.get("given", {}) if is_passed else withdrawn
    dates = "; ".join(
        phrase(
            "consent.date" if is_passed else "since",
            where.lang,
            purpose=_purpose(purpose, where.lang),
            date=day(at, where.lang, where.zone),
        )
        for purpose, at in shown.items()
    )
    purposes = _purposes(values.get("purposes", []), where.lang)
    if is_passed:
        return phrase("consent.passed", where.lang, purposes=purposes), dates
    is_withdrawn = bool(missing) and all(purpose in withdrawn for purpose in missing)
    key = "consent.failed.withdrawn" if is_withdrawn else "consent.failed.missing"
    return phrase(key, where.lang, missing=_purposes(missing, where.lang)), dates if is_withdrawn else ""


def _purpose(name: str, lang: str) -> str:
    return phrase(f"purpose.{name}", lang)


def _purposes(names: Sequence[str], lang: str) -> str:
    return listing([_purpose(name, lang) for name in names], lang, most=len(names) or 1)


def _place(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    told = {
        name: metres(values[name], where.lang)
        for name in ("distance", "accuracy", "radius")
        if values.get(name) is not None
    }
    told["store"] = values.get("store", "")
    if is_passed:
        return _both("place.passed", "place.passed.aside", where.lang, told)
    why = values.get("why", "none")
    aside = "" if why == "none" else phrase("place.failed.aside", where.lang, **told)
    return phrase(f"place.failed.{why}", where.lang, **told), aside


def _still_wished(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    about, lang = values.get("about", "wish"), where.lang
    article = articled(values.get("article"), lang, starts=lang == "de" or about == "wish")
    key = "still_wished.passed" if is_passed else f"still_wished.failed.{values.get('why', 'none')}"
    if not is_passed:
        article = articled(values.get("article"), lang, starts=lang == "de")
    form = "since" if is_passed and about == "wish" else "on"
    at = values.get("at")
    aside = phrase(form, lang, date=day(at, lang, where.zone)) if at is not None else ""
    return phrase(f"{key}.{about}", lang, article=article), aside


def _need_open(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    told = {"garment": TEXTS["de" if where.lang == "de" else "en"].get(f"garment.{values['garment']}", "")}
    at = values.get("at")
    if at is None:
        return phrase("need_open.passed.unsaid", where.lang, **told), ""
    key = "need_open.passed" if is_passed else "need_open.failed"
    return phrase(key, where.lang, **told), phrase("since", where.lang, date=day(at, where.lang, where.zone))


def _unsettled(of: str) -> Callable[[bool, Values, _Where], tuple[str, str]]:
    def said(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
        if is_passed:
            return phrase(f"{of}.passed", where.lang), ""
        since = phrase("since", where.lang, date=day(values["at"], where.lang, where.zone))
        return phrase(f"{of}.failed", where.lang), since

    return said


def _conditions(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    lang = where.lang
    if is_passed:
        names = list(dict.fromkeys(_subject(name, lang) for name in values))
        return phrase("conditions.passed", lang, subjects=listing(names, lang, most=len(names))), ""
    value = values.get("value")
    shown = phrase(f"value.{str(value).lower()}", lang) if value is None or isinstance(value, bool) else value
    subject = _subject(str(values.get("fact", "")), lang)
    is_age = str(values.get("operator", "")).endswith("_days") and isinstance(value, int) and value > 0
    if is_age and isinstance(value, int):
        shown = day(value, lang, where.zone)
    return (
        phrase("conditions.failed", lang, subjects=subject),
        phrase("conditions.failed.aside", lang, value=shown),
    )


def _subject(name: str, lang: str) -> str:
    key = f"subject.{re.split('[.:]', name, maxsplit=1)[0]}"
    return phrase(key if key in TEXTS["de"] else "subject.other", lang)


def _in_stock(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    lang, size = where.lang, values.get("size", "")
    if values.get("why") == "unknown":
        return phrase("in_stock.failed.unknown", lang), ""
    quantity, form = values.get("quantity", 0), "" if size else ".no_size"
    few = "few" if quantity else "none"
    key = "in_stock.passed" if is_passed else f"in_stock.failed.{few}"
    starts = lang == "de" or few == "none" or is_passed
    told = {
        "article": articled(values.get("article"), lang, starts=starts),
        "store": values.get("store") or phrase("in_stock.online", lang),
        "size": size,
        "pieces": phrase("pieces", lang, n=quantity),
        "reserve": max(1, values.get("reserve", 1)),
    }
    aside = "in_stock.passed.aside" if is_passed else "in_stock.failed.aside"
    return _both(f"{key}{form}", aside, lang, told)


def _stock_age(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    key = "stock_age.passed" if is_passed else "stock_age.failed"
    told = {"age": age(values["age"], where.lang), "most": span(values["most"], where.lang)}
    return _both(key, "stock_age.aside", where.lang, told)


def _open(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    lang, zone, closes, opens = where.lang, where.zone, values.get("closes"), values.get("opens")
    told: dict[str, object] = {
        "store": values.get("store", ""),
        "closes": "" if closes is None else hour(closes, zone),
        "left": "" if closes is None else span(closes - where.at, lang),
        "minutes": span(values.get("minutes", 0) * MINUTE, lang),
        "opens": "" if opens is None else moment(opens, lang, zone),
    }
    if is_passed and closes is None:
        return phrase("open.passed.always", lang, **told), ""
    if is_passed:
        return _both("open.passed", "open.passed.aside", lang, told)
    why, _, holiday = str(values.get("why", "night")).partition(":")
    if why == "soon":
        return _both("open.failed.soon", "open.failed.soon.aside", lang, told)
    key = f"open.failed.{why}"
    key = key if key in TEXTS["de"] else "open.failed.night"
    aside = "" if opens is None else phrase("open.failed.aside", lang, **told)
    return phrase(key, lang, holiday=holiday, **told), aside


def _not_today(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    if is_passed:
        return phrase("not_today.passed", where.lang), ""
    if values.get("why") == "visit":
        ago = phrase("ago", where.lang, age=age(where.at - values["at"], where.lang))
        return phrase("not_today.failed.visit", where.lang), ago
    until = moment(values["until"], where.lang, where.zone)
    return _both("not_today.failed.muted", "not_today.failed.muted.aside", where.lang, {"until": until})


def _quiet(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    told = {"start": values["start"], "end": values["end"]}
    if is_passed:
        return _both("quiet.passed", "quiet.passed.aside", where.lang, told)
    return phrase("quiet.failed", where.lang, **told), ""


def _cap(gate: str) -> Saying:
    def say(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
        none = "" if values["sent"] else ".none"
        key = f"{gate}.passed{none}" if is_passed else f"{gate}.failed"
        return _both(key, f"{gate}.aside", where.lang, dict(values))

    return say


def _cool_down(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    lang, at = where.lang, values.get("at")
    told = {"days": span(values["days"] * DAY, lang), "age": "" if at is None else age(where.at - at, lang)}
    if not is_passed:
        return _both("cool_down.failed", "cool_down.aside", lang, told)
    return _both(
        "cool_down.passed" if at is not None else "cool_down.passed.none", "cool_down.aside", lang, told
    )


def _control(is_passed: bool, values: Values, where: _Where) -> tuple[str, str]:
    key = "control.passed" if is_passed else "control.failed"
    return _both(key, "control.aside", where.lang, {"share": share(values["share"], where.lang, 0)})


def _both(key: str, aside: str, lang: str, told: Mapping[str, object]) -> tuple[str, str]:
    return phrase(key, lang, **told), phrase(aside, lang, **told)


_SAY: dict[str, Saying] = {
    "consent": _consent,
    "place": _place,
    "still_wished": _still_wished,
    "need_open": _need_open,
    "complaint": _unsettled("complaint"),
    "case": _unsettled("case"),
    "conditions": _conditions,
    "in_stock": _in_stock,
    "stock_age": _stock_age,
    "open": _open,
    "not_today": _not_today,
    "quiet": _quiet,
    "cap_day": _cap("cap_day"),
    "cap_week": _cap("cap_week"),
    "cool_down": _cool_down,
    "control": _control,
}
