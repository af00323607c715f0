"""What the pages of the board share: tabs, a measure as a card, its effect in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.exceptions import NotFoundException

from oase import words
from oase.experience.inventory import touchpoints
from oase.model import State
from oase.service.measures import Measure
from oase.web.pages.magic_data import address_of
from oase.web.pages.static import address_of as file_of
from oase.web.pages.visit import Visit
from oase.words.receipts import age
from oase.words.receipts.forms import span

__all__ = [
    "address_of_said",
    "aim_told",
    "around",
    "cards",
    "effect_told",
    "effects_of",
    "known_touchpoints",
    "number_of",
    "place_of",
    "states_of",
    "who",
]

_LONGEST_NUMBER = 15
_TABS = (("board", "/measures"), ("resolutions", "/measures/resolutions"), ("wording", "/measures/wording"))


def around(visit: Visit, here: str) -> dict[str, Any]:
    """Return what every page of the board needs: style sheet and tabs."""
    tabs = [(visit.t(f"measures.tab.{name}"), path, name == here) for name, path in _TABS]
    return {"style": file_of("measures.css"), "tabs": tabs}


def known_touchpoints(visit: Visit) -> list[str]:
    """Return the names of all touchpoints of the house."""
    with visit.reach.database.reading() as connection:
        return sorted((one.name for one in touchpoints(connection)), key=str.casefold)


def number_of(told: str) -> int:
    """Return the number in an address or a form.

    Raises
    ------
    NotFoundException
        It is none.
    """
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        raise NotFoundException
    return int(told)


def who(visit: Visit) -> str:
    """Return the name of who asks."""
    return visit.account.name if visit.account else ""


def place_of(touchpoint: str) -> str:
    """Return the address of a touchpoint in the inventory."""
    return address_of(touchpoint, "/touchpoints")


def address_of_said(origin: str) -> str:
    """Return the address of what a customer said; empty for none."""
    return f"/measures/said/{origin}" if origin else ""


def states_of(visit: Visit) -> dict[str, str]:
    """Return the state of every touchpoint as the verdicts stand; empty while they are computed."""
    found = visit.look("magic").result
    return {row["touchpoint"]: row["state"] for row in found["rows"]} if found and found.get("rows") else {}


def effects_of(visit: Visit) -> dict[int, Mapping[str, Any]]:
    """Return what became of each measure that is done, by its number."""
    found = visit.look("measures").result
    return {row["id"]: row for row in found["effects"]} if found else {}


def cards(
    visit: Visit, rows: list[Measure], states: Mapping[str, str], effects: Mapping[int, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return measures as the board shows them."""
    return [_card(visit, one, states, effects) for one in rows]


def _card(
    visit: Visit, one: Measure, states: Mapping[str, str], effects: Mapping[int, Mapping[str, Any]]
) -> dict[str, Any]:
    state = states.get(one.touchpoint, "")
    effect = effects.get(one.id)
    if effect is not None and effect["done"] != one.done:
        effect = None  # it was done anew since
    return {
        "id": one.id,
        "title": one.title,
        "said": one.said,
        "touchpoint": one.touchpoint,
        "place": place_of(one.touchpoint),
        "origin": one.origin,
        "href": address_of_said(one.origin),
        "owner": one.owner,
        "state": state,
        "aim": aim_told(visit, one.aim),
        "clock": _clock(visit, one),
        "due": visit.moment(one.due),
        "done": visit.moment(one.done),
        "is_done": one.state == "done",
        "effect": effect_told(visit, effect) if effect is not None else None,
        "resolution": one.resolution,
        "cost": f"{words.number(one.cents / 100, visit.lang, 2)}\N{NO-BREAK SPACE}€"
        if one.cents is not None
        else "",
    }


def aim_told(visit: Visit, aim: str) -> str:
    """Return from which state to which a touchpoint is to come."""
    before, _, after = aim.partition(">")
    told = [words.signed_state(one, visit.lang) for one in (before, after) if one in list(State)]
    return " → ".join(told)


def _clock(visit: Visit, one: Measure) -> str:
    """Return how long there is left, how long it is overdue, or how long it took."""
    now = visit.reach.clock()
    if one.done is not None:
        return visit.t("measures.clock.done", span=span(one.done - one.created, visit.lang))
    if one.due < now:
        return visit.t("measures.clock.over", age=age(now - one.due, visit.lang))
    return visit.t("measures.clock.left", span=span(one.due - now, visit.lang))


def effect_told(visit: Visit, row: Mapping[str, Any]) -> dict[str, str]:
    """Return an effect in words: a mark, a sentence, and the figures behind it."""
    verdict, lang = row["verdict"], visit.lang
    values: dict[str, str] = {
        "answers": words.number(row["more_answers"], lang),
        "weeks": words.number(row["more_weeks"], lang),
        "n": words.number(row["n_before"], lang),
        "similar": words.number(len(row["similar"]), lang),
    }
    if row["change"] is not None:
        values |= {
            "change": words.points(row["change"], lang),
            "low": words.points(row["low"], lang),
            "high": words.points(row["high"], lang),
        }
    key = verdict
    if verdict == "too_few":
        key = "too_few.weeks" if not row["more_answers"] else "too_few"
    mark = {"better": "good", "worse": "bad", "unclear": "neutral"}.get(verdict, "open")
    return {
        "mark": mark,
        "word": visit.t(f"measures.effect.{verdict}.word"),
        "sentence": visit.t(f"measures.effect.{key}", **values),
        "sides": _sides(visit, row),
        "alone": "" if row["is_alone"] else visit.t("measures.effect.not_alone"),
    }


def _sides(visit: Visit, row: Mapping[str, Any]) -> str:
    if row["before"] is None or row["after"] is None:
        return ""
    return visit.t(
        "measures.effect.sides",
        before=words.points(row["before"][0], visit.lang),
        after=words.points(row["after"][0], visit.lang),
        n_before=words.number(row["n_before"], visit.lang),
        n_after=words.number(row["n_after"], visit.lang),
    )
