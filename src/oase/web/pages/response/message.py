"""One message: what she wrote, the conversation, who she is, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.exceptions import NotFoundException

from oase import words
from oase.accounts import Permission
from oase.app.customers import known_of, name_of, person_at
from oase.service import measures
from oase.service.channels import hours_of
from oase.service.clocks import staffed, wall
from oase.service.correspondence import message_of, thread
from oase.service.hours import Hours
from oase.service.message import Message, Reply
from oase.service.templates import Template, filled, templates
from oase.web.pages.channels import channel_named
from oase.web.pages.customers.telling import address as address_of_person
from oase.web.pages.customers.telling import called
from oase.web.pages.magic_data import address_of
from oase.web.pages.page import Page, page
from oase.web.pages.response.furniture import furniture, number_of
from oase.web.pages.response.remarks import Remarks
from oase.web.pages.response.running import address
from oase.web.pages.response.telling import since, staffed_clock
from oase.web.pages.tables import Cell
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "asked_for", "names_of", "shown", "template_of"]


@page("/response/messages/{message:str}", Permission.SEE_MESSAGES)
def message(visit: Visit) -> Page:
    """Show a message and what can be done with it."""
    return shown(visit, asked_for(visit))


def asked_for(visit: Visit) -> Message:
    """Return the message of the address.

    Raises
    ------
    NotFoundException
        There is none.
    """
    with visit.reach.database.reading() as connection:
        found = message_of(connection, number_of(visit.places["message"]))
    if found is None:
        raise NotFoundException
    return found


def shown(visit: Visit, one: Message, *, noticed: Remarks | None = None, is_wrong: bool = False) -> Page:
    """Return the page of a message; with what was typed where it was held back or refused.

    Parameters
    ----------
    visit : Visit
    one : Message
    noticed : Remarks, optional
        Why the answer is not written down yet.
    is_wrong : bool
        Whether something could not be done.
    """
    with visit.reach.database.reading() as connection:
        talk = thread(connection, one.id)
        made = measures.of_origin(connection, f"message:{one.id}")
        known = sorted(templates(connection), key=lambda each: (each.lang != one.lang[:2], each.name))
        hours = hours_of(connection, visit.reach.settings.timezone).get(one.channel)
    chosen = visit.said("template") or visit.asked("template")
    typed = visit.said("text")
    template = template_of(known, chosen)
    if not typed and template is not None:
        typed = filled(template.text, names_of(visit, one))
    context: dict[str, Any] = {
        **furniture(visit, "messages"),
        "one": one,
        "address": address(one.id),
        "sender": _sender(visit, one),
        "facts": _facts(visit, one, hours),
        "place": address_of(one.touchpoint, "/touchpoints") if one.touchpoint else "",
        "made": made,
        "talk": [_turn(visit, each, one.id) for each in _turns(talk)],
        "templates": [(f"{each.lang}:{each.name}", f"{each.name} ({each.lang})") for each in known],
        "chosen": chosen if template is not None else "",
        "typed": typed,
        "noticed": noticed,
        "is_wrong": is_wrong,
        "nonce": visit.reach.house.rooms.new_id(),
        "is_mine": visit.account is not None and one.who == visit.account.name,
        "reasons": visit.t("response.message.close.reasons").split(";"),
    }
    return Page(
        "response_message",
        visit.t(f"response.message.title.{one.state}", time=since(visit, _waited(visit, one))),
        context,
        eyebrow=(
            channel_named(visit, one.channel),
            *([one.touchpoint] if one.touchpoint and one.touchpoint != one.channel else []),
        ),
        status=400 if is_wrong else 200,
    )


def template_of(known: Sequence[Template], chosen: str) -> Template | None:
    """Return the template that was chosen as ``de:Name``; None where there is none."""
    lang, _, name = chosen.partition(":")
    return next((one for one in known if (one.lang, one.name) == (lang, name)), None)


def names_of(visit: Visit, one: Message) -> dict[str, str]:
    """Return what is filled into a template: her name as the visitor may know it, and the visitor's own."""
    known = _known_name(visit, one)
    return {"name": known or one.sender, "who": visit.account.name if visit.account is not None else ""}


def _waited(visit: Visit, one: Message) -> int:
    return wall(one.at, visit.reach.moment() if one.ended is None else one.ended)


def _known_name(visit: Visit, one: Message) -> str:
    person = _person(visit, one)
    if person is None:
        return ""
    return name_of(known_of(visit.reach.house.rooms, person).profile) or ""


def _person(visit: Visit, one: Message) -> Any:
    if one.alias is None or not visit.may(Permission.SEE_PERSONS):
        return None
    return person_at(visit.reach.house.rooms, one.alias)


def _sender(visit: Visit, one: Message) -> Cell:
    """Return who wrote it, linked to her page for those who may see persons."""
    person = _person(visit, one)
    if person is not None:
        name = _known_name(visit, one) or one.sender
        return Cell(called(visit, person.person, name), address_of_person(person.person))
    return Cell(one.sender or visit.t("response.message.somebody"))


def _facts(visit: Visit, one: Message, hours: Hours | None) -> list[tuple[str, str]]:
    t = visit.t
    until = visit.reach.moment() if one.ended is None else one.ended
    told = [(t("response.message.at"), visit.moment(one.at))]
    if hours is not None and hours.is_staffed:
        told.append((t("response.message.staffed"), staffed_clock(visit, staffed(one.at, until, hours))))
    promise = None if hours is None else hours.channel.promise_minutes
    said = t("response.message.promise.none") if promise is None else words.duration(60 * promise, visit.lang)
    told.append((t("response.message.promise"), said))
    if one.stars is not None:
        told.append((t("response.column.said"), t("response.message.stars", count=one.stars)))
    if one.because:
        told.append((t("response.message.because"), one.because))
    return [*told, (t("response.message.who"), one.who or t("response.message.who.nobody"))]


def _turns(talk: Sequence[tuple[Message, Sequence[Reply]]]) -> list[Message | Reply]:
    """Return messages and replies of a conversation in the order of time."""
    every: list[Message | Reply] = [turn for one, replies in talk for turn in (one, *replies)]
    return sorted(every, key=lambda turn: turn.at)


def _turn(visit: Visit, turn: Message | Reply, here: int) -> dict[str, Any]:
    if isinstance(turn, Message):
        return {
            "is_ours": False,
            "is_here": turn.id == here,
            "is_automatic": False,
            "who": _sender(visit, turn),
            "at": visit.moment(turn.at),
            "subject": turn.subject,
            "text": turn.text or visit.t("response.message.empty"),
            "template": "",
            "href": "" if turn.id == here else address(turn.id),
        }
    return {
        "is_ours": True,
        "is_here": False,
        "is_automatic": turn.is_automatic,
        "who": Cell(turn.who),
        "at": visit.moment(turn.at),
        "subject": "",
        "text": turn.text,
        "template": turn.template,
        "href": "",
    }


HANDLERS = message
