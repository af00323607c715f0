"""One published claim: as it was said, and whether reckoning it again gives the same."""

from __future__ import annotations

from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.programmes.impact import claims
from oase.programmes.impact.claims import Claim
from oase.programmes.impact.versions import get
from oase.web.pages.impact.factors import factor_grid
from oase.web.pages.impact.said import (
    day_words,
    method_grid,
    method_pictures,
    programme_grid,
    tabs,
    wrong_words,
)
from oase.web.pages.page import Page, action, page
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MOST_DIGITS = 9


@page("/impact/claims/{claim:str}", Permission.SEE_PROGRAMMES)
def impact_claim(visit: Visit) -> Page:
    """Show one claim, reckoned again."""
    return _shown(visit)


@action("/impact/claims/{claim:str}/withdraw", Permission.EDIT_PROGRAMMES)
def withdraw(visit: Visit) -> Redirect | Page:
    """Take a claim back, with the reason."""
    held = _found(visit)
    try:
        with visit.reach.database.writing() as connection:
            claims.withdraw(connection, held.id, because=visit.said("because"), now=visit.reach.clock())
    except OptionInvalid as error:
        return _shown(visit, wrong=wrong_words(visit, error), status=409)
    return visit.back(f"/impact/claims/{held.id}", "impact.said.withdrawn")


HANDLERS = [*impact_claim, *withdraw]


def _found(visit: Visit) -> Claim:
    told = visit.places["claim"]
    if not (told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS):
        raise NotFoundException
    try:
        with visit.reach.database.reading() as connection:
            return claims.one(connection, int(told))
    except OptionInvalid as error:
        raise NotFoundException from error


def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> Page:
    held = _found(visit)
    with visit.reach.database.reading() as connection:
        again = claims.recheck(connection, held.id)
        factors = get(connection, held.version)
    context: dict[str, Any] = {
        "style": address_of("impact.css"),
        "tabs": tabs(visit, ""),
        "claim": held,
        "again": again,
        "made": visit.moment(held.made),
        "withdrawn": visit.moment(held.withdrawn),
        "has_range": bool(held.outcomes),
        "wrong": wrong,
    }
    grids = {
        "programmes": programme_grid(visit, held.counted, held.outcomes, held.method),
        "factors": factor_grid(visit, factors),
    }
    pictures = {}
    if held.outcomes:
        grids["methods"] = method_grid(visit, held.outcomes, held.method)
        pictures["methods"] = method_pictures(visit, held.outcomes, held.method, visit.t("impact.methods"))
    key = "withdrawn" if held.withdrawn is not None else "same" if again.is_same else "differs"
    told = visit.t(
        "impact.period", since=day_words(held.since, visit.lang), until=day_words(held.until, visit.lang)
    )
    title = visit.t(f"impact.claim.{key}")
    return Page("impact_claim", title, context, grids, pictures, eyebrow=(told,), status=status)
