"""What is done with a message: answered by name, taken on, closed with a reason, opened again."""

from __future__ import annotations

import re

from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.serving import answer_question
from oase.errors import OptionInvalid
from oase.service.checked import wordings_of
from oase.service.message import Message, key_of
from oase.service.messages import assign, close, reopen, reply
from oase.service.personal import detect_all
from oase.service.templates import filled, templates
from oase.web.pages.page import Page, action
from oase.web.pages.response.message import asked_for, names_of, shown, template_of
from oase.web.pages.response.remarks import Remarks, remarks
from oase.web.pages.response.running import address
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_PLACE = "/response/messages/{message:str}"
_NONCE = re.compile(r"[0-9a-f]{32}")


@action(f"{_PLACE}/answer", Permission.ANSWER_MESSAGES)
def answer(visit: Visit) -> Redirect | Page:
    """Answer by name; a bare template and self-centred wording are shown once before it is written down."""
    one = asked_for(visit)
    noticed = _noticed(visit, one)
    if noticed.hole or (noticed.holds and not visit.said("sure")):
        return shown(visit, one, noticed=noticed)
    try:
        _write(visit, one)
    except OptionInvalid:
        return shown(visit, one, is_wrong=True)
    return visit.back(address(one.id), "response.said.answered")


def _noticed(visit: Visit, one: Message) -> Remarks:
    with visit.reach.database.reading() as connection:
        template = template_of(templates(connection), visit.said("template"))
        wordings = wordings_of(connection)
    begun = "" if template is None else filled(template.text, names_of(visit, one))
    lang = template.lang if template is not None else one.lang[:2] or visit.lang
    return remarks(visit.said("text"), begun, lang, wordings)


def _write(visit: Visit, one: Message) -> None:
    """Write the answer down; where she asked in her app, she is told there."""
    text, who = visit.said("text"), _name(visit)
    template = visit.said("template").partition(":")[2]
    if one.question is not None:
        answer_question(visit.reach.house.rooms, one.question, text, who, template)
        return
    nonce = visit.said("nonce")
    key = nonce if _NONCE.fullmatch(nonce) else visit.reach.house.rooms.new_id()
    with visit.reach.database.writing() as connection:
        reply(
            connection,
            one.id,
            text,
            who,
            max(one.at, visit.reach.moment()),
            place="page",
            template=template,
            key=key_of("page", key),  # sent twice, it is still one answer
        )
        detect_all(connection)


@action(f"{_PLACE}/take", Permission.ANSWER_MESSAGES)
def take(visit: Visit) -> Redirect | Page:
    """Take a message on, or give it back."""
    one = asked_for(visit)
    is_back = bool(visit.said("back"))
    with visit.reach.database.writing() as connection:
        assign(connection, one.id, "" if is_back else _name(visit))
    return visit.back(address(one.id), f"response.said.{'given_back' if is_back else 'taken'}")


@action(f"{_PLACE}/close", Permission.ANSWER_MESSAGES)
def shut(visit: Visit) -> Redirect | Page:
    """Close a message without a reply, and say why."""
    one = asked_for(visit)
    try:
        with visit.reach.database.writing() as connection:
            close(connection, one.id, visit.said("because"), _name(visit), visit.reach.moment())
    except OptionInvalid:
        return shown(visit, one, is_wrong=True)
    return visit.back(address(one.id), "response.said.closed")


@action(f"{_PLACE}/reopen", Permission.ANSWER_MESSAGES)
def open_again(visit: Visit) -> Redirect | Page:
    """Let the clock of a message run again that was closed without a reply."""
    one = asked_for(visit)
    try:
        with visit.reach.database.writing() as connection:
            reopen(connection, one.id)
    except OptionInvalid:
        return shown(visit, one, is_wrong=True)
    return visit.back(address(one.id), "response.said.reopened")


def _name(visit: Visit) -> str:
    assert visit.account is not None  # noqa: S101 - the permission says so
    return visit.account.name


HANDLERS = [*answer, *take, *shut, *open_again]
