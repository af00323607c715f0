"""The page Surveys: what is asked of whom, edited with the page beside it that the customer sees."""

from oase.web.pages.surveys.editing import HANDLERS as EDITING
from oase.web.pages.surveys.listing import HANDLERS as LISTING
from oase.web.pages.surveys.switching import HANDLERS as SWITCHING

__all__ = ["HANDLERS"]

HANDLERS = [*LISTING, *EDITING, *SWITCHING]
