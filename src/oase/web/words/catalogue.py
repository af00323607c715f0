"""All texts of the pages put together."""

from __future__ import annotations

from types import ModuleType

from oase.web.words import (
    cases,
    customers,
    door,
    impact,
    imports,
    journey,
    magic,
    measures,
    paths,
    plays,
    public,
    public_advice,
    public_case,
    public_exchange,
    public_impact,
    public_markets,
    public_returns,
    public_tour,
    purpose,
    purpose_items,
    purpose_law,
    purpose_records,
    ratings,
    reports,
    requests,
    response,
    returns,
    settings,
    shell,
    shop,
    signin,
    stage,
    strategy,
    survey,
    surveys,
    today,
    touchpoints,
    tour,
    verdicts,
)
from oase.words import Language, filled

__all__ = ["TEXTS", "text"]

MODULES: tuple[ModuleType, ...] = (
    cases,
    customers,
    door,
    impact,
    imports,
    journey,
    magic,
    measures,
    paths,
    plays,
    public,
    public_advice,
    public_case,
    public_exchange,
    public_impact,
    public_markets,
    public_returns,
    public_tour,
    purpose,
    purpose_items,
    purpose_law,
    purpose_records,
    ratings,
    reports,
    requests,
    response,
    returns,
    settings,
    shell,
    shop,
    signin,
    stage,
    strategy,
    survey,
    surveys,
    today,
    touchpoints,
    tour,
    verdicts,
)
"""Keys of a module begin with its name and a dot."""

TEXTS: dict[Language, dict[str, str]] = {
    "de": {key: told for module in MODULES for key, told in module.GERMAN.items()},
    "en": {key: told for module in MODULES for key, told in module.ENGLISH.items()},
}


def text(key: str, lang: Language, **values: object) -> str:
    """Return a text with its places filled.

    Examples
    --------
    >>> text("shell.today", "de"), text("shell.today", "en")
    ('Heute', 'Today')
    """
    return filled(TEXTS[lang][key], **values)
