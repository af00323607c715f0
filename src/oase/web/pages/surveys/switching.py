"""Letting a version of a survey ask, an earlier one included, and letting none of them ask."""

from __future__ import annotations

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.surveys.stored import newest, off, put_live
from oase.web.pages.page import Page, action
from oase.web.pages.surveys.listing import PATH, path_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_LONGEST_NUMBER = 9


@action(f"{PATH}/live", Permission.EDIT_SURVEYS)
def live(visit: Visit) -> Redirect | Page:
    """Let a version ask from now on; an earlier one undoes what came after it."""
    assert visit.account is not None  # noqa: S101 - the permission says so
    name, version = visit.said("name"), visit.said("version")
    if not (version.isascii() and version.isdecimal() and len(version) <= _LONGEST_NUMBER):
        raise NotFoundException
    try:
        with visit.reach.database.writing() as connection:
            put_live(connection, name, int(version), visit.account.name, visit.reach.clock())
    except OptionInvalid as error:  # no such survey or version
        raise NotFoundException from error
    return visit.back(path_of(name), "surveys.said.live")


@action(f"{PATH}/off", Permission.EDIT_SURVEYS)
def end(visit: Visit) -> Redirect | Page:
    """Let a survey ask nobody any more."""
    name = visit.said("name")
    with visit.reach.database.writing() as connection:
        if name not in {one.survey.name for one in newest(connection)}:
            raise NotFoundException
        was_asking = off(connection, name)
    return visit.back(path_of(name), "surveys.said.off" if was_asking else "surveys.said.was_off")


HANDLERS = [*live, *end]
