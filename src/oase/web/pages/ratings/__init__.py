"""The page Ratings and recommendation: who was asked, who answered, who won whom, who is to be thanked."""

from oase.web.pages.ratings.showing import HANDLERS as SHOWN
from oase.web.pages.ratings.thanking import HANDLERS as THANKS

__all__ = ["HANDLERS"]

HANDLERS = [*SHOWN, *THANKS]
