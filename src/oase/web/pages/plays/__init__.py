"""The pages of plays: all of them with what they change, and one with its editor, versions and dry run."""

from oase.web.pages.plays.changing import CHANGES
from oase.web.pages.plays.listing import plays
from oase.web.pages.plays.one import play

__all__ = ["HANDLERS"]

HANDLERS = [*plays, *play, *CHANGES]
