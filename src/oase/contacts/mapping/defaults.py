"""The mapping of a house that has none of its own."""

from __future__ import annotations

from importlib.resources import files

from oase.settings import Lang

__all__ = ["default_text"]


def default_text(lang: Lang) -> str:
    """Return the default mapping: events of online shops, pages, mails, apps and shops, in a language.

    Examples
    --------
    >>> 'touchpoint = "Kauf"' in default_text("de")
    True
    """
    return files("oase.contacts.mapping").joinpath(f"default.{lang}.toml").read_text(encoding="utf-8")
