"""When channels are staffed and what they promise; templates that answers may begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.service.channels import channels, save_channel, undescribed
from oase.service.hours import Channel
from oase.service.templates import Template, remove_template, save_template, templates
from oase.web.pages.channels import channel_named
from oase.web.pages.page import Page, action, page
from oase.web.pages.response.furniture import furniture
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_LONGEST_NUMBER = 7
_FIELDS = ("name", "team", "hours", "country", "subdivision", "timezone", "touchpoint")


@page("/response/settings", Permission.SEE_ANALYSES)
def response_settings(visit: Visit) -> Page:
    """Show hours, promises and templates."""
    return _shown(visit)


@action("/response/settings/channel", Permission.EDIT_TOUCHPOINTS)
def channel(visit: Visit) -> Redirect | Page:
    """Keep the hours and the promise of a channel."""
    try:
        with visit.reach.database.writing() as connection:
            save_channel(connection, _given(visit), visit.reach.clock())
    except OptionInvalid as error:
        return _shown(visit, wrong=error, wrong_for=f"channel:{visit.said('name')}")
    return visit.back("/response/settings", "response.said.channel")


@action("/response/settings/template", Permission.ANSWER_MESSAGES)
def template(visit: Visit) -> Redirect | Page:
    """Keep a template, or forget it."""
    name, lang = visit.said("name"), visit.said("lang")
    try:
        with visit.reach.database.writing() as connection:
            if visit.said("delete"):
                remove_template(connection, name, lang)
            else:
                who = visit.account.name if visit.account is not None else ""
                made = Template(name=name, lang=lang, text=visit.said("text"), who=who)
                save_template(connection, made, visit.reach.clock())
    except OptionInvalid as error:
        return _shown(visit, wrong=error, wrong_for=f"template:{lang}:{name}")
    said = "response.said.template_gone" if visit.said("delete") else "response.said.template"
    return visit.back("/response/settings", said)


def _given(visit: Visit) -> Channel:
    """Return the channel as the form says it.

    Raises
    ------
    OptionInvalid
        The promise is no number of minutes.
    """
    told = {name: visit.said(name) for name in _FIELDS}
    promise = visit.said("promise")
    if promise and not (promise.isascii() and promise.isdecimal() and len(promise) <= _LONGEST_NUMBER):
        raise OptionInvalid(
            "The promise is no number of minutes", expected="a whole number, or nothing", got=repr(promise)
        )
    zone = told.pop("timezone") or visit.reach.settings.timezone
    return Channel(
        **told | {"country": told["country"].upper(), "subdivision": told["subdivision"].upper()},
        timezone=zone,
        promise_minutes=int(promise) if promise else None,
    )


def _shown(visit: Visit, *, wrong: OptionInvalid | None = None, wrong_for: str = "") -> Page:
    with visit.reach.database.reading() as connection:
        described = channels(connection)
        bare = undescribed(connection)
        known = templates(connection)
    zone = visit.reach.settings.timezone
    every = [*described.values(), *(Channel(name=name, timezone=zone) for name in bare)]
    context: dict[str, Any] = {
        **furniture(visit, "settings"),
        "channels": [_channel(visit, one, is_bare=one.name in bare) for one in sorted(every, key=_name)],
        "fresh": _channel(visit, Channel(name="", timezone=zone), is_bare=True),
        "templates": known,
        "wrong": wrong,
        "wrong_for": wrong_for,
        "typed": {name: visit.said(name) for name in (*_FIELDS, "promise", "lang", "text")},
        "holes": {"name": "{name}", "who": "{who}"},
        "is_new": not any(_is_of(wrong_for, every, known)),
    }
    title, lede = visit.t("response.settings.title"), visit.t("response.settings.lede")
    return Page("response_settings", title, context, lede=lede, status=400 if wrong else 200)


def _name(one: Channel) -> str:
    return one.name.casefold()


def _is_of(wrong_for: str, every: Sequence[Channel], known: Sequence[Template]) -> list[bool]:
    """Tell of each channel and template whether it is the one that could not be kept."""
    names = [f"channel:{one.name}" for one in every]
    names += [f"template:{one.lang}:{one.name}" for one in known]
    return [name == wrong_for for name in names]


def _channel(visit: Visit, one: Channel, *, is_bare: bool) -> dict[str, Any]:
    minutes = one.promise_minutes
    promise = (
        visit.t("response.settings.promise.none")
        if minutes is None
        else visit.t("response.running.promise", time=words.duration(60 * minutes, visit.lang))
    )
    told = {name: getattr(one, name) for name in _FIELDS}
    summed = (
        visit.t("response.settings.not_set")
        if is_bare
        else f"{one.hours or visit.t('response.settings.hours.empty')} · {promise}"
    )
    given = "" if minutes is None else str(minutes)
    return {**told, "called": channel_named(visit, one.name), "promise": given, "summed": summed}


HANDLERS = [*response_settings, *channel, *template]
