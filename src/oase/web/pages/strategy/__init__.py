"""The page Strategy check: the order gate, needs and criteria with evidence, ten traits claimed and shown."""

from oase.web.pages.strategy import check, forms, needs, traits

__all__ = ["HANDLERS"]

HANDLERS = [*check.HANDLERS, *needs.HANDLERS, *traits.HANDLERS, *forms.HANDLERS]
