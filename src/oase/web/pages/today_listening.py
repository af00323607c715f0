"""What Today shows of listening and answering: who waits, one customer, one question, what is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.customer_words import Words, questions_apart, words_at
from oase.app.customers import name_of, person_at
from oase.app.wording import KINDS
from oase.contacts.calendar import Calendar
from oase.identity import profiles
from oase.service import measures as kept
from oase.service.case import decide, decided_on
from oase.service.correspondence import how_many_open, open_messages
from oase.web.pages.channels import channel_named
from oase.web.pages.customers.telling import address, called
from oase.web.pages.measures.board import DAYS, standing_of
from oase.web.pages.measures.furniture import address_of_said, known_touchpoints, place_of, who
from oase.web.pages.page import action
from oase.web.pages.response.telling import clock
from oase.web.pages.visit import Visit
from oase.words.receipts import age

__all__ = ["HANDLERS", "case", "due", "kpis", "question", "trust_asked", "waiting"]

MOST_WAITING = 3
MOST_DUE = 5
_SHORT = 160


def waiting(visit: Visit) -> dict[str, Any]:
    """Return who waits longest for an answer, by the clock on the wall, over all channels.

    Questions of the app are messages, too; those that are not kept as such are counted once beside them.
    """
    with visit.reach.database.reading() as connection:
        many = how_many_open(connection)
        oldest = open_messages(connection, most=MOST_WAITING)
        apart = questions_apart(connection)
    may_read, now = visit.may(Permission.SEE_MESSAGES), visit.reach.moment()
    rows = [
        (
            one.at,
            one.channel,
            one.text,
            f"message:{one.id}",
            one.who,
            f"/response/messages/{one.id}" if may_read else "",
        )
        for one in oldest
    ]
    may_serve = visit.may(Permission.SEE_SHOP)
    rows += [(one.asked, "app", one.text, f"question:{one.id}", "", "/requests") for one in apart]
    rows.sort(key=lambda row: row[0])
    shown = [
        {
            "channel": channel_named(visit, channel),
            "text": _short(text if may_read else _masked(visit, origin)),
            "age": clock(visit, now - at),
            "who": taken,
            "href": href if (may_serve if href == "/requests" else may_read) else "",
        }
        for at, channel, text, origin, taken, href in rows[:MOST_WAITING]
    ]
    oldest_age = age(now - rows[0][0], visit.lang) if rows else ""
    return {"many": many + len(apart), "rows": shown, "oldest": oldest_age}


def case(visit: Visit, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the customer case of today; None where nobody has said enough, or it is not chosen yet."""
    chosen = _chosen(visit, found)
    one = words_at(visit.reach.house.rooms, chosen) if chosen else None
    if one is None:
        return None
    with visit.reach.database.reading() as connection:
        decided = decided_on(connection, _day(visit))
    may_read = visit.may(Permission.SEE_MESSAGES)
    name, journey = _person(visit, one)
    return {
        "origin": one.origin,
        "text": _short(one.text if may_read else one.masked, 400),
        "name": name,
        "journey": journey,
        "touchpoint": one.touchpoint,
        "channel": channel_named(visit, one.channel),
        "at": visit.moment(one.at),
        "href": address_of_said(one.origin) if visit.may(Permission.SEE_ANALYSES) else "",
        "names": known_touchpoints(visit),
        "chosen": decided.decided if decided is not None else one.touchpoint,
        "decided": decided.decided if decided is not None else "",
        "who": decided.who if decided is not None else "",
    }


@action("/today/case", Permission.EDIT_MEASURES)
def answer(visit: Visit) -> Redirect:
    """Say which touchpoint decides for her today."""
    one = words_at(visit.reach.house.rooms, visit.said("origin"))
    decided = visit.said("decided")
    if one is None or decided not in known_touchpoints(visit):
        return visit.back("/", "today.said.case_not")
    with visit.reach.database.writing() as connection:
        held = decided_on(connection, _day(visit))
        if held is not None and held.origin != one.origin:
            return visit.back("/", "today.said.case_not")
        decide(
            connection,
            day=_day(visit),
            origin=one.origin,
            touchpoint=one.touchpoint,
            decided=decided,
            who=who(visit),
            now=visit.reach.clock(),
        )
    return visit.back("/", "today.said.case")


HANDLERS = [*answer]


