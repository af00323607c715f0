"""Subsidies for repairs in words: what, how much at most, where it stands and when that was checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oase.app.programmes.advising import Grant
from oase.decisions.saying import money
from oase.settings import Lang
from oase.web.law_words import day_in_words
from oase.web.words import text

__all__ = ["GrantTold", "grants_told"]


class GrantTold(NamedTuple):
    """A subsidy in words; ``verify`` is for the workshop, in English; ``href`` is empty for none."""

    name: str
    share: str
    amounts: str
    source: str
    href: str
    checked: str
    verify: str


def grants_told(grants: Sequence[Grant], currency: str, lang: Lang) -> list[GrantTold]:
    """Return subsidies as a page shows them.

    Parameters
    ----------
    grants : sequence of Grant
    currency : str
        Of the prices of the ways.
    lang : {"de", "en"}
    """
    return [_told(one, currency, lang) for one in grants]


def _told(one: Grant, currency: str, lang: Lang) -> GrantTold:
    held = one.subsidy
    name = held.name or text("public_advice.grant", lang)
    by_way = [
        text(
            "public_advice.grant.way",
            lang,
            way=text(f"public_advice.way.{way}", lang),
            most=money(cents, currency, lang),
        )
        for way, cents in one.most.items()
    ]
    return GrantTold(
        f"{name} ({held.country}-{held.region})" if held.region else name,
        text("public_advice.grant.share", lang, share=held.share, most=money(held.most_cents, "EUR", lang)),
        " · ".join(by_way),
        held.source,
        held.source if held.source.startswith("https://") else "",
        day_in_words(held.checked, lang),
        held.verify,
    )
