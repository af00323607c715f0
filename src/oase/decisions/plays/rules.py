"""What no play may do, however it is written: the law, and what is decent. Every refusal names its line."""

from __future__ import annotations

from oase.decisions.plays.conditions import subject_of
from oase.decisions.plays.filling import LONGEST, PLACES, braces_alone, longest, places_in
from oase.decisions.plays.invalid import PlayInvalid
from oase.decisions.plays.lines import Path
from oase.decisions.plays.phrases import DISCOUNT, HESITANT, PRESSING, PROMOTION
from oase.decisions.plays.play import CONTROL, Content, Play
from oase.decisions.plays.sensitive import plainly, trait_in
from oase.decisions.plays.source import LANGUAGES, Source
from oase.errors import nearest
from oase.model import Purpose

__all__ = ["FOLLOW_UP_DAYS", "check"]

FOLLOW_UP_DAYS = 14
"""Until when what she could not decide may be spoken of, and then not again for a year."""

_YEAR = 365

_HESITATING = ("undecided", "undecided.choice", "undecided.because")
_FOLLOWING = ("stock.changed", "price.changed", "rating.new")
"""Triggers that come only to those who could not decide."""


def check(play: Play, source: Source) -> None:
    """Refuse what no play may do.

    Raises
    ------
    PlayInvalid
    """
    for rule in (_names, _bases, _places, _follow_up, _offers, _beliefs, _texts, _push):
        rule(play, source)


def _refuse(source: Source, reason: str, path: Path, **values: object) -> PlayInvalid:
    return PlayInvalid(reason, source.line(path) or 1, **values)


def _names(play: Play, source: Source) -> None:
    source.not_sensitive(("name",), play.name.replace("-", " "))
    source.not_sensitive(("goal",), play.goal)
    seen: set[str] = set()
    for place, content in enumerate(play.contents):
        path = ("content", place, "arm")
        if content.arm == CONTROL:
            raise _refuse(source, "arm_reserved", path, got=content.arm)
        if content.arm in seen:
            raise _refuse(source, "arm_twice", path, got=content.arm)
        seen.add(content.arm)


def _bases(play: Play, source: Source) -> None:
    """Contract, advert and survey each have their own legal base; their purposes are not mixed."""
    if play.kind == "contract":
        if play.purpose is not None:
            raise _refuse(source, "purpose_of_contract", ("purpose",), got=play.purpose.value)
        return
    if play.purpose is None:
        raise _refuse(source, "missing", ("purpose",), key="purpose")
    if play.kind == "survey" and play.purpose != Purpose.SURVEY:
        raise _refuse(source, "purpose_of_survey", ("purpose",), got=play.purpose.value, expected="survey")
    needed = {"push": Purpose.PUSH, "email": Purpose.EMAIL}.get(play.channel)
    if needed is not None and needed not in play.consents:
        raise _refuse(source, "purpose_of_channel", _consents(source),
                      channel=play.channel, expected=needed.value)  # fmt: skip


def _consents(source: Source) -> Path:
    return ("consents",) if source.has(("consents",)) else ("purpose",)


def _places(play: Play, source: Source) -> None:
    if play.trigger == "store.near" and not play.needs_place:
        raise _refuse(source, "place_needed", ("trigger",))
    if play.needs_place and Purpose.LOCATION not in play.consents:
        raise _refuse(
            source, "place_unconsented", ("place",), expected="location", todo='consents = ["location"]'
        )
    if play.trigger.startswith("visit.") and Purpose.IN_STORE not in play.consents:
        raise _refuse(
            source, "store_unconsented", ("trigger",), expected="in_store", todo='consents = ["in_store"]'
        )
    if play.needs_stock and play.about == "none":
        raise _refuse(source, "stock_without_item", ("stock",))


def _follow_up(play: Play, source: Source) -> None:
    """Hold that what she could not decide is spoken of once, and not after two weeks."""
    asked = [place for place, one in enumerate(play.conditions) if one.fact in _HESITATING]
    if not asked or play.offer is not None:
        return
    within = [one for one in play.conditions if one.fact in _HESITATING and one.operator == "within_days"]
    if not any(float(one.value) <= FOLLOW_UP_DAYS for one in within if not isinstance(one.value, tuple)):
        raise _refuse(source, "ends", ("when", asked[0], "fact"), most=FOLLOW_UP_DAYS,
                      todo='[[when]] fact = "undecided", within_days = 14')  # fmt: skip
    if play.cool_down_days < _YEAR:
        raise _refuse(source, "once", ("limits", "cool_down_days"), least=_YEAR, got=play.cool_down_days)


