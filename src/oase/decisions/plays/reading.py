"""From a text in TOML to a ``Play``, or to the line in which it is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from oase.decisions.plays import play as a
from oase.decisions.plays.conditions import OPERATORS, Condition, compiled, subject_of
from oase.decisions.plays.invalid import PlayInvalid
from oase.decisions.plays.lines import Path, lines_of
from oase.decisions.plays.play import Content, Offer, Play
from oase.decisions.plays.rules import check
from oase.decisions.plays.source import Source
from oase.model import Purpose

__all__ = ["parse"]

MOST_CHARACTERS = 50_000
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")

_TOP = (
    "name", "title", "trigger", "about", "kind", "channel", "purpose", "consents", "goal", "goal_days",
    "control_share", "place", "stock", "limits", "when", "content", "offer",
)  # fmt: skip
_PLACE = ("radius_m", "open_minutes")
_STOCK = ("reserve", "age_minutes")
_LIMITS = ("quiet", "per_day", "per_week", "cool_down_days", "ttl_minutes")
_OFFER = ("percents", "least_cents", "valid_minutes")


def parse(text: str, *, version: int = 0) -> Play:
    """Return the play that a text describes.

    Parameters
    ----------
    text : str
        TOML; see docs/how-to/plays.md.
    version : int
        Under which it is stored.

    Raises
    ------
    PlayInvalid
        With the line, what was expected and what to do.
    """
    source = _source(text)
    source.known((), _TOP)
    play = Play(
        name=_name(source),
        version=version,
        title=source.texts(("title",)),
        trigger=source.one_of(("trigger",), a.TRIGGERS),
        about=source.one_of(("about",), ("wish", "bought", "none"), "none"),  # type: ignore[arg-type]
        kind=source.one_of(("kind",), ("advert", "contract", "survey")),  # type: ignore[arg-type]
        channel=source.one_of(("channel",), a.CHANNELS),
        purpose=_purpose(source),
        consents=_consents(source),
        goal=source.text(("goal",)),
        goal_days=source.whole(("goal_days",), 1, 365, 7),
        control_share=source.number(("control_share",), 0, 0.9),
        contents=_contents(source),
        offer=_offer(source),
        **_place(source),
        **_limits(source),
        **_conditions(source),
    )
    check(play, source)
    return play


def _source(text: str) -> Source:
    if len(text) > MOST_CHARACTERS:
        raise PlayInvalid("too_long", None, most=MOST_CHARACTERS, got=len(text))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise PlayInvalid("toml", line, said=_AT_LINE.sub("", str(error))) from None
    return Source(data, lines_of(text))


def _name(source: Source) -> str:
    name = source.text(("name",))
    if not _NAME.fullmatch(name) or len(name) > 60:
        raise PlayInvalid("name", source.line(("name",)), got=name, expected="such as wish-nearby")
    return name


def _purpose(source: Source) -> Purpose | None:
    if not source.has(("purpose",)):
        return None
    return Purpose(source.one_of(("purpose",), [purpose.value for purpose in Purpose]))


def _consents(source: Source) -> tuple[Purpose, ...]:
    known = [purpose.value for purpose in Purpose]
    listed = source.listed(("consents",)) if source.has(("consents",)) else []
    named = [source.one_of(("consents", place), known) for place in range(len(listed))]
    purpose = _purpose(source)
    return tuple(dict.fromkeys([*([purpose] if purpose else []), *(Purpose(one) for one in named)]))


def _contents(source: Source) -> tuple[Content, ...]:
    listed = source.tables(("content",))
    if not listed:
        raise PlayInvalid("no_content", source.line(("content",)))
    return tuple(_content(source, ("content", place)) for place in range(len(listed)))


def _content(source: Source, path: Path) -> Content:
    source.known(path, ("arm", "title", "body", "actions"))
    listed = source.listed((*path, "actions")) if source.has((*path, "actions")) else []
    actions = [source.one_of((*path, "actions", place), a.ACTIONS) for place in range(len(listed))]
    return Content(
        arm=source.text((*path, "arm")),
        title=source.texts((*path, "title")),
        body=source.texts((*path, "body")),
        actions=tuple(actions),
    )


def _offer(source: Source) -> Offer | None:
    if not source.has(("offer",)):
        return None
    source.known(("offer",), _OFFER)
    listed = source.listed(("offer", "percents"))
    if not listed:
        raise PlayInvalid("missing", source.line(("offer",)), key="percents")
    return Offer(
        percents=tuple(source.whole(("offer", "percents", n), 1, 50) for n in range(len(listed))),
        least_cents=source.whole(("offer", "least_cents"), 1, 100_000_000),
        valid_minutes=source.whole(("offer", "valid_minutes"), 15, 7 * 24 * 60, 120),
    )


def _place(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {"needs_place": source.has(("place",)), "needs_stock": source.has(("stock",))}
    if found["needs_place"]:
        source.known(("place",), _PLACE)
        found["radius_m"] = source.number(("place", "radius_m"), 10, 5000)
        found["open_minutes"] = source.whole(("place", "open_minutes"), 0, 600, 30)
    if found["needs_stock"]:
        source.known(("stock",), _STOCK)
        found["reserve"] = source.whole(("stock", "reserve"), 1, 1000, 1)
        found["stock_age_minutes"] = source.whole(("stock", "age_minutes"), 1, 7 * 24 * 60, 24 * 60)
    return found


def _limits(source: Source) -> dict[str, Any]:
    if not source.has(("limits",)):
        return {}
    source.known(("limits",), _LIMITS)
    found: dict[str, Any] = {
        "per_day": source.whole(("limits", "per_day"), 1, 10, 1),
        "per_week": source.whole(("limits", "per_week"), 1, 30, 3),
        "cool_down_days": source.whole(("limits", "cool_down_days"), 0, 3650, 7),
        "ttl_minutes": source.whole(("limits", "ttl_minutes"), 1, 7 * 24 * 60, 0),
    }
    if source.has(("limits", "quiet")):
        source.known(("limits", "quiet"), ("start", "end"))
        start, end = (_clock(source, ("limits", "quiet", name)) for name in ("start", "end"))
        if start == end:
            raise PlayInvalid("quiet_same", source.line(("limits", "quiet")), got=start)
        found["quiet"] = (start, end)
    return found


def _clock(source: Source, path: Path) -> str:
    said = source.text(path)
    if not _CLOCK.fullmatch(said):
        raise PlayInvalid("clock", source.line(path), key=path[-1], got=said)
    return said


def _conditions(source: Source) -> dict[str, Any]:
    listed = source.tables(("when",)) if source.has(("when",)) else []
    found = tuple(_condition(source, ("when", place), one) for place, one in enumerate(listed))
    return {"conditions": found, "when": compiled(found)}


def _condition(source: Source, path: Path, said: Mapping[str, Any]) -> Condition:
    source.known(path, ("fact", *OPERATORS))
    fact = source.text((*path, "fact"))
    source.not_sensitive((*path, "fact"), fact)
    subject = subject_of(fact)
    if subject is None:
        raise source.unlike((*path, "fact"), fact, source.facts(), "fact_unknown")
    given = [name for name in OPERATORS if name in said]
    if len(given) != 1:
        raise PlayInvalid("operators", source.line(path), expected=", ".join(OPERATORS))
    operator = given[0]
    value = source.compared((*path, operator), operator, subject.kind)
    for one in value if isinstance(value, tuple) else (value,):
        source.not_sensitive((*path, operator), str(one))
    return Condition(fact, operator, value)
