"""``/returns/offers``: what is taken back, for how much, and what is not, with the reason."""

from __future__ import annotations

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import InputError
from oase.programmes.returns.checklist import TAKEN
from oase.programmes.returns.offers import Offer, offers_in, put_offer
from oase.web.pages.page import Page, action, page
from oase.web.pages.returns.furniture import around, cents_of, grams_of, who, wrong_of
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/returns/offers"


@page(PATH, Permission.SEE_PROGRAMMES)
def returns_offers(visit: Visit) -> Page:
    """Show what is offered, in every country or in one."""
    return _page(visit)


@action(PATH, Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Offer something else from now on."""
    country = visit.said("country").upper()
    try:
        offer = Offer(
            category=visit.said("category"),
            country=country,
            is_excluded=visit.said("is_excluded") == "1",
            why={lang: visit.said(f"why.{lang}") for lang in ("de", "en") if visit.said(f"why.{lang}")},
            cents={grade: cents_of(visit.said(grade), grade) or 0 for grade in TAKEN},
            grams=grams_of(visit.said("grams")) or 0,
        )
        with visit.reach.database.writing() as connection:
            put_offer(connection, offer, who(visit), visit.reach.clock())
    except InputError as error:
        return _page(visit, error)
    return visit.back(PATH, "returns.said.offer", country=country)


HANDLERS = [*returns_offers, *change]


def _page(visit: Visit, error: InputError | None = None) -> Page:
    country = (visit.said("country") or visit.asked("country")).upper()[:2]
    with visit.reach.database.reading() as connection:
        offers = offers_in(connection, country)
    taken = sum(not one.is_excluded for one in offers)
    context = around(
        visit,
        "offers",
        offers=offers,
        country=country,
        grades=TAKEN,
        plain=lambda cents: words.number(cents / 100, visit.lang, 2),
        wrong=wrong_of(visit, error) if error is not None else None,
        wrong_category=visit.said("category"),
    )
    title = visit.t(
        "returns.offers.title",
        n=words.number(taken, visit.lang),
        not_=words.number(len(offers) - taken, visit.lang),
    )
    return Page(
        "returns_offers",
        title,
        context,
        lede=visit.t("returns.offers.lede"),
        status=400 if error is not None else 200,
    )