def _offers(play: Play, source: Source) -> None:
    offer = play.offer
    if offer is None:
        return
    for place, one in enumerate(play.conditions):
        path = ("when", place, "fact")
        if one.fact in _HESITATING or HESITANT.search(plainly(f"{one.fact} {one.value}")):
            raise _refuse(source, "hesitation", path, got=one.fact)
    if play.trigger in _FOLLOWING or (play.trigger == "visit.ended" and play.about != "bought"):
        raise _refuse(source, "hesitation", ("trigger",), got=play.trigger)
    if found := HESITANT.search(plainly(f"{play.name.replace('-', ' ')} {play.goal}")):
        raise _refuse(source, "hesitation", ("name",), got=found[0])
    if play.kind != "advert":
        raise _refuse(source, f"{play.kind}_offer", ("offer",))
    if play.about == "none":
        raise _refuse(source, "offer_without_item", ("offer",))
    if not play.control_share:
        raise _refuse(source, "offer_without_control", ("control_share",), got=play.control_share)
    if Purpose.PERSONALISATION not in play.consents:
        raise _refuse(source, "offer_unconsented", ("offer",), expected="personalisation")
    for place, content in enumerate(play.contents):
        for lang in LANGUAGES:
            if "{notice}" not in content.body[lang]:
                raise _refuse(source, "offer_without_notice", ("content", place, "body", lang), lang=lang)
            if "{lowest30}" not in content.body[lang]:
                raise _refuse(source, "offer_without_lowest", ("content", place, "body", lang), lang=lang)


def _beliefs(play: Play, source: Source) -> None:
    if Purpose.PERSONALISATION in play.consents:
        return
    for place, one in enumerate(play.conditions):
        subject = subject_of(one.fact)
        if subject is not None and subject.belief:
            raise _refuse(source, "belief_unconsented", ("when", place, "fact"), got=one.fact,
                          todo='consents = ["personalisation"]')  # fmt: skip


def _texts(play: Play, source: Source) -> None:
    for lang in LANGUAGES:
        _decent(play, source, ("title", lang), play.title[lang])
    for place, content in enumerate(play.contents):
        path = ("content", place)
        if play.kind == "advert" and "why" not in content.actions:
            raise _refuse(source, "why_missing", (*path, "actions"), todo='actions = ["why"]')
        for name, text, lang in _said(content):
            here = (*path, name, lang)
            _decent(play, source, here, text)
            _fillable(play, source, here, text)
            if longest(text) > LONGEST[name]:
                raise _refuse(source, "text_length", here, got=longest(text), most=LONGEST[name])


def _said(content: Content) -> list[tuple[str, str, str]]:
    return [
        (name, text[lang], lang)
        for name, text in (("title", content.title), ("body", content.body))
        for lang in LANGUAGES
    ]


def _decent(play: Play, source: Source, path: Path, text: str) -> None:
    seen = plainly(text)
    if found := PRESSING.search(seen):
        raise _refuse(source, "scarcity", path, got=found[0])
    if trait := trait_in(text, is_sentence=True):
        raise _refuse(source, "sensitive", path, got=text[:60], trait=trait)
    discount, promotion = DISCOUNT.search(seen), PROMOTION.search(seen)
    if play.kind != "advert" and (found := discount or promotion):
        raise _refuse(source, f"{play.kind}_promotes", path, got=found[0])
    if discount and play.offer is None and path[0] == "content":
        raise _refuse(source, "discount_text", path, got=discount[0])
    if discount and discount[0][0].isdigit() and path[0] == "content":
        raise _refuse(source, "percent_typed", path, got=discount[0])


def _fillable(play: Play, source: Source, path: Path, text: str) -> None:
    if braces_alone(text):
        raise _refuse(source, "brace", path)
    allowed = [name for name, (about, _, _) in PLACES.items() if _has(play, about)]
    for name in places_in(text):
        if name not in allowed:
            near = nearest(name, allowed, 2)
            todo = f"did you mean {' or '.join(f'{{{one}}}' for one in near)}?" if near else None
            expected = ", ".join(f"{{{one}}}" for one in allowed)
            raise _refuse(source, "placeholder", path, got=f"{{{name}}}", expected=expected, todo=todo)


def _has(play: Play, about: str) -> bool:
    if about == "item":
        return play.about != "none"
    if about == "offer":
        return play.offer is not None
    return play.needs_place or play.needs_stock or play.trigger.startswith("visit.")


def _push(play: Play, source: Source) -> None:
    if play.channel != "push":
        return
    if not play.ttl_minutes:
        raise _refuse(source, "push_without_ttl", ("limits",) if source.has(("limits",)) else ("channel",))
    if play.quiet is None:
        raise _refuse(source, "push_without_quiet", ("limits",) if source.has(("limits",)) else ("channel",))
