"""Plays: what may be told to a person, when, in which words and bounds; texts in TOML, versioned."""

from oase.decisions.plays.compiled import compile_plays
from oase.decisions.plays.conditions import Condition
from oase.decisions.plays.filling import NOTICE, example
from oase.decisions.plays.invalid import PlayInvalid
from oase.decisions.plays.play import CONTROL, Content, Offer, Play
from oase.decisions.plays.reading import parse
from oase.decisions.plays.stored import Version, history, live_plays, newest, save, switch

__all__ = [
    "CONTROL",
    "NOTICE",
    "Condition",
    "Content",
    "Offer",
    "Play",
    "PlayInvalid",
    "Version",
    "compile_plays",
    "example",
    "history",
    "live_plays",
    "newest",
    "parse",
    "save",
    "switch",
]
