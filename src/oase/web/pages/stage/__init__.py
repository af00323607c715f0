"""The demo's stage: Anna's phone, the receipt of each decision, the city; everything can be moved."""

from oase.web.pages.stage import page, setting

__all__ = ["HANDLERS"]

HANDLERS = [*page.HANDLERS, *setting.HANDLERS]