def question(visit: Visit, found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return one place in the company's texts that is about itself, of the view ``wording``.

    One in the visitor's language where there is any: why it is asked about is told in the text's own.
    """
    if not found or found["question"] is None:
        return None
    told: dict[str, Any] = dict(found.get("questions", {}).get(visit.lang) or found["question"])
    if not told["why"]:
        told["why"] = visit.t("measures.wording.we_first.why")
        told["instead"] = visit.t("measures.wording.we_first.instead")
    told["kind"] = visit.t(f"measures.wording.kind.{told['kind']}") if told["kind"] in KINDS else ""
    told["base"] = visit.t(
        "today.question.base",
        n=words.number(found["texts_with"], visit.lang),
        all=words.number(found["texts"], visit.lang),
    )
    return told


def due(visit: Visit) -> dict[str, Any]:
    """Return the measures that need somebody today, the latest first, and the share of the same day."""
    with visit.reach.database.reading() as connection:
        every = kept.every(connection)
    held, today, lately = standing_of(every, visit)
    now = visit.reach.clock()
    rows = [
        {
            "title": one.title,
            "href": f"/measures/one/{one.id}",
            "touchpoint": one.touchpoint,
            "place": place_of(one.touchpoint),
            "owner": one.owner or visit.t("measures.nobody"),
            "clock": visit.t("measures.clock.over", age=age(now - one.due, visit.lang))
            if one.due < now
            else visit.t("measures.until", due=visit.moment(one.due)),
            "is_over": one.due < now,
        }
        for one in [*held.overdue, *held.due_today][:MOST_DUE]
    ]
    return {
        "rows": rows,
        "many": len(held.overdue) + len(held.due_today),
        "today": visit.t("measures.of", done=today.done, of=today.of) if today.of else "",
        "same_day": lately,
    }


def kpis(visit: Visit, found: Mapping[str, Any], board: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return figures of the last weeks, with denominators: value, name, of how many, where to read on."""
    told = found.get("listening")
    n, share, t, lang = words.number, words.share, visit.t, visit.lang
    same = board["same_day"]
    rows: list[tuple[str, str, str, str]] = []
    if told and told["transactions"]:
        base = t("today.of", n=n(told["rated"], lang), all=n(told["transactions"], lang))
        rows.append(
            (share(told["rated"] / told["transactions"], lang, 0), t("today.rated"), base, "/ratings")
        )
    if told and told["within"] is not None:
        base = t("today.within.base", n=n(told["due"], lang))
        rows.append((share(told["within"], lang, 0), t("today.within"), base, "/response"))
    if same.share is not None:
        base = t("today.same_day.base", n=n(same.done, lang), all=n(same.of, lang), days=DAYS)
        rows.append((share(same.share, lang, 0), t("today.same_day"), base, "/measures"))
    if told and told["recommended"] is not None:
        won = told["recommended"]
        ends = {"low": share(won["low"], lang, 0), "high": share(won["high"], lang, 0)}
        counts = {"n": n(told["heard"], lang), "all": n(told["new_customers"], lang)}
        rows.append(
            (
                share(won["value"], lang, 0),
                t("today.recommended"),
                t("today.recommended.base", **ends, **counts),
                "/ratings#h-rate",
            )
        )
    return rows


def trust_asked(visit: Visit, found: Mapping[str, Any]) -> str:
    """Return the trust that was asked for, in a sentence with its range and denominator."""
    told = found.get("listening", {}).get("trust") if found else None
    if told is None:
        return visit.t("today.trust.never")
    values = {"n": words.number(told["answers"], visit.lang), "most": words.number(told["most"], visit.lang)}
    if told["mean"] is None:
        return visit.t("today.trust.few", **values, more=words.number(told["needed"], visit.lang))
    figures = {key: words.number(told[key], visit.lang, 1) for key in ("mean", "low", "high")}
    return visit.t("today.trust.told", **values, **figures, least=words.number(told["least"], visit.lang))


def _chosen(visit: Visit, found: Mapping[str, Any]) -> str:
    """Return the case of today: of the kept view if that is of today, and still there, else chosen now."""
    told, day = found.get("listening"), _day(visit)
    if told and told["case_day"] == day:
        return told["case"]
    if not found:
        return ""
    with visit.reach.database.reading() as connection:
        decided = decided_on(connection, day)
    return decided.origin if decided is not None else ""


def _day(visit: Visit) -> int:
    return Calendar(visit.reach.settings.timezone).day_of(visit.reach.clock())


def _person(visit: Visit, one: Words) -> tuple[str, str]:
    """Return what she is called and where her journey is, for those who may see persons."""
    if not visit.may(Permission.SEE_PERSONS) or one.alias is None:
        return visit.t("today.case.somebody"), ""
    rooms = visit.reach.house.rooms
    person = person_at(rooms, one.alias)
    if person is None:
        return one.sender or visit.t("today.case.somebody"), ""
    with visit.reach.database.reading() as connection:
        name = name_of(profiles.of(connection, person)) or one.sender
    return called(visit, person.person, name), address(person.person)


def _masked(visit: Visit, origin: str) -> str:
    """Return her words without the names that she calls herself and that the house knows of her."""
    found = words_at(visit.reach.house.rooms, origin)
    return found.masked if found is not None else ""


def _short(text: str, most: int = _SHORT) -> str:
    told = " ".join(text.split())
    return told if len(told) <= most else f"{told[:most].rsplit(' ', 1)[0]} …"
