"""Whose case it is: the secret read, the case found, and what every page about it shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response

from oase.db.connection import Connection
from oase.decisions.saying import money
from oase.errors import InputError
from oase.programmes.cases.actor import Actor, acting
from oase.programmes.cases.case import Case, by_secret
from oase.programmes.cases.states import StateInvalid
from oase.web.customer.programmes.rendering import (
    Asked,
    Lang,
    answered,
    language,
    moved,
    public_page,
    reach_in,
)
from oase.web.outside import outside
from oase.web.words import text

__all__ = ["Met", "act", "actor_in", "link_to", "meet", "page_of"]


@dataclass(frozen=True, slots=True)
class Met:
    """A case that a secret opened."""

    secret: str
    case: Case
    lang: Lang

    @property
    def path(self) -> str:
        """Where the page of the case is."""
        return f"/c/{self.secret}"

    def price(self, cents: int) -> str:
        """Return an amount in words."""
        return money(cents, self.case.currency, self.lang)


def meet(request: Asked, connection: Connection, secret: str, lang: str = "") -> Met:
    """Return the case that a secret opens.

    Raises
    ------
    LinkInvalid
        It opens none, or no longer.
    """
    case = by_secret(connection, secret, reach_in(request).moment())
    told: Lang = "de" if lang == "de" else "en" if lang == "en" else language(request)
    return Met(secret, case, told)


def actor_in(request: Asked) -> Actor:
    """Return the customer who acts now."""
    reach = reach_in(request)
    return acting("customer", reach.moment(), ZoneInfo(reach.settings.timezone))


def page_of(request: Asked, met: Met, template: str, title: str, **context: Any) -> Response[str]:
    """Return a page about a case; its foot leads nowhere else, so that the secret is not told on the way."""
    return public_page(
        request,
        template,
        met.lang,
        title=title,
        styles=("case.css",),
        case=met.case,
        base=met.path,
        price=met.price,
        eyebrow=text(
            "public_case.eyebrow",
            met.lang,
            number=met.case.number,
            what=met.case.what or text("public_case.thing", met.lang),
        ),
        **context,
    )


def act(
    request: Asked,
    secret: str,
    lang: str,
    do: Callable[[Connection, Met], str],
    *,
    wrong: str,
    to: str = "",
) -> Response[Any]:
    """Do one thing to a case in one transaction, then lead back to its page, which says what was done.

    Parameters
    ----------
    request : Request
    secret, lang : str
    do : callable
        Given connection and case; returns the key of what the page then says.
    wrong : str
        Key of what it says where the thing cannot be done as it was asked for.
    to : str
        Part of the page to which it leads, such as ``#messages``.
    """

    def done() -> Response[Any]:
        reach = reach_in(request)
        with reach.database.reading() as connection:
            met = meet(request, connection, secret, lang)
        try:
            with reach.database.writing() as connection:
                said = do(connection, meet(request, connection, secret, lang))
        except StateInvalid:
            return moved(met.path, met.lang, wrong="step")
        except InputError:
            return moved(met.path + to, met.lang, wrong=wrong)
        return moved(met.path + to, met.lang, said=said)

    return answered(request, done)


def link_to(request: Asked, secret: str) -> str:
    """Return the whole address of a case, to be kept."""
    return f"{reach_in(request).settings.address or outside(request)}/c/{secret}"
