"""A form as a page to print, and the guide that says how to field it."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from oase.settings import Lang
from oase.words.survey_kit.form import Form

__all__ = ["guide", "print_page"]

_PAGES = Environment(
    loader=PackageLoader("oase.words.survey_kit"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def print_page(contact: Form, review: Form, lang: Lang) -> str:
    """Return one HTML page for A4: the three-tap card for each touchpoint, then the review sheet.

    Parameters
    ----------
    contact, review : Form
    lang : {"de", "en"}

    Returns
    -------
    str
        A page without outside requests.
    """
    return _PAGES.get_template("print.html").render(contact=contact, review=review, lang=lang)


def guide(contact: Form, review: Form, lang: Lang) -> str:
    """Return the guide to the kit as Markdown: what lies in the folder, how to field it, how to hand it back.

    Parameters
    ----------
    contact, review : Form
    lang : {"de", "en"}
    """
    return _PAGES.get_template(f"guide.{lang}.md").render(contact=contact, review=review, lang=lang)
