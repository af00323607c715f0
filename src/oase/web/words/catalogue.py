"""All texts of the pages put together."""

from __future__ import annotations

from types import ModuleType

from oase.web.words import (
    customers,
    door,
    imports,
    journey,
    magic,
    measures,
    paths,
    plays,
    ratings,
    reports,
    requests,
    response,
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
    verdicts,
)
from oase.words import Language, filled

__all__ = ["TEXTS", "text"]

MODULES: tuple[ModuleType, ...] = (
    customers,
    door,
    imports,
    journey,
    magic,
    measures,
    paths,
    plays,
    ratings,
    reports,
    requests,
    response,
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
