"""The European repair form as people read it: the same rows on the page, in the workshop and as PDF.

Directive (EU) 2024/1799, Annex I. Shared by ``web.customer`` and ``web.pages``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from oase import words
from oase.decisions.saying import money
from oase.programmes.cases.form import Form
from oase.programmes.cases.quotes import Quote
from oase.report.typesetting import Block, typeset
from oase.settings import Lang
from oase.web.words import text

__all__ = ["day_told", "price_told", "quote_pdf", "rows_of"]


def day_told(day: date, lang: Lang) -> str:
    """Return a day of the calendar in words.

    Examples
    --------
    >>> day_told(date(2026, 11, 21), "de")
    '21.11.2026'
    """
    noon = datetime.combine(day, time(12), UTC)
    return words.date(round(noon.timestamp()) * 1_000_000, lang, "UTC")


def price_told(form: Form, lang: Lang) -> str:
    """Return what a form says it costs: a price, or at most so much.

    Examples
    --------
    >>> from oase.programmes.cases.form import Repairer
    >>> by = Repairer(name="W", address="A", telephone="1", email="w@e.example")
    >>> form = Form(repairer=by, goods="g", defect="d", repair="r", days=7, place="p", price_cents=2900)
    >>> price_told(form, "en")
    '29.00 EUR'
    """
    told = money(form.highest_cents, form.currency, lang)
    return told if form.price_cents is not None else text("public_case.form.at_most", lang, price=told)


def rows_of(quote: Quote, lang: Lang) -> list[tuple[str, str]]:
    """Return the fields of a quote with their names, in the order of the annex; empty ones left out."""
    form, by = quote.form, quote.form.repairer
    reckoned = form.reckoned if form.price_cents is None else ""
    services = "; ".join(f"{one.name}: {money(one.cents, form.currency, lang)}" for one in form.services)
    days = text("public_case.form.days.told", lang, days=words.number(form.days, lang))
    rows = [
        ("repairer", ", ".join(part for part in (by.name, by.trade_name) if part)),
        ("address", by.address),
        ("telephone", by.telephone),
        ("email", by.email),
        ("online", by.online),
        ("goods", form.goods),
        ("defect", form.defect),
        ("repair", form.repair),
        ("price", price_told(form, lang)),
        ("reckoned", reckoned),
        ("days", f"{days} {form.days_from}".strip()),
        ("place", form.place),
        ("replacement", form.replacement or text("public_case.form.replacement.none", lang)),
        ("services", services or text("public_case.form.services.none", lang)),
        ("valid_until", day_told(quote.valid_until, lang)),
        ("further", form.further),
    ]
    return [(text(f"public_case.form.{name}", lang), told) for name, told in rows if told]


def quote_pdf(quote: Quote, number: str, lang: Lang, *, brand: str, zone: str) -> bytes:
    """Return a quote as PDF; the same quote always gives the same file.

    Raises
    ------
    ExtraMissing
        Typst is not installed (the extra ``pdf``).
    """
    title = text("public_case.quote.title", lang, price=price_told(quote.form, lang))
    made = words.date(quote.made, lang, zone)
    version = text("public_case.quote.version", lang, version=quote.version, day=made)
    blocks: list[Block] = [
        {"kind": "eyebrow", "text": " · ".join(part for part in (brand, number, version) if part)},
        {"kind": "title", "text": title},
        {"kind": "lede", "text": text("public_case.quote.form", lang)},
    ]
    for name, told in rows_of(quote, lang):
        blocks += [{"kind": "heading", "level": 3, "text": name}, {"kind": "text", "text": told}]
    blocks.append({"kind": "note", "text": text("public_case.form.digest", lang, digest=quote.digest)})
    foot = " · ".join(part for part in (brand, number, version) if part)
    return typeset(blocks, title=title, lang=lang, foot=foot, made_at=quote.made)
