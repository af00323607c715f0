"""The fixed texts of the pages: one module per page, each with the same keys in German and English."""

from oase.web.words.catalogue import TEXTS, text

__all__ = ["TEXTS", "text"]
