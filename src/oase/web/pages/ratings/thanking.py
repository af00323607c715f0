"""Thanking those who recommended, and taking that back."""

from __future__ import annotations

from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.surveys.recommending import take_thanks_back, thank
from oase.web.pages.page import Page, action
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/ratings"
_LONGEST_NUMBER = 19


@action(f"{PATH}/thank", Permission.EDIT_SURVEYS)
def give_thanks(visit: Visit) -> Redirect | Page:
    """Note that somebody was thanked."""
    alias = _alias(visit)
    assert visit.account is not None  # noqa: S101 - the permission says so
    with visit.reach.database.writing() as connection:
        number = thank(connection, alias, visit.account.name, visit.reach.moment())
    return visit.back(PATH, "ratings.said.thanked" if number else "ratings.said.thanked.not")


@action(f"{PATH}/thank/undo", Permission.EDIT_SURVEYS)
def undo_thanks(visit: Visit) -> Redirect | Page:
    """Take back that somebody was thanked."""
    alias, at = _alias(visit), visit.said("at")
    if not at.isdecimal() or len(at) > _LONGEST_NUMBER:
        raise NotFoundException
    with visit.reach.database.writing() as connection:
        number = take_thanks_back(connection, alias, int(at))
    return visit.back(PATH, "ratings.said.taken_back" if number else "ratings.said.thanked.not")


def _alias(visit: Visit) -> int:
    """Return who is meant; only who may see persons may thank one."""
    if not visit.may(Permission.SEE_PERSONS):
        raise PermissionDeniedException(visit.account.role.value if visit.account else "")
    said = visit.said("person")
    if len(said) != 16 or any(sign not in "0123456789abcdef" for sign in said) or said[0] >= "8":
        raise NotFoundException
    return int(said, 16)


HANDLERS = [*give_thanks, *undo_thanks]
