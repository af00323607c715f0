"""The check by hand: one reply at a time, at random, judged without seeing what the detection says."""

from __future__ import annotations

from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.views.response import DAYS
from oase.errors import OptionInvalid
from oase.service.correspondence import message_of
from oase.service.message import Message, Reply
from oase.service.personal import FEWEST_CHECKED, check, how_many_checked, to_check
from oase.web.pages.channels import channel_named
from oase.web.pages.page import Page, action, page
from oase.web.pages.response.furniture import furniture, number_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_DAY = 86_400_000_000
_MOST_SKIPPED = 200
_VERDICTS = {"yes": True, "no": False}


@page("/response/check", Permission.ANSWER_MESSAGES)
def checking(visit: Visit) -> Page:
    """Show the next reply to judge."""
    return _shown(visit)


@action("/response/check/judge", Permission.ANSWER_MESSAGES)
def judge(visit: Visit) -> Redirect | Page:
    """Write down a verdict, or pass on to the next reply."""
    skipped = _skipped(visit.said("skipped"))
    number = number_of(visit.said("reply"))
    verdict = _VERDICTS.get(visit.said("verdict"))
    if verdict is None:
        return visit.back("/response/check", skipped=_joined([*skipped, number]))
    assert visit.account is not None  # noqa: S101 - the permission says so
    try:
        with visit.reach.database.writing() as connection:
            check(connection, number, verdict, visit.account.name)
    except OptionInvalid:
        return _shown(visit, is_wrong=True)
    return visit.back("/response/check", "response.said.checked", skipped=_joined(skipped))


def _shown(visit: Visit, *, is_wrong: bool = False) -> Page:
    skipped = _skipped(visit.asked("skipped"))
    since = visit.reach.clock() - DAYS * _DAY
    with visit.reach.database.reading() as connection:
        waiting = to_check(connection, _MOST_SKIPPED + 1, since)
        checked = how_many_checked(connection, since)
        # whoever has passed over all of them begins anew
        one = next((one for one in waiting if one.id not in skipped), waiting[0] if waiting else None)
        asked = message_of(connection, one.message) if one is not None else None
    told = {"checked": words.number(checked, visit.lang), "all": words.number(FEWEST_CHECKED, visit.lang)}
    is_enough = checked >= FEWEST_CHECKED
    context: dict[str, Any] = {
        **furniture(visit, "check"),
        "one": _told(visit, one, asked) if one is not None and asked is not None else None,
        "checked": checked,
        "goal": FEWEST_CHECKED,
        "is_enough": is_enough,
        "progress": visit.t(f"response.check.{'enough' if is_enough else 'progress'}", **told),
        "skipped": _joined(skipped),
        "is_wrong": is_wrong,
    }
    is_over = not waiting and checked > 0
    title = visit.t("response.check.title.done" if is_over else "response.check.title")
    lede = visit.t("response.check.lede") if waiting else ""
    return Page("response_check", title, context, lede=lede, status=400 if is_wrong else 200)


def _told(visit: Visit, one: Reply, asked: Message) -> dict[str, Any]:
    """Return what is seen of a reply and of its message: neither signs nor the template's name."""
    return {
        "reply": one.id,
        "who": one.who,
        "text": one.text,
        "channel": channel_named(visit, asked.channel),
        "subject": asked.subject,
        "asked": asked.text or visit.t("response.message.empty"),
    }


def _skipped(told: str) -> list[int]:
    """Return the replies that were passed over in this sitting, latest last."""
    numbers = [number_of(part) for part in told.split("-")]
    return [number for number in numbers if number][-_MOST_SKIPPED:]


def _joined(numbers: list[int]) -> str:
    return "-".join(str(number) for number in numbers if number)


HANDLERS = [*checking, *judge]
